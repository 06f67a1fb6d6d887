import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsOnlyManifests, looksLikeManifest, onlyManifests } from '../../client/src/manifestText.ts';

test('a text with a document of the operator is told by its apiVersion', () => {
  for (const text of [
    'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n',
    'kind: A\n---\napiVersion: "generators.external-secrets.io/v1alpha1"',
    '{"apiVersion":"external-secrets.io/v1","kind":"SecretStore"}',
    '{\n  "kind": "SecretStore",\n  "apiVersion" : "external-secrets.io/v1beta1"\n}',
    'items:\n  - kind: ExternalSecret\n    apiVersion: external-secrets.io/v1\n',
  ]) {
    assert.equal(looksLikeManifest(text), true, text);
  }
});

test('other texts are not, whatever they speak of', () => {
  for (const text of [
    '',
    'apiVersion: v1\nkind: Secret\nmetadata:\n  annotations:\n    a: external-secrets.io/v1\n',
    '# apiVersion: external-secrets.io/v1\n',
    'apiVersion: my-external-secrets.io/v1\n',
    'apiVersion: external-secrets.io\n',
  ]) {
    assert.equal(looksLikeManifest(text), false, text);
  }
});

test('a file is ours alone where it has no other apiVersion', () => {
  const own = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n';
  for (const text of [own, `# a remark\n---\n${own}---\napiVersion: 'generators.external-secrets.io/v1alpha1'\r\n`])
    assert.ok(holdsOnlyManifests(text), text);
  for (const text of [
    '',
    'a: 1\n',
    'apiVersion: v1\n',
    `${own}---\napiVersion: v1\nkind: Secret\n`,
    `apiVersion: apps/v1\n---\n${own}`,
  ])
    assert.ok(!holdsOnlyManifests(text), text);
});

test('the pattern for that has no colon: Red Hat YAML would take it for a key and its value', () => {
  assert.ok(!onlyManifests.source.includes(':'));
});
