import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { allProviderFacts } from '../../server/src/model/providerFacts/providerFacts.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createCachedCatalog } from '../../server/src/providers/cachedCatalog.ts';
import { findMatches } from '../../server/src/providers/findMatches.ts';
import { keyOf, placeOf } from '../../server/src/providers/infisical/keyPlace.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { infisicalAnswer, infisicalDouble } from '../support/vaults/infisical.ts';
import { needle } from '../support/vaults/restDouble.ts';
import { openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(infisicalAnswer);
});
beforeEach(() => {
  server.answer = infisicalAnswer;
  server.heard.splice(0);
});
after(() => server.close());

const scope = { projectSlug: 'shop-x1y2', environmentSlug: 'prod', secretsPath: '/app' };
const token = (text: string) => ({ env: { INFISICAL_TOKEN: text, INFISICAL_API_URL: `${server.url}/api` } });
const at = (more: Record<string, string | boolean> = {}, setup: RestSetup = token('identity-member')) =>
  openRest('infisical', { hostAPI: `${server.url}/api`, secretsScope: { ...scope, ...more } }, setup);
const problemOf = async (more: Record<string, string>, setup?: RestSetup) =>
  (await at(more, setup).catalog.keys('', neverCancelled)).problem;
const paths = () => server.heard.map(({ url }) => url.split('?')[0]);

describe('keys of Infisical', () => {
  it('are names in the folder of the store, paths below it, or paths from the root', () => {
    const cases: readonly (readonly [key: string, scope: string, folder: string, name: string, written?: string])[] = [
      ['X', '/', '/', 'X'],
      ['X', '/app', '/app', 'X'],
      ['db/X', '/app', '/app/db', 'X'],
      ['/other/X', '/app', '/other', 'X'],
      ['/X', '/app', '/', 'X'],
      ['/X', '/', '/', 'X', 'X'],
      ['../X', '/app', '/', 'X', '/X'],
      ['a/../../X', '/app', '/', 'X', '/X'],
      ['db//X', '/app', '/app/db', 'X', 'db/X'],
      ['/app/X', '/app', '/app', 'X', 'X'],
      ['/application/X', '/app', '/application', 'X'],
    ];
    for (const [key, from, folder, name, written = key] of cases) {
      assert.deepEqual(placeOf(key, from), { folder, name }, key);
      assert.equal(keyOf({ folder, name }, from), written, key);
    }
  });

  it('are listed in one call that leaves the values out, those that the login may not see not among them', async () => {
    const { catalog } = at();
    const { items, complete } = await catalog.keys('', neverCancelled);
    assert.deepEqual(
      items.map(({ key }) => key),
      [...infisicalDouble.keys],
    );
    assert.equal(complete, false, 'what is left out is not told');
    assert.deepEqual(paths(), ['/api/v1/projects/slug/shop-x1y2', '/api/v4/secrets', '/api/v4/secrets']);
    const asked = server.heard.map(({ url }) => new URL(url, 'http://x').searchParams);
    assert.deepEqual(
      asked.slice(1).map((query) => [query.get('secretPath'), query.get('recursive'), query.get('viewSecretValue')]),
      [
        ['/', 'true', 'false'],
        ['/app', 'false', 'false'],
      ],
      'all; and as some folder imports, what the folder of the store does',
    );
    const all = await at({}, token('identity-admin')).catalog.keys('', neverCancelled);
    assert.ok(all.items.some(({ key }) => key === 'SECRET_OF_ADMINS'));
  });

  it('of imported secrets are listed where the folder of the store imports them', async () => {
    const { catalog } = at({ secretsPath: '/shared' });
    const { items } = await catalog.keys('', neverCancelled);
    assert.ok(items.some(({ key, description }) => key === 'IMPORTED' && description === 'imported'));
    assert.equal((await catalog.lookup('IMPORTED', neverCancelled)).state, 'found');
    assert.ok(!(await at().catalog.keys('', neverCancelled)).items.some(({ key }) => key.includes('IMPORTED')));
  });

  it('are looked up without their values, whatever the folder', async () => {
    const { catalog } = at();
    for (const key of ['API_KEY', 'db/PASSWORD', '/other/TOKEN', '../ROOT', '/app//db/PASSWORD'])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'found', key);
    assert.ok(server.heard.every(({ url }) => !url.includes('/secrets/') || url.includes('viewSecretValue=false')));
    for (const key of ['NONE', 'db/NONE', 'no/such/folder'])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'missing', key);
    for (const key of ['/shared/NONE', 'db/', ''])
      assert.equal((await catalog.lookup(key, neverCancelled)).state, 'unknown', key);
  });

  it('that a listing leaves out are asked for one by one before they are said to be missing', async () => {
    const catalog = createCachedCatalog(at().catalog, { clock: nodeClock });
    await catalog.keys('', neverCancelled);
    server.heard.splice(0);
    assert.equal((await catalog.lookup('NONE', neverCancelled)).state, 'missing');
    assert.ok(paths().includes('/api/v4/secrets/NONE'));
  });
});

