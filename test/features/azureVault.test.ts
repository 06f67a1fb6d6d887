import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { vaultFindings } from '../../server/src/features/vaultDiagnostics.ts';
import type { Consent } from '../../server/src/providers/consent.ts';
import type { Identity, SecretProvider } from '../../server/src/providers/secretProvider.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { azureWith, vaultUrl } from '../providers/azureSetup.ts';
import { type KeyVault, startKeyVault } from '../support/azure/keyVault.ts';
import { seedKeyVault, vaultClients } from '../support/azure/seed.ts';
import { createAuthority } from '../support/certificates.ts';
import { fullConsent } from '../support/memoryHost.ts';
import { afterAnswers, createLab, externalSecret } from './lab.ts';

const authority = createAuthority();
let folder: string;
let vault: KeyVault;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'azure-features-'));
  writeFileSync(join(folder, 'ca.pem'), authority.cert);
  writeFileSync(join(folder, 'token'), 'made-up');
  vault = await startKeyVault(authority);
  await seedKeyVault(vaultClients(vault.url, authority.cert), (label) => `value of ${label}`);
});
after(async () => {
  await vault.close();
  rmSync(folder, { recursive: true });
});

function start(consent: Consent = fullConsent) {
  const { provider } = azureWith({ env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } });
  const identity: Identity = { address: vault.url, tokenFile: join(folder, 'token') };
  // What the user's settings say of the store.
  const mapped: SecretProvider = {
    ...provider,
    destination: (store) => provider.destination(store, identity),
    open: (store, options) => provider.open(store, { ...options, identity }),
  };
  const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws-secretsmanager, namespace: default}
spec:
  provider:
    azurekv: {vaultUrl: "${vaultUrl}"}
`;
  return createLab({ providers: [mapped], files: { 'file:///w/store.yaml': store }, consent, now: afterAnswers() });
}
const entry = (key: string, more = '') =>
  externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n${more}`);
const extract = (key: string) => externalSecret(`  dataFrom:\n    - extract:\n        key: ${key}\n`);

test('secrets are offered by their names, and the other types by what stands before theirs', async () => {
  const lab = start();
  const { labels, item, chosen } = await lab.complete(entry('│'));
  for (const label of ['myapp-db-password', 'many-23', 'cert/', 'key/', 'secret/']) assert.ok(labels.includes(label), label);
  assert.ok(!labels.includes('gone') && !labels.some((label) => label.startsWith('cert/i')));
  assert.equal(item('cert/').labelDetails?.description, 'certificates');
  assert.equal(item('cert/').kind, 19);
  assert.match(chosen('cert/'), /key: cert\/\n/);
  assert.deepEqual([item('switched-off').labelDetails?.description, item('switched-off').tags], ['disabled', [1]]);
  assert.deepEqual((await lab.complete(entry('cert/│'))).labels, ['cert/ingress']);
  assert.deepEqual((await lab.complete(entry('key/│'))).labels, ['key/ingress', 'key/signing']);
  assert.ok((await lab.complete(entry('secret/my│'))).labels.includes('secret/myapp-database'));
  assert.ok((await lab.complete(entry('ce│'))).labels.includes('cert/'));
});

test('where ESO extracts, only secrets are offered', async () => {
  const lab = start();
  const { labels } = await lab.complete(extract('│'));
  assert.ok(labels.includes('myapp-database') && labels.includes('secret/'));
  assert.ok(!labels.includes('cert/') && !labels.includes('key/'));
  assert.deepEqual((await lab.complete(extract('cert/│'))).labels, []);
});

test('properties, tags and versions are offered as ESO reads them', async () => {
  const lab = start();
  const properties = await lab.complete(entry('myapp-database', '        property: │\n'));
  assert.deepEqual(properties.labels.slice(0, 3), ['username', 'password', 'tls\\.crt']);
  const fetched = await lab.complete(entry('myapp-database', '        metadataPolicy: Fetch\n        property: │\n'));
  assert.deepEqual([...fetched.labels].sort(), [
    'attribute.created',
    'attribute.expires',
    'attribute.notBefore',
    'attribute.updated',
    'env',
    'note',
    'team',
  ]);
  const versions = await lab.complete(entry('half-off', '        version: │\n'));
  assert.equal(versions.labels.length, 2);
  assert.ok(versions.labels.every((label) => /^[0-9a-f]{32}$/.test(label)));
  assert.deepEqual(
    versions.labels.map((label) => versions.item(label).labelDetails?.description),
    ['current', 'disabled'],
  );
});

test('hover says what the vault says, and no value', async () => {
  const lab = start();
  const text = await lab.hover(entry('myapp-dat│abase'));
  assert.match(text, /^\*\*myapp-database\*\* · Azure Key Vault · https/);
  assert.match(
    text,
    /Content type: application\/json · validity: expires .* · kept after deletion: 90 days, Recoverable\+Purgeable/,
  );
  assert.match(text, /Tags: team=payments, env=prod/);
  assert.match(text, /Versions: [0-9a-f]{8} \(current, .* ago\), [0-9a-f]{8} \(expired, .* ago\)/);
  assert.match(text, /Properties: username, password, tls/);
  assert.match(await lab.hover(entry('switched-│off')), /\*\*Not available\*\*: its newest version is disabled/);
  assert.match(await lab.hover(entry('go│ne')), /\*\*Not available\*\*: it was deleted on .* and can be recovered until /);
  assert.match(await lab.hover(entry('cert/in│gress')), /Tags: team=web/);
  for (const key of ['myapp-dat│abase', 'cert/in│gress', 'key/si│gning'])
    assert.ok(!(await lab.hover(entry(key))).includes('value of'), key);
});

test('what is certainly missing is reported, and nothing else', async () => {
  const judge = async (text: string) => {
    const lab = start();
    const [resource] = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
    assert.ok(resource);
    return (await vaultFindings(lab.context, lab.uri, resource, neverCancelled)).map(({ message }) => message);
  };
  const [missing = ''] = await judge(entry('myapp-db-pasword'));
  assert.ok(
    missing.startsWith(`Key "myapp-db-pasword" is not in store aws-secretsmanager (Azure Key Vault, ${vault.url}, `),
    missing,
  );
  assert.match(missing, /Did you mean "myapp-db-password"\?$/);
  assert.match((await judge(entry('cert/ingres')))[0] ?? '', /Did you mean "cert\/ingress"\?$/);
  assert.equal((await judge(entry('gone'))).length, 1, 'ESO finds nothing there either');
  for (const key of [
    'MYAPP-db-password',
    'secret/myapp-db-password',
    'cert/ingress',
    'key/signing',
    'switched-off',
    'prod/unknown-type',
  ])
    assert.deepEqual(await judge(entry(key)), [], key);
  const properties = async (key: string, property: string) => judge(entry(key, `        property: ${property}\n`));
  assert.match((await properties('myapp-database', 'pasword'))[0] ?? '', /has no property "pasword"\. Did you mean "password"\?/);
  for (const [key = '', property = ''] of [
    ['myapp-database', 'tls.crt'],
    ['myapp-database', 'nested.deep.user'],
    ['key/signing', 'kty'],
    ['cert/ingress', 'whatever'],
    ['switched-off', 'whatever'],
  ])
    assert.deepEqual(await properties(key, property), [], `${key} ${property}`);
});
