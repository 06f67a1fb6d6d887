import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { ClusterConnection } from '../../server/src/cluster/clusterClient.ts';
import { createFailures } from '../../server/src/cluster/live/failures.ts';
import { followCluster } from '../../server/src/cluster/live/followCluster.ts';
import type { LiveCluster } from '../../server/src/cluster/live/liveCluster.ts';
import type { LiveRecord } from '../../server/src/cluster/live/liveRecord.ts';
import { createLiveTree } from '../../server/src/cluster/live/liveTree.ts';
import { manifestState } from '../../server/src/cluster/live/manifestState.ts';
import { consumersOf } from '../../server/src/cluster/rotation/consumers.ts';
import type { TreeNode } from '../../server/src/clusterProtocol.ts';
import { clusterFindings } from '../../server/src/features/clusterDiagnostics.ts';
import { english } from '../../server/src/localisation.ts';
import { createClusterClient } from '../../server/src/node/cluster/clusterClient.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { placeFinding } from '../../server/src/rules/placedFinding.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { eventually } from './cluster/eventually.ts';
import { startKubeFaultProxy } from './cluster/faultProxy.ts';
import { useLab, whyNoLab } from './cluster/lab.ts';
import { seedMany } from './cluster/seedMany.ts';

const opened: { dispose(): void }[] = [];

/** Follows the cluster of a kubeconfig's only context. */
async function follow(kubeconfig: string): Promise<{ readonly live: LiveCluster; readonly connection: ClusterConnection }> {
  const client = createClusterClient({ env: { KUBECONFIG: kubeconfig }, clock: nodeClock, log: () => {} });
  const { contexts } = await client.contexts();
  const connection = await client.open(contexts[0]?.name ?? '');
  assert.ok(connection.outcome === 'done');
  const live = followCluster(connection.value, { clock: nodeClock, l10n: english, onDidChange: () => {} });
  opened.push(live, connection.value);
  return { live, connection: connection.value };
}

/** The kubeconfig, its context now in a namespace. */
function inNamespace(kubeconfig: string, namespace: string): string {
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as { readonly contexts: { readonly context: object }[] };
  const contexts = config.contexts.map((one) => ({ ...one, context: { ...one.context, namespace } }));
  writeFileSync(kubeconfig, JSON.stringify({ ...config, contexts }));
  return kubeconfig;
}

const settled = (live: LiveCluster) => eventually('an answer for every kind', async () => live.status.state !== 'connecting');

