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
