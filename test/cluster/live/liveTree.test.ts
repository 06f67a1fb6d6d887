import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { syncablesOf } from '../../../server/src/cluster/live/liveTree.ts';
import type { TreeNode } from '../../../server/src/clusterProtocol.ts';
import { english } from '../../../server/src/localisation.ts';
import { refused } from '../../support/memoryCluster.ts';
import { follow } from './follow.ts';
import { externalSecret, failed, fakeStore, managedSecret, storeStatus, synced } from './objects.ts';

// The manual clock begins at 2023-11-14T22:13:20Z.
const fourMinutesAgo = '2023-11-14T22:09:00Z';

const objects = [
  fakeStore('calm', 'vault'),
  externalSecret('calm', 'web', { status: synced(fourMinutesAgo) }),
  externalSecret('calm', 'db', { status: synced(fourMinutesAgo) }),
  managedSecret('calm', 'db'),
  fakeStore('shop', 'vault'),
  fakeStore('shop', 'another', storeStatus(false)),
  fakeStore(undefined, 'shared'),
  externalSecret('shop', 'good', { status: synced(fourMinutesAgo) }),
  externalSecret('shop', 'wrong', { status: failed() }),
  externalSecret('shop', 'new', { spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'shared' } } }),
  externalSecret('shop', 'lost', { spec: { secretStoreRef: { name: 'gone' } }, status: failed() }),
  {
    kind: 'PushSecret',
    metadata: { name: 'push', namespace: 'shop' },
    spec: { selector: { secret: { name: 'source' } }, secretStoreRefs: [{ name: 'vault' }] },
    status: { ...synced(fourMinutesAgo) },
  },
  { kind: 'Namespace', metadata: { name: 'empty' } },
];

function shown(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.map(({ kind, label, description, state }) => `${kind} ${label} [${state}] ${description}`.trim());
}

