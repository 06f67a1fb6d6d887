import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestTargetOf, nodeOf, placeOf, resourceOf, syncTargetOf } from '../../client/src/commands/cluster/arguments.ts';

const address = { kind: 'ExternalSecret', name: 'db-credentials', namespace: 'default' };
const store = { kind: 'SecretStore', name: 'aws', namespace: 'default' };
const node = {
  id: '1',
  kind: 'sync',
  label: 'db-credentials',
  description: 'synced',
  tooltip: 'synced',
  state: 'ok',
  expandable: false,
  accessibleLabel: 'db-credentials, synced',
  resource: address,
  place: { uri: 'file:///a.yaml', line: 3 },
};
const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 1 } };

test('an object is named by its address, or by a node of the tree', () => {
  assert.deepEqual(resourceOf(address), address);
  assert.deepEqual(resourceOf({ ...address, confirmed: true }), address);
  assert.deepEqual(resourceOf(node), address);
  assert.deepEqual(resourceOf({ kind: 'ClusterExternalSecret', name: 'all' }), { kind: 'ClusterExternalSecret', name: 'all' });
});

test('what is no address names nothing', () => {
  for (const value of [
    undefined,
    null,
    'db-credentials',
    7,
    {},
    { kind: 'ExternalSecret' },
    { kind: '', name: 'a' },
    { resource: {} },
  ]) {
    assert.equal(resourceOf(value), undefined, JSON.stringify(value));
    assert.equal(syncTargetOf(value), undefined, JSON.stringify(value));
  }
});

test('manifests are named by their addresses, with a range only where it is whole', () => {
  assert.deepEqual(manifestTargetOf({ uris: ['file:///a.yaml'], range }), { uris: ['file:///a.yaml'], range });
  assert.deepEqual(manifestTargetOf({ uris: ['file:///a.yaml'], range: { start: range.start } }), { uris: ['file:///a.yaml'] });
  assert.deepEqual(manifestTargetOf({ uris: ['file:///a.yaml'], range: { ...range, end: { line: -1, character: 0 } } }), {
    uris: ['file:///a.yaml'],
  });
  assert.equal(manifestTargetOf({ uris: [] }), undefined);
  assert.equal(manifestTargetOf({ uris: [7] }), undefined);
});

test('a force-sync is of what a lens, the tree or a result names', () => {
  assert.deepEqual(syncTargetOf({ manifests: { uris: ['file:///a.yaml'] } }), { manifests: { uris: ['file:///a.yaml'] } });
  assert.deepEqual(syncTargetOf({ resources: [address, {}] }), { resources: [address] });
  assert.deepEqual(syncTargetOf({ store }), { store });
  assert.deepEqual(syncTargetOf(store), { store });
  assert.deepEqual(syncTargetOf({ failing: true }), { failing: true });
  assert.equal(syncTargetOf({ failing: 'yes' }), undefined);
  assert.deepEqual(syncTargetOf(node), { resources: [address] });
});

test('a selection in the tree goes before the node that was clicked, and only what can be synced counts', () => {
  const other = { kind: 'PushSecret', name: 'push', namespace: 'b' };
  assert.deepEqual(syncTargetOf(node, [node, { ...node, resource: other }, { ...node, resource: store }]), {
    resources: [address, other],
  });
  assert.deepEqual(syncTargetOf(node, [node]), { resources: [address] });
});

test('a node of the tree and its place are told from other things', () => {
  assert.equal(nodeOf(node), node);
  assert.equal(nodeOf(address), undefined);
  assert.deepEqual(placeOf(node), node.place);
  assert.equal(placeOf({ place: { uri: 'file:///a.yaml', line: 1.5 } }), undefined);
  assert.equal(placeOf(address), undefined);
});
