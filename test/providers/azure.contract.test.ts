import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { clouds } from '../../server/src/model/providerFacts/clouds.ts';
import { findMatches } from '../../server/src/providers/findMatches.ts';
import type { Listing } from '../../server/src/providers/secretProvider.ts';
import { type KeyVault, startKeyVault } from '../support/azure/keyVault.ts';
import { seedKeyVault, type VaultClients, vaultClients } from '../support/azure/seed.ts';
import { createAuthority } from '../support/certificates.ts';
import { azureStore, catalogAt, type Setup } from './azureSetup.ts';

const authority = createAuthority();
const values = new Set<string>();
let folder: string;
let vault: KeyVault;
let theirs: VaultClients;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azure-contract-'));
  await writeFile(join(folder, 'ca.pem'), authority.cert);
  await writeFile(join(folder, 'token'), 'made-up\n');
  vault = await startKeyVault(authority);
  theirs = vaultClients(vault.url, authority.cert);
  await seedKeyVault(theirs, (label) => {
    const value = `${label}-${randomBytes(12).toString('hex')}`;
    values.add(value);
    return value;
  });
});
after(async () => {
  await vault.close();
  await rm(folder, { recursive: true });
});

const open = (config = {}, setup: Setup = {}) =>
  catalogAt({ address: vault.url, tokenFile: join(folder, 'token'), ca: join(folder, 'ca.pem') }, config, setup);
const catalog = (config = {}, setup: Setup = {}) => open(config, setup).catalog;
const keysOf = (listing: Listing<{ readonly key: string }>) => listing.items.map(({ key }) => key).sort();

/** Everything that Microsoft's client lists. */
async function all<T>(listing: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of listing) items.push(item);
  return items;
}

describe('Key Vault: listing', () => {
  it('has the secrets of all pages, as the vendor’s own client has them', async () => {
    const listing = await catalog().keys('', neverCancelled);
    const expected = await all(theirs.secrets.listPropertiesOfSecrets());
    assert.deepEqual(keysOf(listing), expected.map(({ name }) => name).sort());
    assert.deepEqual([listing.complete, listing.problem, listing.items.length], [true, undefined, 32]);
    for (const { name, updatedOn, enabled, tags = {} } of expected) {
      const item = listing.items.find(({ key }) => key === name);
      assert.equal(item?.changed, updatedOn?.getTime(), name);
      assert.equal(item?.unavailable, enabled ? undefined : 'disabled', name);
      assert.deepEqual(Object.fromEntries((item?.tags ?? []).map((tag) => [tag.name, tag.value])), tags, name);
    }
  });

  it('is of the type that is typed, each key as a manifest writes it', async () => {
    const certificates = await all(theirs.certificates.listPropertiesOfCertificates());
    const keys = await all(theirs.keys.listPropertiesOfKeys());
    assert.deepEqual(
      keysOf(await catalog().keys('cert/', neverCancelled)),
      certificates.map(({ name }) => `cert/${name}`).sort(),
    );
    assert.deepEqual(keysOf(await catalog().keys('key/si', neverCancelled)), keys.map(({ name }) => `key/${name}`).sort());
    const typed = await catalog().keys('secret/m', neverCancelled);
    assert.ok(typed.complete && keysOf(typed).includes('secret/myapp-database'));
    assert.deepEqual((await catalog().keys('certificate/x', neverCancelled)).items.length, 32, 'ESO knows no such type');
  });

  it('says in a few words what is special of a secret', async () => {
    const { items } = await catalog().keys('', neverCancelled);
    const aside = (name: string) => items.find(({ key }) => key === name)?.description ?? '';
    assert.match(aside('expired'), /^expired \d{4}-\d\d-\d\d$/);
    assert.match(aside('early'), /^not valid before \d{4}-\d\d-\d\d$/);
    assert.equal(aside('ingress'), 'of a certificate · application/x-pkcs12');
    assert.match(aside('myapp-database'), /^expires .* · application\/json$/);
  });

  it('stops at the budget of calls and says so', async () => {
    const { items, complete, problem } = await catalog({}, { maxCalls: 1 }).keys('', neverCancelled);
    assert.deepEqual([items.length, complete, problem?.code], [25, false, 'call-budget']);
  });

  it('is what a find goes over: enabled secrets, by name and tags, whatever the path', async () => {
    const { items } = await catalog().keys('', neverCancelled);
    const facts = clouds.find(([id]) => id === 'azurekv')?.[1];
    assert.ok(facts !== undefined);
    const matched = (find: Parameters<typeof findMatches>[1]) => {
      const found = findMatches(items, find, azureStore(), facts, { tagsInListing: true });
      assert.ok(found.state === 'matched');
      return [...found.names].sort();
    };
    const nothing = { name: undefined, tags: undefined, below: undefined };
    assert.deepEqual(
      matched({ ...nothing, tags: { env: 'prod' } }),
      ['myapp-database', 'myapp-db-password'],
      'not what is switched off',
    );
    assert.deepEqual(matched({ ...nothing, name: 'data', tags: { env: 'prod' }, below: 'x' }), ['myapp-database']);
    assert.equal(matched(nothing).length, 31);
  });
});

