import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import type { SecretCatalog } from '../../server/src/providers/secretProvider.ts';
import { startFaultProxy } from '../support/aws/faultProxy.ts';
import type { Faults } from '../support/aws/faults.ts';
import { startMoto } from '../support/aws/moto.ts';
import { seedParameters, seedParametersThroughApi } from '../support/aws/parameters.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { awsAt, parameterStoreAt, parametersAt, plainLogin } from './awsSetup.ts';

interface Peer {
  readonly url: string;
  /** How many parameters it gives at a time, when asked for 50. */
  readonly pageSize: number;
  /** Whether it tells the ARN of a parameter, as AWS does. */
  readonly tellsArn: boolean;
  readonly faults: Faults;
  close(): Promise<void>;
}

const values = new Set<string>();
const seed = seedParameters((label) => {
  const value = `${label}-${randomBytes(12).toString('hex')}`;
  values.add(value);
  return value;
});

contract('our server', async () => ({ ...(await startAwsServer({ seed: [], parameters: seed })), pageSize: 50, tellsArn: true }));
contract('moto', async () => {
  const moto = await startMoto();
  if ('reason' in moto) return moto;
  await seedParametersThroughApi(moto.url, seed);
  const proxy = await startFaultProxy(moto.url);
  const close = async () => {
    await proxy.close();
    await moto.close();
  };
  return { url: proxy.url, faults: proxy.faults, close, pageSize: 10, tellsArn: false };
});

describe('AWS Parameter Store: a service that throttles', () => {
  let server: AwsServer;
  before(async () => {
    plainLogin();
    server = await startAwsServer({ seed: [], parameters: seed });
  });
  after(() => server.close());

  it('lasts out a throttling that the SDK gives up on, and reports a long one', async () => {
    server.faults.add({ kind: 'throttle', times: 4 });
    assert.equal((await parametersAt(server.url).keys('/prod/myapp', neverCancelled)).complete, true);
    server.faults.clear();
    server.faults.add({ kind: 'throttle' });
    const { items, complete, problem } = await parametersAt(server.url).keys('/prod/myapp', neverCancelled);
    assert.deepEqual([items, complete, problem?.code], [[], false, 'throttled']);
    assert.match(problem?.message ?? '', /AWS Parameter Store in us-east-1/);
  });

  it('ends at once when a call that waits for its turn is cancelled', async () => {
    const source = createCancellation();
    const catalog = parametersAt(server.url);
    server.faults.clear();
    server.faults.add({ kind: 'hang' });
    const served = catalog.keys('', neverCancelled);
    const waiting = catalog.keys('/prod', source.token);
    source.cancel();
    assert.equal((await waiting).problem?.code, 'cancelled');
    server.faults.clear();
    await server.close();
    assert.equal((await served).complete, false);
  });
});

