import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diffWithCluster } from '../../../server/src/cluster/apply/runApply.ts';
import type { WaitOutcome } from '../../../server/src/cluster/apply/wait.ts';
import { createMemoryCluster, type MemoryCluster, refused } from '../../support/memoryCluster.ts';
import { applying, person, planOf, seen } from './support.ts';

const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
  namespace: default
spec:
  provider:
    fake:
      data:
        - key: app
          value: needle
`;
const externalSecret = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: default
spec:
  secretStoreRef:
    name: vault
  target:
    name: db-credentials
  data:
    - secretKey: password
      remoteRef:
        key: app
`;
const both = planOf(`${externalSecret}---\n${store}`);
const one = planOf(externalSecret);
const live = (spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name: 'db', namespace: 'default', ...metadata },
  spec: {
    secretStoreRef: { name: 'vault' },
    target: { name: 'db-credentials' },
    data: [{ secretKey: 'password', remoteRef: { key: 'app' } }],
    ...spec,
  },
});
const sent = ({ calls }: MemoryCluster) =>
  calls.filter(({ method, dryRun }) => method === 'apply' && dryRun === false).map(({ kind }) => kind);
const conflict = refused(409, 'Conflict', 'Apply failed with 1 conflict', [
  { reason: 'FieldManagerConflict', message: 'conflict with "argocd-controller"', field: '.spec.refreshInterval' },
]);

