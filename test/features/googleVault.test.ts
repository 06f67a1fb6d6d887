import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { vaultFindings } from '../../server/src/features/vaultDiagnostics.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { googleWith } from '../providers/googleSetup.ts';
import { type Cloud, startCloud } from '../support/google/cloud.ts';
import { allPermissions, secretManager } from '../support/google/secretManager.ts';
import { seedGoogle } from '../support/google/seed.ts';
import { fullConsent } from '../support/memoryHost.ts';
import { createLab, externalSecret, type Lab } from './lab.ts';

const login = '~/.config/gcloud/application_default_credentials.json';
const person = JSON.stringify({ type: 'authorized_user', client_id: 'x', client_secret: 'x', refresh_token: 'x' });
let cloud: Cloud;

before(async () => {
  cloud = await startCloud('secretmanager', 'oauth2');
  cloud.answers['oauth2'] = () => ({ status: 200, json: { access_token: 'ya29.all', expires_in: 3599 } });
  cloud.answers['secretmanager'] = secretManager({
    secrets: seedGoogle((label) => `value-of-${label}`),
    tokens: { 'ya29.all': allPermissions, 'ya29.getter': ['secrets.list', 'secrets.get'] },
  });
});
after(() => cloud.close());

function start(more = ''): Lab {
  const { provider } = googleWith({ env: cloud.env, files: { [login]: person } });
  const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws-secretsmanager, namespace: default}
spec:
  provider:
    gcpsm: {projectID: shop-1${more}}
`;
  return createLab({
    providers: [provider],
    files: { 'file:///w/store.yaml': store },
    consent: fullConsent,
    now: Date.UTC(2026, 10, 1),
  });
}
const entry = (key: string, more = '') =>
  externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n${more}`);

async function findings(text: string): Promise<readonly string[]> {
  const [resource] = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
  assert.ok(resource);
  const lab = start();
  return (await vaultFindings(lab.context, lab.uri, resource, neverCancelled)).map(({ message }) => message);
}

