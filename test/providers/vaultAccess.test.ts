import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { createNetwork } from '../../server/src/node/network.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createAwsProvider } from '../../server/src/providers/aws/awsProvider.ts';
import { secretsManager } from '../../server/src/providers/aws/secretsManager/secretsManager.ts';
import type { Consent } from '../../server/src/providers/consent.ts';
import { createFakeProvider } from '../../server/src/providers/fake/fakeProvider.ts';
import type {
  Destination,
  Identity,
  SecretCatalog,
  SecretProvider,
  StoreConfig,
} from '../../server/src/providers/secretProvider.ts';
import { createVaultAccess, type VaultAccess } from '../../server/src/providers/vaultAccess.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { memoryConsents } from '../support/memoryConsents.ts';
import { awsStore, plainLogin } from './awsSetup.ts';

const workspace = 'file:///home/me/repo';
const label = `SecretStore default/vault in ${workspace}`;
const allowed: Consent = { access: 'allow', confirmedStores: [label], readValues: false };
const fakeStore: StoreConfig = {
  kind: 'SecretStore',
  name: 'f',
  provider: 'fake',
  config: { data: [{ key: 'a', value: '{"x":1}' }] },
};
let server: AwsServer;
let consents: ReturnType<typeof memoryConsents>;
let trusted: boolean;
let folders: string;
let identity: Identity;
let vaults: VaultAccess;
let log: string[];

before(async () => {
  server = await startAwsServer({ seed: seedSecrets((text) => text) });
});
after(() => server.close());
beforeEach(() => {
  plainLogin();
  server.faults.clear();
  (server.requests as unknown[]).length = 0;
  consents = memoryConsents();
  trusted = true;
  folders = workspace;
  identity = {};
  log = [];
  const env = { ...process.env, AWS_ENDPOINT_URL: server.url };
  const aws = createAwsProvider(secretsManager, {
    network: async () => createNetwork(env),
    clock: nodeClock,
    log: ({ operation, outcome }) => void log.push(`${operation} ${outcome}`),
    env,
  });
  vaults = createVaultAccess({
    providers: [createFakeProvider(nodeClock), aws],
    consents,
    clock: nodeClock,
    trusted: () => trusted,
    workspace: () => folders,
    identityFor: () => identity,
  });
});

const problemOf = async (store: StoreConfig) => {
  const answer = await vaults.catalogFor(store);
  return 'problem' in answer ? answer.problem.code : undefined;
};

async function listed(store: StoreConfig): Promise<number> {
  const answer = await vaults.catalogFor(store);
  assert.ok('catalog' in answer);
  return (await answer.catalog.keys('', neverCancelled)).items.length;
}

describe('before a vault is asked anything', () => {
  it('the user must have agreed: no call and no question until then', async () => {
    assert.equal(await problemOf(awsStore()), 'not-connected');
    assert.equal((await vaults.state(awsStore())).state, 'not-connected');
    await vaults.refresh();
    assert.deepEqual([server.requests.length, consents.questions.length], [0, 0]);
  });

  it('the workspace must be trusted, even with an answer on record', async () => {
    consents.answer = allowed;
    await vaults.connect(awsStore());
    await listed(awsStore());
    (server.requests as unknown[]).length = 0;
    trusted = false;
    assert.equal(await problemOf(awsStore()), 'untrusted-workspace');
    assert.equal((await vaults.state(awsStore())).state, 'untrusted');
    await vaults.connect(awsStore());
    assert.equal(consents.questions.length, 1);
    assert.equal(server.requests.length, 0);
  });

  it('a "never" counts', async () => {
    consents.answer = { access: 'never', confirmedStores: [], readValues: false };
    assert.equal((await vaults.connect(awsStore())).state, 'refused');
    assert.equal(await problemOf(awsStore()), 'refused');
    assert.equal(server.requests.length, 0);
  });

  it('"not now" leaves all as it was', async () => {
    assert.equal((await vaults.connect(awsStore())).state, 'not-connected');
    assert.equal(server.requests.length, 0);
  });

  it('the store must be one that can be listed', async () => {
    assert.equal(await problemOf(awsStore({ service: 'ParameterStore' })), 'unsupported');
    assert.equal(await problemOf({ ...awsStore(), provider: 'vault' }), 'unsupported');
    assert.equal(await problemOf(awsStore({ region: '' })), 'incomplete-store');
    assert.equal(await problemOf(awsStore({ region: 'x.evil.example/' })), 'incomplete-store');
    assert.equal((await vaults.state(awsStore({ service: 'ParameterStore' }))).state, 'unsupported');
  });

  it('a fake store is its own vault', async () => {
    trusted = false;
    const answer = await vaults.catalogFor(fakeStore);
    assert.ok('catalog' in answer && answer.confirmed);
    assert.deepEqual((await answer.catalog.keys('', neverCancelled)).items, [{ key: 'a' }]);
    assert.equal((await vaults.state(fakeStore)).state, 'manifest');
    assert.equal(consents.questions.length, 0);
  });
});