describe('runApply', () => {
  it('asks once, applies the store first, waits for it first, and ends in one line', async () => {
    const cluster = createMemoryCluster();
    cluster.onWrite(({ kind }) => {
      if (kind === 'ExternalSecret')
        cluster.put({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'db-credentials', namespace: 'default' },
          data: { password: '' },
        });
    });
    const { result, questions, waited } = await applying(both, cluster.connection, person('Apply'));
    assert.equal(result.outcome, 'done');
    assert.equal(result.message, 'Applied 2 objects in context memory; default/db synced, 1 key');
    assert.deepEqual(sent(cluster), ['SecretStore', 'ExternalSecret']);
    assert.deepEqual(waited, ['SecretStore vault', 'ExternalSecret db']);
    assert.deepEqual(questions, [
      {
        message: 'Apply 2 objects in namespace default in context memory?',
        detail: 'Create: SecretStore default/vault\nCreate: ExternalSecret default/db',
        actions: ['Apply', 'Show Differences'],
      },
    ]);
    assert.deepEqual(
      result.items.map(({ state, message, place }) => [state, message, place?.line]),
      [
        ['ready', 'created; Ready: secret synced.', 15],
        ['ready', 'created; Synced, 1 key.', 0],
      ],
    );
  });

  it('changes nothing where the user cancels, or nobody can be asked', async () => {
    const cluster = createMemoryCluster();
    const { result } = await applying(both, cluster.connection, person(undefined));
    assert.deepEqual(
      [result.outcome, result.message, sent(cluster)],
      ['cancelled', 'Cancelled: nothing was applied in context memory.', []],
    );
  });

  it('shows the differences with literals masked, and asks again', async () => {
    const cluster = createMemoryCluster({ objects: [live({ refreshInterval: '1h' })] });
    const { questions, shown, result } = await applying(both, cluster.connection, person('Show Differences', 'Apply'));
    assert.equal(questions.length, 2);
    assert.deepEqual(
      shown[0]?.map(({ resource }) => resource.kind),
      ['SecretStore'],
    );
    assert.match(shown[0]![0]!.proposed, /value: <masked>/);
    assert.doesNotMatch(JSON.stringify([questions, shown, result]), /needle/);
  });

  it('wants the name of a protected context typed', async () => {
    const cluster = createMemoryCluster({ context: { name: 'prod-eu' } });
    const { questions } = await applying(one, cluster.connection, person(undefined));
    assert.deepEqual(
      [questions[0]?.typed, questions[0]?.message],
      ['prod-eu', 'Apply ExternalSecret default/db in context prod-eu?'],
    );
  });

  it('applies nothing where one dry run is refused, and places the reason', async () => {
    const cluster = createMemoryCluster();
    const message =
      'admission webhook "validate.externalsecret.external-secrets.io" denied the request: duplicate secretKey found: password';
    cluster.fail({ method: 'apply', kind: 'ExternalSecret' }, refused(403, 'Forbidden', message));
    const { result, questions } = await applying(both, cluster.connection, person('Apply'));
    assert.deepEqual([result.outcome, sent(cluster), questions], ['refused', [], []]);
    assert.match(
      result.message,
      /^Nothing was applied in context memory\. ExternalSecret default\/db: ESO's webhook refuses it: duplicate/,
    );
    assert.deepEqual(seen(result), ["secretKey: ESO's webhook refuses it: duplicate secretKey found: password."]);
    assert.deepEqual(
      result.items.map(({ state }) => state),
      ['skipped', 'refused'],
    );
  });

  it('does not ask about conflicts where something is refused anyway', async () => {
    const cluster = createMemoryCluster();
    cluster.fail({ method: 'apply', kind: 'ExternalSecret' }, conflict);
    cluster.fail({ method: 'apply', kind: 'SecretStore' }, refused(404, 'NotFound', 'namespaces "default" not found'));
    const { result, questions } = await applying(both, cluster.connection, person('Take Over the Fields', 'Apply'));
    assert.deepEqual([result.outcome, questions], ['refused', []]);
  });

  it('names the right that is missing', async () => {
    const cluster = createMemoryCluster({ denied: ['create externalsecrets'] });
    const { result } = await applying(one, cluster.connection, person('Apply'));
    assert.match(result.message, /lacks the right to create externalsecrets\.external-secrets\.io in namespace default/);
  });

  it('says that nothing was applied where the API server does not answer', async () => {
    const cluster = createMemoryCluster();
    cluster.fail({ method: 'get' }, { outcome: 'unreachable', why: 'network', message: 'memory.example cannot be reached.' });
    const { result } = await applying(one, cluster.connection, person('Apply'));
    assert.deepEqual(
      [result.outcome, result.message],
      ['failed', 'Nothing was applied in context memory: memory.example cannot be reached.'],
    );
  });

  it('sends nothing where all is as in the manifest, asks nothing, and still waits', async () => {
    const cluster = createMemoryCluster({ objects: [live()] });
    const { result, questions, waited } = await applying(one, cluster.connection, person());
    assert.deepEqual([questions, sent(cluster), waited], [[], [], ['ExternalSecret db']]);
    assert.equal(
      result.message,
      'ExternalSecret default/db in context memory is already as in the manifest; default/db ready: secret synced',
    );
    assert.equal(result.outcome, 'done');
  });

  it('explains a conflict with its owner, and takes the fields over only where that is chosen', async () => {
    const cluster = createMemoryCluster({ objects: [live({ refreshInterval: '1h' })] });
    const manifest = planOf(externalSecret.replace('spec:', 'spec:\n  refreshInterval: 2h'));
    cluster.fail({ method: 'apply', dryRun: true }, conflict);
    const first = await applying(manifest, cluster.connection, person(undefined));
    assert.deepEqual([first.result.outcome, first.questions.length, sent(cluster)], ['cancelled', 1, []]);
    assert.deepEqual(first.questions[0], {
      message: 'Take over fields of ExternalSecret default/db in context memory that others have set?',
      detail:
        'ExternalSecret default/db:\n- spec.refreshInterval set by Argo CD ("argocd-controller")\nArgo CD ("argocd-controller") will put its own values back. Change them where it takes them from.',
      actions: ['Take Over the Fields'],
    });
    cluster.fail({ method: 'apply', dryRun: true }, conflict);
    const second = await applying(manifest, cluster.connection, person('Take Over the Fields', 'Apply'));
    assert.equal(second.result.outcome, 'done');
    assert.match(second.questions[1]!.detail, /Change: ExternalSecret default\/db \(spec\.refreshInterval\), taking fields over/);
  });

  it('stops at the first object that is refused after all, and says what had been applied', async () => {
    const cluster = createMemoryCluster();
    const { result } = await applying(
      both,
      cluster.connection,
      person(() => {
        cluster.fail(
          { method: 'apply', kind: 'ExternalSecret', dryRun: false },
          refused(409, 'Conflict', 'the object has been modified'),
        );
        return 'Apply';
      }),
    );
    assert.equal(result.outcome, 'failed');
    assert.match(
      result.message,
      /^Applied 1 of 2 objects in context memory; ExternalSecret default\/db: The API server refuses it \(409\)/,
    );
    assert.deepEqual(
      result.items.map(({ state }) => state),
      ['applied', 'failed'],
    );
  });

  it('says what had been applied before it was cancelled', async () => {
    const cluster = createMemoryCluster();
    const who = person('Apply');
    cluster.onWrite(() => who.cancel());
    const { result, waited } = await applying(both, cluster.connection, who);
    assert.deepEqual([result.outcome, waited], ['cancelled', []]);
    assert.equal(result.message, 'Applied 1 of 2 objects in context memory; cancelled before ExternalSecret default/db');
  });

  it('says that only the wait was cancelled', async () => {
    const cluster = createMemoryCluster();
    const who = person('Apply');
    const wait = async (): Promise<WaitOutcome> => {
      who.cancel();
      return { state: 'cancelled', message: 'Not waited for any longer.' };
    };
    const { result } = await applying(one, cluster.connection, who, { wait });
    assert.equal(result.message, 'Applied 1 object in context memory; the wait for default/db was cancelled');
    assert.deepEqual(result.items[0]?.next, [{ title: 'Wait Again', step: 'wait' }]);
  });

  it('does not wait for what uses a store that is not ready, and marks where the failure comes from', async () => {
    const failure = { path: ['spec', 'provider', 'fake'], text: 'The store cannot log in', hint: 'Check it.' };
    const { result, waited } = await applying(both, createMemoryCluster().connection, person('Apply'), {
      wait: async () => ({ state: 'failed', message: 'The store cannot log in. Check it.', failure }),
    });
    assert.deepEqual([result.outcome, waited], ['failed', ['SecretStore vault']]);
    assert.equal(
      result.message,
      'Applied 2 objects in context memory; SecretStore default/vault: The store cannot log in. Check it. 1 more are not ready.'.replace(
        '1 more are',
        '1 more is',
      ),
    );
    assert.match(seen(result).join('\n'), /key: app[\s\S]*: The store cannot log in\. Check it\.$/);
  });

  it('names what is refused or left out in the question, and applies the rest', async () => {
    const plan = planOf(
      `${externalSecret}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n---\n${store.replace('vault', '{{ .x }}')}`,
    );
    const { questions, result } = await applying(plan, createMemoryCluster().connection, person('Apply'));
    assert.match(
      questions[0]!.detail,
      /Not applied: SecretStore\b.* holds template text.*\nNot applied: ConfigMap c: only ESO's kinds/s,
    );
    assert.match(result.message, /; 1 resource not applied$/);
  });

  it('says that the namespace is that of the context', async () => {
    const cluster = createMemoryCluster({ context: { namespace: 'default' } });
    const plan = planOf(externalSecret.replace('  namespace: default\n', ''), { namespace: 'default' });
    const { questions } = await applying(plan, cluster.connection, person(undefined));
    assert.match(questions[0]!.detail, /Namespace default is that of the context: the manifest names none\./);
  });

  it('takes a duration that is only spelt otherwise for the same', async () => {
    const cluster = createMemoryCluster({ objects: [live({ refreshInterval: '1h0m0s' })] });
    const plan = planOf(externalSecret.replace('spec:', 'spec:\n  refreshInterval: 60m'));
    const { result } = await applying(plan, cluster.connection, person());
    assert.match(result.message, /already as in the manifest/);
  });

  it("asks for no field that is the operator's for a new spelling alone", async () => {
    const cluster = createMemoryCluster({ objects: [live({ refreshInterval: '1h0m0s' })] });
    const plan = planOf(externalSecret.replace('spec:', 'spec:\n  refreshInterval: 2h'));
    const byOperator = { ...conflict, causes: [{ ...conflict.causes[0]!, message: 'conflict with "external-secrets"' }] };
    cluster.fail({ method: 'apply', dryRun: true }, byOperator);
    const { questions } = await applying(plan, cluster.connection, person(undefined));
    assert.deepEqual(
      questions.map(({ message }) => message),
      ['Apply ExternalSecret default/db in context memory?'],
    );
  });

  it('refuses with the reason where nothing is left to apply', async () => {
    const cluster = createMemoryCluster();
    const { result } = await applying(
      planOf(externalSecret.replace('  namespace: default\n', '')),
      cluster.connection,
      person('Apply'),
    );
    assert.deepEqual([result.outcome, cluster.calls], ['refused', []]);
    assert.match(result.message, /ExternalSecret db names no namespace/);
  });
});

