import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { accessQuestion } from '../../server/src/providers/consentQuestions.ts';
import type { Destination } from '../../server/src/providers/secretProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { needle } from '../support/vaults/restDouble.ts';
import { folder, secretToken, yandexLockboxDouble } from '../support/vaults/yandexlockbox.ts';
import { openRest, type RestSetup } from './restSetup.ts';

const vendor = 'https://lockbox.api.cloud.yandex.net';
const tokens = 'https://iam.api.cloud.yandex.net';
let server: ScriptedHttp;
let iam: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(yandexLockboxDouble.answer);
  iam = await startScriptedHttp(() => ({ status: 200 }));
});
beforeEach(() => {
  for (const { heard } of [server, iam]) heard.splice(0);
  server.answer = yandexLockboxDouble.answer;
  iam.answer = ({ url, body }) => {
    if (url !== '/iam/v1/tokens') return { status: 404, json: { code: 5 } };
    const known = JSON.parse(body).yandexPassportOauthToken === 'y0_known';
    if (!known) return { status: 401, json: { code: 16, message: 'OAuth token is invalid or expired' } };
    return { status: 200, json: { iamToken: env().YC_IAM_TOKEN, expiresAt: '2026-11-01T12:00:00Z' } };
  };
});
after(() => Promise.all([server.close(), iam.close()]));

const env = (): Readonly<Record<string, string>> => yandexLockboxDouble.env(server.url);
const at = (config: JsonObject = {}, setup: RestSetup = {}) =>
  openRest('yandexlockbox', { apiEndpoint: server.url, ...config }, { env: env(), ...setup });
const byName = { fetching: { byName: { folderID: folder } } };