describe('a manifest that reads from Google Secret Manager', () => {
  it('is offered the secrets of the project, with what they are', async () => {
    const { item, chosen, labels } = await start().complete(entry('prod-myapp│'));
    assert.ok(labels.includes('prod-myapp-api-key') && !labels.includes('eu-database'), labels.join(' '));
    assert.equal(item('prod-myapp-database').labelDetails?.description, 'Database credentials for myapp');
    assert.equal(chosen('prod-myapp-database'), entry('prod-myapp-database'));
  });

  it('is told of a key what is known of it', async () => {
    const card = await start().hover(entry('prod-myapp-database│'));
    assert.deepEqual(
      card.split('  \n').map((line) => line.replaceAll('\\', '')),
      [
        '**prod-myapp-database** · Google Secret Manager · project shop-1',
        'Database credentials for myapp',
        '`projects/123456789012/secrets/prod-myapp-database` · [Open in the Google Cloud console](https://console.cloud.google.com/security/secret-manager/secret/prod-myapp-database/versions?project=shop-1)',
        'Changed 2 years ago (2024-03-01 00:00 UTC) · created 2 years ago (2024-05-01) · rotation every 30 days (next in 4 years, 2031-01-01)',
        '**Scheduled for deletion** in 5 years (2032-01-01 00:00 UTC)',
        'Replication: automatic · announces to: 2 Pub/Sub topics · annotations: example.com/owner=ann',
        'Tags: team=payments, env=prod',
        'Versions: latest → 3 (2 years ago), stable → 2 (2 years ago), 1 (destroyed, 2 years ago)',
        'Properties: username, password, tls.crt, nested, nested.host, nested.a.b, nested.list, nested.list.0, nested.list.0.port (names only)',
      ],
    );
  });

  it('is told why a key cannot be read, and what ESO takes instead', async () => {
    assert.match(await start().hover(entry('switched-off│')), /\*\*Not available\*\*: its newest version is disabled/);
    const card = await start(', secretVersionSelectionPolicy: LatestOrFetch').hover(entry('switched-off│'));
    assert.match(card, /ESO reads: version 2, as its newest version is disabled \\\(LatestOrFetch\\\)/);
    assert.match(card, /Properties: second \(names only\)/);
  });

  it('is offered the versions, names before numbers, and told which cannot be read', async () => {
    const { labels, item } = await start().complete(entry('prod-myapp-database', '        version: │\n'));
    assert.deepEqual(labels, ['latest', 'stable', '3', '2', '1']);
    assert.equal(item('1').labelDetails?.description, 'destroyed');
    assert.ok(item('1').tags?.includes(1) || item('1').deprecated);
    const chosen = await start().complete(entry('prod-myapp-database', '        version: │\n'));
    assert.ok(chosen.chosen('3').includes('version: "3"'), 'a number is quoted');
  });

  it('is offered annotations and labels where it fetches metadata', async () => {
    const text = entry('prod-myapp-database', '        metadataPolicy: Fetch\n        property: │\n');
    assert.deepEqual((await start().complete(text)).labels, [
      'annotations',
      'annotations.description',
      'annotations.example.com/owner',
      'labels',
      'labels.env',
      'labels.team',
    ]);
  });

  it('is told of keys and properties that are not there', async () => {
    assert.deepEqual(await findings(entry('prod-myapp-database', '        property: nested.host\n')), []);
    assert.deepEqual(await findings(entry('prod-myapp-databse')), [
      'Key "prod-myapp-databse" is not in store aws-secretsmanager (Google Secret Manager, project shop-1, your Google login (application default credentials)). Did you mean "prod-myapp-database"?',
    ]);
    const [property = ''] = await findings(entry('prod-myapp-database', '        property: passwrd\n'));
    assert.match(
      property,
      /has no property "passwrd"\. Did you mean "password"\? It has: nested, password, tls\.crt, username\./,
    );
    const [plain = ''] = await findings(entry('prod-myapp-api-key', '        property: x\n'));
    assert.match(plain, /It is not JSON with named properties\./);
    assert.deepEqual(
      await findings(entry('prod-myapp-databse', '        metadataPolicy: Fetch\n')).then(({ length }) => length),
      1,
    );
  });

  it('is told of versions that are not there, or that nobody can read', async () => {
    const version = (text: string, key = 'prod-myapp-database') => findings(entry(key, `        version: ${text}\n`));
    for (const good of ['"3"', 'latest', 'stable', '"03"']) assert.deepEqual(await version(good), [], good);
    assert.deepEqual(await version('"9"'), ['Secret "prod-myapp-database" has no version "9". It has: latest, 3, stable, 2, 1.']);
    assert.deepEqual(await version('"1"'), ['Version "1" of secret "prod-myapp-database" is destroyed: ESO cannot read it.']);
    assert.match((await version('latest', 'switched-off'))[0] ?? '', /is disabled, soon to be destroyed: ESO cannot read it/);
    assert.deepEqual(await findings(entry('empty')), [], 'that a secret has none is not said of its key');
    assert.deepEqual(await findings(entry('prod-other', '        metadataPolicy: Fetch\n        version: "9"\n')), []);
    assert.deepEqual((await start().hover(entry('prod-myapp-database', '        version: sta│ble\n'))).split('  \n'), [
      '**stable** · version of prod-myapp-database',
      'Also called 2',
      'Created 2 years ago (2024-02-01 00:00 UTC)',
    ]);
  });

  it('is told nothing of versions by a login that may not list them', async () => {
    const give = cloud.answers['oauth2'];
    cloud.answers['oauth2'] = () => ({ status: 200, json: { access_token: 'ya29.getter', expires_in: 3599 } });
    assert.deepEqual(await findings(entry('prod-myapp-database', '        version: "9"\n')), []);
    if (give !== undefined) cloud.answers['oauth2'] = give;
  });

  it('is shown what a find brings, by name, beginning and labels', async () => {
    const names = async (find: string, more = '') => {
      const [preview = ''] = (await start(more).hover(externalSecret(`  dataFrom:\n    - fi│nd:\n${find}`))).split('\n\n---\n\n');
      return [...preview.matchAll(/^- `([^`]+)`/gm)].map(([, name]) => name);
    };
    assert.deepEqual(await names('        name: {regexp: database}\n'), ['prod-myapp-database', 'staging-myapp-database']);
    assert.deepEqual(await names('        path: prod-\n        name: {regexp: a}\n'), [
      'prod-myapp-api-key',
      'prod-myapp-database',
    ]);
    assert.deepEqual(await names('        tags: {team: payments, env: prod}\n'), ['prod-myapp-api-key', 'prod-myapp-database']);
    assert.deepEqual(
      await names('        tags: {team: other}\n        name: {regexp: ^with}\n'),
      ['with-mark', 'with_bytes'],
      'the name wins',
    );
  });
});
