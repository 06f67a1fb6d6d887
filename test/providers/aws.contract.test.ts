import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import type { Caller } from '../../server/src/providers/aws/caller.ts';
import type { SecretsManagerCalls } from '../../server/src/providers/aws/secretsManager/calls.ts';
import { createSecretsManagerCatalog } from '../../server/src/providers/aws/secretsManager/catalog.ts';
import type { SecretCatalog } from '../../server/src/providers/secretProvider.ts';
import { startFaultProxy } from '../support/aws/faultProxy.ts';
import type { Faults } from '../support/aws/faults.ts';
import { startMoto } from '../support/aws/moto.ts';
import { type SeedSecret, seedSecrets } from '../support/aws/seed.ts';
import { seedThroughApi } from '../support/aws/seedThroughApi.ts';
import { startAwsServer } from '../support/aws/server.ts';
import { awsAt, awsStore, catalogAt, plainLogin } from './awsSetup.ts';

interface Peer {
  readonly url: string;
  readonly faults: Faults;
  close(): Promise<void>;
}

const values = new Set<string>();
const seed: readonly SeedSecret[] = seedSecrets((label) => {
  const value = `${label}-${randomBytes(12).toString('hex')}`;
  values.add(value);
  return value;
});

contract('our server', () => startAwsServer({ seed }));
contract('our server with short pages', () => startAwsServer({ seed, sparsePages: true }));
contract('moto', async () => {
  const moto = await startMoto();
  if ('reason' in moto) return moto;
  await seedThroughApi(moto.url, seed);
  const proxy = await startFaultProxy(moto.url);
  const close = async () => {
    await proxy.close();
    await moto.close();
  };
  return { url: proxy.url, faults: proxy.faults, close };
});

describe('AWS Secrets Manager: a secret that another account shares', () => {
  it('does not make that account the one of the login', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:999999999999:secret:shared-AbCdEf';
    const call = (async () => ({ value: { ARN: arn } })) as Caller<SecretsManagerCalls>;
    const catalog = createSecretsManagerCatalog({
      call,
      clock: nodeClock,
      prefix: '',
      mayReadValues: () => false,
      maxCalls: () => 1,
      consolePage: () => undefined,
    });
    assert.equal((await catalog.lookup(arn, neverCancelled)).state, 'found');
    assert.equal(catalog.account?.(), undefined);
    await catalog.lookup('shared', neverCancelled);
    assert.equal(catalog.account?.(), '999999999999');
  });
});

describe('AWS Secrets Manager: versions over several pages', () => {
  // Two of the 250 have a stage, and the pages are cut before the rest is left out: they come last, after two empty pages.
  const earlier = Array.from({ length: 249 }, (_, i) => `{"n": ${i}}`);
  const often = [{ region: 'us-east-1', name: 'often', text: '{"n": 249}', earlier }];
  const listed = async (maxCalls: number) => {
    const server = await startAwsServer({ seed: often, sparsePages: true });
    try {
      plainLogin();
      const { items, complete } = await catalogAt(server.url, {}, { maxCalls }).versions('often', neverCancelled);
      return { names: items.map(({ version }) => version.replace(/(?<=^uuid\/).*/, '…')), complete };
    } finally {
      await server.close();
    }
  };

  it('come with all pages', async () => {
    const names = ['AWSCURRENT', 'AWSPREVIOUS', 'uuid/…', 'uuid/…'];
    assert.deepEqual(await listed(3), { names, complete: true });
  });

  it('are not said to be all where the budget of calls ends before the pages', async () => {
    assert.deepEqual(await listed(2), { names: [], complete: false });
  });
});

