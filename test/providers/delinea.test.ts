import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { delineaDouble, reader, searcher } from '../support/vaults/delinea.ts';
import { needle } from '../support/vaults/restDouble.ts';
import { openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(delineaDouble.answer);
});
beforeEach(() => {
  server.heard.splice(0);
  server.answer = delineaDouble.answer;
});
after(() => server.close());

const env = (): Readonly<Record<string, string>> => delineaDouble.env(server.url);
const at = (setup: RestSetup = {}, config: JsonObject = {}) =>
  openRest('delinea', { ...delineaDouble.config(server.url), ...config }, { env: env(), ...setup });
const asked = () => server.heard.map(({ url }) => url.replace('/shop/eu/v1/', '')).filter((url) => url !== 'token');
const stateOf = async (key: string, setup: RestSetup = {}) => {
  const found = await at(setup).catalog.lookup(key, neverCancelled);
  return found.state === 'unknown' ? found.problem : found.state;
};

describe('Delinea DevOps Secrets Vault', () => {
  it('lists the paths of a tenant with slashes, and leaves it to the service to say what is missing', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [delineaDouble.keys, false, undefined]);
    const changed = Date.UTC(2026, 9, 2, 3, 4, 5);
    assert.deepEqual(items[0], { key: 'prod/database', description: 'Credentials of the shop', changed });
    assert.deepEqual(asked(), ['secrets?limit=500']);
  });

  it('lets the service look for the last part of what is typed, and follows cursors', async () => {
    const typed = await at().catalog.keys('prod/eu/', neverCancelled);
    assert.deepEqual([typed.items.map(({ key }) => key), asked()], [['prod/eu/web'], ['secrets?limit=500&searchTerm=eu']]);
    server.answer = (request, count) => {
      if (request.url.endsWith('/token')) return delineaDouble.answer(request);
      const next = Number(/cursor=(\d)/.exec(request.url)?.[1] ?? 0) + 1;
      return { status: 200, json: { data: [{ path: `p:s${count}` }], cursor: next < 3 ? String(next) : '' } };
    };
    assert.equal((await at().catalog.keys('', neverCancelled)).items.length, 3);
    const cut = await at({ maxCalls: 2 }).catalog.keys('', neverCancelled);
    assert.deepEqual([cut.items.length, cut.problem?.code], [2, 'call-budget']);
    server.answer = delineaDouble.answer;
    const none = await at().catalog.keys('nowhere', neverCancelled);
    assert.deepEqual([none.items, none.problem], [[], undefined], 'null is an empty list');
  });

  it('looks a path up however it is written, and believes only the service itself that there is none', async () => {
    for (const key of ['prod/database', '/prod/database', 'prod:database', 'empty'])
      assert.equal(await stateOf(key), 'found', key);
    assert.deepEqual([...new Set(asked())], ['secrets/prod/database::description', 'secrets/empty::description']);
    assert.equal(await stateOf('prod/databases'), 'missing');
    server.answer = (request) =>
      request.url.endsWith('/token') ? delineaDouble.answer(request) : { status: 404, json: { message: 'no route' } };
    const other = await stateOf('prod/database');
    assert.equal(typeof other === 'object' && other.code, 'failed');
  });

  it('tells what the description says, without the values of attributes', async () => {
    const found = await at().catalog.describe('prod/database', neverCancelled);
    assert.ok(found.state === 'found');
    const { id, created, details } = found.item;
    assert.deepEqual([id, created], ['55555555-5555-4555-8555-000000000000', Date.UTC(2026, 0, 2, 3, 4, 5)]);
    assert.deepEqual(
      details?.map(({ name, value }) => `${name} ${value}`),
      ['version 12', 'attributes stage, ttl'],
    );
    assert.ok(!JSON.stringify(found).includes('live'));
  });

  it('reads property names as ESO reads values, only where that is allowed, and never what would make something', async () => {
    const careful = await at({ mayReadValues: false }).catalog.properties('prod/database', undefined, neverCancelled);
    assert.deepEqual([careful.problem?.code, server.heard.length], ['values-not-allowed', 0]);
    const read = async (key: string, version?: string) => {
      const { items, complete, problem } = await at().catalog.properties(key, version, neverCancelled);
      assert.ok(!JSON.stringify([items, problem]).includes(needle));
      return [items.map(({ property }) => property), complete, problem?.code];
    };
    assert.deepEqual(await read('/prod:database'), [['user', 'tls\\.crt', 'nested', 'nested.deep'], true, undefined]);
    assert.deepEqual(await read('empty'), [[], true, undefined]);
    assert.deepEqual(await read('nowhere'), [[], false, 'not-found']);
    server.heard.splice(0);
    assert.deepEqual(await read('db/dynamic'), [[], false, 'unsupported']);
    assert.deepEqual(asked(), ['secrets/db/dynamic::description']);
    server.heard.splice(0);
    assert.deepEqual(await read('prod/database', '3'), [[], false, undefined], 'ESO reads no versions');
    assert.deepEqual(server.heard, []);
  });

  it('says which permission is missing', async () => {
    const client = (login: Readonly<Record<string, string>>) => ({ env: { ...env(), ...login } });
    const { problem } = await at(client(reader)).catalog.keys('', neverCancelled);
    assert.deepEqual([problem?.code, problem?.permission], ['denied', 'list']);
    assert.match(problem?.message ?? '', /No policy of tenant shop gives it list on secrets\./);
    assert.equal(await stateOf('prod/database', client(reader)), 'found');
    assert.equal((await at(client(searcher)).catalog.keys('', neverCancelled)).items.length, 4);
    const denied = await stateOf('prod/database', client(searcher));
    assert.deepEqual(typeof denied === 'object' && [denied.code, denied.permission], ['denied', 'read']);
  });

  it('says that the login or the address is wrong', async () => {
    const old = await at({ env: { ...env(), DSV_CLIENT_SECRET: 'old' } }).catalog.keys('', neverCancelled);
    assert.match(old.problem?.message ?? '', /does not accept your client for tenant shop\. Check its id and secret\./);
    server.answer = () => ({ status: 404, json: 'page not found' });
    const nowhere = await at().catalog.keys('', neverCancelled);
    assert.match(nowhere.problem?.message ?? '', /no DSV at 127[\d.:]+\. Check tenant, tld and urlTemplate\./);
    for (const [config, said] of [
      [{ tenant: '' }, /names no tenant/],
      [{ tenant: 'evil.example.com/x' }, /tenant of store vault has characters/],
      [{ tld: 'com/x' }, /tld of store vault has characters/],
      [{ urlTemplate: 'https://%s.example.com' }, /is not one such as https:\/\/%s\.secretsvaultcloud\.%s\/v1\/%s%s/],
      [{ urlTemplate: 'https://%s.%s.example.com/%s/x%s' }, /is not one such as/],
      [{ urlTemplate: 'https://%d.%s.example.com/%s%s' }, /is not one such as/],
      [{ urlTemplate: 'https://%s.%s.example.com/%d/%s%s' }, /is not one such as/],
      [{ urlTemplate: 'ftp://%s.%s.example.com/%s%s' }, /is not one such as/],
    ] as const)
      assert.match((await at({}, config).catalog.keys('', neverCancelled)).problem?.message ?? '', said, JSON.stringify(config));
  });
});

