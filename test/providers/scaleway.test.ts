import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { needle } from '../support/vaults/restDouble.ts';
import { databaseId, listerKey, scalewayDouble } from '../support/vaults/scaleway.ts';
import { findIn, openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(scalewayDouble.answer);
});
beforeEach(() => {
  server.heard.splice(0);
  server.answer = scalewayDouble.answer;
});
after(() => server.close());

const at = (config: Record<string, string> = {}, setup: RestSetup = {}) =>
  openRest('scaleway', { ...scalewayDouble.config(server.url), ...config }, { env: scalewayDouble.env(server.url), ...setup });
const paths = () => server.heard.map(({ url }) => new URL(url, 'http://x').pathname.replace(/^.*\/secrets/, ''));

describe('Scaleway', () => {
  it('lists each secret by its name and by its path', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [scalewayDouble.keys, true, undefined]);
    const entry = (key: string) => items.find((each) => each.key === key);
    assert.equal(entry('path:/prod/database')?.description, 'Credentials of the shop');
    assert.match(entry('name:twice')?.description ?? '', /in several folders \(\/, \/prod\/eu\)/);
    assert.deepEqual(
      [entry('name:empty')?.unavailable, entry('path:/locked')?.unavailable],
      ['it has no version yet', 'locked by Scaleway'],
    );
    assert.deepEqual(
      server.heard.map(({ url }) => url),
      [
        `/secret-manager/v1beta1/regions/fr-par/secrets?project_id=${scalewayDouble.config('')['projectId']}&order_by=name_asc&page=1&page_size=50`,
      ],
    );
  });

  it('goes through the pages as far as the budget of calls lets it, whatever their size', async () => {
    const names = Array.from({ length: 12 }, (_, i) => ({ id: `${i}`, name: `s${i}`, path: '/' }));
    server.answer = ({ url }) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page'));
      return { status: 200, json: { secrets: names.slice((page - 1) * 5, page * 5), total_count: 12 } };
    };
    const told: number[] = [];
    const whole = await at().catalog.keys('', neverCancelled, (soFar) => void told.push(soFar.length));
    assert.deepEqual([whole.items.length, whole.complete, server.heard.length, told], [24, true, 3, [10, 20]]);
    const cut = await at({}, { maxCalls: 2 }).catalog.keys('', neverCancelled);
    assert.deepEqual([cut.items.length, cut.complete, cut.problem?.code], [20, false, 'call-budget']);
  });

  it('is not told as whole where something in the listing is not understood', async () => {
    server.answer = () => ({ status: 200, json: { secrets: [{ id: '1', name: 'a' }, { id: '2' }], total_count: 2 } });
    const { complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([complete, problem?.code], [false, 'failed']);
  });

  it('finds a secret by each form of its key, and misses what is not there', async () => {
    const { catalog } = at();
    for (const key of ['name:database', 'path:/prod/database', `id:${databaseId}`, 'name:twice', 'path:/prod/eu/twice'])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'found', key);
    const none = 'id:33333333-3333-4333-8333-333333333333';
    for (const key of ['name:databse', 'path:/database', 'path:/prod/eu/database', none])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'missing', key);
    server.heard.splice(0);
    for (const key of ['database', 'id:1', 'secret:database', 'path:prod/database', 'path:/prod/', 'name:'])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'unknown', key);
    assert.deepEqual(server.heard, [], 'what ESO refuses is not asked for');
    assert.deepEqual(
      ['name:x', 'path:/x', `id:${databaseId}`, 'x'].map((key) => catalog.listsAs?.(key)),
      [true, true, false, false],
    );
  });

  it('says nothing of a secret where the filter was not honoured', async () => {
    server.answer = () => ({ status: 200, json: { secrets: [{ id: '1', name: 'other', path: '/' }], total_count: 1 } });
    assert.equal((await at().catalog.lookup('name:database', neverCancelled)).state, 'unknown');
  });

  it('tells what the metadata say, by calls that bring no value', async () => {
    const found = await at().catalog.describe('name:database', neverCancelled);
    assert.ok(found.state === 'found');
    const { versions, details, ...rest } = found.item;
    assert.deepEqual(rest, {
      key: 'name:database',
      id: databaseId,
      description: 'Credentials of the shop',
      created: Date.UTC(2026, 0, 2, 3, 4, 5),
      changed: Date.UTC(2026, 9, 2, 3, 4, 5),
      tags: [],
      fetchable: [],
    });
    assert.deepEqual(
      details?.map(({ name, value }) => `${name} ${value}`),
      ['path /prod/database', 'region fr-par', 'type opaque', 'tags team, shop'],
    );
    assert.deepEqual(
      versions.map(({ version, labels, unavailable }) => [version, labels.join(), unavailable]),
      [
        ['latest_enabled', '', undefined],
        ['latest', '', 'disabled'],
        ['3', 'latest', 'disabled'],
        ['2', 'latest_enabled', undefined],
        ['1', '', 'deleted'],
      ],
    );
    assert.ok(paths().every((path) => !path.endsWith('/access')));
  });

  it('lists versions as ESO takes them', async () => {
    const { items, complete } = await at().catalog.versions('path:/once', neverCancelled);
    assert.deepEqual(
      [items.map(({ version, note }) => [version, note]), complete],
      [
        [
          ['latest_enabled', 'expires once it is read'],
          ['latest', 'expires once it is read'],
          ['1', 'expires once it is read'],
        ],
        true,
      ],
    );
    assert.equal((await at().catalog.versions('name:none', neverCancelled)).problem?.code, 'not-found');
  });

  it('reads property names of the version that ESO reads, only where that is allowed', async () => {
    const careful = await at({}, { mayReadValues: false }).catalog.properties('name:database', undefined, neverCancelled);
    assert.deepEqual([careful.problem?.code, server.heard.length], ['values-not-allowed', 0]);
    const { items, complete } = await at().catalog.properties('name:database', undefined, neverCancelled);
    assert.deepEqual([items.map(({ property }) => property), complete], [['user', 'tls\\.crt', 'nested', 'nested.deep'], true]);
    assert.ok(!JSON.stringify(items).includes(needle));
    assert.deepEqual(paths().at(-1), `/${databaseId}/versions/2/access`);
    const gone = await at().catalog.properties('name:database', '9', neverCancelled);
    assert.deepEqual([gone.problem?.code, gone.complete], ['not-found', false]);
    const disabled = await at().catalog.properties('name:database', '3', neverCancelled);
    assert.deepEqual([disabled.items, disabled.complete], [[], false]);
  });

  it('never reads a version that is used up by reading it', async () => {
    const { problem } = await at().catalog.properties('name:once', undefined, neverCancelled);
    assert.match(problem?.message ?? '', /expires once it is read/);
    assert.ok(paths().every((path) => !path.endsWith('/access')));
  });

  it('says which permission is missing, and which field of the store is wrong', async () => {
    const other = await at({ projectId: '99999999-9999-4999-8999-999999999999' }).catalog.keys('', neverCancelled);
    assert.deepEqual([other.problem?.code, other.problem?.permission], ['denied', 'SecretManagerReadOnly']);
    const env = { ...scalewayDouble.env(server.url), SCW_SECRET_KEY: listerKey };
    const values = await at({}, { env }).catalog.properties('name:database', undefined, neverCancelled);
    assert.deepEqual([values.problem?.code, values.problem?.permission], ['denied', 'SecretManagerSecretAccess']);
    const region = await at({ region: 'nl-ams' }).catalog.keys('', neverCancelled);
    assert.match(region.problem?.message ?? '', /no Secret Manager for nl-ams.*Check apiUrl and region/);
    assert.equal((await at({ region: 'nl-ams' }).catalog.lookup('name:database', neverCancelled)).state, 'unknown');
    const wrong = { ...scalewayDouble.env(server.url), SCW_SECRET_KEY: 'old' };
    assert.equal((await at({}, { env: wrong }).catalog.keys('', neverCancelled)).problem?.code, 'expired-credentials');
    server.heard.splice(0);
    for (const config of [{ region: 'paris' }, { projectId: 'shop' }, { projectId: '{{ .project }}' }])
      assert.equal((await at(config).catalog.keys('', neverCancelled)).problem?.code, 'incomplete-store');
    assert.deepEqual(server.heard, []);
  });

  it('previews a find by the names of secrets, whichever folder they are in', async () => {
    const names = await findIn(at());
    assert.deepEqual(names({ name: 'a' }), ['database', 'of 6']);
    assert.deepEqual(names({ name: '^(twice|path|name)' }), ['twice', 'of 6']);
    assert.deepEqual(names({ name: '.', below: '/prod' }), ['database', 'of 6']);
    assert.deepEqual(names({ name: '.', below: '/' }), ['once', 'twice', 'of 6']);
    assert.equal(names({ tags: { team: '' } }), 'unknown');
  });
});

