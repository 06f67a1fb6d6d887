import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedPaths, diffFile } from '../../../server/src/cluster/apply/differences.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';

const store = (provider: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  kind: 'SecretStore',
  apiVersion: 'external-secrets.io/v1',
  spec: { provider },
  metadata: { uid: 'u', resourceVersion: '1', name: 's', managedFields: [], namespace: 'default', ...metadata },
  status: { conditions: [] },
});
const address = { kind: 'SecretStore', name: 's', namespace: 'default' };
const fake = (...entries: readonly (readonly [string, string])[]) => ({
  fake: { data: entries.map(([key, value]) => ({ key, value })) },
});

describe('the differences of one object', () => {
  it('are without what the server keeps, in an order that people expect', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"needle":1}' };
    const { live, proposed } = diffFile(
      address,
      store({ aws: { service: 'SecretsManager', region: 'yes' } }, { annotations }),
      store({}),
    );
    assert.equal(
      live,
      'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata:\n  name: s\n  namespace: default\nspec:\n  provider:\n    aws:\n      region: "yes"\n      service: SecretsManager\n',
    );
    assert.match(proposed, /provider: \{\}/);
  });

  it('are empty on the left for what does not exist yet', () => {
    assert.equal(diffFile(address, undefined, store({})).live, '');
  });

  it('mask the literals of fake stores, and show that one changes, even where the list is shifted', () => {
    const { live, proposed } = diffFile(
      address,
      store(fake(['a', 'needle-1'], ['b', 'needle-2'])),
      store(fake(['new', 'needle-0'], ['a', 'needle-1'], ['b', 'needle-3'])),
    );
    assert.doesNotMatch(live + proposed, /needle/);
    assert.deepEqual(proposed.match(/value: .*/g), ['value: <masked>', 'value: <masked>', 'value: <masked, changed>']);
    assert.deepEqual(live.match(/value: .*/g), ['value: <masked>', 'value: <masked>']);
  });

  const literals: readonly (readonly [string, JsonObject])[] = [
    ['a value map', store({ fake: { data: [{ key: 'a', valueMap: { x: 'needle' } }] } })],
    [
      'a webhook',
      store({ webhook: { url: 'https://me:needle@host/?t=needle', body: 'needle', headers: { 'X-Token': 'needle' } } }),
    ],
    ['headers for Vault', store({ vault: { headers: { a: 'needle' } } })],
    ['a value beside a reference', store({ delinea: { clientSecret: { value: 'needle' } } })],
    [
      'a Fake generator',
      { apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'Fake', metadata: {}, spec: { data: { a: 'needle' } } },
    ],
    [
      'a ClusterGenerator',
      {
        apiVersion: 'generators.external-secrets.io/v1alpha1',
        kind: 'ClusterGenerator',
        metadata: {},
        spec: { kind: 'Fake', generator: { fakeSpec: { data: { a: 'needle' } } } },
      },
    ],
    [
      'a Webhook generator',
      {
        apiVersion: 'generators.external-secrets.io/v1alpha1',
        kind: 'Webhook',
        metadata: {},
        spec: { url: 'http://x', headers: { a: 'needle' }, body: 'needle' },
      },
    ],
  ];
  for (const [what, object] of literals) {
    it(`mask the literals of ${what}`, () => {
      const { live, proposed } = diffFile(address, object, object);
      assert.doesNotMatch(live + proposed, /needle/);
      assert.match(live, /<masked>/);
      assert.equal(live, proposed);
    });
  }

  it('leave the texts of templates, session tags and plain addresses as they are', () => {
    const { proposed } = diffFile(
      address,
      undefined,
      store({ aws: { sessionTags: [{ key: 'a', value: 'plain' }] }, webhook: { url: 'http://plain' } }),
    );
    assert.equal(proposed.match(/plain/g)?.length, 2);
    const secret: JsonObject = {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: {},
      spec: { target: { template: { data: { value: 'plain' } } } },
    };
    assert.match(diffFile(address, undefined, secret).proposed, /value: plain/);
  });
});

describe('the fields that change', () => {
  it('are named as deep as both sides go', () => {
    const before = store({ aws: { region: 'a', service: 'b' } }, { labels: { x: '1' } });
    const after = store({ aws: { region: 'c', service: 'b', role: 'r' } }, { generation: 5 });
    assert.deepEqual(changedPaths(before, after), ['metadata.labels', 'spec.provider.aws.region', 'spec.provider.aws.role']);
    assert.deepEqual(changedPaths(before, { ...before, status: { x: 1 } }), []);
  });
});
