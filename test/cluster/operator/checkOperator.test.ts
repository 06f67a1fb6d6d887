import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import { checkOperator } from '../../../server/src/cluster/operator/checkOperator.ts';
import { detectOperator } from '../../../server/src/cluster/operator/detectOperator.ts';
import type { OperatorReport } from '../../../server/src/clusterProtocol.ts';
import { english } from '../../../server/src/localisation.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { createMemoryCluster, type MemoryClusterOptions, refused } from '../../support/memoryCluster.ts';

const now = Date.UTC(2026, 10, 23, 12, 0);
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

interface CrdLook {
  readonly versions?: Readonly<Record<string, boolean>>;
  readonly stored?: readonly string[];
  readonly providers?: readonly string[];
  readonly marked?: boolean;
}

function crd(plural: string, look: CrdLook = {}): JsonObject {
  const { versions = { v1: true }, stored = ['v1'], providers = ['aws'], marked = true } = look;
  const provider = { properties: Object.fromEntries(providers.map((one) => [one, {}])) };
  const schema = { openAPIV3Schema: { properties: { spec: { properties: { provider } } } } };
  return {
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.external-secrets.io`, labels: marked ? { 'external-secrets.io/component': 'controller' } : {} },
    spec: {
      group: 'external-secrets.io',
      versions: Object.entries(versions).map(([name, served]) => ({ name, served, storage: name === 'v1', schema })),
    },
    status: { storedVersions: [...stored], conditions: [{ type: 'Established', status: 'True' }] },
  };
}

const definitions = (look: CrdLook = {}) =>
  ['externalsecrets', 'secretstores', 'clustersecretstores'].map((one) => crd(one, look));

function deployment(suffix: string, args: readonly string[], ready = 1, more: JsonObject = {}): JsonObject {
  const name = `external-secrets${suffix}`;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/version': 'v2.8.0' };
  const annotations = { 'meta.helm.sh/release-name': 'eso', 'meta.helm.sh/release-namespace': 'eso' };
  const container = {
    name: 'main',
    image: 'registry.example:5000/external-secrets/external-secrets:v2.9.0@sha256:0',
    args: [...args],
  };
  const conditions =
    ready === 0 ? [{ type: 'Available', status: 'False', message: 'Deployment does not have minimum availability.' }] : [];
  return {
    kind: 'Deployment',
    metadata: { name, namespace: 'eso', labels, annotations },
    spec: { replicas: 1, template: { spec: { containers: [container] } } },
    status: { readyReplicas: ready, conditions },
    ...more,
  };
}

const parts = [
  deployment('', ['--concurrent=1']),
  deployment('-webhook', ['webhook']),
  deployment('-cert-controller', ['certcontroller']),
];

const webhooks = (clientConfig: JsonObject = {}): JsonObject => ({
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'secretstore-validate' },
  webhooks: ['secretstore', 'clustersecretstore', 'externalsecret'].map((kind) => ({
    name: `validate.${kind}.external-secrets.io`,
    rules: [{ resources: [`${kind}s`] }],
    clientConfig: { caBundle: 'eA==', service: { namespace: 'eso', name: 'external-secrets-webhook' }, ...clientConfig },
    failurePolicy: 'Fail',
  })),
});

const slice = (ready: boolean): JsonObject => ({
  kind: 'EndpointSlice',
  metadata: { name: 'w', namespace: 'eso', labels: { 'kubernetes.io/service-name': 'external-secrets-webhook' } },
  endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready } }],
});

const synced = (minutes: number, spec: JsonObject = {}): JsonObject => ({
  kind: 'ExternalSecret',
  metadata: { name: `db-${minutes}`, namespace: 'default', creationTimestamp: ago(10_000) },
  spec,
  status: { refreshTime: ago(minutes), conditions: [{ type: 'Ready', status: 'True' }] },
});

const whole = [...definitions(), ...parts, webhooks(), slice(true), synced(10)];

const denial = refused(
  403,
  'Forbidden',
  'admission webhook "validate.externalsecret.external-secrets.io" denied the request: either data or dataFrom should be specified',
);

async function check(
  objects: readonly JsonObject[],
  options: MemoryClusterOptions & { readonly probe?: typeof denial | 'admitted' } = {},
) {
  const { probe = denial, ...others } = options;
  const cluster = createMemoryCluster({ objects, ...others });
  if (probe !== 'admitted') cluster.fail({ method: 'apply' }, probe);
  const report = await checkOperator(
    cluster.connection,
    { token: neverCancelled, progress() {}, l10n: english },
    { clock: { now: () => now } },
  );
  return { report, cluster, said: (title: string) => saidIn(report, title) };
}

function saidIn({ checks }: OperatorReport, title: string): string {
  const found = checks.find((one) => one.title === title);
  return found === undefined ? '' : `${found.state}: ${found.detail}`;
}

const without = (kind: string, name = '') =>
  whole.filter((one) => one['kind'] !== kind || !String((one['metadata'] as JsonObject)['name']).includes(name));

describe('Check ESO', () => {
  it('finds an installation that works, and changes nothing', async () => {
    const { report, said, cluster } = await check(whole);
    assert.equal(report.message, 'ESO 2.9.0 in context memory: all 8 checks are fine.');
    assert.deepEqual(
      report.checks.map(({ title }) => title),
      [
        'Kinds',
        'Version',
        'Controller',
        'Controller at work',
        'Webhook',
        'Webhook registered',
        'Webhook answers',
        'Certificates',
      ],
    );
    assert.equal(said('Version'), 'ok: 2.9.0, as the image of Deployment eso/external-secrets says.');
    assert.equal(said('Controller at work'), 'ok: The last refresh, of default/db-10, was 10 min ago.');
    assert.deepEqual([report.version, report.remedies], ['2.9.0', []]);
    const writes = cluster.calls.filter(({ method }) => method === 'apply' || method === 'mergePatch');
    assert.deepEqual(
      writes.map(({ dryRun, name }) => [dryRun, name]),
      [[true, 'vscode-external-secrets-probe']],
    );
  });

  it('says that ESO is not installed, and how it is', async () => {
    const { report } = await check([], { context: { name: 'one of mine' } });
    assert.match(report.message, /^ESO is not installed in context one of mine/);
    assert.equal(report.version, undefined);
    assert.equal(
      report.remedies.at(-1)?.commandLine,
      "helm install external-secrets external-secrets/external-secrets -n external-secrets --create-namespace --kube-context 'one of mine'",
    );
  });

  it('finds CRDs without their label, and parts without the chart’s names', async () => {
    const renamed = parts.map((one) => ({ ...one, metadata: { ...(one['metadata'] as JsonObject), labels: {} } }));
    const { report } = await check([...definitions({ marked: false }), ...renamed, webhooks(), slice(true), synced(10)]);
    assert.equal(report.message, 'ESO 2.9.0 in context memory: all 8 checks are fine.');
  });

  it('tells the version by the form of the kinds where nothing names it', async () => {
    for (const [look, words] of [
      [{ versions: { v1beta1: true } }, 'ESO older than 0.16'],
      [{ versions: { v1: true, v1beta1: true } }, 'ESO 0.16, or a newer one that was told to serve v1beta1'],
      [{ versions: { v1: true, v1beta1: false }, providers: ['aws', 'device42'] }, 'ESO 0.17 to 1.x'],
      [{}, 'ESO 2.0 or newer'],
    ] as const) {
      const { report, said } = await check(definitions(look));
      assert.equal(said('Version'), `unknown: Nothing in the cluster names it. The form of the kinds is that of ${words}.`);
      assert.equal(report.version, undefined);
    }
  });

  it('sees a controller that is not of the version of its kinds', async () => {
    const { said } = await check([...definitions({ versions: { v1: true, v1beta1: true } }), ...whole.slice(3)]);
    assert.match(said('Version'), /^ok/, 'a newer one may serve v1beta1');
    const old = await check([...definitions({ versions: { v1beta1: true } }), ...whole.slice(3)]);
    assert.match(
      old.said('Version'),
      /^warning: 2\.9\.0.*older than 0\.16: controller and CustomResourceDefinitions do not belong/,
    );
  });

  it('names what is left of former versions, and how to be rid of it', async () => {
    const left = definitions({ versions: { v1: true, v1beta1: false }, stored: ['v1beta1', 'v1'] });
    const { report, said } = await check([...left, ...whole.slice(3)]);
    assert.match(said('Stored versions'), /^warning: .*externalsecrets\.external-secrets\.io \(v1beta1\)/);
    assert.ok(
      report.remedies.some(({ commandLine }) =>
        commandLine.startsWith(
          `kubectl patch crd externalsecrets.external-secrets.io --subresource=status --type=merge -p '{"status":{"storedVersions":["v1"]}}'`,
        ),
      ),
    );
  });

  it('sees a controller without Pods, and how to look closer or to upgrade', async () => {
    const { report, said } = await check([
      ...without('Deployment', 'external-secrets'),
      deployment('', [], 0),
      ...parts.slice(1),
    ]);
    assert.equal(
      said('Controller'),
      'problem: Deployment eso/external-secrets has no ready Pod: Deployment does not have minimum availability.',
    );
    assert.match(report.message, /^ESO 2\.9\.0 in context memory: 1 problem\. Controller: /);
    const lines = report.remedies.map(({ commandLine }) => commandLine);
    assert.ok(lines.includes('kubectl get pods -n eso --context memory'));
    assert.ok(lines.includes('helm upgrade eso external-secrets/external-secrets -n eso --reuse-values --kube-context memory'));
  });

  it('offers no helm where Argo CD would take it back', async () => {
    const [controller = {}] = [deployment('', [], 0)];
    const metadata = { ...(controller['metadata'] as JsonObject) };
    const managed = {
      ...controller,
      metadata: {
        ...metadata,
        annotations: { ...(metadata['annotations'] as JsonObject), 'argocd.argoproj.io/tracking-id': 'x' },
      },
    };
    const { report } = await check([...without('Deployment'), managed]);
    assert.ok(report.remedies.every(({ commandLine }) => commandLine.startsWith('kubectl ')));
  });

  for (const [what, objects, said] of [
    [
      'overdue',
      [synced(200), synced(90)],
      /^problem: All 2 ExternalSecrets that are refreshed by time are overdue; .*db-90, was 1 hour ago/,
    ],
    ['overdue in part', [synced(200), synced(30)], /^ok: .*db-30.* 1 of 2 are overdue/],
    ['never refreshed', [synced(200, { refreshPolicy: 'CreatedOnce' })], /^unknown: None of the 1 /],
    ['absent', [], /^unknown: There is no ExternalSecret/],
    [
      'new and looked at by nobody',
      [{ ...synced(0), status: {} }],
      /^problem: default\/db-0 was created .* no controller has looked at it/,
    ],
  ] as const) {
    it(`judges the controller by ExternalSecrets that are ${what}`, async () => {
      assert.match((await check([...without('ExternalSecret'), ...objects])).said('Controller at work'), said);
    });
  }

  it('judges the controller by its lease where nothing else tells', async () => {
    const lease = (minutes: number): JsonObject => ({
      kind: 'Lease',
      metadata: { name: 'external-secrets-controller', namespace: 'eso' },
      spec: { holderIdentity: 'external-secrets-7d_1234', leaseDurationSeconds: 15, renewTime: ago(minutes) },
    });
    assert.match(
      (await check([...without('ExternalSecret'), lease(0)])).said('Controller at work'),
      /^ok: external-secrets-7d leads/,
    );
    assert.match((await check([...without('ExternalSecret'), lease(9)])).said('Controller at work'), /^unknown/);
  });

  for (const [what, objects, said] of [
    ['without anybody registered', without('ValidatingWebhookConfiguration'), /^warning: .*webhook\.create=false/],
    [
      'without certificate',
      [...without('ValidatingWebhookConfiguration'), webhooks({ caBundle: '' })],
      /^problem: .*no caBundle/,
    ],
    [
      'without ready Pods',
      [...without('EndpointSlice'), slice(false)],
      /^problem: No Pod is ready behind the webhook's Service eso\/external-secrets-webhook/,
    ],
  ] as const) {
    it(`sees a webhook ${what}`, async () => {
      assert.match((await check(objects)).said('Webhook registered'), said);
    });
  }

  const failing = (why: string) =>
    refused(
      500,
      'InternalError',
      `Internal error occurred: failed calling webhook "validate.externalsecret.external-secrets.io": ${why}`,
    );
  for (const [what, probe, said] of [
    [
      'that nobody answers',
      failing('no endpoints available for service "external-secrets-webhook"'),
      /^problem: .*nobody listens there/,
    ],
    [
      'that is not trusted',
      failing('tls: x509: certificate signed by unknown authority'),
      /^problem: .*does not trust its certificate/,
    ],
    ['that is too far away', failing('context deadline exceeded'), /^problem: .*network policy/],
    ['that is not asked', 'admitted', /^warning: An ExternalSecret without data was admitted/],
    [
      'behind another',
      refused(403, 'Forbidden', 'admission webhook "policy.example" denied the request: no'),
      /^unknown: Somebody else/,
    ],
    [
      'of a namespace that is not there',
      refused(404, 'NotFound', 'namespaces "default" not found'),
      /^unknown: .*does not exist/,
    ],
  ] as const) {
    it(`tries a webhook ${what}`, async () => {
      assert.match((await check(whole, { probe })).said('Webhook answers'), said);
    });
  }

  it('says which rights are missing, and judges by what it can see', async () => {
    const denied = ['customresourcedefinitions', 'validatingwebhookconfigurations', 'deployments', 'leases', 'externalsecrets'];
    const { report, cluster, said } = await check(whole, {
      denied: [...denied.map((one) => `list ${one}`), 'create externalsecrets'],
    });
    assert.equal(report.outcome, 'done');
    assert.ok(report.checks.every(({ state }) => state === 'unknown'));
    assert.match(said('Kinds'), /lacks the right to list customresourcedefinitions\.apiextensions\.k8s\.io/);
    assert.match(said('Controller'), /lacks the right to list deployments\.apps/);
    assert.match(
      said('Controller at work'),
      /lacks the right to list externalsecrets\.external-secrets\.io in namespace default/,
    );
    assert.match(said('Webhook answers'), /lacks the right to create externalsecrets/);
    assert.match(report.message, /^ESO in context memory: 0 checks are fine, \d could not be made\.$/);
    assert.ok(cluster.calls.every(({ method }) => method !== 'apply'));
  });

  it('sees the Deployments of the webhook’s namespace where not all may be listed', async () => {
    const cluster = createMemoryCluster({ objects: whole });
    cluster.fail({ method: 'list', kind: 'Deployment' }, refused(403, 'Forbidden', 'no'));
    const { version, definitions: found } = await detectOperator(cluster.connection, neverCancelled);
    assert.equal(version?.version, '2.9.0');
    assert.equal(found.outcome === 'done' && found.value.length, 3);
  });

  it('ends where the cluster does not answer, and where the user cancels', async () => {
    const cluster = createMemoryCluster({ objects: whole });
    const unreachable = { outcome: 'unreachable', why: 'network', message: 'Nobody is there.' } as const;
    cluster.fail({ method: 'list', kind: 'CustomResourceDefinition' }, unreachable);
    const run = (token = neverCancelled) =>
      checkOperator(cluster.connection, { token, progress() {}, l10n: english }, { clock: { now: () => now } });
    assert.deepEqual([(await run()).outcome, (await run()).outcome], ['refused', 'done']);
    assert.equal((await run({ ...neverCancelled, isCancellationRequested: true })).outcome, 'cancelled');
  });
});
