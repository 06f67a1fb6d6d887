import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintText } from '../../server/src/cli/lint.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

const schemas = createNodeSchemaSource();

async function rulesIn(text: string): Promise<readonly string[]> {
  return (await lintText('a.yaml', text, schemas, { operatorVersion: '2.9.0', known: false })).map(({ rule }) => rule);
}

const manifest = (name: string, immutable: string, policy: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: ${name}
spec:
  secretStoreRef:
    name: vault
  target:
    name: ${name}
    immutable: ${immutable}
    creationPolicy: ${policy}
  dataFrom:
    - extract:
        key: a
`;

test('values that Flux, envsubst or Jinja will put in are not judged', async () => {
  assert.deepEqual(await rulesIn(manifest('${APP}-db', '${IMMUTABLE:-false}', '"${POLICY:=Owner}"')), []);
  assert.deepEqual(await rulesIn(manifest('<% app %>-db', '<% immutable %>', '<% policy %>')), []);
});

test('neither are those of the shell, of Kustomize and Tekton, of Argo CD Vault Plugin, in braces, and in a block of their own', async () => {
  assert.deepEqual(await rulesIn(manifest('$APP-db', '$IMMUTABLE', '"$POLICY"')), []);
  assert.deepEqual(await rulesIn(manifest('$(APP)-db', '$(params.immutable)', '"$(POLICY)"')), []);
  assert.deepEqual(await rulesIn(manifest('<path:secret/data/app#name>', 'false', '|-\n      ${POLICY}')), []);
  const flow =
    'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: ${NAME}, namespace: ${NS:=a, b}}\nspec:\n';
  assert.deepEqual(
    await rulesIn(
      `${flow}  refreshInterval: ${'${EVERY:-1h: #}'}\n  dataFrom: [{extract: {key: ${'${KEY}'}}}]\n  secretStoreRef: {name: a}\n`,
    ),
    [],
  );
});

test('what only looks a little like it is judged', async () => {
  assert.deepEqual(await rulesIn(manifest('a$b', 'false', '$Owner')), ['bad-format', 'bad-format', 'not-allowed-value']);
});

test('the name of a resource that will be put in is not known', () => {
  const [resource] = parseManifestFile(manifest('${APP}', 'true', 'Owner')).documents[0]?.parsed.resources ?? [];
  assert.equal(resource?.name, undefined);
  assert.equal(resource?.isPlaceholder(['metadata', 'name']), true);
  assert.equal(resource?.isPlaceholder(['spec', 'target', 'creationPolicy']), false);
});