describe('Key Vault: single objects', () => {
  it('are found under every spelling that ESO and the vault read alike', async () => {
    for (const key of [
      'myapp-database',
      'secret/myapp-database',
      'secret/myapp-database/x',
      'MYAPP-database',
      'cert/ingress',
      'key/ingress',
    ])
      assert.equal((await catalog().lookup(key, neverCancelled)).state, 'found', key);
    assert.equal(catalog().listsAs?.('MYAPP-database'), false, 'a listing has one spelling only');
  });

  it('are missing where the vault has nothing of that name', async () => {
    for (const key of ['none', 'secret/none', 'cert/none', 'key/none', 'cert/signing', 'gone', 'a b', 'a_b', '', 'secret/'])
      assert.equal((await catalog().lookup(key, neverCancelled)).state, 'missing', key);
  });

  it('are not judged where ESO does not know the type', async () => {
    for (const key of ['secrets/myapp-database', 'prod/none']) {
      const found = await catalog().lookup(key, neverCancelled);
      assert.ok(found.state === 'unknown');
      assert.match(found.problem.message, /secret, cert or key/);
    }
  });

  it('have the metadata of their newest version', async () => {
    const found = await catalog().describe('myapp-database', neverCancelled);
    assert.ok(found.state === 'found');
    const { item } = found;
    const newest = (await theirs.secrets.getSecret('myapp-database')).properties;
    assert.equal(item.id, `${vault.url}/secrets/myapp-database`);
    assert.deepEqual(Object.fromEntries(item.tags.map(({ name, value }) => [name, value])), newest.tags);
    assert.equal(item.changed, newest.updatedOn?.getTime());
    assert.equal(item.versions[0]?.version, newest.version);
    assert.ok((item.created ?? 0) < (item.changed ?? 0), 'created with the first version');
    assert.deepEqual(
      item.details?.map(({ name }) => name),
      ['content type', 'validity', 'kept after deletion'],
    );
    assert.equal(item.unavailable, undefined);
    const managed = await catalog().describe('ingress', neverCancelled);
    assert.ok(managed.state === 'found' && managed.item.details?.some(({ name }) => name === 'managed by'));
  });

  it('tell that they are switched off, or only one of their versions is', async () => {
    const off = await catalog().describe('switched-off', neverCancelled);
    assert.ok(off.state === 'found');
    assert.equal(off.item.unavailable, 'its newest version is disabled');
    const half = await catalog().versions('half-off', neverCancelled);
    const expected = await all(theirs.secrets.listPropertiesOfSecretVersions('half-off'));
    expected.sort((a, b) => (b.createdOn?.getTime() ?? 0) - (a.createdOn?.getTime() ?? 0));
    assert.deepEqual(
      half.items.map(({ version, created, note, unavailable }) => [version, created, note, unavailable]),
      expected.map(({ version, createdOn, enabled }, i) => [
        version,
        createdOn?.getTime(),
        i === 0 ? 'current' : undefined,
        enabled ? undefined : 'disabled',
      ]),
    );
    assert.equal(half.complete, true);
  });

  it('that were deleted are missing, and say until when they can be recovered', async () => {
    const found = await catalog().describe('gone', neverCancelled);
    const deleted = await theirs.secrets.getDeletedSecret('gone');
    assert.ok(found.state === 'found');
    const until = deleted.scheduledPurgeDate?.toISOString().slice(0, 10);
    assert.match(found.item.unavailable ?? '', new RegExp(`deleted on .* recovered until ${until}`));
    assert.equal((await catalog().describe('none', neverCancelled)).state, 'missing');
  });

  it('tell which metadata ESO fetches: tags, and times where it uses the older library', async () => {
    const fetchable = async (config = {}) => {
      const found = await catalog(config).describe('myapp-database', neverCancelled);
      return found.state === 'found' ? found.item.fetchable : undefined;
    };
    const tags = ['team', 'env', 'note'];
    const times = ['attribute.created', 'attribute.updated', 'attribute.expires', 'attribute.notBefore'];
    assert.deepEqual(await fetchable(), [...tags, ...times]);
    assert.deepEqual(await fetchable({ useAzureSDK: true }), tags);
  });

  it('have no values asked for them', async () => {
    const before = vault.heard.length;
    for (const key of ['myapp-database', 'cert/ingress', 'key/signing']) {
      await catalog().lookup(key, neverCancelled);
      await catalog().describe(key, neverCancelled);
      await catalog().versions(key, neverCancelled);
    }
    await catalog().keys('', neverCancelled);
    const asked = vault.heard.slice(before).map(({ url }) => url.replace(/\?.*/, ''));
    assert.ok(
      asked.length > 0 && asked.every((path) => /^\/(secrets|keys|certificates)(\/[^/]+\/versions)?$/.test(path)),
      asked.join(),
    );
  });
});

