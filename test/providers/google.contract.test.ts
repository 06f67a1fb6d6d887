import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { Listing } from '../../server/src/providers/secretProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { allPermissions, type Permission, startSecretManager } from '../support/google/secretManager.ts';
import { seedGoogle } from '../support/google/seed.ts';
import type { ScriptedHttp } from '../support/scriptedHttp.ts';
import { catalogAt, googleStore, googleWith, type Setup } from './googleSetup.ts';

const values = new Set<string>();
let server: ScriptedHttp;
const granted: Record<string, readonly Permission[]> = {
  'ya29.all': allPermissions,
  'ya29.accessor': ['versions.access'],
  'ya29.viewer': allPermissions.filter((each) => each !== 'versions.access'),
  'ya29.getter': ['secrets.get'],
  'ya29.lister': ['secrets.list'],
};

const secrets = seedGoogle((label) => {
  const value = `${label}-${randomBytes(12).toString('hex')}`;
  values.add(value);
  return value;
});
before(async () => {
  server = await startSecretManager({ tokens: granted, largestPage: 3, secrets });
});
after(() => server.close());

const as = (token: string, config: JsonObject = {}, setup: Setup = {}) => catalogAt(server.url, token, config, setup);
const keysOf = (listing: Listing<{ readonly key: string }>) => listing.items.map(({ key }) => key);
const list = (typed: string, config: JsonObject = {}, setup: Setup = {}) =>
  as('ya29.all', config, setup).keys(typed, neverCancelled);
const heardSince = async (work: () => Promise<unknown>) => {
  const before = server.heard.length;
  await work();
  return server.heard.slice(before).map(({ url }) => url);
};
const regional = { location: 'europe-west3' };
const fallingBack = { secretVersionSelectionPolicy: 'LatestOrFetch' };

describe('Google Secret Manager: listing', () => {
  it('goes through all pages, with labels and descriptions', async () => {
    const listing = await list('');
    assert.deepEqual(keysOf(listing), secrets.flatMap(({ id, location }) => (location ? [] : [id])).sort());
    assert.deepEqual([listing.complete, listing.problem], [true, undefined]);
    assert.deepEqual(
      listing.items.find(({ key }) => key === 'prod-myapp-database'),
      {
        key: 'prod-myapp-database',
        description: 'Database credentials for myapp',
        tags: [
          { name: 'team', value: 'payments' },
          { name: 'env', value: 'prod' },
        ],
      },
    );
  });

  it('of a store with a location is that of the regional secrets there', async () => {
    const asked = await heardSince(async () => assert.deepEqual(keysOf(await list('', regional)), ['eu-database']));
    assert.deepEqual(asked, ['/v1/projects/shop-1/locations/europe-west3/secrets?pageSize=1000']);
    assert.deepEqual(await list('', { location: 'us-east1' }).then(({ items, complete }) => [items, complete]), [[], true]);
  });

  it('of what is typed is searched by the vault', async () => {
    const asked = await heardSince(async () => {
      const { items, complete } = await list('prod-m');
      assert.deepEqual([items.map(({ key }) => key), complete], [['prod-myapp-api-key', 'prod-myapp-database'], true]);
    });
    assert.deepEqual(asked, ['/v1/projects/shop-1/secrets?pageSize=1000&filter=name%3Aprod-m']);
  });

  it('is not searched by what would mean something else in a filter', async () => {
    for (const typed of ['OR', 'not', '-x', 'a b', 'a"', 'name:x', 'a/b', 'ä', 'x'.repeat(300)]) {
      const asked = await heardSince(async () => assert.equal((await list(typed)).complete, true, typed));
      assert.ok(
        asked.every((url) => !url.includes('filter')),
        typed,
      );
    }
  });

  it('tells how far it has come, stops at the budget of calls, and says so', async () => {
    const told: number[] = [];
    await as('ya29.all').keys('', neverCancelled, (soFar) => void told.push(soFar.length));
    assert.deepEqual(told, [3, 6]);
    const { items, complete, problem } = await list('', {}, { maxCalls: 2 });
    assert.deepEqual([items.length, complete, problem?.code], [6, false, 'call-budget']);
  });

  it('says which permission is missing', async () => {
    const { items, complete, problem } = await as('ya29.getter').keys('', neverCancelled);
    assert.deepEqual([items, complete, problem?.code, problem?.permission], [[], false, 'denied', 'secretmanager.secrets.list']);
    const other = await list('', { projectID: 'another-project' });
    assert.equal(other.problem?.code, 'denied', 'of a project that is not there nothing else is said either');
  });

  it('takes the project of the cluster where the store names none of its own', async () => {
    const auth = { workloadIdentity: { clusterProjectID: 'shop-1' } };
    assert.equal((await list('', { projectID: '', auth })).complete, true);
    assert.equal((await list('', { projectID: '123456789012' })).complete, true, 'a number will do');
  });
});

