import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { bitwardenDouble, idOf, organization, project } from '../support/vaults/bitwardensecretsmanager.ts';
import { loginOf, needle } from '../support/vaults/restDouble.ts';
import { findIn, openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(bitwardenDouble.answer);
});
beforeEach(() => {
  server.heard.splice(0);
  server.answer = bitwardenDouble.answer;
});
after(() => server.close());

const at = (config: JsonObject = {}, setup: RestSetup = {}) =>
  openRest(
    'bitwardensecretsmanager',
    { ...bitwardenDouble.config(server.url), ...config },
    { ...loginOf(bitwardenDouble, server.url), ...setup },
  );
const problemOf = async (config: JsonObject = {}, setup: RestSetup = {}) =>
  (await at(config, setup).catalog.keys('', neverCancelled)).problem;

describe('Bitwarden Secrets Manager', () => {
  it('lists names and ids, in one call that brings no values', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([complete, problem], [false, undefined]);
    assert.deepEqual(items.slice(0, 3), [
      { key: 'database' },
      { key: 'web', unavailable: 'several secrets of the project have this name' },
      { key: idOf(0), description: 'database' },
    ]);
    assert.equal(items.length, 8, 'none of another project by name, nor one that looks like an id');
    assert.deepEqual(
      server.heard.map(({ method, url, body }) => [method, url, JSON.parse(body)]),
      [['GET', '/rest/api/1/secrets', { organizationId: organization }]],
    );
  });

  it('offers all names where a server does not tell the projects', async () => {
    server.answer = (request) => {
      const answer = bitwardenDouble.answer(request);
      assert.ok(typeof answer === 'object');
      return { ...answer, json: JSON.parse(JSON.stringify(answer.json).replaceAll('projectIds', 'none')) };
    };
    const { items } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual(items.slice(0, 3), [{ key: 'database' }, { key: 'web' }, { key: 'elsewhere' }]);
    assert.equal((await at({ projectID: '' }).catalog.keys('', neverCancelled)).items.length, 6);
    const found = await at().catalog.describe('elsewhere', neverCancelled);
    assert.deepEqual(found.state === 'found' && found.item.details, [{ name: 'project', value: 'not told without the value' }]);
  });

  it('lists ids only where the store has no project to find names in', async () => {
    const { catalog } = at({ projectID: '' });
    assert.deepEqual(
      (await catalog.keys('', neverCancelled)).items.map(({ key }) => key),
      [0, 1, 2, 3, 4, 5].map(idOf),
    );
    server.heard.splice(0);
    const found = await catalog.lookup('database', neverCancelled);
    assert.match(
      found.state === 'unknown' ? found.problem.message : '',
      /finds secrets by name in a project only\. Write the id/,
    );
    assert.deepEqual(server.heard, []);
  });

  it('finds a secret in the list, however its id is written, and never says that one is missing', async () => {
    const { catalog } = at({ projectID: '' });
    for (const key of [idOf(1), idOf(1).toUpperCase(), idOf(1).replaceAll('-', '')])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'found', key);
    for (const key of [idOf(9), '8888888888884888888888888888888A']) {
      const found = await catalog.lookup(key, neverCancelled);
      assert.match(found.state === 'unknown' ? found.problem.message : '', /there is none, or it has no access/, key);
    }
    const elsewhere = await at().catalog.lookup('elsewhere', neverCancelled);
    assert.equal(elsewhere.state === 'unknown' && elsewhere.problem.code, 'denied', 'in another project');
    assert.equal(
      (await at({ projectID: '77777777-7777-4777-8777-777777777778' }).catalog.lookup('elsewhere', neverCancelled)).state,
      'found',
    );
    assert.ok(server.heard.every(({ url }) => url === '/rest/api/1/secrets'));
  });

  it('tells what the list says', async () => {
    const byId = await at().catalog.describe(idOf(0), neverCancelled);
    const byName = await at().catalog.describe('database', neverCancelled);
    assert.ok(byId.state === 'found' && byName.state === 'found');
    assert.deepEqual(
      [byId.item.id, byId.item.details],
      [
        idOf(0),
        [
          { name: 'name', value: 'database' },
          { name: 'project', value: project },
        ],
      ],
    );
    assert.deepEqual([byName.item.id, byName.item.details?.map(({ name }) => name)], [idOf(0), ['project']]);
    assert.ok(!JSON.stringify([byId, byName]).includes(needle));
  });

  it('previews a find, which brings all of the organization by their ids', async () => {
    const found = await findIn(at());
    assert.deepEqual(found({ name: 'web' }), [...[0, 1, 2, 3, 4, 5].map(idOf), 'of 6']);
  });

  it('says that the login, the organization or the address is wrong', async () => {
    const files = { '~/login': 'BWS_ACCESS_TOKEN=0.old' };
    assert.equal((await problemOf({}, { files }))?.code, 'expired-credentials');
    const other = await problemOf({ organizationID: idOf(0) });
    assert.deepEqual([other?.code, other?.message.includes(`organization ${idOf(0)}. Check organizationID`)], ['failed', true]);
    assert.match((await problemOf({ organizationID: '' }))?.message ?? '', /Set spec\.provider\.bitwardensecretsmanager\.org/);
    assert.match((await problemOf({ projectID: 'x' }))?.message ?? '', /projectID of store vault has characters/);
    server.answer = () => ({ status: 404, json: '404 page not found' });
    assert.match((await problemOf())?.message ?? '', /There is no bitwarden-sdk-server at/);
  });
});