/** What any server that speaks the API must lead to. */
function contract(name: string, start: () => Promise<Peer | { readonly reason: string }>): void {
  describe(`AWS Secrets Manager: ${name}`, () => {
    let peer: Peer;
    let catalog: SecretCatalog;

    let missing: string | undefined;
    before(async () => {
      plainLogin();
      const started = await start();
      if ('reason' in started) missing = started.reason;
      else {
        peer = started;
        catalog = catalogAt(peer.url);
      }
    });
    after(() => peer?.close());
    const check = (title: string, test: () => Promise<void>) =>
      it(title, async (context) => {
        if (missing !== undefined) return context.skip(missing);
        peer.faults.clear();
        await test();
      });

    check('lists every name of the region over several pages', async () => {
      const { items, complete, problem } = await catalog.keys('', neverCancelled);
      const expected = seed.filter(({ region }) => region === 'us-east-1').map((secret) => secret.name);
      assert.equal(problem, undefined);
      assert.equal(complete, true);
      assert.ok(expected.length > 300);
      assert.deepEqual(items.map(({ key }) => key).sort(), expected.sort());
    });

    check('searches by the beginning of the name, with its case', async () => {
      const { items, complete } = await catalog.keys('prod/myapp/d', neverCancelled);
      assert.equal(complete, true);
      assert.deepEqual(
        items.map(({ key }) => key),
        ['prod/myapp/database'],
      );
      assert.equal(items[0]?.description, 'Database credentials for myapp');
      assert.deepEqual((await catalog.keys('PROD/', neverCancelled)).items, []);
      assert.deepEqual(
        (await catalog.keys('Odd/', neverCancelled)).items.map(({ key }) => key),
        ['Odd/MixedCase'],
      );
    });

    check('does not take what is typed for a negation or a bad filter', async () => {
      for (const typed of ['!prod', 'größe', 'a*b', '"']) {
        const { problem } = await catalog.keys(typed, neverCancelled);
        assert.equal(problem, undefined, typed);
      }
    });

    check('offers keys without the prefix of the store', async () => {
      const prefixed = catalogAt(peer.url, { prefix: 'prod/myapp/' });
      const { items } = await prefixed.keys('data', neverCancelled);
      assert.deepEqual(
        items.map(({ key }) => key),
        ['database'],
      );
      assert.equal((await prefixed.lookup('database', neverCancelled)).state, 'found');
      assert.equal((await prefixed.lookup('prod/myapp/database', neverCancelled)).state, 'missing');
      assert.equal((await prefixed.properties('database', undefined, neverCancelled)).items.length, 5);
    });

    check('stops at the budget of calls and says so', async () => {
      const { items, complete, problem } = await catalogAt(peer.url, {}, { maxCalls: 2 }).keys('', neverCancelled);
      assert.equal(complete, false);
      assert.equal(problem?.code, 'call-budget');
      assert.equal(items.length, 200);
    });

    check('tells the metadata of a secret', async () => {
      const found = await catalog.describe('prod/myapp/database', neverCancelled);
      assert.ok(found.state === 'found');
      const { item } = found;
      assert.match(item.id ?? '', /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:prod\/myapp\/database-\w{6}$/);
      assert.equal(item.description, 'Database credentials for myapp');
      assert.deepEqual(
        [...item.tags].sort((a, b) => a.name.localeCompare(b.name)),
        [
          { name: 'env', value: 'prod' },
          { name: 'team', value: 'payments' },
        ],
      );
      assert.equal(item.rotation?.enabled, true);
      assert.equal(item.rotation?.everyDays, 30);
      for (const time of [item.created, item.changed, item.rotation?.next]) assert.ok((time ?? 0) > 1.6e12 && (time ?? 0) < 1e13);
      assert.equal(catalog.account?.(), '123456789012');
    });

    check('finds a secret by its ARN', async () => {
      const found = await catalog.describe('prod/myapp/database', neverCancelled);
      assert.ok(found.state === 'found' && found.item.id !== undefined);
      assert.equal((await catalog.lookup(found.item.id, neverCancelled)).state, 'found');
      assert.equal(catalog.listsAs?.(found.item.id), false);
    });

    check('lists stages and ids as versions, and reads the properties of each', async () => {
      const { items } = await catalog.versions('prod/myapp/database', neverCancelled);
      const names = items.map(({ version }) => version);
      assert.deepEqual(names.slice(0, 2), ['AWSCURRENT', 'AWSPREVIOUS']);
      assert.equal(names.length, 4);
      for (const version of names) {
        const listing = await catalog.properties('prod/myapp/database', version, neverCancelled);
        assert.equal(listing.items.length, 5, version);
      }
      const none = await catalog.properties('prod/myapp/database', 'NOSUCHSTAGE', neverCancelled);
      assert.equal(none.problem?.code, 'not-found');
      assert.equal(none.complete, false);
    });

    check('lists the property names of the tutorial', async () => {
      const { items, complete } = await catalog.properties('prod/myapp/database', undefined, neverCancelled);
      assert.equal(complete, true);
      assert.deepEqual(items.map(({ property }) => property).sort(), ['database', 'host', 'password', 'port', 'username']);
    });

    check('lists nested and dotted names as ESO reads them', async () => {
      const tls = await catalog.properties('prod/myapp/tls', undefined, neverCancelled);
      assert.deepEqual(
        tls.items.map(({ property }) => property),
        ['tls.crt', 'tls.key', 'ca.crt'],
      );
      const config = await catalog.properties('prod/myapp/config', undefined, neverCancelled);
      const names = config.items.map(({ property, type }) => `${property}: ${type}`);
      for (const name of [
        'db.primary.user: string',
        'db.primary.port: number',
        'db.replicas.0.host: string',
        'feature\\.flags.beta: boolean',
        'proxy: null',
        'we\\|ird \\*key\\?: string',
      ]) {
        assert.ok(names.includes(name), `${name} in ${names.join(', ')}`);
      }
    });

    check('tells what has no properties from what cannot be read', async () => {
      const expected: Record<string, { names: string[]; complete: boolean }> = {
        'prod/myapp/api-key': { names: [], complete: true },
        'odd/connection-string': { names: [], complete: true },
        'odd/empty-object': { names: [], complete: true },
        'odd/truncated': { names: [], complete: false },
        'odd/settings-binary': { names: ['token'], complete: true },
        'odd/keystore': { names: [], complete: true },
        'odd/prototype': { names: ['__proto__', 'constructor'], complete: true },
        'odd/list': { names: ['0', '1'], complete: true },
      };
      for (const [key, { names, complete }] of Object.entries(expected)) {
        const listing = await catalog.properties(key, undefined, neverCancelled);
        assert.deepEqual(
          listing.items.map(({ property }) => property),
          names,
          key,
        );
        assert.equal(listing.complete, complete, key);
      }
    });

    check('says that a secret is scheduled for deletion', async () => {
      const found = await catalog.lookup('prod/myapp/legacy-database', neverCancelled);
      assert.ok(found.state === 'found');
      assert.equal(found.item.unavailable, 'scheduled for deletion');
      const described = await catalog.describe('prod/myapp/legacy-database', neverCancelled);
      assert.ok(described.state === 'found' && (described.item.deletion ?? 0) > Date.now());
      const { items } = await catalog.keys('prod/myapp/legacy', neverCancelled);
      assert.equal(items[0]?.unavailable, 'scheduled for deletion');
      const properties = await catalog.properties('prod/myapp/legacy-database', undefined, neverCancelled);
      assert.equal(properties.complete, false);
      assert.notEqual(properties.problem, undefined);
    });

    check('says "missing" only of what the vault does not have', async () => {
      assert.equal((await catalog.lookup('prod/myapp/databse', neverCancelled)).state, 'missing');
      assert.equal((await catalog.describe('prod/myapp/databse', neverCancelled)).state, 'missing');
      assert.equal((await catalog.lookup('prod/myapp/database', neverCancelled)).state, 'found');
    });

    check('sees another vault in another region', async () => {
      const there = catalogAt(peer.url, { region: 'eu-west-1' });
      const { items } = await there.keys('', neverCancelled);
      assert.deepEqual(items.map(({ key }) => key).sort(), ['prod/european/database', 'prod/european/plain']);
      const nowhere = await catalogAt(peer.url, { region: 'ap-south-1' }).keys('', neverCancelled);
      assert.deepEqual([nowhere.items, nowhere.complete], [[], true]);
      assert.equal((await there.lookup('prod/myapp/database', neverCancelled)).state, 'missing');
    });

    check('asks no value where values may not be read', async () => {
      const { provider, log } = awsAt(peer.url);
      const careful = provider.open(awsStore(), { identity: {}, mayReadValues: () => false });
      const { items, problem } = await careful.properties('prod/myapp/database', undefined, neverCancelled);
      assert.deepEqual([items, problem?.code, log], [[], 'values-not-allowed', []]);
    });

    check('is denied with the permission that is missing', async () => {
      peer.faults.add({ kind: 'deny' });
      const { problem } = await catalog.keys('', neverCancelled);
      assert.equal(problem?.code, 'denied');
      assert.equal(problem?.permission, 'secretsmanager:ListSecrets');
      const found = await catalog.lookup('prod/myapp/database', neverCancelled);
      assert.ok(found.state === 'unknown' && found.problem.permission === 'secretsmanager:DescribeSecret');
    });

    check('lasts out a short throttling and reports a long one', async () => {
      peer.faults.add({ kind: 'throttle', times: 1 });
      assert.equal((await catalog.keys('prod/myapp', neverCancelled)).complete, true);
      peer.faults.clear();
      peer.faults.add({ kind: 'throttle' });
      const { items, complete, problem } = await catalog.keys('prod/myapp', neverCancelled);
      assert.deepEqual([items, complete, problem?.code], [[], false, 'throttled']);
    });

    check('keeps what it has when a later page fails', async () => {
      peer.faults.add({ kind: 'deny', after: 2 });
      const { items, complete, problem } = await catalog.keys('', neverCancelled);
      assert.deepEqual([items.length, complete, problem?.code], [200, false, 'denied']);
    });

    check('says so when it has no credentials', async () => {
      delete process.env['AWS_ACCESS_KEY_ID'];
      delete process.env['AWS_SECRET_ACCESS_KEY'];
      try {
        const { problem } = await catalogAt(peer.url).keys('', neverCancelled);
        assert.equal(problem?.code, 'no-credentials');
      } finally {
        plainLogin();
      }
    });

    check('logs every call and no value', async () => {
      const { provider, log } = awsAt(peer.url);
      const logged = provider.open(awsStore(), { identity: {}, mayReadValues: () => true });
      await logged.keys('prod/myapp/', neverCancelled);
      await logged.properties('prod/myapp/config', undefined, neverCancelled);
      await logged.lookup('nothing', neverCancelled);
      assert.ok(log.length >= 3);
      assert.equal(log.at(-1)?.outcome, 'not-found');
      assert.equal(log.at(-2)?.operation, 'GetSecretValue');
      assert.match(log[0]?.target ?? '', /^SecretStore default\/vault, us-east-1, /);
      const text = JSON.stringify(log);
      for (const value of values) assert.ok(!text.includes(value));
    });
  });
}