describe('the tree of a cluster', () => {
  it('leads from the context to namespaces with ESO objects, failing ones first', async () => {
    const { childrenOf } = await follow({ objects });
    assert.deepEqual(shown(await childrenOf()), ['context memory [failing] 2 failing']);
    assert.deepEqual(shown(await childrenOf('memory')), [
      'namespace Cluster-scoped [ok]',
      'namespace shop [failing] 2 of 5 failing · 1 store not ready',
      'namespace calm [ok] 2 ready',
    ]);
  });

  it('has below a namespace the stores that it has or uses, and what names none that is there', async () => {
    const { childrenOf } = await follow({ objects });
    assert.deepEqual(shown(await childrenOf('memory', 'shop')), [
      'note No store [none] 1',
      'store another [failing] fake · unable to validate store',
      'store vault [warning] fake · valid · 1 of 3 failing',
      'store shared [ok] ClusterSecretStore · fake · valid',
    ]);
    assert.deepEqual(shown(await childrenOf('memory', 'shop', 'vault')), [
      'sync wrong [failing] could not get secret data from provider',
      'sync good [ok] synced 4 min ago',
      'sync push [ok] PushSecret · pushed 4 min ago',
    ]);
    assert.deepEqual(shown(await childrenOf('memory', 'shop', 'shared')), ['sync new [waiting] waiting for the operator']);
    assert.deepEqual(shown(await childrenOf('memory', 'shop', 'No store')), [
      'sync lost [failing] could not get secret data from provider · SecretStore gone is not in the cluster',
    ]);
  });

  it('shows the Secret, and asks for its consumers only when it is opened', async () => {
    const consumer = {
      workload: { kind: 'Deployment', name: 'web', namespace: 'calm' },
      uses: ['env DB_PASSWORD ← password'],
      stalePods: 2,
      pods: 3,
      restartable: true,
    };
    const found = { consumers: [{ ...consumer, state: 'restart' as const }], unseen: ['Jobs could not be listed.'] };
    const { childrenOf, asked, clock, cluster } = await follow({ objects }, found);
    const requests = cluster.connection.requests;
    assert.deepEqual(shown(await childrenOf('memory', 'calm', 'vault', 'db')), ['secret db [ok] managed by External Secrets']);
    assert.deepEqual(shown(await childrenOf('memory', 'calm', 'vault', 'web')), ['secret web [warning] not in the cluster']);
    assert.deepEqual([asked.length, cluster.connection.requests], [0, requests]);
    const nodes = await childrenOf('memory', 'calm', 'vault', 'db', 'db');
    assert.deepEqual(shown(nodes), [
      'consumer web [warning] Deployment · runs with old values',
      'note Jobs could not be listed. [none]',
    ]);
    assert.equal(nodes[0]?.accessibleLabel, 'Deployment web, runs with old values, uses env DB_PASSWORD ← password');
    assert.match(nodes[0]?.tooltip ?? '', /2 of 3 Pods run with the old values/);
    clock.advance(1);
    assert.deepEqual(asked, ['calm/db']);
  });

  it('asks for consumers once in half a minute, or when the data have changed', async () => {
    const { childrenOf, asked, clock, cluster } = await follow({ objects });
    const open = () => childrenOf('memory', 'calm', 'vault', 'db', 'db');
    assert.deepEqual(shown(await open()), ['note Nothing in namespace calm uses it [none]']);
    await open();
    clock.advance(29_999);
    await open();
    assert.equal(asked.length, 1);
    clock.advance(1);
    await open();
    assert.equal(asked.length, 2);
    const secret = managedSecret('calm', 'db');
    cluster.put({
      ...secret,
      metadata: { ...(secret['metadata'] as object), annotations: { 'reconcile.external-secrets.io/data-hash': 'new' } } as never,
    });
    await cluster.settled();
    await open();
    assert.equal(asked.length, 3);
  });

  it('says to a screen reader in words whatever an icon, a colour or the text beside a name says', async () => {
    const stale = {
      ...synced(fourMinutesAgo),
      conditions: [{ type: 'Ready', status: 'True', reason: 'SecretMissing', message: 'no Secret' }],
    };
    const more = [externalSecret('shop', 'unsure', { status: stale as never })];
    const consumer = { workload: { kind: 'Deployment', name: 'web', namespace: 'calm' }, uses: ['env A'], stalePods: 1, pods: 1 };
    const found = { consumers: [{ ...consumer, restartable: true, state: 'restart' as const }], unseen: [] };
    const { tree } = await follow({ objects: [...objects, ...more] }, found);
    const states = new Set<string>();
    const below = async (id?: string) => {
      for (const { accessibleLabel, description, expandable, id: own, kind, label, state } of await tree.children(id)) {
        states.add(`${kind} ${state}`);
        const spoken = accessibleLabel.toLowerCase();
        if (label !== 'No store') assert.ok(accessibleLabel.includes(label), accessibleLabel);
        for (const words of description.split(' · ')) {
          const [, part] = /^(\d+ of \d+) failing$/.exec(words) ?? [];
          assert.ok(
            words === 'valid' || spoken.includes((part ?? words).toLowerCase()),
            `"${accessibleLabel}" does not say "${words}"`,
          );
        }
        if (['failing', 'warning', 'waiting'].includes(state))
          assert.match(
            accessibleLabel,
            /failing|not ready|with a warning|waiting|old values|not in the cluster/,
            `${own} ${state}`,
          );
        if (expandable) await below(own);
      }
    };
    await below();
    for (const state of [
      'sync failing',
      'sync warning',
      'sync waiting',
      'store failing',
      'store warning',
      'secret warning',
      'consumer warning',
    ])
      assert.ok(states.has(state), `${state} among ${[...states].join(', ')}`);
  });

  it('gives every node an id of its own that stays, the object behind it and its manifest', async () => {
    const { childrenOf, tree, cluster } = await follow({ objects });
    const walk = async (): Promise<readonly TreeNode[]> => {
      const all: TreeNode[] = [];
      const below = async (id?: string) => {
        for (const node of await tree.children(id)) {
          all.push(node);
          if (node.expandable) await below(node.id);
        }
      };
      await below();
      return all;
    };
    const before = await walk();
    assert.equal(new Set(before.map(({ id }) => id)).size, before.length);
    for (const node of before) assert.ok(node.tooltip.length > 0, node.id);
    cluster.setStatus('ExternalSecret', 'wrong', 'shop', synced(fourMinutesAgo));
    await cluster.settled();
    assert.deepEqual((await walk()).map(({ id }) => id).sort(), before.map(({ id }) => id).sort());
    const [db] = await childrenOf('memory', 'calm', 'vault');
    assert.deepEqual(db?.resource, { kind: 'ExternalSecret', name: 'db', namespace: 'calm' });
    assert.deepEqual(db?.place, { uri: 'file:///w/db.yaml', line: 3 });
    assert.equal(db?.accessibleLabel, 'ExternalSecret db, ready: synced 4 min ago');
    assert.match(
      db?.tooltip ?? '',
      /^ExternalSecret calm\/db\nReady \(SecretSynced\): secret synced\nSince 2023-11-14 22:09 UTC\nLast synced 2023-11-14 22:09 UTC\nNext refresh 2023-11-14 23:09 UTC\n/,
    );
  });

  it('does not call a store unknown that it may not see', async () => {
    const { childrenOf } = await follow({ objects, denied: ['watch secretstores'] });
    const nodes = await childrenOf('memory', 'shop');
    assert.ok(shown(nodes).includes('store gone [none] state unknown · 1 of 1 failing'), shown(nodes).join('\n'));
    assert.match((await childrenOf('memory'))[0]?.label ?? '', /may not read SecretStores/);
  });

  it('has no children for ids of another context or of nothing', async () => {
    const { tree } = await follow({ objects });
    assert.deepEqual(await tree.children('other'), []);
    assert.deepEqual(await tree.children('memory/ns:shop/SecretStore:vault/ExternalSecret:never'), []);
    assert.deepEqual(await tree.children('a/b/c/d/e/f/g/h'), []);
    assert.deepEqual(await tree.children('%'), []);
    assert.deepEqual(await tree.children('memory/note:limit0'), []);
  });

  it('offers what can be force-synced, failing first', async () => {
    const { live, clock } = await follow({ objects });
    const offered = syncablesOf(live, clock.now(), english).map(
      ({ resource, state }) => `${state} ${resource.namespace}/${resource.name}`,
    );
    assert.deepEqual(offered, [
      'failing shop/lost',
      'failing shop/wrong',
      'ok calm/db',
      'ok calm/web',
      'ok shop/good',
      'waiting shop/new',
      'ok shop/push',
    ]);
  });
});

describe('a tree that is not complete', () => {
  it('says on the context that it may be out of date', async () => {
    const { cluster, childrenOf } = await follow({ objects: [externalSecret('a', 'b', { status: synced(fourMinutesAgo) })] });
    cluster.interrupt(refused(500, 'InternalError', 'etcd is away'));
    await cluster.settled();
    const [context] = await childrenOf();
    assert.equal(context?.description, 'may be out of date');
    assert.equal(context?.state, 'warning');
    assert.match(context?.tooltip ?? '', /etcd is away/);
  });
});