describe("the login that Scaleway's command-line tool keeps", () => {
  const { SCW_SECRET_KEY: own } = scalewayDouble.env('');
  const profiles = (url: string) => `access_key: SCWX
secret_key: plain
active_profile: mine
profiles:
  mine: {secret_key: ${own}, api_url: "${url}"}
  other: {secret_key: elsewhere, api_url: https://api.example.com}
  bare: {access_key: SCWY}
`;
  const sent = async (setup: RestSetup = {}, text = profiles(server.url)) => {
    const files = { '~/.config/scw/config.yaml': text };
    const { problem } = await at({}, { env: {}, files, ...setup }).catalog.keys('', neverCancelled);
    return server.heard[0]?.headers['x-auth-token'] ?? problem?.code;
  };

  it('is that of the active profile, or of the one that the environment or the settings name', async () => {
    assert.equal(await sent(), own);
    server.heard.splice(0);
    assert.equal(await sent({ env: { SCW_PROFILE: 'other' } }), 'no-credentials');
    assert.equal(await sent({ env: { SCW_PROFILE: 'other' }, identity: { profile: 'mine' } }), own);
    server.heard.splice(0);
    const env = scalewayDouble.env(server.url);
    assert.equal(await sent({ env, identity: { profile: 'none' } }), 'no-credentials', 'not what the environment has for all');
  });

  it('goes to the address of its profile and nowhere else', async () => {
    assert.equal(await sent({ identity: { profile: 'default' } }), 'no-credentials', 'that is meant for the vendor');
    assert.equal(await sent({ identity: { profile: 'bare' } }), 'no-credentials');
    for (const text of ['', '[', 'profiles: 1', 'secret_key: 1', '- a'])
      assert.equal(await sent({}, text), 'no-credentials', text);
    assert.deepEqual(server.heard, []);
  });

  it('is named with its profile where it is agreed to', async () => {
    const files = { '~/.config/scw/config.yaml': profiles(server.url) };
    const { provider, store } = at({}, { env: {}, files });
    const said = async (identity = {}) => {
      const destination = await provider.destination(store, identity);
      return 'code' in destination ? destination.code : destination.login;
    };
    assert.equal(await said(), 'your login in ~/.config/scw/config.yaml');
    assert.equal(await said({ profile: 'mine' }), 'your login in ~/.config/scw/config.yaml, profile mine');
  });
});
