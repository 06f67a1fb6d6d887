import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { vaultFindings } from '../../server/src/features/vaultDiagnostics.ts';
import type { VaultAccess } from '../../server/src/providers/vaultAccess.ts';
import type { ResourceNode } from '../../server/src/syntax/manifest.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { fullConsent, tutorialSecret } from '../support/memoryHost.ts';
import { awsStore, createLab, externalSecret, type Lab, type LabOptions } from './lab.ts';

/** `rule: marked text: message`, and the text after the first fix. */
async function judge(lab: Lab, text: string): Promise<{ readonly said: readonly string[]; readonly fixed: string }> {
  const file = parseManifestFile(text);
  lab.context.index.update(lab.uri, file);
  let fixed = text;
  const said: string[] = [];
  for (const { parsed, start } of file.documents) {
    for (const resource of parsed.resources) {
      for (const { rule, at, message, severity, fixes = [] } of await vaultFindings(
        lab.context,
        lab.uri,
        resource,
        neverCancelled,
      )) {
        assert.equal(severity, 'warning');
        const range = 'range' in at ? at.range : resource.rangeOf(at.path, at.part);
        said.push(`${rule}: ${text.slice(start + range.start, start + range.end)}: ${message}`);
        const [edit] = fixes[0]?.edits ?? [];
        if (edit !== undefined && fixed === text)
          fixed = text.slice(0, start + range.start) + edit.newText + text.slice(start + range.end);
      }
    }
  }
  return { said, fixed };
}

function entry(key: string, rest = '', name = 'a'): string {
  return `    - secretKey: ${name}\n      remoteRef:\n        key: ${key}\n${rest}`;
}

const manifest = (...entries: readonly string[]) => externalSecret(`  data:\n${entries.join('')}`);

test('a key that is not there, with what was meant', async () => {
  const { said, fixed } = await judge(createLab(), manifest(entry('prod/myapp/databse')));
  assert.deepEqual(said, [
    'vault-key-not-found: prod/myapp/databse: Key "prod/myapp/databse" is not in store aws-secretsmanager (AWS Secrets Manager, us-east-1, profile dev). Did you mean "prod/myapp/database"?',
  ]);
  assert.match(fixed, / {8}key: prod\/myapp\/database\n/);
  assert.match((await judge(createLab(), manifest(entry('"prod/myapp/databse"')))).fixed, / {8}key: "prod\/myapp\/database"\n/);
  assert.deepEqual((await judge(createLab(), manifest(entry('other')))).said, [
    'vault-key-not-found: other: Key "other" is not in store aws-secretsmanager (AWS Secrets Manager, us-east-1, profile dev). ESO cannot sync this entry until it is there.',
  ]);
});

test('a property that is not there, with what there is', async () => {
  const { said, fixed } = await judge(createLab(), manifest(entry('prod/myapp/database', '        property: passwrd\n')));
  assert.deepEqual(said, [
    'vault-property-not-found: passwrd: Secret "prod/myapp/database" has no property "passwrd". Did you mean "password"? It has: database, host, password, port, username.',
  ]);
  assert.match(fixed, / {8}property: password\n/);
  const text = createLab({ secrets: [{ key: 'plain', value: 'hunter2' }] });
  assert.match(
    (await judge(text, manifest(entry('plain', '        property: x\n')))).said[0] ?? '',
    /It is not JSON with named properties\.$/,
  );
});

test('what is there is not spoken of', async () => {
  const good = manifest(entry('prod/myapp/database', '        property: password\n'), entry('prod/myapp/database', '', 'b'));
  assert.deepEqual((await judge(createLab(), good)).said, []);
});

test('dataFrom.extract and ClusterExternalSecret are judged too', async () => {
  const { said } = await judge(createLab(), externalSecret('  dataFrom:\n    - extract:\n        key: nope\n'));
  assert.equal(said.length, 1);
});

const bad = manifest(entry('nope', '        property: x\n'), entry('prod/myapp/database', '        property: x\n', 'b'));
const silences: readonly (readonly [string, LabOptions, string])[] = [
  ['nobody was asked', { consent: undefined as never }, bad],
  ['access was refused', { consent: { ...fullConsent, access: 'never' } }, bad],
  ['the login may look at another vault', { consent: { ...fullConsent, confirmedStores: [] } }, bad],
  ['the workspace is not trusted', { trusted: false }, bad],
  ['the store is unknown', { files: {} }, bad],
  [
    'two files define the store differently',
    { files: { 'file:///w/a/store.yaml': awsStore, 'file:///w/b/store.yaml': awsStore.replace('us-east-1', 'eu-west-1') } },
    bad,
  ],
  ['the key is template text', {}, manifest(entry('prod/{{ .Values.app }}/x'))],
  ['the store is template text', {}, bad.replace('name: aws-secretsmanager', 'name: {{ .Values.store }}')],
  [
    'the vault is template text',
    {
      files: {
        'file:///w/store.yaml': awsStore.replace('region: us-east-1', 'region: us-east-1\n      role: {{ .Values.role }}'),
      },
    },
    bad,
  ],
  [
    'the property names a tag',
    {},
    manifest(entry('prod/myapp/database', '        property: x\n        metadataPolicy: Fetch\n')),
  ],
  ['the property is a query', {}, manifest(entry('prod/myapp/database', '        property: "#(name==x).value"\n'))],
  ['the property has wildcards', {}, manifest(entry('prod/myapp/database', '        property: pass*\n'))],
];