/** What any server that speaks the API must lead to. */
function contract(name: string, start: () => Promise<Peer | { readonly reason: string }>): void {
  describe(`AWS Parameter Store: ${name}`, () => {
    let peer: Peer;
    let catalog: SecretCatalog;
    let missing: string | undefined;
    before(async () => {
      plainLogin();
      const started = await start();
      if ('reason' in started) missing = started.reason;
      else {
        peer = started;
        catalog = parametersAt(peer.url);
      }
    });
    after(() => peer?.close());
    const check = (title: string, test: () => Promise<void>) =>
      it(title, async (context) => {
        if (missing !== undefined) return context.skip(missing);
        peer.faults.clear();
        await test();
      });
    const keys = (items: readonly { readonly key: string }[]) => items.map(({ key }) => key).sort();

    check('lists every name of the region over several pages, and tells progress', async () => {
      const progress: number[] = [];
      const { items, complete, problem } = await catalog.keys('', neverCancelled, (soFar) => void progress.push(soFar.length));
      assert.equal(problem, undefined);
      assert.equal(complete, true);
      assert.deepEqual(
        keys(items),
        seed
          .filter(({ region }) => region === 'us-east-1')
          .map((each) => each.name)
          .sort(),
      );
      assert.equal(progress[0], peer.pageSize);
      assert.equal(progress.length, Math.ceil(items.length / peer.pageSize) - 1);
      assert.equal(catalog.account?.(), peer.tellsArn ? '123456789012' : undefined);
    });

    check('searches by the beginning of the name, with its case and its slash', async () => {
      const { items, complete } = await catalog.keys('/prod/myapp/d', neverCancelled);
      assert.equal(complete, true);
      assert.deepEqual(keys(items), ['/prod/myapp/database']);
      assert.equal(items[0]?.description, 'Database credentials for myapp');
      assert.ok((items[0]?.changed ?? 0) > 1.6e12);
      assert.deepEqual((await catalog.keys('/odd/', neverCancelled)).items, []);
      assert.deepEqual(keys((await catalog.keys('/Odd/', neverCancelled)).items), ['/Odd/Mixed.Case_1']);
      assert.deepEqual(keys((await catalog.keys('plain', neverCancelled)).items), ['plain-name']);
    });

    check('does not take what is typed for a bad filter', async () => {
      for (const typed of ['!prod', 'größe', 'a*b', '"', '/prod/a b', 'x:3'])
        assert.equal((await catalog.keys(typed, neverCancelled)).problem, undefined, typed);
    });

    check('offers keys without the prefix of the store', async () => {
      const prefixed = parametersAt(peer.url, { prefix: '/prod/myapp' });
      assert.deepEqual(keys((await prefixed.keys('/d', neverCancelled)).items), ['/database']);
      assert.equal((await prefixed.lookup('/database', neverCancelled)).state, 'found');
      assert.equal((await prefixed.lookup('/prod/myapp/database', neverCancelled)).state, 'missing');
      assert.equal((await prefixed.properties('/database', undefined, neverCancelled)).items.length, 3);
    });

    check('stops at the budget of calls and says so', async () => {
      const { items, complete, problem } = await parametersAt(peer.url, {}, { maxCalls: 1 }).keys('', neverCancelled);
      assert.deepEqual([items.length, complete, problem?.code], [peer.pageSize, false, 'call-budget']);
    });

    check('tells the metadata of a parameter', async () => {
      const found = await catalog.describe('/prod/myapp/database', neverCancelled);
      assert.ok(found.state === 'found');
      const { item } = found;
      assert.equal(item.id, peer.tellsArn ? 'arn:aws:ssm:us-east-1:123456789012:parameter/prod/myapp/database' : undefined);
      assert.equal(item.description, 'Database credentials for myapp');
      assert.deepEqual(
        [...item.tags].sort((a, b) => a.name.localeCompare(b.name)),
        [
          { name: 'env', value: 'prod' },
          { name: 'team', value: 'payments' },
        ],
      );
      const details = Object.fromEntries((item.details ?? []).map((detail) => [detail.name, detail.value]));
      assert.deepEqual(
        [details['type'], details['tier'], details['encrypted with']],
        ['SecureString', 'Standard', 'alias/aws/ssm'],
      );
      assert.deepEqual(
        item.versions.map(({ version }) => version),
        ['3'],
      );
      assert.equal(item.console, undefined, 'calls do not go to AWS, so its console does not show what they see');
      const plain = await catalog.describe('plain-name', neverCancelled);
      assert.ok(plain.state === 'found');
      assert.ok(plain.item.details?.some((detail) => detail.name === 'allowed pattern' && detail.value === '^.*$'));
      assert.deepEqual(plain.item.tags, []);
    });

    check('describes without the tags where those are denied', async () => {
      peer.faults.add({ kind: 'deny', operation: 'ListTagsForResource' });
      const found = await catalog.describe('/prod/myapp/database', neverCancelled);
      assert.ok(found.state === 'found');
      assert.deepEqual(found.item.tags, []);
    });

    check('says "missing" only of what the vault does not have, however many are asked for at once', async () => {
      const names = [
        ...seed.filter(({ region }) => region === 'us-east-1').map((each) => each.name),
        '/prod/myapp/databse',
        '/no',
      ];
      const answers = await Promise.all(names.map((key) => catalog.lookup(key, neverCancelled)));
      assert.deepEqual(
        names.filter((_, i) => answers[i]?.state !== 'found'),
        ['/prod/myapp/databse', '/no'],
      );
      assert.deepEqual(
        answers.slice(-2).map(({ state }) => state),
        ['missing', 'missing'],
      );
      assert.equal((await catalog.describe('/no', neverCancelled)).state, 'missing');
      assert.equal((await catalog.lookup('prod/myapp/database', neverCancelled)).state, 'missing');
    });

    check('shares one call between the look-ups of a file', async () => {
      const { provider, log } = awsAt(peer.url, { service: 'ParameterStore' });
      const shared = provider.open(parameterStoreAt(), { identity: {}, mayReadValues: () => false });
      const names = seed.slice(0, 6).map((each) => each.name);
      await Promise.all(names.map((key) => shared.lookup(key, neverCancelled)));
      assert.deepEqual(
        log.map(({ operation, count }) => [operation, count]),
        [['DescribeParameters', 6]],
      );
    });

    check('claims nothing of what AWS does not list', async () => {
      for (const key of [
        'arn:aws:ssm:us-east-1:999999999999:parameter/shared',
        '/aws/service/ami-amazon-linux-latest/x',
        '/aws/reference/secretsmanager/y',
      ]) {
        assert.equal((await catalog.lookup(key, neverCancelled)).state, 'unknown', key);
        assert.equal(catalog.listsAs?.(key), false, key);
      }
      assert.equal(catalog.listsAs?.('/prod/myapp/database:3'), false);
      assert.equal((await catalog.lookup('/prod/myapp/database:3', neverCancelled)).state, 'found');
      assert.equal(catalog.listsAs?.('/prod/myapp/database'), true);
    });

    check('lists versions with their labels, newest first, and reads the properties of each', async () => {
      const { items, complete } = await catalog.versions('/prod/myapp/database', neverCancelled);
      assert.equal(complete, true);
      assert.deepEqual(
        items.map(({ version, labels }) => [version, [...labels].sort()]),
        [
          ['3', []],
          ['2', ['blue', 'stable']],
          ['1', []],
        ],
      );
      for (const version of ['1', '2', '3', 'stable', undefined]) {
        const { items: found } = await catalog.properties('/prod/myapp/database', version, neverCancelled);
        assert.deepEqual(keys(found.map(({ property }) => ({ key: property }))), ['port', 'tls.crt', 'username'], version);
      }
      const none = await catalog.properties('/prod/myapp/database', '9', neverCancelled);
      assert.deepEqual([none.problem?.code, none.complete], ['not-found', false]);
      assert.equal((await catalog.versions('/no', neverCancelled)).problem?.code, 'not-found');
    });

    check('knows the newest version only where values may not be read, and asks for none', async () => {
      const { provider, log } = awsAt(peer.url, { service: 'ParameterStore' });
      const careful = provider.open(parameterStoreAt(), { identity: {}, mayReadValues: () => false });
      const { items, complete } = await careful.versions('/prod/myapp/database', neverCancelled);
      assert.deepEqual([items.map(({ version }) => version), complete], [['3'], false]);
      const { problem } = await careful.properties('/prod/myapp/database', undefined, neverCancelled);
      assert.equal(problem?.code, 'values-not-allowed');
      assert.deepEqual(
        log.map(({ operation }) => operation),
        ['DescribeParameters'],
      );
    });

    check('falls back to the newest version where the history is denied', async () => {
      peer.faults.add({ kind: 'deny', operation: 'GetParameterHistory' });
      const { items, complete, problem } = await catalog.versions('/prod/myapp/database', neverCancelled);
      assert.deepEqual([items.map(({ version }) => version), complete, problem], [['3'], false, undefined]);
    });

    check('tells what has no properties from what cannot be read', async () => {
      for (const [key, complete] of [
        ['/prod/myapp/api-key', true],
        ['/prod/myapp/hosts', true],
        ['/prod/myapp/half-json', false],
      ] as const) {
        const listing = await catalog.properties(key, undefined, neverCancelled);
        assert.deepEqual([listing.items, listing.complete], [[], complete], key);
      }
    });

    check('sees another vault in another region', async () => {
      const there = parametersAt(peer.url, { region: 'eu-west-1' });
      assert.deepEqual(keys((await there.keys('', neverCancelled)).items), ['/prod/european']);
      assert.equal((await there.lookup('/prod/myapp/database', neverCancelled)).state, 'missing');
    });

    check('is denied with the permission that is missing', async () => {
      peer.faults.add({ kind: 'deny' });
      const { problem } = await catalog.keys('', neverCancelled);
      assert.deepEqual([problem?.code, problem?.permission], ['denied', 'ssm:DescribeParameters']);
      const found = await catalog.lookup('/prod/myapp/database', neverCancelled);
      assert.ok(found.state === 'unknown' && found.problem.permission === 'ssm:DescribeParameters');
      const { problem: unread } = await catalog.properties('/prod/myapp/database', undefined, neverCancelled);
      assert.equal(unread?.permission, 'ssm:GetParameter');
    });

    check('keeps what it has when a later page fails', async () => {
      peer.faults.add({ kind: 'deny', after: 1 });
      const { items, complete, problem } = await catalog.keys('', neverCancelled);
      assert.deepEqual([items.length, complete, problem?.code], [peer.pageSize, false, 'denied']);
    });

    check('logs every call and no value', async () => {
      const { provider, log } = awsAt(peer.url, { service: 'ParameterStore' });
      const logged = provider.open(parameterStoreAt(), { identity: {}, mayReadValues: () => true });
      await logged.keys('/prod/myapp/', neverCancelled);
      await logged.describe('/prod/myapp/database', neverCancelled);
      await logged.properties('/prod/myapp/database', undefined, neverCancelled);
      await logged.versions('/prod/myapp/api-key', neverCancelled);
      assert.deepEqual(
        log.map(({ operation }) => operation),
        ['DescribeParameters', 'DescribeParameters', 'ListTagsForResource', 'GetParameter', 'GetParameterHistory'],
      );
      assert.match(log[0]?.target ?? '', /^SecretStore default\/vault, us-east-1, /);
      for (const value of values) assert.ok(!JSON.stringify(log).includes(value));
    });
  });
}
