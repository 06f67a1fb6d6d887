import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { desiredOf, driftOf } from '../../../server/src/cluster/live/drift.ts';
import { createLiteralMask } from '../../../server/src/cluster/live/literals.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import { formatPath } from '../../../server/src/syntax/path.ts';
import { externalSecret, fakeStore } from './objects.ts';

const live = externalSecret('default', 'db', {
  spec: { refreshInterval: '1h0m0s', target: { name: 'db', creationPolicy: 'Owner', deletionPolicy: 'Retain' } },
  status: { refreshTime: 'whenever' },
});

/** Where the live object does not have what a manifest says that differs from `live` in this. */
function differs(spec: JsonObject, metadata: JsonObject = {}, there: JsonObject = live): readonly string[] {
  const manifest = externalSecret('default', 'db', { spec, status: { refreshTime: 'other' } });
  return driftOf({ ...manifest, metadata: { ...(manifest['metadata'] as JsonObject), ...metadata } }, there).map(formatPath);
}

describe('drift between a manifest and the cluster', () => {
  it('is none where the cluster has all that the manifest says, and more', () => {
    assert.deepEqual(differs({}), []);
    assert.deepEqual(differs({ target: { name: 'db' } }), []);
    assert.deepEqual(differs({ target: null, refreshInterval: null, dataFrom: [] }), []);
  });

  it('is where a value, a field or an item is another one', () => {
    assert.deepEqual(differs({ refreshInterval: '2h' }), ['spec.refreshInterval']);
    assert.deepEqual(differs({ refreshPolicy: 'OnChange' }), ['spec.refreshPolicy']);
    const entry = (key: string) => ({ secretKey: 'password', remoteRef: { key, property: 'password' } });
    assert.deepEqual(differs({ data: [entry('prod/other')] }), ['spec.data[0].remoteRef.key']);
    assert.deepEqual(differs({ data: [entry('prod/db'), entry('prod/db')] }), ['spec.data']);
    assert.deepEqual(differs({ data: [] }), ['spec.data']);
  });

  it('takes durations of the same length for the same, and other texts not', () => {
    assert.deepEqual(differs({ refreshInterval: '60m' }), []);
    assert.deepEqual(differs({ data: [{ secretKey: '1h' }] }, {}, { ...live, spec: { data: [{ secretKey: '60m' }], ...{} } }), [
      'spec.refreshInterval',
      'spec.secretStoreRef',
      'spec.data[0].secretKey',
    ]);
  });

  it('counts labels and annotations, but not those that set something off', () => {
    assert.deepEqual(differs({}, { labels: { team: 'a' } }), ['metadata.labels.team']);
    assert.deepEqual(differs({}, { annotations: { 'force-sync': '1', 'external-secrets.io/force-sync': '1', note: 'x' } }), [
      'metadata.annotations.note',
    ]);
  });

  it('compares integers that JSON cannot hold as the API server does', () => {
    assert.deepEqual(driftOf({ spec: { a: 9007199254740993n, b: 3n } }, { spec: { a: 9007199254740992, b: 3 } }), []);
  });

  it('compares the literals of stores without keeping them', () => {
    const mask = createLiteralMask();
    const bare = fakeStore('default', 'vault');
    const annotations = {
      'kapp.k14s.io/original': JSON.stringify(bare),
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(bare),
    };
    const store = { ...bare, metadata: { ...(bare['metadata'] as JsonObject), annotations } };
    const kept = desiredOf('SecretStore', store, mask);
    assert.doesNotMatch(JSON.stringify(kept), /canary/);
    assert.match(JSON.stringify(kept), /prod\/db/);
    assert.deepEqual(driftOf(desiredOf('SecretStore', store, mask), kept), []);
    const other = { ...store, spec: { provider: { fake: { data: [{ key: 'prod/db', value: 'another' }] } } } };
    assert.deepEqual(driftOf(desiredOf('SecretStore', other, mask), kept).map(formatPath), ['spec.provider.fake.data[0].value']);
    const elsewhere = desiredOf('SecretStore', store, createLiteralMask());
    assert.notDeepEqual(elsewhere, kept, 'the salt is of one cluster only');
  });
});
