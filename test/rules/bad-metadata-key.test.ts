import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../support/applyFixes.ts';

const manifest = (field: string, key: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: a
  ${field}:
    ${key}: x
spec:
  secretStoreRef: {name: s}
  dataFrom: [{extract: {key: k}}]
`;

test('keys that the API server refuses, on the key', async () => {
  for (const key of ['a b', '-a', 'a.', '"é"', 'a/b/c', '/a', 'a/', 'a_b/c', `"${'x'.repeat(64)}"`, `"${'x'.repeat(254)}/a"`]) {
    for (const field of ['labels', 'annotations']) {
      const told = await tell(manifest(field, key));
      assert.deepEqual(
        told.map(({ rule, marked }) => [rule, marked]),
        [['bad-metadata-key', key]],
        `${field} ${key}`,
      );
    }
  }
  assert.deepEqual(
    (await tell(manifest('labels', 'A.com/b'))).map(({ rule }) => rule),
    ['bad-metadata-key'],
  );
});

test('keys that it admits, or that a template writes', async () => {
  for (const key of ['a', 'A_b-c.9', 'example.com/a', 'argocd.argoproj.io/sync-wave', '"8"', '{{ .Values.key }}', '${KEY}']) {
    for (const field of ['labels', 'annotations']) assert.deepEqual(await tell(manifest(field, key)), [], `${field} ${key}`);
  }
  assert.deepEqual(await tell(manifest('annotations', 'A.com/b')), []);
});

test('annotations of more than 256 KiB together', async () => {
  const long = (length: number) => manifest('annotations', `a: ${'é'.repeat(length)}\n    b`);
  assert.deepEqual(await tell(long(128 * 1024 - 3)), []);
  assert.deepEqual(
    (await tell(long(128 * 1024))).map(({ rule, marked }) => [rule, marked]),
    [['bad-metadata-key', 'annotations']],
  );
});
