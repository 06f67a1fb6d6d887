import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { groupKey, ibmDouble, idOf, readerKey } from '../support/vaults/ibm.ts';
import { needle } from '../support/vaults/restDouble.ts';
import { openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
let iam: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(ibmDouble.answer);
  iam = await startScriptedHttp(ibmDouble.answer);
});
beforeEach(() => {
  for (const each of [server, iam]) {
    each.heard.splice(0);
    each.answer = ibmDouble.answer;
  }
});
after(() => Promise.all([server.close(), iam.close()]));

const env = (): Readonly<Record<string, string>> => ibmDouble.env(server.url);
const at = (setup: RestSetup = {}, config: JsonObject = {}) =>
  openRest('ibm', { ...ibmDouble.config(server.url), ...config }, { env: env(), ...setup });
const asked = () => server.heard.map(({ url }) => url).filter((url) => url !== '/identity/token');

describe('IBM Cloud Secrets Manager', () => {
  it('lists secrets with their types and groups, as ESO reads them, and never says that these are all', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [ibmDouble.keys, false, undefined]);
    const changed = Date.UTC(2026, 9, 2, 3, 4, 5);
    assert.deepEqual(items[0], { key: 'prod/kv/database', description: 'Credentials of the shop', changed });
    assert.deepEqual(items[2], { key: 'prod/arbitrary/plain-old', changed, unavailable: 'destroyed' });
    assert.deepEqual(items[8], { key: `iam_credentials/${idOf(8)}`, description: 'robot', changed }, 'its group has a slash');
    assert.deepEqual(asked(), ['/api/v2/secret_groups', '/api/v2/secrets?offset=0&limit=1000&sort=id']);
  });

  it('lists by id where the groups are not told', async () => {
    const { catalog } = at({ env: { ...env(), IBMCLOUD_API_KEY: groupKey } });
    const { items, complete, problem } = await catalog.keys('', neverCancelled);
    assert.deepEqual(
      items.map(({ key, description }) => [key, description]),
      [
        [`kv/${idOf(0)}`, 'database: Credentials of the shop'],
        [`arbitrary/${idOf(2)}`, 'plain-old'],
      ],
    );
    assert.deepEqual([complete, problem?.code, problem?.permission], [false, 'denied', 'Reader']);
  });

  it('goes through the pages by counting', async () => {
    server.answer = (request, count) => {
      if (!request.url.startsWith('/api/v2/secrets')) return ibmDouble.answer(request);
      const secret = { id: `s${count}`, secret_type: 'kv', secret_group_id: 'default', name: `s${count}` };
      return { status: 200, json: { total_count: 3, secrets: [secret] } };
    };
    assert.equal((await at().catalog.keys('', neverCancelled)).items.length, 3);
    assert.deepEqual(
      asked().map((url) => /offset=(\d)/.exec(url)?.[1]),
      [undefined, '0', '1', '2'],
    );
    const cut = await at({ maxCalls: 2 }).catalog.keys('', neverCancelled);
    assert.deepEqual([cut.items.length, cut.problem?.code], [2, 'call-budget']);
  });

  it('looks for a name in its group, and never says that it is missing', async () => {
    assert.equal((await at().catalog.lookup('prod/kv/database', neverCancelled)).state, 'found');
    assert.equal(
      asked().at(-1),
      '/api/v2/secrets?offset=0&limit=1000&sort=id&search=database&groups=33333333-3333-4333-8333-333333333333&secret_types=kv',
    );
    for (const key of ['prod/kv/data', 'default/kv/database', 'dev/kv/database', 'prod/arbitrary/database']) {
      const found = await at().catalog.lookup(key, neverCancelled);
      assert.match(found.state === 'unknown' ? found.problem.message : '', /there is none, or it lacks the role Reader/, key);
    }
    for (const key of ['database', 'kv/database', 'a/prod/kv/database', 'prod/kv/']) {
      const found = await at().catalog.lookup(key, neverCancelled);
      assert.match(found.state === 'unknown' ? found.problem.message : '', /Write group\/type\/name\./, key);
    }
  });

  it('looks an id up in one call, and says that there is none where the service does', async () => {
    const { catalog } = at();
    for (const key of [`kv/${idOf(0)}`, `any/kv/${idOf(0)}`]) {
      const found = await catalog.lookup(key, neverCancelled);
      assert.ok(found.state === 'found' && found.item.unavailable === undefined, key);
    }
    const mistaken = await catalog.lookup(idOf(0), neverCancelled);
    assert.equal(
      mistaken.state === 'found' && mistaken.item.unavailable,
      `it is of type kv, which the key has to say: kv/${idOf(0)}`,
    );
    assert.ok(asked().every((url) => url.endsWith('/metadata')));
    assert.equal((await catalog.lookup(`kv/${idOf(99)}`, neverCancelled)).state, 'missing');
    server.answer = (request) =>
      request.url === '/identity/token' ? ibmDouble.answer(request) : { status: 404, json: { message: 'no route' } };
    const nowhere = await at().catalog.lookup(`kv/${idOf(0)}`, neverCancelled);
    assert.match(
      nowhere.state === 'unknown' ? nowhere.problem.message : '',
      /no Secrets Manager at 127[\d.:]+\. Check serviceUrl\./,
    );
  });

  it('tells what the metadata say', async () => {
    const found = await at().catalog.describe('default/username_password/login', neverCancelled);
    assert.ok(found.state === 'found');
    const { id, created, accessed, rotation, details } = found.item;
    assert.deepEqual([id, created, accessed], [idOf(3), Date.UTC(2026, 0, 2, 3, 4, 5), undefined]);
    assert.deepEqual(rotation, { enabled: true, everyDays: 30, next: Date.UTC(2026, 11, 1) });
    assert.deepEqual(
      details?.map(({ name, value }) => `${name} ${value}`),
      ['type username_password', 'expires 2027-03-01', 'versions 1'],
    );
    const byId = await at().catalog.describe(`username_password/${idOf(3)}`, neverCancelled);
    assert.ok(byId.state === 'found' && byId.item.details?.some(({ name, value }) => name === 'name' && value === 'login'));
  });

  it('names the properties that a type has, without reading values, and not as all of them', async () => {
    const { catalog } = at({ mayReadValues: false });
    const names = async (key: string) => {
      const { items, complete, problem } = await catalog.properties(key, undefined, neverCancelled);
      assert.deepEqual([complete, problem], [false, undefined]);
      return items.map(({ property }) => property);
    };
    assert.deepEqual(await names('default/username_password/login'), ['username', 'password']);
    assert.deepEqual(await names(`username_password/${idOf(3)}`), ['username', 'password']);
    assert.deepEqual(await names('default/imported_cert/bare'), ['certificate', 'private_key']);
    assert.deepEqual(await names('default/public_cert/www'), ['certificate', 'intermediate', 'private_key']);
    assert.deepEqual(await names('default/private_cert/internal'), ['certificate', 'private_key', 'issuing_ca']);
    assert.deepEqual(await names('default/arbitrary/plain'), []);
    assert.ok(!asked().some((url) => /secrets\/[\w-]+$/.test(url)));
  });

  it('reads values for the properties of two types, only where that is allowed', async () => {
    const careful = await at({ mayReadValues: false }).catalog.properties('prod/kv/database', undefined, neverCancelled);
    assert.deepEqual([careful.problem?.code, server.heard.length], ['values-not-allowed', 0]);
    const read = async (key: string, setup: RestSetup = {}) => {
      const { items, complete, problem } = await at(setup).catalog.properties(key, undefined, neverCancelled);
      assert.ok(!JSON.stringify([items, problem]).includes(needle));
      return [items.map(({ property }) => property), complete, problem?.code];
    };
    assert.deepEqual(await read('prod/kv/database'), [['user', 'tls.crt', 'nested', 'nested.deep'], true, undefined]);
    assert.deepEqual(await read('default/custom_credentials/made'), [['token'], true, undefined]);
    assert.deepEqual(await read(`custom_credentials/${idOf(0)}`), [[], false, undefined], 'of another type: ESO fails');
    assert.deepEqual(await read('kv/database'), [[], false, 'unsupported']);
    const reader = { env: { ...env(), IBMCLOUD_API_KEY: readerKey } };
    assert.deepEqual(await read('prod/kv/database', reader), [[], false, 'denied']);
    const { problem } = await at(reader).catalog.properties('prod/kv/database', undefined, neverCancelled);
    assert.equal(problem?.permission, 'SecretsReader');
  });
});

