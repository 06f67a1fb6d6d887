import assert from 'node:assert/strict';
import { it } from 'node:test';
import { judge } from '../support/judge.ts';

const store = (kind: string, metadata: string, refresh = '60') =>
  `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata: {${metadata}}\nspec:\n  refreshInterval: ${refresh}\n  provider: {fake: {data: []}}\n`;

async function rulesIn(text: string): Promise<readonly string[]> {
  return (await judge(text)).map(({ rule, marked }) => `${rule} ${marked}`);
}

it('the namespace of a kind that has none is cleared, whatever it is called', async () => {
  const long = 'a'.repeat(64);
  assert.deepEqual(await rulesIn(store('ClusterSecretStore', `name: a, namespace: ${long}`)), []);
  assert.deepEqual(await rulesIn(store('ClusterSecretStore', 'name: a, namespace: A_b')), []);
  assert.deepEqual(await rulesIn(store('ClusterSecretStore', 'name: a, namespace: 1')), ['wrong-type 1']);
  assert.deepEqual(await rulesIn(store('SecretStore', `name: a, namespace: ${long}`)), [`bad-format ${long}`]);
});

it('an empty name is one that the server makes, where it is told how it begins', async () => {
  assert.deepEqual(await rulesIn(store('SecretStore', 'name: "", generateName: a-')), []);
  assert.deepEqual(await rulesIn(store('SecretStore', 'name: ""')), ['bad-format ""']);
  assert.deepEqual(await rulesIn(store('SecretStore', 'generateName: ""')), ['missing-field metadata']);
});

it('an owner has the apiVersion of something', async () => {
  const owned = (version: string) =>
    store('SecretStore', `name: a, ownerReferences: [{apiVersion: ${version}, kind: b, name: c, uid: d}]`);
  assert.deepEqual(await rulesIn(owned('apps/v1')), []);
  assert.deepEqual(await rulesIn(owned('v1/v2/v3')), ['bad-format v1/v2/v3']);
});

it('a number for what is a number or a text has 64 bits', async () => {
  assert.deepEqual(await rulesIn(store('SecretStore', 'name: a', '9223372036854775807')), []);
  assert.deepEqual(await rulesIn(store('SecretStore', 'name: a', '9223372036854775808')), ['out-of-range 9223372036854775808']);
  assert.deepEqual(await rulesIn(store('SecretStore', 'name: a', '9223372036854775808.0')), [
    'out-of-range 9223372036854775808.0',
  ]);
});