describe('a login to DSV', () => {
  const addresses = async (config: JsonObject) => {
    const { provider, store } = openRest('delinea', config);
    return provider.places?.(store);
  };
  const sent = async (setup: RestSetup, config: JsonObject = {}) => {
    server.heard.splice(0);
    const { problem } = await at(setup, config).catalog.keys('', neverCancelled);
    return server.heard[0]?.url ?? problem?.message ?? '';
  };
  const none = /None of your logins is meant/;

  it('is taken for a token where the store is, by the template of its URLs', async () => {
    assert.deepEqual(await addresses({ tenant: 'shop' }), ['https://shop.secretsvaultcloud.com/v1']);
    assert.deepEqual(await addresses({ tenant: 'shop', tld: 'com.au' }), ['https://shop.secretsvaultcloud.com.au/v1']);
    const urlTemplate = 'https://dsv.%[2]s/%[1]s/api/%[3]s%s';
    assert.deepEqual(await addresses({ tenant: 'shop', tld: 'eu', urlTemplate }), ['https://dsv.eu/shop/api']);
    assert.equal(await sent({}), '/shop/eu/v1/token');
    assert.ok(server.heard.every(({ headers, url }) => url.endsWith('token') || headers.authorization?.startsWith('Bearer ')));
  });

  it('is meant for the one tenant that the environment names', async () => {
    const { DSV_TLD: _, ...usual } = env();
    assert.match(await sent({ env: usual }), none);
    for (const more of [{ DSV_TENANT: 'other' }, { DSV_TENANT: '' }, { DSV_TLD: 'com' }, { DSV_TENANT: 'shop/eu/v1?' }])
      assert.match(await sent({ env: { ...env(), ...more } }), none, JSON.stringify(more));
    assert.equal(await sent({ env: { ...env(), DSV_URL_TEMPLATE: `${server.url}/{}/{}` } }), '/shop/eu/v1/token');
    const said = await sent({ env: { ...env(), DSV_URL_TEMPLATE: '' } });
    assert.match(said, /DSV_CLIENT_SECRET, and DSV_TENANT as the store has it, or name a token file/);
  });

  it('is what the command-line tool keeps for the tenant', async () => {
    const { host } = new URL(server.url);
    const [domain, port] = [host.split(':')[0] ?? '', host.split(':')[1] ?? ''];
    const client = { type: 'clientcred', client: { id: env()['DSV_CLIENT_ID'], secret: env()['DSV_CLIENT_SECRET'] } };
    const [tenant = '', rest = ''] = [domain.slice(0, domain.indexOf('.')), domain.slice(domain.indexOf('.') + 1)];
    const profile = { tenant, domain: rest, http: 'http', port: Number(port), auth: client };
    const config = { urlTemplate: `${server.url}/v1/%[3]s%s`, tenant: 'shop' };
    const kept = (json: unknown, name = '.dsv.yml') => ({ env: {}, files: { [`~/${name}`]: JSON.stringify(json) } });
    const newer = (own: unknown) => ({ version: 'v2', defaultProfile: 'main', profiles: { main: own, other: { tenant: 'x' } } });
    server.answer = () => ({ status: 401 });
    assert.equal(await sent(kept(newer(profile)), config), '/v1/token');
    assert.equal(JSON.parse(server.heard[0]?.body ?? '').client_id, 'f0b1-owner');
    assert.equal(await sent(kept({ default: profile }, '.thy.yml'), config), '/v1/token');
    const other = { ...kept({ default: {}, work: profile }, '.thy.yml'), identity: { profile: 'work' } };
    assert.equal(await sent(other, config), '/v1/token');
    assert.match(await sent(kept(newer({ ...profile, tenant: '128' })), config), none);
    assert.match(await sent(kept(newer({ tenant: 'shop' })), config), none);
    const guarded = { ...profile, auth: { ...client, type: 'password', username: 'a' } };
    assert.match(await sent(kept(newer(guarded)), config), /where only its own tool reads it/);
    for (const text of [{}, [], 1, { version: 'v2' }, { default: 1 }]) assert.match(await sent(kept(text), config), none);
  });
});