describe('Yandex Lockbox', () => {
  it('lists a folder by name', async () => {
    const { items, complete } = await at(byName).catalog.keys('', neverCancelled);
    assert.equal(complete, true);
    assert.deepEqual(items, [
      { key: 'database', description: 'Credentials of the shop', changed: Date.UTC(2026, 2, 1) },
      { key: 'empty', unavailable: 'it has no version yet' },
      { key: 'off', changed: Date.UTC(2026, 4, 1), unavailable: 'inactive' },
    ]);
    assert.deepEqual(
      server.heard.map(({ url }) => url),
      [`/lockbox/v1/secrets?folderId=${folder}&pageSize=1000`],
    );
  });

  it('lists ids of the folder that the environment names, and never says that these are all', async () => {
    for (const fetching of [{}, { fetching: { byID: {} } }]) {
      const none = await at(fetching).catalog.keys('', neverCancelled);
      assert.deepEqual([none.items, none.complete, server.heard], [[], false, []]);
      assert.match(none.problem?.message ?? '', /Start the editor with YC_FOLDER_ID/);
      const { items, complete } = await at(fetching, { env: { ...env(), YC_FOLDER_ID: folder } }).catalog.keys(
        '',
        neverCancelled,
      );
      assert.equal(complete, false);
      assert.deepEqual(
        items.map(({ key, description }) => [key, description]),
        [
          ['e6qdatabase000000001', 'database: Credentials of the shop'],
          ['e6qempty000000000001', 'empty'],
          ['e6qoff00000000000001', 'off'],
          ['e6qnameless000000001', undefined],
        ],
      );
      server.heard.splice(0);
    }
  });

  it('looks an id up in one call, and believes only the service itself that there is none', async () => {
    const { catalog } = at({}, { env: { ...env(), YC_IAM_TOKEN: secretToken } });
    assert.equal((await catalog.lookup('e6qnameless000000001', neverCancelled)).state, 'found');
    assert.equal(server.heard.length, 1);
    assert.equal((await catalog.lookup('database', neverCancelled)).state, 'missing');
    server.answer = () => ({ status: 404, json: 'page not found' });
    const other = await catalog.lookup('database', neverCancelled);
    assert.match(other.state === 'unknown' ? other.problem.message : '', /no Lockbox API, at 127\.0\.0\.1/);
  });

  it('names the entries of the current version and of others without reading values', async () => {
    const { catalog } = at(byName, { mayReadValues: false });
    const read = async (key: string, version?: string) => {
      const { items, complete, problem } = await catalog.properties(key, version, neverCancelled);
      return [items.map(({ property }) => property), complete, problem?.code];
    };
    assert.deepEqual(await read('database'), [['user', 'tls.crt'], true, undefined]);
    assert.deepEqual(await read('database', 'e6qversion0000000003'), [['user', 'tls.crt'], true, undefined]);
    assert.ok(!server.heard.some(({ url }) => url.includes('/versions')));
    assert.deepEqual(await read('database', 'e6qversion0000000002'), [['old'], true, undefined]);
    assert.deepEqual(await read('database', 'e6qversion0000000009'), [[], false, 'not-found']);
    assert.deepEqual(await read('empty'), [[], false, 'not-found']);
    assert.deepEqual(await read('nowhere'), [[], false, 'not-found']);
  });

  it('tells what the metadata say, and the versions', async () => {
    const found = await at(byName).catalog.describe('database', neverCancelled);
    assert.ok(found.state === 'found');
    const { id, created, details, tags, versions } = found.item;
    assert.deepEqual([id, created], ['e6qdatabase000000001', Date.UTC(2026, 0, 2, 3, 4, 5, 678)]);
    assert.deepEqual(
      details?.map(({ name, value }) => `${name} ${value}`),
      [`folder ${folder}`, 'deletion is inhibited'],
    );
    assert.deepEqual(tags, [{ name: 'team', value: 'shop' }]);
    assert.deepEqual(
      versions?.map(({ version, note, unavailable }) => [version.at(-1), note, unavailable]),
      [
        ['4', undefined, 'scheduled for destruction'],
        ['3', 'current', undefined],
        ['2', undefined, undefined],
        ['1', undefined, 'destroyed'],
      ],
    );
    const same = await at(byName).catalog.versions('database', neverCancelled);
    assert.deepEqual([same.items, same.complete], [versions, true]);
  });

  it('says which role or field is wrong', async () => {
    const foreign = await at({ fetching: { byName: { folderID: 'b1gother' } } }).catalog.keys('', neverCancelled);
    assert.deepEqual([foreign.problem?.code, foreign.problem?.permission], ['denied', 'lockbox.viewer']);
    assert.match(foreign.problem?.message ?? '', /lacks the role lockbox\.viewer on folder b1gother\./);
    server.answer = () => ({ status: 403, json: { code: 7 } });
    const single = await at().catalog.lookup('e6qoff00000000000001', neverCancelled);
    assert.match(single.state === 'unknown' ? single.problem.message : '', /lockbox\.viewer on the secret\./);
    const nameless = await at({ fetching: { byName: {} } }).catalog.keys('', neverCancelled);
    assert.match(nameless.problem?.message ?? '', /Set spec\.provider\.yandexlockbox\.fetching\.byName\.folderID\./);
    const elsewhere = await at({ apiEndpoint: 'api.yandexcloud.example:443' }).catalog.keys('', neverCancelled);
    assert.match(elsewhere.problem?.message ?? '', /only api\.cloud\.yandex\.net is\. Name its REST API as address/);
  });
});