describe('what is said before an apply', () => {
  const detailFor = async (cluster: MemoryCluster, text = externalSecret) =>
    (await applying(planOf(text), cluster.connection, person(undefined))).questions[0]!.detail;
  const secret = (labels: object = {}, ownerReferences: readonly object[] = []) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'db-credentials',
      namespace: 'default',
      labels: { ...labels },
      ownerReferences: ownerReferences.map((one) => ({ ...one })),
    },
    data: { password: 'bmVlZGxl', legacy: 'bmVlZGxl' },
  });

  it('an unmanaged Secret that would be emptied, with its keys, and without reading it', async () => {
    const cluster = createMemoryCluster({ objects: [secret()] });
    assert.match(
      await detailFor(cluster),
      /Secret default\/db-credentials exists and is not managed by ESO: creationPolicy Owner rebuilds its data\. These keys go: legacy\. These get new values: password\. To keep them set creationPolicy Merge\./,
    );
    assert.ok(!cluster.calls.some(({ method }) => method === 'digestSecret'));
  });

  it('nothing of a Secret that is its own, or that is merged into', async () => {
    const own = secret({ 'reconcile.external-secrets.io/managed': 'true' }, [
      { kind: 'ExternalSecret', name: 'db', controller: true },
    ]);
    assert.equal(await detailFor(createMemoryCluster({ objects: [own] })), 'Create: ExternalSecret default/db');
    const merging = externalSecret.replace('    name: db-credentials', '    name: db-credentials\n    creationPolicy: Merge');
    assert.doesNotMatch(await detailFor(createMemoryCluster({ objects: [secret()] }), merging), /rebuilds/);
  });

  it('a Secret that belongs to another ExternalSecret', async () => {
    const cluster = createMemoryCluster({ objects: [secret({}, [{ kind: 'ExternalSecret', name: 'other', controller: true }])] });
    assert.match(
      await detailFor(cluster),
      /belongs to ExternalSecret other: ESO will not write it for ExternalSecret default\/db/,
    );
  });

  it('a new target name: under Owner the old Secret goes, otherwise it stays', async () => {
    const withPolicy = (creationPolicy: string) =>
      createMemoryCluster({ objects: [live({ target: { name: 'old', creationPolicy } })] });
    assert.match(
      await detailFor(withPolicy('Owner')),
      /changes from Secret old to db-credentials: ESO deletes default\/old\. What uses it must name db-credentials first\./,
    );
    assert.match(await detailFor(withPolicy('Orphan')), /default\/old stays as it is and is not updated any more/);
  });

  const deliverers: readonly (readonly [metadata: object, says: RegExp])[] = [
    [
      { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:external-secrets.io/ExternalSecret:default/db' } },
      /delivered by Argo CD \(application shop\)/,
    ],
    [
      { labels: { 'app.kubernetes.io/instance': 'shop' }, managedFields: [{ manager: 'argocd-controller' }] },
      /delivered by Argo CD \(application shop\)/,
    ],
    [
      { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' } },
      /delivered by Flux \(Kustomization flux-system\/apps\)/,
    ],
    [
      { labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations: { 'meta.helm.sh/release-name': 'shop' } },
      /belongs to the Helm release shop, whose next upgrade overwrites/,
    ],
    [{ ownerReferences: [{ kind: 'ClusterExternalSecret', name: 'all' }] }, /is made by ClusterExternalSecret all/],
  ];
  for (const [metadata, says] of deliverers) {
    it(`${says.source.replaceAll('\\', '')}`, async () => {
      assert.match(
        await detailFor(createMemoryCluster({ objects: [live({ refreshPolicy: 'OnChange', target: { name: 'x' } }, metadata)] })),
        says,
      );
    });
  }

  it('nothing of an instance label alone, which Helm charts set too', async () => {
    const metadata = { labels: { 'app.kubernetes.io/instance': 'shop' } };
    assert.doesNotMatch(await detailFor(createMemoryCluster({ objects: [live({ target: { name: 'x' } }, metadata)] })), /Argo/);
  });
});

describe('diffWithCluster', () => {
  it('compares by dry runs alone, and changes nothing', async () => {
    const cluster = createMemoryCluster({ objects: [live({ target: { name: 'old' } })] });
    const result = await diffWithCluster(both, cluster.connection, person().interaction);
    assert.deepEqual([result.outcome, result.message, sent(cluster)], ['done', '2 objects of 2 differ in context memory.', []]);
    assert.deepEqual(
      result.files.map(({ resource, live: before }) => [resource.kind, before === '']),
      [
        ['SecretStore', true],
        ['ExternalSecret', false],
      ],
    );
  });

  it('shows conflicts as if the fields were taken over, and says so', async () => {
    const cluster = createMemoryCluster({ objects: [live({ target: { name: 'old' } })] });
    cluster.fail({ method: 'apply' }, conflict);
    const { message } = await diffWithCluster(one, cluster.connection, person().interaction);
    assert.equal(message, '1 object of 1 differs in context memory. 1 object with fields that others own.');
  });
});
