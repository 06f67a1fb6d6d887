import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { createFailures } from '../../server/src/cluster/live/failures.ts';
import { clusterFindings } from '../../server/src/features/clusterDiagnostics.ts';
import { placeFinding } from '../../server/src/rules/placedFinding.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { type Followed, follow } from '../cluster/live/follow.ts';
import { externalSecret, failed, fakeStore, storeStatus, synced } from '../cluster/live/objects.ts';
import { refused } from '../support/memoryCluster.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: default
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: vault
  data:
    - secretKey: password
      remoteRef:
        key: prod/db
        property: password
`;

const missing = 'error processing spec.data[0] (key: prod/db), err: Secret does not exist';

function event(name: string, message: string, more: JsonObject = {}): JsonObject {
  return {
    kind: 'Event',
    metadata: { name: `${name}.1`, namespace: 'default' },
    involvedObject: { kind: 'ExternalSecret', name, namespace: 'default' },
    type: 'Warning',
    reason: 'UpdateFailed',
    message,
    lastTimestamp: '2026-11-23T11:30:00Z',
    source: { component: 'external-secrets' },
    ...more,
  };
}

/** What is said of the first resource of a text: the words it stands on, and the message. */
async function said(followed: Followed, text = manifest, isPatch = false): Promise<readonly (readonly [string, string])[]> {
  const failures = createFailures(followed.cluster.connection, followed.clock);
  const { parsed } = parseManifestFile(text).documents[0]!;
  const resource = parsed.resources[0]!;
  const context = { live: followed.live, failures, isPatch, isInWorkspace: () => true };
  const findings = await clusterFindings(context, parsed, resource, neverCancelled);
  return findings.map((finding) => {
    assert.deepEqual([finding.rule, finding.severity], ['cluster-not-ready', 'warning']);
    const { range } = placeFinding(finding, resource);
    return [parsed.text.slice(range.start, range.end), finding.message];
  });
}

const broken = externalSecret('default', 'db', { status: failed() });

describe('what the cluster says of a manifest', () => {
  it('is told on the entry that the operator speaks of', async () => {
    const [found, ...others] = await said(await follow({ objects: [broken, event('db', missing)] }));
    assert.deepEqual(others, []);
    assert.equal(found?.[0], 'prod/db');
    assert.match(found?.[1] ?? '', /^ExternalSecret db is not ready \(context memory\): .*prod\/db.*\. \S/);
  });

  it('is the condition on the kind where there is no event, or none of this failure, or none may be read', async () => {
    const condition = 'ExternalSecret db is not ready (context memory): ';
    for (const options of [
      { objects: [broken] },
      { objects: [broken, event('db', missing, { lastTimestamp: '2026-11-23T10:00:00Z' })] },
      { objects: [broken, event('db', missing)], denied: ['list events'] },
      { objects: [broken, event('db', 'secret created', { type: 'Normal', reason: 'Created' })] },
    ]) {
      const [found] = await said(await follow(options));
      assert.equal(found?.[0], 'ExternalSecret');
      assert.ok(found?.[1].startsWith(condition), found?.[1]);
    }
  });

  it('is nothing for what is ready, waits, is absent or not followed', async () => {
    assert.deepEqual(
      await said(await follow({ objects: [externalSecret('default', 'db', { status: synced('2026-11-23T11:00:00Z') })] })),
      [],
    );
    assert.deepEqual(await said(await follow({ objects: [externalSecret('default', 'db')] })), []);
    assert.deepEqual(await said(await follow()), []);
    assert.deepEqual(await said(await follow({ types: [] })), []);
  });

  it('is told of the whole, as applied, where the manifest differs from the cluster or may', async () => {
    const followed = await follow({ objects: [broken, event('db', missing)] });
    const [changed] = await said(followed, manifest.replace('prod/db', 'prod/other'));
    assert.equal(changed?.[0], 'ExternalSecret');
    assert.match(changed?.[1] ?? '', /\(context memory, as applied\).*The manifest differs/);
    const [patch] = await said(followed, manifest, true);
    assert.deepEqual([patch?.[0], /differs/.test(patch?.[1] ?? '')], ['ExternalSecret', false]);
  });

  it('is asked for once, until the object changes or five minutes are over', async () => {
    const followed = await follow({ objects: [broken, event('db', missing)] });
    const { cluster, clock, live } = followed;
    const failures = createFailures(cluster.connection, clock);
    const { parsed } = parseManifestFile(manifest).documents[0]!;
    const ask = () =>
      clusterFindings(
        { live, failures, isPatch: false, isInWorkspace: () => true },
        parsed,
        parsed.resources[0]!,
        neverCancelled,
      );
    const lists = () => cluster.calls.filter(({ method, kind }) => method === 'list' && kind === 'Event').length;
    await Promise.all([ask(), ask()]);
    assert.equal(lists(), 1);
    clock.advance(299_999);
    await ask();
    assert.equal(lists(), 1);
    clock.advance(1);
    await ask();
    assert.equal(lists(), 2);
    cluster.setStatus('ExternalSecret', 'db', 'default', failed('could not update secret'));
    await cluster.settled();
    await ask();
    assert.equal(lists(), 3);
  });

  it('says of stores why they are not valid', async () => {
    const store = `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: {name: shared}