for (const [name, options, text] of silences) {
  test(`silent where nothing is certain: ${name}`, async () => {
    const lab = createLab(options);
    assert.deepEqual((await judge(lab, text)).said, []);
    assert.deepEqual(lab.host.questions, []);
  });
}

test('silent where values may not be read, and where the vault does not answer', async () => {
  const wrongProperty = manifest(entry('prod/myapp/database', '        property: x\n'));
  assert.deepEqual((await judge(createLab({ consent: { ...fullConsent, readValues: false } }), wrongProperty)).said, []);
  const lab = createLab();
  lab.host.vault.problem = { code: 'unreachable', message: 'No answer.' };
  assert.deepEqual((await judge(lab, bad)).said, []);
});

test('an incomplete listing does not matter where the key itself was looked up', async () => {
  const lab = createLab();
  lab.host.vault.complete = false;
  assert.equal((await judge(lab, manifest(entry('nope')))).said.length, 1);
  lab.host.vault.secrets = [{ key: 'nope' }, tutorialSecret];
  lab.host.clock.advance(61_000);
  assert.deepEqual((await judge(lab, manifest(entry('nope')))).said, [], 'made a minute ago');
});

test('silent where the look-up is old and the listing is not all there is', async () => {
  const lab = createLab();
  lab.host.vault.complete = false;
  const old: VaultAccess = {
    ...lab.context.vaults,
    async catalogFor(store) {
      const answer = await lab.context.vaults.catalogFor(store);
      if (!('catalog' in answer)) return answer;
      const lookup = async () => ({ state: 'missing' as const, asOf: lab.host.clock.now() - 61_000 });
      return { ...answer, catalog: { ...answer.catalog, lookup } };
    },
  };
  assert.deepEqual((await judge({ ...lab, context: { ...lab.context, vaults: old } }, manifest(entry('nope')))).said, []);
});

test('the properties of a secret are asked for once for each version, and others have their turn between two entries', async () => {
  const lab = createLab();
  const asked: unknown[] = [];
  const vaults: VaultAccess = {
    ...lab.context.vaults,
    async catalogFor(store) {
      const answer = await lab.context.vaults.catalogFor(store);
      if (!('catalog' in answer)) return answer;
      const { catalog } = answer;
      const properties: typeof catalog.properties = (key, version, token) => {
        asked.push(version);
        return catalog.properties(key, version, token);
      };
      return { ...answer, catalog: { ...catalog, properties } };
    },
  };
  const names = ['usernam', 'passwrd', 'username', 'hst'];
  const entries = names.map((name) => entry('prod/myapp/database', `        property: ${name}\n`, name));
  const older = entry('prod/myapp/database', '        property: prt\n        version: AWSPREVIOUS\n');
  const [document] = parseManifestFile(manifest(...entries, older)).documents;
  let turns = 0;
  const found = await vaultFindings(
    { ...lab.context, vaults },
    lab.uri,
    document?.parsed.resources[0] as ResourceNode,
    neverCancelled,
    () => {},
    () => {},
    () => {
      turns++;
      return new Promise((resolve) => setImmediate(resolve));
    },
  );
  assert.deepEqual(
    found.map(({ at }) => 'path' in at && at.path[2]),
    [0, 1, 3, 4],
  );
  assert.deepEqual(asked, [undefined, 'AWSPREVIOUS']);
  assert.equal(turns, 5);
});

test('one question per key, however many entries use it', async () => {
  const lab = createLab();
  const { said } = await judge(lab, manifest(entry('nope', '', 'a'), entry('nope', '', 'b'), entry('nope', '', 'c')));
  assert.equal(said.length, 3);
  assert.deepEqual(lab.host.vault.calls, ['lookup nope', 'keys']);
});

test('files that define the store with another in-cluster login still mean the same vault', async () => {
  const files = {
    'file:///w/store.yaml': awsStore,
    'file:///w/overlay/store.yaml': awsStore.replace('name: external-secrets', 'name: another'),
  };
  const { said } = await judge(createLab({ files }), manifest(entry('prod/myapp/databse')));
  assert.equal(said.length, 1);
});