describe('properties in Infisical', () => {
  it('are read with the value, references put in as the store says', async () => {
    const { items } = await at().catalog.properties('CONFIG', undefined, neverCancelled);
    assert.deepEqual(
      items.map(({ property }) => property),
      ['user', 'nested', 'nested.inner'],
    );
    assert.ok(server.heard.at(-1)?.url.includes('viewSecretValue=true&expandSecretReferences=true'));
    await at({ expandSecretReferences: false }).catalog.properties('CONFIG', undefined, neverCancelled);
    assert.ok(server.heard.at(-1)?.url.includes('expandSecretReferences=false'));
    const described = await at().catalog.describe('CONFIG', neverCancelled);
    assert.ok(described.state === 'found' && !JSON.stringify(described).includes(needle), 'nor what encrypted metadata say');
  });
});

describe('an older Infisical', () => {
  it('is asked only where values may be read, as it sends them with the names', async () => {
    server.answer = ({ url }) =>
      url.startsWith('/api/v3/secrets/raw')
        ? { status: 200, json: { secrets: [{ secretKey: 'OLD', secretValue: needle, secretPath: '/app' }], imports: [] } }
        : { status: 404, json: { message: `Route GET:${url} not found`, error: 'Not Found', statusCode: 404 } };
    const careful = await at({}, { ...token('identity-member'), mayReadValues: false }).catalog.keys('', neverCancelled);
    assert.equal(careful.problem?.code, 'values-not-allowed');
    assert.match(careful.problem?.message ?? '', /older than version 4 of its API/);
    assert.ok(!paths().includes('/api/v3/secrets/raw'));
    const { items } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual(
      items.map(({ key }) => key),
      ['OLD'],
    );
    assert.ok(server.heard.at(-1)?.url.includes('workspaceSlug=shop-x1y2') && !JSON.stringify(items).includes(needle));
  });
});

describe('Infisical that refuses', () => {
  it('is explained by what of the store is wrong, or what the login lacks', async () => {
    assert.match(
      (await problemOf({ projectSlug: 'shp' }))?.message ?? '',
      /no project shp .*Check spec\.provider\.infisical\.secretsScope\.projectSlug/,
    );
    const environment = await problemOf({ environmentSlug: 'prd' });
    assert.match(
      environment?.message ?? '',
      /no folder \/app in an environment prd of project shop-x1y2\. Check environmentSlug and secretsPath/,
    );
    assert.equal((await at({ environmentSlug: 'prd' }).catalog.lookup('API_KEY', neverCancelled)).state, 'unknown');
    const stranger = await problemOf({}, token('identity-stranger'));
    assert.deepEqual([stranger?.code, stranger?.permission], ['denied', 'describe secrets']);
    assert.equal((await problemOf({}, token('identity-expired')))?.code, 'expired-credentials');
    assert.match(
      (await problemOf({ environmentSlug: '' }))?.message ?? '',
      /Set .*secretsScope\.projectSlug and environmentSlug/,
    );
    assert.equal((await problemOf({ secretsPath: '/{{ .app }}' }))?.code, 'incomplete-store');
  });
});

