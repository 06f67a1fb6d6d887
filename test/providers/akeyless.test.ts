import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { akeylessDouble } from '../support/vaults/akeyless.ts';
import { needle } from '../support/vaults/restDouble.ts';
import { findIn, openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(akeylessDouble.answer);
});
beforeEach(() => {
  server.heard.splice(0);
  server.answer = akeylessDouble.answer;
});
after(() => server.close());

const at = (config: JsonObject = {}, setup: RestSetup = {}) =>
  openRest('akeyless', { ...akeylessDouble.config(server.url), ...config }, { env: akeylessDouble.env(server.url), ...setup });
const commands = () => server.heard.map(({ url }) => url.slice(1));

describe('Akeyless', () => {
  it('lists the items that ESO finds, and never says that these are all', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [akeylessDouble.keys, false, undefined]);
    assert.deepEqual(items[0], {
      key: '/prod/database',
      description: 'Credentials of the shop',
      changed: Date.UTC(2026, 9, 2, 3, 4, 5, 678),
    });
    assert.deepEqual(commands(), ['auth', 'list-items']);
    assert.deepEqual(JSON.parse(server.heard[1]?.body ?? ''), {
      type: ['static-secret', 'dynamic-secret', 'rotated-secret'],
      'minimal-view': false,
      'auto-pagination': 'disabled',
      token: 't-4f1d9ad7c1e0',
    });
  });

  it('goes through the pages as far as the budget of calls lets it, and lets the service look for what is typed', async () => {
    server.answer = (request, count) => {
      if (!request.url.endsWith('/list-items')) return akeylessDouble.answer(request);
      const after = JSON.parse(request.body)['pagination-token'] ?? '0';
      const next = Number(after) < 3 ? String(Number(after) + 1) : '';
      return { status: 200, json: { items: [{ item_name: `/p${count}` }], next_page: next } };
    };
    const whole = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([whole.items.length, whole.problem], [4, undefined]);
    const cut = await at({}, { maxCalls: 2 }).catalog.keys('', neverCancelled);
    assert.deepEqual([cut.items.length, cut.problem?.code], [2, 'call-budget']);
    server.answer = akeylessDouble.answer;
    const typed = await at().catalog.keys('/prod/r', neverCancelled);
    assert.deepEqual(
      typed.items.map(({ key }) => key),
      ['/prod/rotated'],
    );
  });

  it('never says that an item is missing, since the login may only not see it', async () => {
    const { catalog } = at();
    for (const key of ['/prod/none', '/prod/hidden']) {
      const found = await catalog.lookup(key, neverCancelled);
      assert.ok(found.state === 'unknown');
      assert.match(found.problem.message, /there is none, or its role does not let it/);
    }
    for (const key of ['/prod/plain', 'prod/plain', '/tls/certificate'])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'found', key);
    const other = await catalog.lookup('/tls/key', neverCancelled);
    assert.equal(other.state === 'found' && other.item.unavailable, 'ESO does not read items of type AES256GCM');
  });

  it('tells what the metadata say, and the versions', async () => {
    const found = await at().catalog.describe('/prod/rotated', neverCancelled);
    assert.ok(found.state === 'found');
    const { id, rotation, details, created, accessed } = found.item;
    assert.deepEqual([id, created, accessed], ['id-13', Date.UTC(2026, 0, 2, 3, 4, 5, 678), Date.UTC(2026, 9, 30)]);
    assert.deepEqual(rotation, { enabled: true, everyDays: 30, next: Date.UTC(2026, 11, 1) });
    assert.deepEqual(
      details?.map(({ name, value }) => `${name} ${value}`),
      ['type rotated secret', 'encrypted with /keys/own'],
    );
    const { items, complete } = await at().catalog.versions('/prod/database', neverCancelled);
    assert.deepEqual(
      [items.map(({ version, note }) => [version, note]), complete],
      [
        [
          ['2', 'current'],
          ['1', undefined],
        ],
        true,
      ],
    );
    assert.ok(!commands().some((command) => command.startsWith('get-')));
  });

  it('reads property names as ESO reads values, only where that is allowed, and never what would make something', async () => {
    const careful = await at({}, { mayReadValues: false }).catalog.properties('/prod/database', undefined, neverCancelled);
    assert.deepEqual([careful.problem?.code, server.heard.length], ['values-not-allowed', 0]);
    const read = async (key: string, version?: string) => {
      const { items, complete, problem } = await at().catalog.properties(key, version, neverCancelled);
      assert.ok(!JSON.stringify([items, problem]).includes(needle));
      return [items.map(({ property }) => property), complete, problem?.code];
    };
    const names = ['user', 'tls.crt', 'nested', 'nested.deep'];
    assert.deepEqual(await read('/prod/database'), [names, true, undefined]);
    assert.deepEqual(await read('prod/database', '2'), [names, true, undefined]);
    assert.deepEqual(await read('/prod/database', '1'), [[], true, undefined]);
    assert.deepEqual(await read('/prod/database', 'newest'), [names, true, undefined], 'no number means the newest');
    assert.deepEqual(await read('/prod/rotated'), [['username', 'password'], true, undefined]);
    assert.deepEqual(await read('/prod/target'), [['api_key'], true, undefined]);
    assert.deepEqual(await read('/prod/listed'), [[], false, 'denied']);
    server.heard.splice(0);
    for (const key of ['/prod/dynamic', '/tls/certificate']) assert.deepEqual(await read(key), [[], false, 'unsupported'], key);
    assert.ok(!commands().some((command) => command.startsWith('get-')));
  });

  it('says that the login or the address is wrong', async () => {
    const env = { ...akeylessDouble.env(server.url), AKEYLESS_ACCESS_KEY: 'old' };
    const old = await at({}, { env }).catalog.keys('', neverCancelled);
    assert.deepEqual([old.problem?.code, old.problem?.remedy], ['expired-credentials', undefined]);
    server.answer = () => ({ status: 404, json: 'page not found' });
    assert.match(
      (await at().catalog.keys('', neverCancelled)).problem?.message ?? '',
      /Check akeylessGWApiURL: that of a gateway/,
    );
    server.answer = (request) => (request.url === '/auth' ? akeylessDouble.answer(request) : { status: 403 });
    const denied = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([denied.problem?.code, denied.problem?.permission], ['denied', 'list']);
  });

  it('previews a find by name, in a folder', async () => {
    const found = await findIn(at());
    assert.deepEqual(found({ name: 'plain|hidden|certificate' }), ['/prod/plain', 'of 6']);
    assert.deepEqual(found({ name: '.*ed$', below: 'prod' }), ['/prod/listed', '/prod/rotated', 'of 6']);
    assert.deepEqual(found({ name: '.', below: '/pro' }), ['of 6']);
    assert.equal(found({ tags: { any: 'shop' } }), 'unknown');
  });
});

