import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { Listing } from '../../server/src/providers/secretProvider.ts';
import { seedVault } from '../support/vault/seed.ts';
import { startVaultServer, type VaultServer } from '../support/vault/vaultServer.ts';
import { catalogAt, vaultStore, vaultWith } from './hashicorpSetup.ts';

const values = new Set<string>();
let server: VaultServer;
let missing: string | undefined;

const everything = [
  'größe/a b',
  'prod/myapp/api-key',
  'prod/myapp/database',
  'prod/myapp/tls',
  'prod/other',
  'secret/secret/inside',
  'staging/app',
  'top',
];
const names = ['nested', 'nested.deep', 'nested.deep.user', 'nested.flag', 'nested.list', 'password', 'tls.crt', 'username'];

before(async () => {
  const started = await startVaultServer();
  if ('reason' in started) {
    missing = started.reason;
    return;
  }
  server = started;
  await seedVault(server, (label) => {
    const value = `${label}-${randomBytes(12).toString('hex')}`;
    values.add(value);
    return value;
  });
});
after(() => server?.close());

const check = (title: string, test: () => Promise<void>) =>
  it(title, async (context) => (missing === undefined ? test() : context.skip(missing)));
const keysOf = (listing: Listing<{ readonly key: string }>) => listing.items.map(({ key }) => key).sort();
const list = (typed: string, ...rest: Parameters<typeof catalogAt> extends [string, string, ...infer Rest] ? Rest : never) =>
  catalogAt(server.url, server.rootToken, ...rest).keys(typed, neverCancelled);