describe('a login to Bitwarden', () => {
  const sent = () => [server.heard[0]?.headers['warden-api-url'], server.heard[0]?.headers['warden-identity-url']];

  it('goes nowhere that the settings do not name a file for', async () => {
    const said = await problemOf({}, { env: bitwardenDouble.env(''), identity: {}, files: {} });
    assert.match(
      said?.message ?? '',
      /^None of your logins is meant[^.]*127[\d.:]+\. Name a token file for bitwardensecretsmanager:http/,
    );
    assert.deepEqual(server.heard, []);
  });

  it('is sent on to Bitwarden itself, or to the server that the environment names, and to none that only a store names', async () => {
    assert.equal(await problemOf(), undefined);
    assert.deepEqual(sent(), [undefined, undefined]);
    const allowed = [
      ['https://api.bitwarden.com', 'https://identity.bitwarden.com'],
      ['https://api.bitwarden.eu/', 'https://identity.bitwarden.eu'],
      ['https://vault.bitwarden.eu/api', 'https://vault.bitwarden.eu/identity'],
      ['https://warden.example.com/api', 'https://warden.example.com/identity'],
    ];
    const env = { BWS_SERVER_URL: 'https://warden.example.com/' };
    for (const [apiURL = '', identityURL = ''] of allowed) {
      server.heard.splice(0);
      assert.equal(await problemOf({ apiURL, identityURL }, { env }), undefined, apiURL);
      assert.deepEqual(sent(), [apiURL.replace(/\/$/, ''), identityURL]);
    }
    server.heard.splice(0);
    for (const url of [
      'https://warden.example.com/api',
      'https://api.bitwarden.com.example.com',
      'http://api.bitwarden.com',
      'https://api.bitwarden.com/x',
      'https://evil.example.com/identity',
    ])
      for (const field of ['apiURL', 'identityURL']) {
        const said = await problemOf({ [field]: url });
        assert.ok(said?.message.includes(`sent on to ${url}, which is not Bitwarden's.`), `${field} ${url}`);
      }
    assert.deepEqual(server.heard, []);
  });

  it('is agreed to with the Bitwarden that it is for', async () => {
    const { provider, store } = at({ apiURL: 'https://api.bitwarden.eu', identityURL: 'https://identity.bitwarden.eu' });
    const destination = await provider.destination(store, { tokenFile: '~/login' });
    assert.ok(!('code' in destination));
    assert.equal(destination.location, `organization ${organization} of https://api.bitwarden.eu`);
  });
});
