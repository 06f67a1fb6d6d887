import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorkspaceIndex } from '../../server/src/model/workspaceIndex.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { diagnoseInWorkspace } from '../../server/src/rules/diagnose.ts';
import { recordFacts } from '../../server/src/rules/workspaceFacts.ts';
import { createManifestParser } from '../../server/src/syntax/parse.ts';
import { tell } from '../support/applyFixes.ts';

const schemas = createNodeSchemaSource();
const version = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };

/** What is said about each file of a workspace: `file: rule: underlined text`. */
async function judge(files: Readonly<Record<string, string>>, isComplete = true): Promise<readonly string[]> {
  const index = createWorkspaceIndex();
  const parser = createManifestParser();
  const parsed = Object.entries(files).map(([name, text]) => ({ uri: `file:///w/${name}`, name, file: parser.parse(text) }));
  for (const { uri, file } of parsed) index.update(uri, file);
  if (isComplete) index.markComplete();
  const told: string[] = [];
  for (const { uri, name, file } of parsed) {
    for (const { parsed: document } of file.documents) {
      for (const { finding, range } of await diagnoseInWorkspace(document, schemas, version, recordFacts(index, uri).facts))
        told.push(`${name}: ${finding.rule}: ${document.text.slice(range.start, range.end)}`);
    }
  }
  return told;
}

const inNamespace = (namespace: string) => (namespace === '' ? '' : `  namespace: ${namespace}\n`);

const store = (kind: string, name: string, namespace = '', more = '') =>
  `apiVersion: external-secrets.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${inNamespace(namespace)}spec:\n${more}  provider:\n    vault: {server: https://vault.example.com, path: secret}\n`;

const secret = (name: string, ref: string, { namespace = '', target = '', keys = ['k'] } = {}) =>
  `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: ${name}\n${inNamespace(namespace)}spec:\n  secretStoreRef: {${ref}}\n${target === '' ? '' : `  target: {${target}}\n`}  data:\n${keys.map((key) => `  - {secretKey: ${key}, remoteRef: {key: a}}\n`).join('')}`;

describe('a store of the wrong kind', () => {
  it('is said where the workspace has the name with the other kind only', async () => {
    const cluster = { 'store.yaml': store('ClusterSecretStore', 'vault') };
    assert.deepEqual(await judge({ ...cluster, 'a.yaml': secret('a', 'name: vault') }), ['a.yaml: wrong-store-kind: vault']);
    assert.deepEqual(await judge({ ...cluster, 'a.yaml': secret('a', 'name: vault, kind: SecretStore') }), [
      'a.yaml: wrong-store-kind: SecretStore',
    ]);
    assert.deepEqual(await judge({ ...cluster, 'a.yaml': secret('a', 'name: vault, kind: ClusterSecretStore') }), []);
    const namespaced = { 'store.yaml': store('SecretStore', 'vault', 'shop') };
    const asCluster = secret('a', 'name: vault, kind: ClusterSecretStore', { namespace: 'shop' });
    assert.deepEqual(await judge({ ...namespaced, 'a.yaml': asCluster }), ['a.yaml: wrong-store-kind: ClusterSecretStore']);
  });

  it('is not said where both kinds are there, of template text, in a patch, or before all files are read', async () => {
    const both = { 's.yaml': store('ClusterSecretStore', 'vault'), 't.yaml': store('SecretStore', 'vault', 'elsewhere') };
    assert.deepEqual(await judge({ ...both, 'a.yaml': secret('a', 'name: vault', { namespace: 'shop' }) }), []);
    const cluster = { 'store.yaml': store('ClusterSecretStore', 'vault') };
    assert.deepEqual(await judge({ ...cluster, 'a.yaml': secret('a', 'name: vault, kind: "{{ .Values.kind }}"') }), []);
    assert.deepEqual(await judge({ ...cluster, 'a.yaml': secret('a', 'name: vault') }, false), []);
    const patched = { 'a.yaml': secret('a', 'name: vault'), 'kustomization.yaml': 'patches: [{path: a.yaml}]\n' };
    assert.deepEqual(await judge({ ...cluster, ...patched }), []);
  });

  it('is said of a SecretStore only to those near it: elsewhere the ClusterSecretStore may come from another repository', async () => {
    const near = secret('a', 'name: vault, kind: ClusterSecretStore');
    const team = { 'teams/a/store.yaml': store('SecretStore', 'vault') };
    assert.deepEqual(await judge({ ...team, 'teams/b/es.yaml': near }), []);
    assert.deepEqual(await judge({ ...team, 'teams/a/es.yaml': near }), [
      'teams/a/es.yaml: wrong-store-kind: ClusterSecretStore',
    ]);
    const kustomized = { 'teams/a/kustomization.yaml': 'resources: [store.yaml, db/es.yaml]\n', 'teams/a/db/es.yaml': near };
    assert.deepEqual(await judge({ ...team, ...kustomized }), ['teams/a/db/es.yaml: wrong-store-kind: ClusterSecretStore']);
  });

  it('is mended by writing the kind', async () => {
    const [finding] = await tell(`${store('ClusterSecretStore', 'vault')}---\n${secret('a', 'name: vault')}`);
    assert.match(finding?.message ?? '', /^"vault" is a ClusterSecretStore in this workspace/);
    assert.match(finding?.preferred ?? '', /secretStoreRef: \{name: vault, kind: ClusterSecretStore\}/);
  });
});

