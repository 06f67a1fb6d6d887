import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { accessQuestion } from '../../server/src/providers/consentQuestions.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { dopplerDouble } from '../support/vaults/doppler.ts';
import { openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(dopplerDouble.answer);
});
beforeEach(() => server.heard.splice(0));
after(() => server.close());

const at = (config: Record<string, string> = {}, setup: RestSetup = {}) =>
  openRest('doppler', { ...dopplerDouble.config(server.url), ...config }, { env: dopplerDouble.env(server.url), ...setup });
const problemOf = async (config: Record<string, string>, setup: RestSetup = {}) =>
  (await at(config, setup).catalog.keys('', neverCancelled)).problem;

describe('Doppler', () => {
  it('lists the names of a config by a call that returns no values', async () => {
    const { catalog } = at();
    const { items, complete, problem } = await catalog.keys('', neverCancelled);
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [dopplerDouble.keys, true, undefined]);
    assert.deepEqual(
      server.heard.map(({ url }) => url),
      ['/v3/configs/config/secrets/names?project=shop&config=prd&include_dynamic_secrets=false'],
    );
  });

  it('finds and misses single secrets by their exact names', async () => {
    const { catalog } = at();
    assert.equal((await catalog.lookup('TLS', neverCancelled)).state, 'found');
    for (const key of ['tls', 'NONE']) assert.equal((await catalog.lookup(key, neverCancelled)).state, 'missing', key);
    assert.equal((await catalog.describe('TLS', neverCancelled)).state, 'found');
    assert.equal((await catalog.describe('NONE', neverCancelled)).state, 'missing');
    assert.ok(
      server.heard.every(({ url }) => url.includes('/secrets/names?')),
      'no value was asked for',
    );
  });

  it('takes the config of a service token where the store names none', async () => {
    const own = { project: '', config: '' };
    const env = { ...dopplerDouble.env(server.url), DOPPLER_TOKEN: 'dp.st.prd.service' };
    const { items } = await at(own, { env }).catalog.keys('', neverCancelled);
    assert.equal(items.length, dopplerDouble.keys.length);
    assert.equal(server.heard[0]?.url, '/v3/configs/config/secrets/names?include_dynamic_secrets=false');
    const problem = await problemOf(own);
    assert.match(problem?.message ?? '', /the store names none.*Set spec\.provider\.doppler\.project and config/);
  });

  it('says which name of the store is wrong, or not for this login', async () => {
    const project = await problemOf({ project: 'shp' });
    assert.equal(project?.code, 'failed');
    assert.match(project?.message ?? '', /no project shp .*Check spec\.provider\.doppler\.project/);
    assert.match((await problemOf({ config: 'prod' }))?.message ?? '', /no config prod .*Check spec\.provider\.doppler\.config/);
    const other = await problemOf({ project: 'other' });
    assert.deepEqual([other?.code, other?.permission], ['denied', 'read access to project other']);
    const env = { ...dopplerDouble.env(server.url), DOPPLER_TOKEN: 'dp.st.prd.service' };
    const service = await problemOf({ config: 'dev' }, { env });
    assert.match(service?.message ?? '', /no access to config dev\. A service token reads its own config only/);
    for (const config of [{ project: 'shp' }, { config: 'prod' }, { project: 'other' }])
      assert.equal((await at(config).catalog.lookup('TLS', neverCancelled)).state, 'unknown', 'none of them is absence');
  });

  it('says what it asks for, and where', async () => {
    const { provider, store } = at();
    const destination = await provider.destination(store, {});
    assert.ok(!('code' in destination));
    const { message, detail } = accessQuestion(store, provider, destination, '');
    assert.equal(
      message,
      'Allow External Secrets to list secret names in Doppler, project shop, config prd, with the login in your environment (DOPPLER_TOKEN)? Names and metadata only; values are not read.',
    );
    assert.ok(detail.includes(`Calls go to ${server.url}.`));
    const vendors = await openRest('doppler', {}, { env: { DOPPLER_TOKEN: 'x' } }).provider.destination(
      { ...store, config: {} },
      {},
    );
    assert.ok(!('code' in vendors));
    assert.deepEqual([vendors.endpoint, vendors.location], ['https://api.doppler.com', 'the config of the token']);
  });

  it('is not asked while a template has still to say which config', async () => {
    assert.equal((await problemOf({ config: '{{ .env }}' }))?.code, 'incomplete-store');
    assert.equal((await problemOf({ host: 'https://${HOST}' }))?.code, 'incomplete-store');
    assert.deepEqual(server.heard, []);
  });
});

describe("the login that Doppler's command-line tool keeps", () => {
  const fileOf = (scopes: Record<string, Record<string, string>>) => ({
    '~/.doppler/.doppler.yaml': JSON.stringify({ scoped: scopes, 'version-check': {} }),
  });
  const sentWith = async (scopes: Record<string, Record<string, string>>) => {
    server.heard.splice(0);
    const { catalog } = at({}, { env: {}, files: fileOf(scopes) });
    const { problem } = await catalog.keys('', neverCancelled);
    return server.heard[0]?.headers.authorization ?? problem?.message ?? '';
  };

  it('goes to the host that it is kept for and nowhere else', async () => {
    const host = { 'api-host': server.url };
    assert.equal(await sentWith({ '/': { token: 'dp.ct.all', ...host } }), 'Bearer dp.ct.all');
    assert.match(await sentWith({ '/': { token: 'dp.ct.all' } }), /None of your logins is meant for Doppler at http/);
    assert.match(await sentWith({ '/': { token: 'dp.ct.all', 'api-host': 'https://api.doppler.com' } }), /None of your logins/);
  });

  it('is that of the whole machine, or the only one', async () => {
    const host = { 'api-host': server.url };
    assert.equal(await sentWith({ '/w': { token: 'dp.ct.w' }, '*': { token: 'dp.ct.all', ...host } }), 'Bearer dp.ct.all');
    assert.equal(await sentWith({ '/w': { token: 'dp.ct.w', ...host } }), 'Bearer dp.ct.w');
    assert.match(await sentWith({ '/w': { token: 'dp.ct.w', ...host }, '/v': { token: 'dp.ct.v', ...host } }), /several folders/);
  });

  it('is said to be out of reach where the keyring has it', async () => {
    const said = await sentWith({ '/': { token: 'secret-0b7c', 'api-host': server.url } });
    assert.match(
      said,
      /in the keyring of the system .*, which is not read here\. Start the editor with DOPPLER_TOKEN, and DOPPLER_API_HOST/,
    );
  });

  it('is no login where the file is none of its', async () => {
    for (const text of ['', '[', 'scoped: 1', 'scoped: {/: 3}', '- a']) {
      const { catalog } = at({}, { env: {}, files: { '~/.doppler/.doppler.yaml': text } });
      assert.equal((await catalog.keys('', neverCancelled)).problem?.code, 'no-credentials', text);
    }
  });
});