describe('HashiCorp Vault: listing', () => {
  check('walks through all folders of version 2', async () => {
    const listing = await list('');
    assert.deepEqual(keysOf(listing), [...everything, 'gone/deleted', 'gone/destroyed'].sort());
    assert.deepEqual([listing.complete, listing.problem], [true, undefined]);
  });

  check('walks through all folders of version 1', async () => {
    const listing = await list('', { path: 'old', version: 'v1' });
    assert.deepEqual(keysOf(listing), everything.map((key) => key.replace('secret/secret', 'secret')).sort());
    assert.equal(listing.complete, true);
  });

  check('of a store without a path names the engines in the keys', async () => {
    const listing = await list('', {});
    assert.equal(listing.complete, false, 'engines that may not be seen are not named');
    assert.ok(keysOf(listing).includes('secret/prod/myapp/database'));
    assert.ok(keysOf(listing).includes('team/kv/data/shared/token'));
    assert.ok(!keysOf(listing).some((key) => key.startsWith('old/')));
    const old = await list('', { version: 'v1' });
    assert.ok(keysOf(old).every((key) => key.startsWith('old/')) && old.items.length === everything.length);
    assert.deepEqual(keysOf(await list('team/kv/data/sh', {})), ['team/kv/data/shared/token']);
    assert.deepEqual(keysOf(await list('old/prod/o', { version: 'v1' })), ['old/prod/other']);
  });

  check('looks for what is typed in its folder only', async () => {
    const { provider, log } = vaultWith({ env: { VAULT_ADDR: server.url, VAULT_TOKEN: server.rootToken } });
    const store = vaultStore({ server: server.url, path: 'secret' });
    const listing = await provider.open(store, { identity: {}, mayReadValues: () => false }).keys('prod/myapp/d', neverCancelled);
    assert.deepEqual(
      [keysOf(listing), listing.complete],
      [['prod/myapp/api-key', 'prod/myapp/database', 'prod/myapp/tls'], true],
    );
    assert.equal(log.length, 1);
    assert.deepEqual(keysOf(await list('prod/o')), ['prod/other'], 'the folder below is not entered');
    assert.deepEqual(keysOf(await list('prod')), [
      'prod/myapp/api-key',
      'prod/myapp/database',
      'prod/myapp/tls',
      'prod/other',
      'top',
    ]);
    for (const typed of ['none/', 'prod//', '../sys/', 'prod/../']) assert.deepEqual((await list(typed)).items, [], typed);
  });

  check('stops at the budget of calls, says so, and leaves the folders that it has not entered', async () => {
    const listing = await list('', { path: 'secret' }, { maxCalls: 2 });
    assert.deepEqual([listing.complete, listing.problem?.code], [false, 'call-budget']);
    assert.ok(listing.items.some(({ key, folder }) => key === 'staging/' && folder === true));
    assert.ok(listing.items.some(({ key, folder }) => key === 'top' && folder === undefined));
  });

  check('says which version the engine really is', async () => {
    for (const [path, version, other] of [
      ['secret', 'v1', 'v2'],
      ['old', 'v2', 'v1'],
    ] as const) {
      const { items, complete, problem } = await list('', { path, version });
      assert.deepEqual([items, complete, problem?.code], [[], false, 'failed']);
      assert.match(problem?.message ?? '', new RegExp(`Set version to ${other}`));
    }
  });

  check('says that there is no engine', async () => {
    const { complete, problem } = await list('', { path: 'nowhere' });
    assert.deepEqual([complete, problem?.code], [false, 'failed']);
    assert.match(problem?.message ?? '', /no secrets engine for nowhere/);
    const bao = await list('', {}, { product: 'openBao', env: { BAO_ADDR: server.url, BAO_TOKEN: server.rootToken } });
    assert.match(bao.problem?.message ?? '', /no secrets engine for kv\//, 'where OpenBao looks if the store does not say');
    const looked = await catalogAt(server.url, server.rootToken, { path: 'nowhere' }).lookup('x', neverCancelled);
    assert.equal(looked.state, 'unknown');
  });
});

describe('HashiCorp Vault: single secrets', () => {
  const secret = () => catalogAt(server.url, server.rootToken);

  check('are found under every spelling that ESO reads alike', async () => {
    for (const key of ['prod/other', 'secret/prod/other', 'secret/data/prod/other', '/prod//other/', 'secret/secret/inside']) {
      assert.equal((await secret().lookup(key, neverCancelled)).state, 'found', key);
    }
    assert.equal((await secret().lookup('secret/inside', neverCancelled)).state, 'missing', 'the mount is taken away');
    assert.equal(secret().listsAs?.('secret/prod/other'), false);
    assert.equal(secret().listsAs?.('prod/other'), true);
    assert.equal((await secret().lookup('prod/../top', neverCancelled)).state, 'unknown');
    const unmounted = catalogAt(server.url, server.rootToken, {});
    for (const key of ['secret/prod/other', 'secret/data/prod/other', 'team/kv/data/shared/token'])
      assert.equal((await unmounted.lookup(key, neverCancelled)).state, 'found', key);
  });

  check('are missing where the engine says so', async () => {
    for (const key of ['prod/none', 'prod', 'none/at/all']) {
      assert.equal((await secret().lookup(key, neverCancelled)).state, 'missing', key);
      const old = catalogAt(server.url, server.rootToken, { path: 'old', version: 'v1' });
      assert.equal((await old.lookup(key, neverCancelled)).state, 'missing', key);
      assert.equal((await old.lookup('prod/other', neverCancelled)).state, 'found');
    }
  });

  check('have their metadata', async () => {
    const found = await secret().describe('prod/myapp/database', neverCancelled);
    assert.ok(found.state === 'found');
    const { item } = found;
    assert.equal(item.id, 'secret/data/prod/myapp/database');
    assert.deepEqual(
      [...item.tags].sort((a, b) => a.name.localeCompare(b.name)),
      [
        { name: 'env', value: 'prod' },
        { name: 'team', value: 'payments' },
      ],
    );
    assert.deepEqual(
      item.versions.map(({ version, note }) => [version, note]),
      [
        ['3', 'current'],
        ['2', undefined],
        ['1', undefined],
      ],
    );
    assert.deepEqual(
      item.details?.map(({ name, value }) => `${name} ${value}`),
      ['keeps 5 versions', 'writes need check-and-set'],
    );
    assert.ok((item.created ?? 0) > 1.6e12 && (item.changed ?? 0) >= (item.created ?? 0));
  });

  check('tell that their newest version is gone', async () => {
    for (const [key, word] of [
      ['gone/deleted', 'deleted'],
      ['gone/destroyed', 'destroyed'],
    ] as const) {
      const found = await secret().lookup(key, neverCancelled);
      assert.ok(found.state === 'found');
      assert.equal(found.item.unavailable, `its newest version is ${word}`);
      const { items } = await secret().versions(key, neverCancelled);
      assert.deepEqual(
        items.map(({ version, unavailable }) => [version, unavailable]),
        [
          ['2', word],
          ['1', undefined],
        ],
      );
      const properties = await secret().properties(key, undefined, neverCancelled);
      assert.deepEqual([properties.items, properties.complete, properties.problem?.code], [[], false, 'not-found']);
      assert.match(properties.problem?.message ?? '', new RegExp(word));
      assert.deepEqual(
        (await secret().properties(key, '1', neverCancelled)).items.map(({ property }) => property),
        ['round'],
      );
    }
  });
});

describe('HashiCorp Vault: property names', () => {
  check('of version 2 come without values and without the permission to read any', async () => {
    const token = await server.tokenWith('path "secret/subkeys/*" { capabilities = ["read"] }');
    const catalog = catalogAt(server.url, token, { path: 'secret' }, { mayReadValues: false });
    const { items, complete } = await catalog.properties('prod/myapp/database', undefined, neverCancelled);
    assert.deepEqual([items.map(({ property }) => property).sort(), complete], [names, true]);
    assert.equal(items.find(({ property }) => property === 'nested.list')?.inside, 'unknown');
    assert.deepEqual(
      (await catalog.properties('prod/myapp/database', '2', neverCancelled)).items.map(({ property }) => property),
      ['username'],
    );
    assert.equal((await catalog.properties('prod/myapp/database', '9', neverCancelled)).problem?.code, 'not-found');
  });

  check('are read with the values only where that is allowed', async () => {
    const token = await server.tokenWith('path "secret/data/*" { capabilities = ["read"] }');
    const careful = catalogAt(server.url, token, { path: 'secret' }, { mayReadValues: false });
    const { items, problem } = await careful.properties('prod/myapp/database', undefined, neverCancelled);
    assert.deepEqual([items, problem?.code], [[], 'values-not-allowed']);
    assert.equal(problem?.permission, 'read on secret/subkeys/prod/myapp/database');
    const allowed = await catalogAt(server.url, token).properties('prod/myapp/database', undefined, neverCancelled);
    const found = allowed.items.map(({ property }) => property);
    assert.deepEqual(
      names.filter((name) => !found.includes(name)),
      [],
    );
    assert.ok(found.includes('nested.list.0.host'));
  });

  check('of version 1 are read with the values only where that is allowed', async () => {
    const old = { path: 'old', version: 'v1' };
    const careful = catalogAt(server.url, server.rootToken, old, { mayReadValues: false });
    assert.equal(
      (await careful.properties('prod/myapp/database', undefined, neverCancelled)).problem?.code,
      'values-not-allowed',
    );
    const allowed = await catalogAt(server.url, server.rootToken, old).properties('prod/myapp/database', '7', neverCancelled);
    assert.ok(allowed.items.some(({ property }) => property === 'nested.deep.user'));
    const versions = await catalogAt(server.url, server.rootToken, old).versions('prod/myapp/database', neverCancelled);
    assert.deepEqual([versions.items, versions.complete], [[], false]);
  });

  check('of OpenBao stores are the outermost ones', async () => {
    const setup = { product: 'openBao' as const, env: { BAO_ADDR: server.url, BAO_TOKEN: server.rootToken } };
    const catalog = catalogAt(server.url, server.rootToken, { path: 'secret' }, setup);
    const { items } = await catalog.properties('prod/myapp/database', undefined, neverCancelled);
    assert.deepEqual(items.map(({ property }) => property).sort(), ['nested', 'password', 'tls.crt', 'username']);
    assert.equal((await catalog.lookup('secret/prod/other', neverCancelled)).state, 'missing', 'the mount is not taken away');
    assert.ok(keysOf(await catalog.keys('', neverCancelled)).includes('secret/inside'));
  });
});

describe('HashiCorp Vault: what policies deny', () => {
  check('is never said to be missing', async () => {
    const token = await server.tokenWith('path "secret/data/*" { capabilities = ["read"] }');
    const catalog = catalogAt(server.url, token);
    for (const key of ['prod/other', 'prod/none']) {
      const found = await catalog.lookup(key, neverCancelled);
      assert.ok(found.state === 'unknown');
      assert.deepEqual([found.problem.code, found.problem.permission], ['denied', `read on secret/metadata/${key}`]);
    }
    const { items, complete, problem } = await catalog.keys('', neverCancelled);
    assert.deepEqual([items, complete, problem?.code, problem?.permission], [[], false, 'denied', 'list on secret/metadata/']);
  });

  check('at the top leaves the folders that they name', async () => {
    const token = await server.tokenWith('path "secret/metadata/prod/myapp/*" { capabilities = ["list"] }');
    const catalog = catalogAt(server.url, token);
    for (const typed of ['', 'prod/', 'prod/myapp/']) {
      const listing = await catalog.keys(typed, neverCancelled);
      assert.deepEqual(keysOf(listing), ['prod/myapp/api-key', 'prod/myapp/database', 'prod/myapp/tls'], typed);
      assert.deepEqual([listing.complete, listing.problem], [typed === 'prod/myapp/', undefined]);
    }
    assert.equal((await catalog.lookup('prod/myapp/tls', neverCancelled)).state, 'found', 'by its folder');
    assert.equal((await catalog.lookup('prod/myapp/none', neverCancelled)).state, 'missing', 'by its folder');
    assert.equal((await catalog.lookup('top', neverCancelled)).state, 'unknown');
  });

  check('in one folder leaves the others', async () => {
    const policy = `path "secret/metadata/*" { capabilities = ["list"] }
path "secret/metadata/prod/*" { capabilities = ["deny"] }`;
    const { items, complete, problem } = await catalogAt(server.url, await server.tokenWith(policy)).keys('', neverCancelled);
    assert.deepEqual([complete, problem], [false, undefined]);
    assert.equal(items.find(({ key }) => key === 'prod/myapp/')?.unavailable, 'listing is denied');
    assert.ok(items.some(({ key }) => key === 'staging/app'));
  });

  check('is told from a token that has expired', async () => {
    const token = await server.tokenWith('path "secret/*" { capabilities = ["list", "read"] }', { ttl: '1s' });
    const catalog = catalogAt(server.url, token);
    assert.equal((await catalog.keys('', neverCancelled)).complete, true);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { problem } = await catalog.keys('', neverCancelled);
    assert.equal(problem?.code, 'expired-credentials');
    assert.equal(problem?.remedy, undefined, 'a new login would not change the variable');
  });
});

describe('HashiCorp Vault: the access log', () => {
  check('has a line for every call, without keys and values', async () => {
    const { provider, log } = vaultWith({ env: { VAULT_ADDR: server.url, VAULT_TOKEN: server.rootToken } });
    const store = vaultStore({ server: server.url, path: 'secret' });
    const catalog = provider.open(store, { identity: {}, mayReadValues: () => true });
    await catalog.lookup('prod/none', neverCancelled);
    await catalog.properties('prod/myapp/database', undefined, neverCancelled);
    assert.deepEqual(
      log.map(({ operation, outcome, count }) => [operation, outcome, count]),
      [
        ['GET metadata', 'not-found', undefined],
        ['GET subkeys', 'ok', names.length],
      ],
    );
    const text = JSON.stringify(log);
    for (const word of ['prod', server.rootToken, ...values]) assert.ok(!text.includes(word), word);
  });
});