describe('a login of Infisical', () => {
  it('by universal auth is made once, at the same address, and made anew when it is refused', async () => {
    const setup = { env: infisicalDouble.env(server.url) };
    const { catalog } = at({}, setup);
    await Promise.all(['API_KEY', 'CONFIG', 'db/PASSWORD'].map((key) => catalog.lookup(key, neverCancelled)));
    const logins = () => server.heard.filter(({ method }) => method === 'POST');
    assert.deepEqual(
      logins().map(({ url, body, headers }) => [url, body, headers.authorization]),
      [['/api/v1/auth/universal-auth/login', '{"clientId":"machine-7f3a","clientSecret":"client-secret-text"}', undefined]],
    );
    assert.ok(server.heard.slice(1).every(({ headers }) => headers.authorization?.startsWith('Bearer identity-member.')));
    let refusals = 1;
    server.answer = (request) => (request.method === 'GET' && refusals-- > 0 ? { status: 401 } : infisicalAnswer(request));
    assert.equal((await catalog.lookup('API_KEY', neverCancelled)).state, 'found');
    assert.equal(logins().length, 2);
  });

  it('by universal auth that is refused is said to be, and not tried with each call for ever', async () => {
    const env = { ...infisicalDouble.env(server.url), INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET: 'wrong' };
    const problem = await problemOf({}, { env });
    assert.match(problem?.message ?? '', /does not accept the client id and secret of your machine identity/);
    assert.equal(server.heard.length, 1);
  });

  it('of an organization inside another names it', async () => {
    await at({ organizationSlug: 'inner' }, { env: infisicalDouble.env(server.url) }).catalog.keys('', neverCancelled);
    assert.ok(server.heard[0]?.body.includes('"organizationSlug":"inner"'));
  });

  it('is no service token, and none of the command-line tool, which keeps it in a keyring', async () => {
    assert.match((await problemOf({}, token('st.abc')))?.message ?? '', /a service token, which cannot list/);
    const files = {
      '~/.infisical/infisical-config.json': JSON.stringify({ loggedInUserEmail: 'a@b', LoggedInUserDomain: `${server.url}/api` }),
    };
    assert.match(
      (await problemOf({}, { env: {}, files }))?.message ?? '',
      /in a keyring, which is not read here\. Start the editor with INFISICAL_TOKEN/,
    );
    assert.deepEqual(server.heard, []);
  });

  it('of the environment goes to the cloud in the United States unless it names another place', async () => {
    const destination = async (hostAPI: string, env: Record<string, string>) => {
      const { provider, store } = openRest(
        'infisical',
        { hostAPI, secretsScope: scope },
        { env: { INFISICAL_TOKEN: 'x', ...env } },
      );
      const found = await provider.destination(store, {});
      return 'code' in found ? found.code : `${found.endpoint} ${found.location}`;
    };
    assert.equal(await destination('', {}), 'https://app.infisical.com project shop-x1y2, environment prod, folder /app');
    assert.match(await destination('https://us.infisical.com/api', {}), /^https:\/\/us\.infisical\.com /);
    assert.equal(await destination('https://eu.infisical.com/api', {}), 'no-credentials');
    assert.match(
      await destination('https://eu.infisical.com/api', { INFISICAL_DOMAIN: 'https://eu.infisical.com' }),
      /^https:\/\/eu/,
    );
  });
});

describe('a find in Infisical', () => {
  const matches = async (more: Record<string, string | boolean>, find: { name?: string; below?: string }) => {
    const { catalog, store, provider } = at(more);
    const { items } = await createCachedCatalog(catalog, { clock: nodeClock }).keys('', neverCancelled);
    const facts = allProviderFacts.get('infisical');
    assert.ok(facts);
    const found = findMatches(
      items,
      { name: find.name, tags: undefined, below: find.below },
      store,
      facts,
      provider.capabilities,
    );
    return found.state === 'matched' ? [...found.names].sort().join() : found.state;
  };

  it('brings names without their folders, from the folder of the store and below it if the store says so', async () => {
    assert.equal(await matches({}, { name: '.' }), 'API_KEY,CONFIG');
    assert.equal(await matches({ recursive: true }, { name: '.' }), 'API_KEY,CONFIG,PASSWORD', 'equal names are one');
    assert.equal(await matches({ recursive: true }, { name: '.', below: '/app/d' }), 'API_KEY,PASSWORD');
    assert.equal(await matches({ secretsPath: '/', recursive: true }, { name: 'TOKEN|ROOT' }), 'ROOT,TOKEN');
    assert.equal(await matches({ secretsPath: '/shared' }, { name: '.' }), 'IMPORTED');
    assert.equal(
      await matches({ secretsPath: '/shared' }, { name: '.', below: '/shared' }),
      '',
      'imported ones are in no folder',
    );
  });
});
