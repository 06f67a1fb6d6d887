import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { idOf } from '../../server/src/providers/conjur/variables.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { createAuthority } from '../support/certificates.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { conjurDouble } from '../support/vaults/conjur.ts';
import { needle } from '../support/vaults/restDouble.ts';
import { findIn, openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(conjurDouble.answer);
});
beforeEach(() => {
  server.heard.splice(0);
  server.answer = conjurDouble.answer;
});
after(() => server.close());

const at = (config: JsonObject = {}, setup: RestSetup = {}) =>
  openRest('conjur', { ...conjurDouble.config(server.url), ...config }, { env: conjurDouble.env(server.url), ...setup });
const asked = () => server.heard.map(({ method, url }) => `${method} ${url}`);

describe('Conjur', () => {
  it('lists the variables that the login sees, and never says that these are all', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [conjurDouble.keys, false, undefined]);
    assert.deepEqual(items[0], {
      key: 'prod/database',
      description: 'Credentials of the shop',
      tags: [
        { name: 'description', value: 'Credentials of the shop' },
        { name: 'team', value: 'shop' },
        { name: 'env', value: 'prod' },
      ],
    });
    assert.equal(items[1]?.unavailable, 'it has no value yet');
    assert.deepEqual(asked(), [
      'POST /authn/myorg/host%2Fdev%2Falice/authenticate',
      'GET /resources/myorg?kind=variable&limit=100',
    ]);
    assert.equal(server.heard[0]?.headers['content-type'], 'text/plain');
  });

  it('takes the key for a token once, and again when that has run out', async () => {
    const { catalog } = at();
    await catalog.keys('', neverCancelled);
    await catalog.lookup('prod/plain', neverCancelled);
    const exchanges = () => asked().filter((each) => each.includes('/authenticate')).length;
    assert.equal(exchanges(), 1);
    let refused = 0;
    server.answer = (request) => {
      if (request.url.startsWith('/resources') && refused++ === 0) return { status: 401 };
      return conjurDouble.answer(request);
    };
    assert.equal((await catalog.lookup('prod/plain', neverCancelled)).state, 'unknown', 'the same token again');
    assert.equal(exchanges(), 2);
  });

  it('goes through the pages as far as the budget of calls lets it, and looks for whole words only', async () => {
    server.answer = (request) => {
      const offset = Number(new URL(request.url, 'http://x').searchParams.get('offset') ?? 0);
      if (!request.url.startsWith('/resources/myorg?')) return conjurDouble.answer(request);
      const page = Array.from({ length: Math.min(100, 250 - offset) }, (_, i) => ({ id: `myorg:variable:v${offset + i}` }));
      return { status: 200, json: page };
    };
    const whole = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([whole.items.length, whole.problem], [250, undefined]);
    const cut = await at({}, { maxCalls: 2 }).catalog.keys('', neverCancelled);
    assert.deepEqual([cut.items.length, cut.problem?.code], [200, 'call-budget']);
    server.answer = conjurDouble.answer;
    server.heard.splice(0);
    assert.deepEqual((await at().catalog.keys('prod/da', neverCancelled)).items.length, 4);
    assert.ok(asked()[1]?.endsWith('&search=prod'), asked()[1]);
  });

  it('never says that a variable is missing, since the login may only not see it', async () => {
    const { catalog } = at();
    for (const key of ['prod/none', 'prod/hidden']) {
      const found = await catalog.lookup(key, neverCancelled);
      assert.ok(found.state === 'unknown');
      assert.equal(found.problem.code, 'denied');
      assert.match(found.problem.message, /there is none, or no policy gives it to the login/);
    }
    assert.equal((await catalog.lookup('prod/plain', neverCancelled)).state, 'found');
  });

  it('reads a key as ESO does, with or without kind and account', async () => {
    assert.deepEqual(
      ['a/b', 'variable:a', 'myorg:variable:a:b', 'other:variable:a', 'user:a', 'a:b:c'].map((key) => idOf(key, 'myorg')),
      ['a/b', 'a', 'a:b', 'other:variable:a', 'user:a', 'a:b:c'],
    );
    const { catalog } = at();
    for (const key of ['topsecret:with:colons', 'variable:prod/plain', 'myorg:variable:prod/plain'])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'found', key);
    assert.deepEqual([catalog.listsAs?.('variable:x'), catalog.listsAs?.('x')], [false, true]);
  });

  it('tells what the metadata say', async () => {
    const found = await at().catalog.describe('prod/database', neverCancelled);
    assert.ok(found.state === 'found');
    assert.deepEqual(found.item, {
      key: 'prod/database',
      id: 'myorg:variable:prod/database',
      description: 'Credentials of the shop',
      created: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      details: [
        { name: 'owner', value: 'myorg:policy:prod' },
        { name: 'policy', value: 'myorg:policy:root' },
      ],
      tags: [
        { name: 'team', value: 'shop' },
        { name: 'env', value: 'prod' },
      ],
      versions: [
        { version: '1', labels: [] },
        { version: '2', labels: [], note: 'current' },
      ],
      fetchable: [],
    });
  });

  it('reads property names of a value, whatever it is, only where that is allowed', async () => {
    const careful = await at({}, { mayReadValues: false }).catalog.properties('prod/database', undefined, neverCancelled);
    assert.deepEqual([careful.problem?.code, server.heard.length], ['values-not-allowed', 0]);
    const read = async (key: string) => {
      const { items, complete, problem } = await at().catalog.properties(key, undefined, neverCancelled);
      assert.ok(!JSON.stringify([items, problem]).includes(needle));
      return [items.map(({ property }) => property), complete, problem?.code, problem?.permission];
    };
    assert.deepEqual(await read('prod/database'), [['user', 'tls\\.crt', 'nested', 'nested.deep'], true, undefined, undefined]);
    assert.deepEqual(await read('prod/plain'), [[], true, undefined, undefined]);
    assert.deepEqual(await read('prod/shown'), [[], false, 'denied', 'execute on the variable']);
    assert.deepEqual((await read('prod/empty')).slice(0, 3), [[], false, 'denied']);
  });

  it('says that the login, the account or the address is wrong', async () => {
    const env = { ...conjurDouble.env(server.url), CONJUR_AUTHN_API_KEY: 'old' };
    const old = await at({}, { env }).catalog.keys('', neverCancelled);
    assert.equal(old.problem?.code, 'expired-credentials');
    assert.match(old.problem?.message ?? '', /in account myorg.*check auth\.apikey\.account/);
    const jwt = await at({ auth: { jwt: { account: 'other' } } }).catalog.keys('', neverCancelled);
    assert.match(jwt.problem?.message ?? '', /in account other/);
    server.answer = () => ({ status: 404, json: '<html></html>' });
    assert.match((await at().catalog.keys('', neverCancelled)).problem?.message ?? '', /no Conjur API at.*Check the url/);
    server.heard.splice(0);
    for (const config of [{ auth: {} }, { auth: { apikey: { account: '{{ .a }}' } } }, { url: '' }])
      assert.equal((await at(config).catalog.keys('', neverCancelled)).problem?.code, 'incomplete-store');
    assert.deepEqual(server.heard, []);
  });

  it('is reached below /api where it is the service of the vendor', async () => {
    const url = 'https://shop.secretsmgr.cyberark.cloud';
    const env = { ...conjurDouble.env(url) };
    for (const written of [url, `${url}/`, `${url}/api`]) {
      const { provider, store } = at({ url: written }, { env });
      const destination = await provider.destination(store, {});
      assert.ok(!('code' in destination), written);
      assert.equal(destination.endpoint, `${url}/api`);
    }
  });

  it('previews a find by names and annotations', async () => {
    const found = await findIn(at());
    assert.deepEqual(found({ name: 'plain|hidden' }), ['prod/plain', 'of 5']);
    assert.deepEqual(found({ tags: { team: 'shop' } }), ['prod/database', 'prod/plain', 'of 5']);
    assert.deepEqual(found({ name: 'data', tags: { team: 'shop', env: 'prod' }, below: 'x' }), ['prod/database', 'of 5']);
  });
});

