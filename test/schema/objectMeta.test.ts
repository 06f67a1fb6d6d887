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

it('times of the metadata are those of RFC 3339, others may be written more freely', async () => {
  const messages = async (text: string) => (await judge(text)).map(({ message }) => message);
  const created = (time: string) => store('SecretStore', `name: a, creationTimestamp: "${time}"`);
  for (const time of ['2026-01-31T12:00:00Z', '2024-02-29T1:00:00.5+01:00']) assert.deepEqual(await messages(created(time)), []);
  for (const time of ['2026-01-31 12:00:00Z', '2026-02-29T12:00:00Z', '2026-01-31T12:00:00', ''])
    assert.match(
      (await messages(created(time))).join(),
      /^"creationTimestamp" must be a time such as 2026-01-31T12:00:00Z: /,
      time,
    );
  const status = (time: string) =>
    `${store('SecretStore', 'name: a')}status: {conditions: [{type: Ready, status: "True", lastTransitionTime: "${time}"}]}\n`;
  assert.deepEqual(await messages(status('2026-01-31 12:00:00Z')), []);
});