describe('a login to IBM Cloud', () => {
  const instance = 'https://44444444-4444-4444-8444-444444444444.eu-de.secrets-manager.appdomain.cloud';
  const hidden = instance.replace('.eu-de', '.private.us-south');
  const routes = () => ({ [instance]: server.url, [hidden]: server.url, 'https://iam.cloud.ibm.com': iam.url });
  const { IBMCLOUD_API_KEY: key = '' } = ibmDouble.env('');
  const problemOf = async (setup: RestSetup, config: JsonObject = {}) => {
    const { catalog } = at({ routes: routes(), ...setup }, { serviceUrl: instance, ...config });
    return (await catalog.keys('', neverCancelled)).problem;
  };
  const said = async (setup: RestSetup, config: JsonObject = {}) => (await problemOf(setup, config))?.message ?? '';

  it("is taken for a token at the vendor's host, whatever a store says, and used for the vendor's instances", async () => {
    const auth = { containerAuth: { profile: 'a', iamEndpoint: server.url } };
    for (const name of ['IBMCLOUD_API_KEY', 'IC_API_KEY', 'SECRETS_MANAGER_APIKEY'])
      for (const serviceUrl of [instance, hidden]) assert.equal(await said({ env: { [name]: key } }, { serviceUrl, auth }), '');
    assert.ok(iam.heard.length === 6 && iam.heard.every(({ url }) => url === '/identity/token'));
    assert.ok(!JSON.stringify(server.heard).includes(key));
    for (const serviceUrl of [
      instance.replace('https', 'http'),
      instance.replace('44444444-', 'evil-'),
      `${instance}.example.com`,
      `${instance}/x`,
      `${instance}:8443`,
      server.url,
    ])
      assert.match(await said({ env: { IBMCLOUD_API_KEY: key } }, { serviceUrl }), /None of your logins is meant/, serviceUrl);
  });

  it('goes to the one address that the environment names, if it does', async () => {
    const own = { env: { IBMCLOUD_API_KEY: key, SECRETS_MANAGER_URL: hidden } };
    assert.equal(await said(own, { serviceUrl: hidden }), '');
    assert.match(await said(own), /None of your logins is meant/);
    const custom = { env: { IBMCLOUD_API_KEY: key, SECRETS_MANAGER_URL: server.url, IBMCLOUD_IAM_API_ENDPOINT: iam.url } };
    for (const each of [iam, server]) each.heard.splice(0);
    assert.equal(await said(custom, { serviceUrl: server.url }), '');
    assert.deepEqual([iam.heard.length, server.heard.length], [1, 2]);
  });

  it('may be a token, from the environment or of the command-line tool', async () => {
    await said({ env: { IBMCLOUD_API_KEY: key } });
    const token = server.heard.at(-1)?.headers.authorization ?? '';
    iam.heard.splice(0);
    const kept = (json: unknown) => ({ env: {}, files: { '~/.bluemix/config.json': JSON.stringify(json) } });
    assert.equal(await said({ env: { SECRETS_MANAGER_BEARER_TOKEN: token.replace('Bearer ', '') } }), '');
    assert.equal(await said(kept({ IAMToken: token, IAMEndpoint: 'https://iam.cloud.ibm.com' })), '');
    assert.deepEqual(iam.heard, []);
    for (const json of [{}, [], 1, { IAMToken: '' }, { IAMToken: token, IAMEndpoint: 'https://iam.test.cloud.ibm.com' }])
      assert.match(await said(kept(json)), /None of your logins is meant/, JSON.stringify(json));
    assert.match(await said(kept({ IAMToken: token }), { serviceUrl: server.url }), /None of your logins is meant/);
    const { code, remedy } = (await problemOf(kept({ IAMToken: 'Bearer old' }))) ?? {};
    assert.deepEqual([code, remedy], ['expired-credentials', 'ibmcloud login']);
  });

  it('is said to be too old, or taken to the wrong place', async () => {
    assert.match(await said({ env: { IBMCLOUD_API_KEY: 'deleted' } }), /does not know your API key any more/);
    const custom = { env: { IBMCLOUD_API_KEY: key, SECRETS_MANAGER_URL: server.url } };
    server.answer = () => ({ status: 404, json: 'page not found' });
    assert.match(await said(custom, { serviceUrl: server.url }), /Start the editor with IBMCLOUD_IAM_API_ENDPOINT\./);
  });
});