spec: {provider: {fake: {data: [{key: prod/db, value: hunter2-canary}]}}}
`;
    const about = { involvedObject: { kind: 'ClusterSecretStore', name: 'shared' }, reason: 'InvalidProviderConfig' };
    const objects = [
      fakeStore(undefined, 'shared', storeStatus(false)),
      event('shared', 'unable to validate store: the vault is sealed', about),
    ];
    const [found] = await said(await follow({ objects }), store);
    assert.match(found?.[1] ?? '', /^ClusterSecretStore shared is not ready \(context memory\): .*sealed/);
    assert.doesNotMatch(found?.[1] ?? '', /canary/);
  });

  it('is said to be as last seen while the cluster is away', async () => {
    const followed = await follow({ objects: [broken, event('db', missing)] });
    followed.cluster.interrupt(refused(500, 'InternalError', 'etcd is away'));
    await followed.cluster.settled();
    assert.match((await said(followed))[0]?.[1] ?? '', /\(context memory, as last seen\)/);
  });
});

describe('a store that the cluster lacks', () => {
  async function missingIn(followed: Followed, isInWorkspace = false, text = manifest): Promise<readonly string[]> {
    const failures = createFailures(followed.cluster.connection, followed.clock);
    const { parsed } = parseManifestFile(text).documents[0]!;
    const context = { live: followed.live, failures, isPatch: false, isInWorkspace: () => isInWorkspace };
    const findings = await clusterFindings(context, parsed, parsed.resources[0]!, neverCancelled);
    return findings.map(({ rule, message }) => `${rule}: ${message}`);
  }

  it('is said where all stores are known and the workspace has none of the name', async () => {
    const [said, ...others] = await missingIn(await follow());
    assert.deepEqual(others, []);
    assert.match(
      said ?? '',
      /^store-not-in-cluster: There is no SecretStore "vault" in namespace default of context memory, and none in this workspace/,
    );
    assert.deepEqual(await missingIn(await follow(), true), []);
  });

  it('is not said where it is there, may not be listed, or is a template', async () => {
    assert.deepEqual(await missingIn(await follow({ objects: [fakeStore('default', 'vault')] })), []);
    assert.deepEqual(await missingIn(await follow({ denied: ['list secretstores', 'watch secretstores'] })), []);
    assert.deepEqual(await missingIn(await follow({ types: [] })), []);
    assert.deepEqual(await missingIn(await follow(), false, manifest.replace('name: vault', 'name: "{{ .Values.store }}"')), []);
  });
});