describe('Google Secret Manager: single secrets', () => {
  it('are found and missing', async () => {
    const google = as('ya29.all');
    assert.equal((await google.lookup('prod-other', neverCancelled)).state, 'found');
    assert.equal((await google.lookup('prod-othr', neverCancelled)).state, 'missing');
    assert.equal((await google.lookup('eu-database', neverCancelled)).state, 'missing', 'it is a regional one');
    assert.equal((await as('ya29.all', regional).lookup('eu-database', neverCancelled)).state, 'found');
  });

  it('are missing without a call where the key cannot be the id of one', async () => {
    const asked = await heardSince(async () => {
      for (const key of ['projects/shop-1/secrets/prod-other', 'prod/other', '../x', 'a:access', '', 'ä', '%2e%2e'])
        assert.equal((await as('ya29.all').lookup(key, neverCancelled)).state, 'missing', key);
    });
    assert.deepEqual(asked, []);
  });

  it('are never missing to those who may not know', async () => {
    for (const key of ['prod-other', 'none']) {
      const found = await as('ya29.lister').lookup(key, neverCancelled);
      assert.ok(found.state === 'unknown');
      assert.deepEqual([found.problem.code, found.problem.permission], ['denied', 'secretmanager.secrets.get']);
    }
  });

  it('have their metadata', async () => {
    const found = await as('ya29.all').describe('prod-myapp-database', neverCancelled);
    assert.ok(found.state === 'found');
    const { item } = found;
    assert.equal(item.id, 'projects/123456789012/secrets/prod-myapp-database');
    assert.equal(item.description, 'Database credentials for myapp');
    assert.deepEqual(item.tags, [
      { name: 'team', value: 'payments' },
      { name: 'env', value: 'prod' },
    ]);
    assert.deepEqual(item.rotation, { enabled: true, everyDays: 30, next: Date.parse('2031-01-01T00:00:00Z') });
    assert.equal(item.deletion, Date.parse('2032-01-01T00:00:00Z'));
    assert.equal(item.changed, Date.parse('2024-03-01T00:00:00Z'));
    assert.deepEqual(
      item.details?.map(({ name, value }) => `${name} ${value}`),
      ['replication automatic', 'announces to 2 Pub/Sub topics', 'annotations example.com/owner=ann'],
    );
    assert.deepEqual(item.fetchable, [
      'annotations',
      'annotations.description',
      'annotations.example.com/owner',
      'labels',
      'labels.team',
      'labels.env',
    ]);
    assert.deepEqual(
      item.versions.map(({ version, labels, unavailable }) => [version, labels, unavailable]),
      [
        ['3', ['latest'], undefined],
        ['2', ['stable'], undefined],
        ['1', [], 'destroyed'],
      ],
    );
    assert.ok(!JSON.stringify(found).includes('etag'));
  });

  it('say where they are kept, and by which key encrypted', async () => {
    const found = await as('ya29.all').describe('prod-myapp-api-key', neverCancelled);
    assert.ok(found.state === 'found');
    const details = found.item.details?.map(({ name, value }) => `${name} ${value}`).join('; ') ?? '';
    assert.match(details, /replication us-east1, europe-west3/);
    assert.match(details, /encrypted with projects\/shop\/locations\/us-east1\/keyRings/);
    assert.equal(found.item.console, undefined, 'what is asked is not Google');
  });

  it('lead to their page in the console, where it is Google that is asked', async () => {
    const answer = server.answer(
      { method: 'GET', url: '/v1/projects/shop-1/secrets/prod-other', headers: { authorization: 'Bearer ya29.all' }, body: '' },
      1,
    );
    assert.ok(typeof answer === 'object');
    const body = () => new TextEncoder().encode(JSON.stringify(answer.json));
    const transport = { proxyTo: () => undefined, send: async () => ({ status: 200, headers: {}, body: body() }) };
    for (const [config, page] of [
      [{}, 'https://console.cloud.google.com/security/secret-manager/secret/prod-other/versions?project=shop-1'],
      [regional, 'https://console.cloud.google.com/security/secret-manager?project=shop-1'],
    ] as const) {
      const { provider } = googleWith({ transport, files: { '~/token': 'ya29.all' } });
      const catalog = provider.open(googleStore(config), { identity: { tokenFile: '~/token' }, mayReadValues: () => false });
      const found = await catalog.describe('prod-other', neverCancelled);
      assert.ok(found.state === 'found');
      assert.equal(found.item.console, page);
    }
  });

  it('tell that ESO cannot read their newest version, or which one it takes instead', async () => {
    const about = async (key: string, config: JsonObject) => {
      const found = await as('ya29.all', config).describe(key, neverCancelled);
      assert.ok(found.state === 'found');
      return [found.item.unavailable, found.item.details?.find(({ name }) => name === 'ESO reads')?.value];
    };
    assert.deepEqual(await about('switched-off', {}), ['its newest version is disabled', undefined]);
    assert.deepEqual(await about('switched-off', fallingBack), [
      undefined,
      'version 2, as its newest version is disabled (LatestOrFetch)',
    ]);
    assert.deepEqual(await about('all-off', fallingBack), ['no version of it is enabled', undefined]);
    assert.deepEqual(await about('empty', {}), ['it has no version yet', undefined]);
    assert.deepEqual(await about('prod-other', fallingBack), [undefined, undefined]);
  });
});

