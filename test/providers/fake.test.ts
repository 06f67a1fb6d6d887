import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { createFakeProvider } from '../../server/src/providers/fake/fakeProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { createManualClock } from './manualClock.ts';

const provider = createFakeProvider(createManualClock());

function catalogOf(config: JsonObject) {
  return provider.open(
    { kind: 'ClusterSecretStore', name: 'fake', provider: 'fake', config },
    { identity: {}, mayReadValues: () => false },
  );
}

const catalog = catalogOf({
  data: [
    { key: '/foo/bar', value: 'HELLO1', version: 'v1' },
    { key: '/foo/bar', value: '{"tls.crt": "x", "db": {"user": "y"}}', version: 'v2' },
    { key: 'plain', value: '{"name": 1}' },
    { key: 'old', valueMap: { a: 'b' } },
  ],
});

describe('the fake provider', () => {
  it('lists the keys of the manifest, completely', async () => {
    const { items, complete } = await catalog.keys('', neverCancelled);
    assert.deepEqual(items, [{ key: '/foo/bar' }, { key: 'plain' }, { key: 'old' }]);
    assert.equal(complete, true);
    assert.equal((await catalog.lookup('plain', neverCancelled)).state, 'found');
    assert.equal((await catalog.lookup('nothing', neverCancelled)).state, 'missing');
  });

  it('lists the versions of a key', async () => {
    assert.deepEqual(
      (await catalog.versions('/foo/bar', neverCancelled)).items.map(({ version }) => version),
      ['v1', 'v2'],
    );
    assert.deepEqual((await catalog.versions('plain', neverCancelled)).items, []);
  });

  it('says which version a find takes, the last one by the order of characters, and that none is the latest otherwise', async () => {
    const entries = catalogOf({
      data: [
        { key: 'k', value: 'a', version: 'v9' },
        { key: 'k', value: 'b', version: 'v10' },
        { key: 'one', value: 'c', version: 'v1' },
      ],
    });
    const notes = async (key: string) =>
      (await entries.versions(key, neverCancelled)).items.map(({ version, note }) => [version, note]);
    assert.deepEqual(await notes('k'), [
      ['v9', 'what a find takes'],
      ['v10', undefined],
    ]);
    assert.deepEqual(await notes('one'), [['v1', undefined]]);
    const problem = async (key: string, version?: string) =>
      (await entries.properties(key, version, neverCancelled)).problem?.message;
    assert.equal(await problem('k'), 'The store has no entry without a version for this key; versions are: v9, v10.');
    assert.equal(await problem('k', 'v2'), 'The store has no version v2 of this key; versions are: v9, v10.');
    assert.equal(await problem('none'), 'The store has no entry with this key.');
  });

  it('lists the properties of exactly the version that is named, as gjson paths', async () => {
    const properties = async (key: string, version?: string) => {
      const { items, complete, problem } = await catalog.properties(key, version, neverCancelled);
      return [items.map(({ property }) => property), complete, problem?.code];
    };
    assert.deepEqual(await properties('/foo/bar', 'v2'), [['tls\\.crt', 'db', 'db.user'], true, undefined]);
    assert.deepEqual(await properties('/foo/bar', 'v1'), [[], true, undefined]);
    assert.deepEqual(await properties('/foo/bar'), [[], false, 'not-found']);
    assert.deepEqual(await properties('plain'), [['name'], true, undefined]);
    assert.deepEqual(await properties('old'), [[], false, undefined]);
  });

  it('gives no value away', async () => {
    const answers = [await catalog.describe('plain', neverCancelled), await catalog.properties('/foo/bar', 'v2', neverCancelled)];
    assert.doesNotMatch(JSON.stringify(answers), /HELLO1|"x"|"y"/);
  });

  it('lists nothing of a store that is still being written', async () => {
    for (const config of [{}, { data: null }, { data: 'x' }, { data: [null, 1, {}, { key: 5 }] }]) {
      assert.deepEqual((await catalogOf(config).keys('', neverCancelled)).items, []);
    }
  });
});