describe('a connected vault', () => {
  beforeEach(() => {
    consents.answer = allowed;
  });

  it('is asked about in words that name place and login', async () => {
    identity = { profile: 'dev' };
    await vaults.connect(awsStore());
    const [question] = consents.questions;
    assert.equal(
      question?.message,
      'Allow External Secrets to list secret names in AWS Secrets Manager, us-east-1, with your profile dev? Names and metadata only; values are not read.',
    );
    assert.match(question?.detail ?? '', new RegExp(server.url));
    assert.equal(question?.store, label);
    assert.doesNotMatch(`${question?.message} ${question?.detail}`, /file:/);
  });

  it('is listed once for all stores that look at it', async () => {
    await vaults.connect(awsStore());
    const total = await listed(awsStore());
    assert.ok(total > 300);
    const calls = server.requests.length;
    assert.equal(await listed({ ...awsStore(), name: 'second' }), total);
    assert.equal(server.requests.length, calls);
    assert.equal(await listed(awsStore({ prefix: 'prod/myapp/' })), 5);
    assert.ok(server.requests.length > calls);
  });

  it('may prove absence only for the store that the user has confirmed', async () => {
    await vaults.connect(awsStore());
    const confirmed = async (store: StoreConfig) => {
      const answer = await vaults.catalogFor(store);
      return 'catalog' in answer && answer.confirmed;
    };
    assert.equal(await confirmed(awsStore()), true);
    assert.equal(await confirmed({ ...awsStore(), name: 'second' }), false);
    assert.equal(await confirmed({ ...awsStore(), namespace: 'other' }), false);
    folders = 'file:///home/me/other';
    assert.equal(await confirmed(awsStore()), false, 'the same name in another repository');
    folders = '';
    assert.equal(await confirmed(awsStore()), false);
    await vaults.connect(awsStore());
    assert.equal(consents.questions.at(-1)?.store, 'SecretStore default/vault', 'without a workspace, the store alone');
  });

  it('is another destination in another region or with another login', async () => {
    await vaults.connect(awsStore());
    assert.equal(await problemOf(awsStore({ region: 'eu-west-1' })), 'not-connected');
    identity = { profile: 'other' };
    assert.equal(await problemOf(awsStore()), 'not-connected');
  });

  it('tells its values only after the second question', async () => {
    await vaults.connect(awsStore());
    const properties = async () => {
      const answer = await vaults.catalogFor(awsStore());
      assert.ok('catalog' in answer);
      return answer.catalog.properties('prod/myapp/database', undefined, neverCancelled);
    };
    assert.equal((await properties()).problem?.code, 'values-not-allowed');
    assert.ok(!server.requests.some(({ operation }) => operation === 'GetSecretValue'));
    consents.answer = { ...allowed, readValues: true };
    assert.equal((await vaults.allowValues(awsStore())).readValues, true);
    assert.equal(consents.questions.at(-1)?.kind, 'read-values');
    assert.match(consents.questions.at(-1)?.message ?? '', /read secret values/);
    assert.equal((await properties()).items.length, 5);
  });

  it('is asked for access first when values are wanted of one that is not connected', async () => {
    await vaults.allowValues(awsStore());
    assert.deepEqual(
      consents.questions.map(({ kind }) => kind),
      ['access', 'read-values'],
    );
  });

  it('tells its state, account and age', async () => {
    await vaults.connect(awsStore());
    await listed(awsStore());
    const { state, text, tooltip } = await vaults.state(awsStore());
    assert.equal(state, 'connected');
    assert.equal(text, 'vault');
    assert.match(tooltip, /^AWS Secrets Manager, us-east-1, the AWS keys in your environment, account 123456789012, at http/);
    assert.match(tooltip, /375 names, listed just now\./);
  });

  it('tells what is wrong and how to mend it, and recovers by a refresh', async () => {
    server.faults.add({ kind: 'deny' });
    await vaults.connect(awsStore());
    await listed(awsStore());
    const { state, text, problem } = await vaults.state(awsStore());
    assert.deepEqual([state, text, problem?.permission], ['problem', 'vault: access denied', 'secretsmanager:ListSecrets']);
    server.faults.clear();
    await vaults.refresh(awsStore());
    assert.ok((await listed(awsStore())) > 300);
    assert.equal((await vaults.state(awsStore())).state, 'connected');
  });

  it('is forgotten when it is disconnected, and listed no further', async () => {
    server.faults.add({ kind: 'hang' });
    await vaults.connect(awsStore());
    while (server.requests.length === 0) await turn();
    assert.equal((await vaults.disconnect(awsStore())).state, 'not-connected');
    assert.equal(await problemOf(awsStore()), 'not-connected');
    while (log.length === 0) await turn();
    assert.deepEqual(log, ['ListSecrets cancelled']);
  });

  it('tells when its state changes', async () => {
    let changes = 0;
    const listener = vaults.onDidChange(() => void changes++);
    await vaults.connect(awsStore());
    await listed(awsStore());
    assert.ok(changes > 1);
    listener.dispose();
    const before = changes;
    await vaults.refresh();
    assert.equal(changes, before);
  });
});