describe('a real cluster, followed', { skip: whyNoLab() ?? false }, () => {
  const lab = useLab();
  after(() => {
    for (const one of opened) one.dispose();
  });

  const apply = async (text: string, namespace: string) => {
    for (const document of text.split(/^---\n/m)) {
      const { status, body } = await lab().api.apply(document, { namespace });
      assert.ok(status < 300, body.message);
    }
  };
  const recordOf = (live: LiveCluster, namespace: string, state: LiveRecord['state'], until = (_: LiveRecord) => true) =>
    eventually(`db is ${state}`, async () => {
      const record = live.find('ExternalSecret', namespace, 'db');
      return record?.state === state && until(record) ? record : undefined;
    });

  it('tells how things stand as the operator gets on with them, and where its message belongs', async () => {
    const { live, connection } = await follow(lab().kubeconfig);
    const failures = createFailures(connection, nodeClock);
    const namespace = await lab().namespace('live');
    const inFile = (text: string) => {
      const { parsed } = parseManifestFile(text.replace('metadata:\n', `metadata:\n  namespace: ${namespace}\n`)).documents[0]!;
      return { parsed, resource: parsed.resources[0]! };
    };
    const wrong = externalSecret.replace('key: app', 'key: other');
    await apply(`${store}---\n${wrong}`, namespace);
    await recordOf(live, namespace, 'failing');
    assert.ok(live.status.failing >= 1);
    const { parsed, resource } = inFile(wrong);
    const [finding] = await eventually('the event', async () => {
      const found = await clusterFindings(
        { live, failures: createFailures(connection, nodeClock), isPatch: false, isInWorkspace: () => true },
        parsed,
        resource,
        neverCancelled,
      );
      const at = found[0]?.at;
      return at !== undefined && 'path' in at && at.path.length > 1 ? found : undefined;
    });
    assert.ok(finding);
    const { range } = placeFinding(finding, resource);
    assert.equal(parsed.text.slice(range.start, range.end), 'other');

    await apply(externalSecret, namespace);
    const record = await recordOf(live, namespace, 'ok');
    assert.equal(record.nextRefresh, (record.refreshTime ?? 0) + 600_000);
    const changed = inFile(externalSecret);
    assert.deepEqual(
      await clusterFindings(
        { live, failures, isPatch: false, isInWorkspace: () => true },
        changed.parsed,
        changed.resource,
        neverCancelled,
      ),
      [],
    );
    const state = (text: string) => {
      const file = inFile(text);
      return manifestState(live, file.resource, file.parsed, false);
    };
    const drift = (text: string) => {
      const found = state(text);
      return found.state === 'live' ? found.drift : found.state;
    };
    assert.deepEqual(
      drift(externalSecret),
      [],
      'what was applied does not differ, whatever the API server and the operator added',
    );
    assert.deepEqual(drift(store), []);
    assert.deepEqual(drift(store.replace('not-so-secret', 'another')), [['spec', 'provider', 'fake', 'data', 0, 'value']]);
    assert.deepEqual(drift(wrong), [['spec', 'data', 0, 'remoteRef', 'key']]);
    assert.equal(drift(externalSecret.replace('name: db', 'name: never')), 'absent');
    await eventually('its Secret', async () => live.secret(namespace, 'credentials')?.owner === 'db');
    assert.match(live.secret(namespace, 'credentials')?.dataHash ?? '', /^[0-9a-f]{56}$/);
  });

  it('shows the way from the context to the workloads', async () => {
    const { live, connection } = await follow(lab().kubeconfig);
    const namespace = await lab().namespace('live');
    await apply(`${store}---\n${externalSecret}---\n${deployment}`, namespace);
    await recordOf(live, namespace, 'ok');
    await eventually('the Secret', async () => live.secret(namespace, 'credentials'));
    const tree = createLiveTree({
      live,
      clock: nodeClock,
      l10n: english,
      findManifest: () => undefined,
      async consumersOf(inNamespace, secret, token) {
        const { consumers, unseen } = await consumersOf(connection, inNamespace, secret, token, english);
        const uses = (one: (typeof consumers)[number]) => one.uses.map(({ description }) => description);
        return {
          unseen,
          consumers: consumers.map((one) => ({ ...one, uses: uses(one), pods: 0, stalePods: 0, state: 'unknown' as const })),
        };
      },
    });
    let nodes = await tree.children(undefined);
    const labels = [nodes[0]?.label];
    for (const wanted of [namespace, 'fake', 'db', 'credentials', 'web']) {
      const parent: TreeNode | undefined = nodes.find(({ label }) => label === labels.at(-1));
      nodes = await tree.children(parent?.id);
      labels.push(wanted);
      assert.ok(
        nodes.some(({ label }) => label === wanted),
        `${wanted} among ${nodes.map(({ label }) => label).join(', ')}`,
      );
    }
    assert.equal(nodes[0]?.tooltip, 'Deployment web\nenv PASSWORD ← password');
  });

  it('loses nothing while the API server is away', async () => {
    const proxy = await startKubeFaultProxy(lab().access);
    try {
      const { live } = await follow(proxy.kubeconfig);
      const namespace = await lab().namespace('live');
      await apply(`${store}---\n${externalSecret}`, namespace);
      const before = await recordOf(live, namespace, 'ok');
      await proxy.refuse();
      await eventually('the interruption', async () => live.status.stale);
      assert.equal(live.find('ExternalSecret', namespace, 'db'), before);
      assert.equal(live.isComplete('ExternalSecret', namespace), false);
      await apply(externalSecret.replace('key: app', 'key: other'), namespace);
      await apply(externalSecret.replace('name: db', 'name: another'), namespace);
      await proxy.accept();
      await eventually('the recovery', async () => !live.status.stale);
      await recordOf(live, namespace, 'failing');
      await eventually('what is new', async () => live.find('ExternalSecret', namespace, 'another'));
    } finally {
      await proxy.close();
    }
  });

  it('shows a login what it may see, and names the verbs that it lacks', async () => {
    const namespace = await lab().namespace('live');
    await apply(`${store}---\n${externalSecret}`, namespace);
    const rules = [
      { apiGroups: ['external-secrets.io'], resources: ['externalsecrets', 'secretstores'], verbs: ['get', 'list', 'watch'] },
    ];
    const { live } = await follow(inNamespace(await lab().user({ name: 'reader', rules, namespaces: [namespace] }), namespace));
    await settled(live);
    await recordOf(live, namespace, 'ok');
    assert.equal(live.status.state, 'connected');
    const wanted = `Of ExternalSecrets and SecretStores only those in namespace ${namespace} are shown: this login may not read them in all namespaces (missing: list, watch). This login may not read PushSecrets and Secrets in all namespaces, nor in namespace ${namespace} (context reader; missing: list, watch).`;
    await eventually('the limits', async () =>
      live.status.message.replace(/This login may not read ClusterExternalSecrets[^.]*\. Ask[^.]*\. /, '').startsWith(wanted),
    );

    const { live: blind } = await follow(await lab().user({ name: 'nobody', rules: [], namespaces: [namespace] }));
    await settled(blind);
    assert.equal(blind.status.state, 'denied');
    await eventually('the verbs', async () => /missing: list, watch\)/.test(blind.status.message));
  });

  it('costs as many requests for many objects as for few', async () => {
    const names = await seedMany(lab().api, { externalSecrets: 300, namespaces: 20, prefix: 'livemany' });
    const { live, connection } = await follow(lab().kubeconfig);
    await settled(live);
    await eventually('all of them', async () => names.every((name) => [...live.records('ExternalSecret', name)].length === 15));
    // Discovery; a listing and a watch of each of six kinds.
    assert.ok(connection.requests <= 16, `${connection.requests} requests`);
    for (const name of names) await lab().api.send('DELETE', `/api/v1/namespaces/${name}`);
  });
});

const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: fake
spec:
  provider:
    fake:
      data:
        - key: app
          value: not-so-secret
`;

const externalSecret = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  refreshInterval: 10m
  secretStoreRef:
    name: fake
  target:
    name: credentials
  data:
    - secretKey: password
      remoteRef:
        key: app
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web
          env:
            - name: PASSWORD
              valueFrom: {secretKeyRef: {name: credentials, key: password}}
`;