describe('a login to Conjur', () => {
  const sent = async (setup: RestSetup) => {
    server.heard.splice(0);
    const { problem } = await at({}, setup).catalog.keys('', neverCancelled);
    return server.heard[0]?.body ?? problem?.code;
  };
  const { CONJUR_AUTHN_LOGIN: login, CONJUR_AUTHN_API_KEY: key } = conjurDouble.env('');

  it('is what ~/.netrc has for the very address, and no other', async () => {
    const kept = (text: string) => sent({ env: {}, files: { '~/.netrc': text } });
    assert.equal(await kept(`machine ${server.url}/authn\n  login ${login}\n  password ${key}\n`), key);
    assert.equal(await kept(`machine x login a password b machine ${server.url}/authn login ${login} password ${key}`), key);
    const macro = 'macdef init\nmachine y login a password b\n\n';
    assert.equal(await kept(`${macro}machine ${server.url}/authn login ${login} password ${key}`), key);
    for (const machine of [
      server.url,
      `${server.url}/authn-ldap/x`,
      `${server.url}0/authn`,
      'https://conjur.example.com/authn',
      `http://127.0.0.1/authn`,
    ])
      assert.equal(await kept(`machine ${machine} login ${login} password ${key}`), 'no-credentials', machine);
    for (const text of [
      `default login ${login} password ${key}`,
      `machine ${server.url}/authn login ${login}`,
      `machine ${server.url}/authn default login ${login} password ${key}`,
      'machine',
      '',
    ])
      assert.equal(await kept(text), 'no-credentials', text);
    assert.deepEqual(server.heard, []);
  });

  it('may be a token that is there already', async () => {
    const token = '{"protected":"cA==","payload":"e30=","signature":"cw=="}';
    const env = { CONJUR_APPLIANCE_URL: server.url, CONJUR_AUTHN_TOKEN: token };
    await at({}, { env }).catalog.keys('', neverCancelled);
    const header = `Token token="${Buffer.from(token).toString('base64')}"`;
    assert.deepEqual([server.heard.length, server.heard[0]?.headers.authorization], [1, header]);
  });

  it('trusts the authority that the environment names for its address', async () => {
    const authority = createAuthority();
    const folder = await mkdtemp(join(tmpdir(), 'conjur-'));
    const file = join(folder, 'ca.pem');
    await writeFile(file, authority.cert);
    const secure = await startScriptedHttp(conjurDouble.answer, authority.issue('127.0.0.1'));
    const listed = async (url: string, env: Record<string, string>) =>
      (await at({ url }, { env: { ...conjurDouble.env(secure.url), ...env } }).catalog.keys('', neverCancelled)).problem;
    const problem = await listed(secure.url, {});
    assert.equal(problem?.code, 'certificate');
    assert.match(problem?.message ?? '', /Name its authority in CONJUR_CERT_FILE, beside CONJUR_APPLIANCE_URL/);
    assert.equal(await listed(secure.url, { CONJUR_CERT_FILE: file }), undefined);
    await secure.close();
    await rm(folder, { recursive: true });
  });
});