describe('a login to Akeyless', () => {
  const { AKEYLESS_ACCESS_ID: id, AKEYLESS_ACCESS_KEY: key } = akeylessDouble.env('');
  const profile = (more: string, gateway = server.url) =>
    `["default"]\naccess_id = '${id}'\naccess_key = '${key}'\n${more}gateway_url = '${gateway}'\n`;
  const sent = async (setup: RestSetup, path = '') => {
    server.heard.splice(0);
    const { problem } = await at({ akeylessGWApiURL: `${server.url}${path}` }, setup).catalog.keys('', neverCancelled);
    return server.heard[0]?.url ?? problem?.message ?? '';
  };
  const kept = (text: string, path = '') => sent({ env: {}, files: { '~/.akeyless/profiles/default.toml': text } }, path);

  it('is meant for the API of the gateway that the environment or a profile names', async () => {
    for (const path of ['', '/api/v2', '/v2']) {
      assert.equal(await sent({}, path), `${path}/auth`);
      assert.equal(await kept(profile("access_type = 'access_key'\n"), path), `${path}/auth`);
    }
    for (const path of ['/api/v1', '/evil', '/api/v2/x']) {
      assert.match(await sent({}, path), /None of your logins is meant/, path);
      assert.match(await kept(profile(''), path), /None of your logins is meant/, path);
    }
    assert.match(await kept(profile('', 'https://gateway.example.com:8000')), /None of your logins is meant/);
    assert.match(await kept(profile('', '')), /None of your logins is meant/, 'that is meant for the vendor');
  });

  it('is that of the profile which the settings name', async () => {
    const files = { '~/.akeyless/profiles/dev.toml': profile('') };
    assert.equal(await sent({ env: {}, files, identity: { profile: 'dev' } }), '/auth');
    assert.match(await sent({ env: {}, files }), /None of your logins is meant/);
    assert.match(await sent({ env: {}, files, identity: { profile: '../dev' } }), /None of your logins is meant/);
  });

  it('that only the tool itself can make is said to be one', async () => {
    const said = await kept(`["default"]\naccess_id = 'p-1'\naccess_type = 'saml'\ngateway_url = "${server.url}"\n`);
    assert.match(
      said,
      /signs in by saml, which is done by its own command-line tool only\. Start the editor with AKEYLESS_ACCESS_ID/,
    );
    for (const text of ['', '[', "access_id = 'p-1'", 'access_key = 1'])
      assert.match(await kept(text), /None of your logins is meant/, text);
  });

  it('may be a token, of a universal identity too', async () => {
    for (const [token, field] of [
      ['t-1', 'token'],
      ['u-1', 'uid-token'],
    ] as const) {
      const env = { AKEYLESS_GATEWAY_URL: server.url, AKEYLESS_TOKEN: token };
      assert.equal(await sent({ env }), '/list-items');
      assert.equal(JSON.parse(server.heard[0]?.body ?? '')[field], token);
    }
  });
});