describe('a store that no file has', () => {
  it('is a hint where the workspace keeps others, with the nearest name', async () => {
    const [finding] = await tell(
      `${store('ClusterSecretStore', 'vault-prod')}---\n${secret('a', 'name: vault-prd, kind: ClusterSecretStore')}`,
    );
    assert.equal(finding?.severity, 'hint');
    assert.match(finding?.message ?? '', /Did you mean "vault-prod"\?/);
    assert.match(finding?.fixed[0] ?? '', /\{name: vault-prod, kind/);
  });

  it('is nothing where no stores of the kind are kept, or a kustomization changes names', async () => {
    assert.deepEqual(
      await judge({ 's.yaml': store('SecretStore', 'x'), 'a.yaml': secret('a', 'name: y, kind: ClusterSecretStore') }),
      [],
    );
    const renamed = { 'kustomization.yaml': 'namePrefix: dev-\nresources: [a.yaml, s.yaml]\n' };
    assert.deepEqual(await judge({ ...renamed, 's.yaml': store('SecretStore', 'x'), 'a.yaml': secret('a', 'name: dev-x') }), []);
  });
});

describe('a Secret that two ExternalSecrets write', () => {
  const one = secret('one', 'name: s', { target: 'name: db' });
  const other = (policy: string) => secret('other', 'name: s', { target: `name: db, creationPolicy: ${policy}` });

  it('is said of both in one file or one kustomization', async () => {
    const expected = (a: string, b: string) => [`${a}: shared-target: db`, `${b}: shared-target: db`];
    assert.deepEqual(await judge({ 'a.yaml': `${one}---\n${other('Owner')}` }), expected('a.yaml', 'a.yaml'));
    const files = { 'a.yaml': one, 'b.yaml': other('Merge') };
    assert.deepEqual(
      await judge({ ...files, 'kustomization.yaml': 'resources: [a.yaml, b.yaml]\n' }),
      expected('a.yaml', 'b.yaml'),
    );
  });

  it('is not said across folders, namespaces and templates', async () => {
    assert.deepEqual(await judge({ 'dev/a.yaml': one, 'prod/a.yaml': other('Owner') }), []);
    const elsewhere = secret('other', 'name: s', { namespace: 'shop', target: 'name: db' });
    assert.deepEqual(await judge({ 'a.yaml': `${one}---\n${elsewhere}` }), []);
    assert.deepEqual(await judge({ 'a.yaml': `{{- if .Values.a }}\n${one}{{- end }}\n---\n${other('Owner')}` }), []);
    assert.deepEqual(await judge({ 'a.yaml': `${one}---\n${other('None')}` }), []);
  });

  it('is a warning about the keys that both merge', async () => {
    const merging = (name: string, keys: readonly string[]) =>
      secret(name, 'name: s', { target: 'name: db, creationPolicy: Merge', keys: [...keys] });
    const [finding] = await tell(`${merging('one', ['user', 'password'])}---\n${merging('other', ['password'])}`);
    assert.equal(finding?.severity, 'warning');
    assert.match(finding?.message ?? '', /writes the key password of Secret "db" too/);
    assert.deepEqual(await tell(`${merging('one', ['user'])}---\n${merging('other', ['password'])}`), []);
  });
});

describe('an object that two manifests describe', () => {
  const twice = (namespace: string) => `${secret('a', 'name: s')}---\n${secret('a', 'name: s', { namespace, keys: ['other'] })}`;

  it('is said in one file, not across namespaces or template branches', async () => {
    const told = await judge({ 'a.yaml': twice('') });
    assert.deepEqual(told, ['a.yaml: duplicate-resource: a', 'a.yaml: duplicate-resource: a']);
    assert.deepEqual(await judge({ 'a.yaml': twice('shop') }), []);
    const branches = `{{- if .Values.x }}\n${secret('a', 'name: s')}{{- else }}\n---\n${secret('a', 'name: t')}{{- end }}\n`;
    assert.deepEqual(await judge({ 'a.yaml': branches }), []);
    assert.deepEqual(await judge({ 'dev.yaml': secret('a', 'name: s'), 'prod.yaml': secret('a', 'name: t') }), []);
  });
});

describe('a Secret that an ExternalSecret takes over', () => {
  const plain = (keys: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {${keys}}\n`;

  it('is said where keys get lost, by their names and without their values', async () => {
    const [finding] = await tell(`${plain('host: canary-7f3a, k: x')}---\n${secret('db', 'name: s')}`);
    assert.equal(finding?.rule, 'adopted-secret');
    assert.match(finding?.message ?? '', /with creationPolicy Owner ESO takes it over and removes host\./);
    assert.doesNotMatch(finding?.message ?? '', /canary/);
  });

  it('is not said where nothing is lost, merged, or not known', async () => {
    assert.deepEqual(await judge({ 'a.yaml': `${plain('k: x')}---\n${secret('db', 'name: s')}` }), []);
    assert.deepEqual(
      await judge({ 'a.yaml': `${plain('host: x')}---\n${secret('db', 'name: s', { target: 'creationPolicy: Merge' })}` }),
      [],
    );
    const all = secret('db', 'name: s').replace(/ {2}data:[\s\S]*$/, '  dataFrom: [{extract: {key: a}}]\n');
    assert.deepEqual(await judge({ 'a.yaml': `${plain('host: x')}---\n${all}` }), []);
    assert.deepEqual(await judge({ 'a.yaml': plain('host: x'), 'b.yaml': secret('db', 'name: s') }), []);
  });
});

describe('a namespace that a ClusterSecretStore does not allow', () => {
  const allowing = (conditions: string) => store('ClusterSecretStore', 'vault', '', `  conditions: ${conditions}\n`);
  const user = secret('a', 'name: vault, kind: ClusterSecretStore', { namespace: 'shop' });
  const told = (conditions: string) => judge({ 's.yaml': allowing(conditions), 'a.yaml': user });

  it('is said where names and patterns all miss it', async () => {
    const expected = ['a.yaml: namespace-not-allowed: vault'];
    assert.deepEqual(await told('[{namespaces: [billing]}]'), expected);
    assert.deepEqual(await told('[{namespaces: [billing]}, {namespaceRegexes: ["^pay-"]}]'), expected);
    assert.deepEqual(await told('[{}]'), expected);
  });

  it('is not said where one may let it in', async () => {
    assert.deepEqual(await told('[{namespaces: [billing, shop]}]'), []);
    assert.deepEqual(await told('[{namespaceRegexes: [ho]}]'), []);
    assert.deepEqual(await told('[{namespaces: [billing]}, {namespaceSelector: {matchLabels: {a: b}}}]'), []);
    assert.deepEqual(await told('[{namespaces: ["{{ .Values.namespace }}"]}]'), []);
    assert.deepEqual(await told('[]'), []);
    const overlays = { 'dev/s.yaml': allowing('[{namespaces: [billing]}]'), 'prod/s.yaml': allowing('[{namespaces: [shop]}]') };
    assert.deepEqual(await judge({ ...overlays, 'a.yaml': user }), []);
  });
});