describe('the account that answers', () => {
  const [agreed, other] = ['111111111111', '222222222222'];
  const destination: Destination = {
    id: 'd',
    service: 'S',
    location: 'L',
    endpoint: 'https://e',
    customEndpoint: false,
    login: 'profile p',
  };
  let account: string;
  let calls: string[];
  let lists: boolean;
  beforeEach(() => {
    lists = true;
    account = agreed;
    calls = [];
    consents.answer = allowed;
  });

  /** A server that starts: its vault has one secret, and tells its account with what it finds only, as AWS does. */
  function start(): VaultAccess {
    const open = (): SecretCatalog => {
      let answered: string | undefined;
      const entry = { key: 'a' };
      const listing = async (call: string) => {
        calls.push(call);
        return { items: [], complete: true, asOf: nodeClock.now() };
      };
      return {
        async keys() {
          calls.push('keys');
          if (!lists) return { items: [], complete: false, asOf: nodeClock.now(), problem: { code: 'denied', message: 'no' } };
          answered = account;
          return { items: [entry], complete: true, asOf: nodeClock.now() };
        },
        properties: () => listing('properties'),
        versions: () => listing('versions'),
        describe: async () => ({ state: 'missing', asOf: nodeClock.now() }),
        async lookup(key) {
          calls.push(`lookup ${key}`);
          if (key !== 'a') return { state: 'missing', asOf: nodeClock.now() };
          answered = account;
          return { state: 'found', item: entry, asOf: nodeClock.now() };
        },
        account: () => answered,
      };
    };
    const provider: SecretProvider = {
      id: 'aws',
      title: 'S',
      capabilities: { listing: 'names', properties: 'reads-values', versions: false, propertyDialect: 'gjson' },
      supports: () => true,
      scope: ({ config }) => String(config['prefix']),
      destination: async () => destination,
      open,
    };
    return createVaultAccess({
      providers: [provider],
      consents,
      clock: nodeClock,
      trusted: () => true,
      workspace: () => workspace,
      identityFor: () => ({}),
    });
  }

  async function catalogOf(access: VaultAccess): Promise<SecretCatalog> {
    const answer = await access.catalogFor(awsStore());
    assert.ok('catalog' in answer);
    return answer.catalog;
  }

  /** Connected to the account that was agreed to, and started anew. */
  async function restarted(): Promise<VaultAccess> {
    const before = start();
    await before.connect(awsStore());
    await (await catalogOf(before)).keys('', neverCancelled);
    calls = [];
    return start();
  }

  it('is remembered with the consent', async () => {
    const access = start();
    await access.connect(awsStore());
    await (await catalogOf(access)).keys('', neverCancelled);
    assert.deepEqual(consents.get(destination), { ...allowed, account: agreed });
  });

  it('goes on to be used by the next server, without a question', async () => {
    const access = await restarted();
    assert.equal((await (await catalogOf(access)).keys('', neverCancelled)).items.length, 1);
    assert.equal((await access.state(awsStore())).state, 'connected');
    assert.equal(consents.questions.length, 1);
  });

  it('must be agreed to again when it is another one, and nothing of it is used until then', async () => {
    const access = await restarted();
    account = other;
    const listing = await (await catalogOf(access)).keys('', neverCancelled);
    assert.deepEqual([listing.items, listing.complete, listing.problem?.code], [[], false, 'not-connected']);
    const { state, tooltip } = await access.state(awsStore());
    assert.equal(state, 'not-connected');
    assert.match(tooltip, /account 222222222222, not 111111111111/);
    assert.ok('problem' in (await access.catalogFor(awsStore())));
    assert.ok('problem' in (await access.catalogFor(awsStore({ prefix: 'x/' }))), 'whatever the prefix');
    assert.equal(consents.get(destination)?.account, agreed);
    assert.equal(consents.questions.length, 1, 'background work does not ask');
  });

  it('counts after it was agreed to, and what was said of the one before counts no more', async () => {
    const access = await restarted();
    account = other;
    await (await catalogOf(access)).keys('', neverCancelled);
    consents.answer = undefined;
    assert.equal((await access.connect(awsStore())).state, 'not-connected', '"not now" is no agreement');
    assert.equal(consents.get(destination), undefined);
    consents.answer = allowed;
    await access.connect(awsStore());
    assert.equal((await (await catalogOf(access)).keys('', neverCancelled)).items.length, 1);
    assert.deepEqual(consents.get(destination), { ...allowed, account: other });
  });

  it('is noticed when it changes while the server runs', async () => {
    const access = start();
    await access.connect(awsStore());
    const catalog = await catalogOf(access);
    await catalog.keys('', neverCancelled);
    account = other;
    assert.equal((await catalog.lookup('a', neverCancelled)).state, 'found', 'from the listing');
    await access.refresh();
    assert.equal((await catalog.keys('', neverCancelled)).problem?.code, 'cancelled', 'what was dropped answers no more');
    assert.equal((await (await catalogOf(access)).lookup('a', neverCancelled)).state, 'unknown');
    account = agreed;
    await access.refresh(awsStore());
    assert.equal((await (await catalogOf(access)).lookup('a', neverCancelled)).state, 'found', 'signed in as before');
  });

  it('is learnt before anything is said not to exist', async () => {
    const access = await restarted();
    account = other;
    const wrong = await (await catalogOf(access)).lookup('b', neverCancelled);
    assert.ok(wrong.state === 'unknown' && wrong.problem.code === 'not-connected');
    account = agreed;
    await access.refresh();
    assert.equal((await (await catalogOf(access)).lookup('b', neverCancelled)).state, 'missing');
    assert.equal((await (await catalogOf(access)).describe('b', neverCancelled)).state, 'missing');
  });

  it('leaves open what does not exist while it cannot be learnt', async () => {
    const access = await restarted();
    lists = false;
    assert.equal((await (await catalogOf(access)).lookup('b', neverCancelled)).state, 'unknown');
    assert.equal((await (await catalogOf(access)).lookup('a', neverCancelled)).state, 'found');
    assert.equal((await (await catalogOf(access)).describe('b', neverCancelled)).state, 'missing', 'known by what was found');
  });

  it('is learnt before a value is read', async () => {
    const access = await restarted();
    account = other;
    const { problem } = await (await catalogOf(access)).properties('a', undefined, neverCancelled);
    assert.equal(problem?.code, 'not-connected');
    assert.deepEqual(calls, ['lookup a']);
  });

  it('does not matter any more once consent is taken back, even to an answer on its way', async () => {
    const access = await restarted();
    const catalog = await catalogOf(access);
    const asked = catalog.keys('', neverCancelled);
    await access.disconnect(awsStore());
    assert.deepEqual((await asked).items, []);
    assert.equal((await catalog.lookup('a', neverCancelled)).state, 'unknown');
    assert.equal(consents.get(destination), undefined);
  });
});