describe('Google Secret Manager: versions', () => {
  it('are the numbers, and the names that point at them, with what cannot be read', async () => {
    const { items, complete } = await as('ya29.all').versions('switched-off', neverCancelled);
    assert.deepEqual(
      items.map(({ version, labels, unavailable, note }) => [version, labels, unavailable ?? note]),
      [
        ['3', ['latest'], 'disabled, soon to be destroyed'],
        ['2', [], undefined],
        ['1', [], undefined],
      ],
    );
    assert.equal(complete, true);
    const falling = await as('ya29.all', fallingBack).versions('switched-off', neverCancelled);
    assert.equal(falling.items[1]?.note, 'what ESO reads');
  });

  it('are the aliases at least, for a login that may not list them', async () => {
    const { items, complete, problem } = await as('ya29.getter').versions('prod-myapp-database', neverCancelled);
    assert.deepEqual([items, complete, problem], [[{ version: '2', labels: ['stable'] }], false, undefined]);
    const none = await as('ya29.getter').versions('prod-other', neverCancelled);
    assert.deepEqual([none.items, none.problem?.permission], [[], 'secretmanager.versions.list']);
    const described = await as('ya29.getter').describe('prod-myapp-database', neverCancelled);
    assert.ok(described.state === 'found' && described.item.unavailable === undefined);
  });

  it('are not those of a secret that is not there', async () => {
    assert.equal((await as('ya29.all').versions('none', neverCancelled)).problem?.code, 'not-found');
    assert.equal((await as('ya29.all').versions('a/b', neverCancelled)).problem?.code, 'not-found');
  });
});

describe('Google Secret Manager: property names', () => {
  const names = (listing: Listing<{ readonly property: string }>) => listing.items.map(({ property }) => property);
  const properties = (key: string, version?: string, config: JsonObject = {}) =>
    as('ya29.all', config).properties(key, version, neverCancelled);

  it('are read with the value only where that is allowed', async () => {
    const asked = await heardSince(async () => {
      const careful = await as('ya29.all', {}, { mayReadValues: false }).properties(
        'prod-myapp-database',
        undefined,
        neverCancelled,
      );
      assert.deepEqual([careful.items, careful.problem?.code], [[], 'values-not-allowed']);
    });
    assert.deepEqual(asked, []);
    const denied = await as('ya29.viewer').properties('prod-myapp-database', undefined, neverCancelled);
    assert.deepEqual([denied.problem?.code, denied.problem?.permission], ['denied', 'secretmanager.versions.access']);
  });

  it('are written as ESO wants them, and no value is told', async () => {
    const listing = await properties('prod-myapp-database');
    assert.deepEqual(names(listing), [
      'username',
      'password',
      'tls.crt',
      'nested',
      'nested.host',
      'nested.a\\.b',
      'nested.list',
      'nested.list.0',
      'nested.list.0.port',
    ]);
    assert.equal(listing.complete, true);
    for (const value of values) assert.ok(!JSON.stringify(listing).includes(value));
    assert.ok((await as('ya29.accessor').properties('prod-myapp-database', undefined, neverCancelled)).complete);
  });

  it('are those of the version that is written', async () => {
    for (const version of ['2', 'stable'])
      assert.deepEqual(names(await properties('prod-myapp-database', version)), ['username']);
    assert.equal((await properties('prod-myapp-database', '')).items.length, 9, 'an empty one is none');
    assert.equal((await properties('prod-myapp-database', '9')).problem?.code, 'not-found');
    assert.equal((await properties('prod-myapp-database', '../1')).problem?.code, 'not-found');
    assert.match((await properties('prod-myapp-database', '1')).problem?.message ?? '', /Version 1 of the secret is destroyed/);
  });

  it('are those of the newest version that can be read, where the store allows that and no version is written', async () => {
    assert.match((await properties('switched-off')).problem?.message ?? '', /newest version of the secret is disabled/);
    assert.deepEqual(names(await properties('switched-off', undefined, fallingBack)), ['second']);
    assert.match(
      (await properties('switched-off', 'latest', fallingBack)).problem?.message ?? '',
      /latest of the secret is disabled/,
    );
    assert.match((await properties('all-off', undefined, fallingBack)).problem?.message ?? '', /disabled/);
  });

  it('are none where ESO finds no JSON, which is certain', async () => {
    for (const key of ['prod-myapp-api-key', 'prod-other', 'with_bytes', 'with-mark']) {
      const { items, complete, problem } = await properties(key);
      assert.deepEqual([items, complete, problem], [[], true, undefined], key);
    }
    assert.equal((await properties('empty')).problem?.code, 'not-found');
    assert.equal((await properties('a/b')).problem?.code, 'not-found');
  });
});
