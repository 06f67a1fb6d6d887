import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { english } from '../../server/src/localisation.ts';
import { whyUnlisted } from '../../server/src/model/providerFacts/unlisted.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { findProperty } from '../../server/src/providers/propertyDialect.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { connectAnswer, onepasswordDouble } from '../support/vaults/onepassword.ts';
import { openRest, type RestSetup, restStore } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(connectAnswer);
});
beforeEach(() => {
  server.answer = connectAnswer;
  server.heard.splice(0);
});
after(() => server.close());

const at = (config: JsonObject = {}, setup: RestSetup = {}) =>
  openRest(
    'onepassword',
    { ...onepasswordDouble.config(server.url), ...config },
    { env: onepasswordDouble.env(server.url), ...setup },
  );
const problemOf = async (config: JsonObject, setup: RestSetup = {}) =>
  (await at(config, setup).catalog.keys('', neverCancelled)).problem;
const databaseId = 'idatabase'.padEnd(26, '0');
const paths = () => server.heard.map(({ url }) => decodeURIComponent(url.replace(/\+/g, ' ')));

describe('items of 1Password', () => {
  it('are listed by their titles, from the vaults of the store and without what is in them', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual(
      items.map(({ key }) => key),
      onepasswordDouble.keys,
    );
    assert.deepEqual([complete, problem], [true, undefined]);
    assert.ok(
      paths().every((path) => /^\/v1\/vaults(\/\w+\/items)?$/.test(path)),
      paths().join(),
    );
    assert.equal(items.find(({ key }) => key === 'database')?.changed, Date.UTC(2026, 9, 1), 'that of the first vault');
    assert.equal(items.find(({ key }) => key === 'twice')?.unavailable, '2 items of vault Shop have this title');
  });

  it('are looked up by title, vault by vault in the order of the store, and without what is in them', async () => {
    const { catalog } = at();
    const mail = await catalog.describe('mail', neverCancelled);
    assert.deepEqual(mail.state === 'found' && mail.item.details?.slice(0, 2), [
      { name: 'vault', value: 'Common things' },
      { name: 'category', value: 'api credential' },
    ]);
    assert.deepEqual(
      paths()
        .slice(1)
        .map((path) => path.replace(/0{5,}/, '')),
      ['/v1/vaults/vshop/items?filter=title eq "mail"', '/v1/vaults/vcommon/items?filter=title eq "mail"'],
    );
    const first = await catalog.describe('database', neverCancelled);
    assert.ok(first.state === 'found' && first.item.details?.some(({ value }) => value === 'Shop'));
    const last = await at({ vaults: { Shop: 9, 'Common things': 3 } }).catalog.describe('database', neverCancelled);
    assert.ok(last.state === 'found' && last.item.details?.some(({ value }) => value === 'Common things'));
    assert.equal((await catalog.lookup('Database', neverCancelled)).state, 'missing');
    const twice = await catalog.lookup('twice', neverCancelled);
    assert.equal(twice.state === 'found' && twice.item.unavailable, '2 items of vault Shop have this title');
  });

  it('are found by their ids in the first vault only, and listed by none', async () => {
    const { catalog } = at();
    assert.equal((await catalog.lookup(databaseId, neverCancelled)).state, 'found');
    assert.equal(
      (await at({ vaults: { 'Common things': 1, Shop: 2 } }).catalog.lookup(databaseId, neverCancelled)).state,
      'missing',
    );
    assert.equal((await catalog.properties(databaseId, undefined, neverCancelled)).items.length, 6);
  });

  it('are missing only if the server itself finds none', async () => {
    server.answer = (request) => connectAnswer({ ...request, url: request.url.replace('DATABASE', 'database') });
    const catalog = createCachedCatalog(at().catalog, { clock: nodeClock });
    assert.equal((await catalog.keys('', neverCancelled)).complete, true);
    assert.equal((await catalog.lookup('DATABASE', neverCancelled)).state, 'found', 'a filter that does not look at case');
    assert.equal((await catalog.lookup('none', neverCancelled)).state, 'missing');
  });

  it('whose title no filter can ask for are not said to be missing', async () => {
    const found = await at().catalog.lookup('the "big" one', neverCancelled);
    assert.ok(found.state === 'unknown');
    assert.match(found.problem.message, /does not take it as a title/);
  });

  it('are listed as far as the budget of calls goes', async () => {
    const { items, complete, problem } = await at({}, { maxCalls: 2 }).catalog.keys('', neverCancelled);
    assert.deepEqual(
      [items.map(({ key }) => key), complete, problem?.code],
      [onepasswordDouble.keys.slice(0, 3), false, 'call-budget'],
    );
    assert.equal(server.heard.length, 2);
  });
});