describe('Key Vault: property names', () => {
  it('are read with the value only where that is allowed', async () => {
    const before = vault.heard.length;
    const careful = await catalog({}, { mayReadValues: false }).properties('myapp-database', undefined, neverCancelled);
    assert.deepEqual([careful.items, careful.problem?.code], [[], 'values-not-allowed']);
    assert.equal(vault.heard.length, before, 'nothing was asked');
    const { items, complete } = await catalog().properties('secret/myapp-database', undefined, neverCancelled);
    assert.equal(complete, true);
    assert.deepEqual(
      items.map(({ property }) => property),
      [
        'username',
        'password',
        'tls\\.crt',
        'nested',
        'nested.deep',
        'nested.list',
        'nested.deep.user',
        'nested.list.0',
        'nested.list.0.host',
      ],
    );
    const text = JSON.stringify(items);
    for (const value of values) assert.ok(!text.includes(value));
  });

  it('of a version are those of that version', async () => {
    const { items } = await catalog().versions('myapp-database', neverCancelled);
    const first = items.at(-1)?.version;
    assert.equal((await catalog().properties('myapp-database', first, neverCancelled)).complete, true);
    assert.ok(vault.heard.at(-1)?.url.startsWith(`/secrets/myapp-database/${first}?`));
    const none = await catalog().properties('myapp-database', 'f'.repeat(32), neverCancelled);
    assert.deepEqual([none.items, none.complete, none.problem?.code], [[], false, 'not-found']);
  });

  it('of a text that is no JSON are none', async () => {
    const { items, complete } = await catalog().properties('myapp-db-password', undefined, neverCancelled);
    assert.deepEqual([items, complete], [[], true]);
  });

  it('of a key are those of its public part, and of a certificate nothing is said', async () => {
    const { items, complete } = await catalog().properties('key/signing', undefined, neverCancelled);
    assert.deepEqual([items.map(({ property }) => property), complete], [['kid', 'kty', 'n', 'e'], true]);
    const certificate = await catalog().properties('cert/ingress', undefined, neverCancelled);
    assert.deepEqual([certificate.items, certificate.complete, certificate.problem], [[], false, undefined]);
  });

  it('of a secret that is switched off are not told, and no absence is', async () => {
    const { items, complete, problem } = await catalog().properties('switched-off', undefined, neverCancelled);
    assert.deepEqual([items, complete, problem?.code], [[], false, 'failed']);
    assert.match(problem?.message ?? '', /disabled/);
  });
});

describe('Key Vault: the access log', () => {
  it('has a line for every call, and no key, value or token in it', async () => {
    const { catalog: own, log } = open();
    await own.lookup('none', neverCancelled);
    await own.properties('myapp-database', undefined, neverCancelled);
    assert.deepEqual(
      log.map(({ operation, outcome, count }) => [operation, outcome, count]),
      [
        ['GetSecretVersions', 'ok', 0],
        ['GetSecret', 'ok', 9],
      ],
    );
    const text = JSON.stringify(log);
    for (const word of ['myapp', 'none', 'made-up', ...values]) assert.ok(!text.includes(word), word);
    assert.match(log[0]?.target ?? '', /SecretStore default\/azure-key-vault, 127\.0\.0\.1:\d+/);
  });
});
