import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksLikeManifest } from '../../client/src/manifestText.ts';

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