describe('a login to Yandex Cloud', () => {
  const routes = () => ({ [vendor]: server.url, [tokens]: iam.url });
  const open = (setup: RestSetup, apiEndpoint?: string) =>
    openRest(
      'yandexlockbox',
      { ...byName, ...(apiEndpoint === undefined ? {} : { apiEndpoint }) },
      { routes: routes(), ...setup },
    );
  const problemOf = async (setup: RestSetup, apiEndpoint?: string) =>
    (await open(setup, apiEndpoint).catalog.keys('', neverCancelled)).problem?.message;
  const file = (text: string) => ({ env: {}, files: { '~/.config/yandex-cloud/config.yaml': text } });
  const profile = (more: string, name = 'default') => `current: ${name}\nprofiles:\n  ${name}:\n    ${more}\n`;

  it('is taken for a token at the host for that, once, if it is none', async () => {
    const { catalog, log } = open({ env: { YC_TOKEN: 'y0_known' } });
    for (let i = 0; i < 2; i++) assert.equal((await catalog.keys('', neverCancelled)).complete, true);
    assert.deepEqual([iam.heard.length, server.heard.length], [1, 2]);
    assert.ok(!JSON.stringify([server.heard, log]).includes('y0_known') && !iam.heard[0]?.headers.authorization);
    assert.match(log[0]?.target ?? '', /iam\.api\.cloud\.yandex\.net/);
    for (const own of [{ YC_IAM_TOKEN: env()['YC_IAM_TOKEN'] ?? '' }, { YC_TOKEN: env()['YC_IAM_TOKEN'] ?? '' }])
      assert.equal(await problemOf({ env: own }), undefined);
    assert.equal(iam.heard.length, 1);
  });

  it('is said to be too old, and asked for again by the tool that keeps it', async () => {
    const said = 'Yandex Cloud does not accept the token any more. Sign in again.';
    assert.equal(await problemOf({ env: { YC_TOKEN: 'y0_old' } }), said);
    assert.equal(await problemOf({ env: { YC_IAM_TOKEN: 't1.old' } }), said);
    const { problem } = await open(file(profile('token: y0_old'))).catalog.keys('', neverCancelled);
    assert.deepEqual([problem?.message, problem?.remedy], [said, 'yc init']);
  });

  it('goes to the vendor only, unless the environment names another address, and never there for a token', async () => {
    for (const apiEndpoint of [undefined, 'api.cloud.yandex.net:443', 'https://api.cloud.yandex.net', vendor])
      assert.equal(await problemOf({ env: { YC_TOKEN: 'y0_known' } }, apiEndpoint), undefined, apiEndpoint);
    assert.match((await problemOf({ env: { YC_TOKEN: 'y0_known' } }, server.url)) ?? '', /None of your logins is meant/);
    iam.heard.splice(0);
    assert.match((await problemOf({ env: { YC_TOKEN: 'y0_own', YC_ENDPOINT: server.url } }, server.url)) ?? '', /token/);
    assert.deepEqual(iam.heard, [], 'a login of another installation');
  });

  it('is that of a profile', async () => {
    assert.equal(await problemOf(file(profile('token: y0_known'))), undefined);
    assert.equal(await problemOf(file(profile('token: y0_known\n    endpoint: api.cloud.yandex.net:443'))), undefined);
    assert.equal(await problemOf(file(profile('token: y0_known', 'work'))), undefined);
    const dev = { ...file(profile('token: y0_old').concat('  dev:\n    token: y0_known\n')), identity: { profile: 'dev' } };
    assert.equal(await problemOf(dev), undefined);
    assert.match((await problemOf(file(profile('endpoint: api.other.example:443\n    token: x')))) ?? '', /None of your logins/);
    assert.match((await problemOf(file(profile('service-account-key:\n      id: x')))) ?? '', /by its own tool only/);
    for (const text of ['', '[', 'profiles: 1', 'current: none'])
      assert.match((await problemOf(file(text))) ?? '', /None of your logins/);
  });

  it('is agreed to with the host where it is taken for a token', async () => {
    const { provider, store } = open({ env: { YC_TOKEN: 'y0_known' } });
    const destination = (await provider.destination(store, {})) as Destination;
    assert.match(
      accessQuestion(store, provider, destination, 'w').detail,
      /Calls go to https:\/\/lockbox\.api\.cloud\.yandex\.net\. A login that is no token itself is taken for one at https:\/\/iam\.api\.cloud\.yandex\.net\./,
    );
    assert.ok(!JSON.stringify(destination).includes('y0_known') && !JSON.stringify(destination).includes(needle));
  });
});