describe('what is in an item of 1Password', () => {
  const names = async (key: string) =>
    (await at().catalog.properties(key, undefined, neverCancelled)).items.map(({ property }) => property);

  it('are labels of fields and names of files, in documents the files first', async () => {
    assert.deepEqual(await names('database'), ['username', 'password', 'tls.crt', 'host', 'field/field/odd', 'file/ca.pem']);
    assert.deepEqual(await names('Certificate of the shop'), ['shop.pem', 'key.pem', 'field/notesPlain']);
    assert.deepEqual(await names('twice'), [], 'which of them is not known');
  });

  it('is there under every spelling that ESO takes', async () => {
    const judge = async (key: string, property: string) => {
      const { items, complete } = await at().catalog.properties(key, undefined, neverCancelled);
      assert.equal(complete, true);
      return findProperty(items, property, 'labelled').state;
    };
    for (const property of ['password', 'field/password', 'tls.crt', 'field/tls.crt', 'file/ca.pem', 'field/field/odd'])
      assert.equal(await judge('database', property), 'found', property);
    for (const property of ['ca.pem', 'file/none', 'field/none', 'Server.host', 'passwrd'])
      assert.equal(await judge('database', property), 'missing', property);
    for (const property of ['shop.pem', 'file/shop.pem', 'field/notesPlain'])
      assert.equal(await judge('Certificate of the shop', property), 'found', property);
    assert.equal(await judge('Certificate of the shop', 'notesPlain'), 'missing');
  });

  it('is read only where values may be read', async () => {
    const { problem } = await at({}, { mayReadValues: false }).catalog.properties('database', undefined, neverCancelled);
    assert.match(problem?.message ?? '', /^1Password tells property names only with the values\./);
    assert.deepEqual(server.heard, []);
  });
});

describe('1Password Connect that refuses', () => {
  it('is explained by the vault that is wrong, or what the token was made for', async () => {
    assert.match(
      (await problemOf({ vaults: { Shp: 1 } }))?.message ?? '',
      /no vault Shp that your token may see\. Check spec\.provider\.onepassword\.vaults/,
    );
    assert.match(
      (await problemOf({ vaults: { Twin: 1 } }))?.message ?? '',
      /2 vaults Twin, so ESO refuses to choose\. Name it by its id\./,
    );
    assert.equal(await problemOf({ vaults: { ['vtwin1'.padEnd(26, '0')]: 1 } }), undefined);
    const env = { ...onepasswordDouble.env(server.url), OP_CONNECT_TOKEN: 'connect-token-shop' };
    assert.match((await problemOf({}, { env }))?.message ?? '', /no vault Common things/);
    server.answer = (request) =>
      request.url.includes('/items') ? { status: 403, json: { message: 'vault is not in scope' } } : connectAnswer(request);
    const denied = await problemOf({});
    assert.deepEqual([denied?.code, denied?.permission], ['denied', 'read access to the vault']);
    assert.equal((await at().catalog.lookup('none', neverCancelled)).state, 'unknown');
  });

  it('is not asked while the store does not say which vaults, or where', async () => {
    for (const config of [
      { vaults: {} },
      { vaults: { '{{ .vault }}': 1 } },
      { connectHost: '' },
      { connectHost: 'connect:8080' },
    ])
      assert.equal((await problemOf(config))?.code, 'incomplete-store', JSON.stringify(config));
    assert.deepEqual(server.heard, []);
  });
});

describe('a Connect token', () => {
  it('is sent to the host that OP_CONNECT_HOST names, and to none without it', async () => {
    const destination = async (env: Record<string, string>) => {
      const { provider } = at({}, { env });
      const found = await provider.destination(
        restStore('onepassword', onepasswordDouble.config('https://connect.example.com')),
        {},
      );
      return 'code' in found ? found.message : `${found.endpoint} ${found.location}`;
    };
    const token = { OP_CONNECT_TOKEN: 'x' };
    assert.equal(
      await destination({ ...token, OP_CONNECT_HOST: 'https://connect.example.com/' }),
      'https://connect.example.com https://connect.example.com, vaults Shop, Common things',
    );
    assert.match(
      await destination(token),
      /^None of your logins is meant .* Start the editor with OP_CONNECT_TOKEN, and OP_CONNECT_HOST set to it/,
    );
  });
});

it('service accounts of 1Password are not listed, and it is said why', () => {
  assert.match(
    english.of(whyUnlisted('onepasswordSDK', undefined, true)),
    /its own SDK.*its program op, which is not run for a listing/,
  );
});
