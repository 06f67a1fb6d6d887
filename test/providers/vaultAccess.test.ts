import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { createNetwork } from '../../server/src/node/network.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createAwsProvider } from '../../server/src/providers/aws/awsProvider.ts';
import type { Consent, ConsentQuestion, ConsentStore } from '../../server/src/providers/consent.ts';
import { createFakeProvider } from '../../server/src/providers/fake/fakeProvider.ts';
import type { Destination, Identity, StoreConfig } from '../../server/src/providers/secretProvider.ts';
import { createVaultAccess, type VaultAccess } from '../../server/src/providers/vaultAccess.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { awsStore, plainLogin } from './awsSetup.ts';

/** Keeps answers in memory; a question is answered as the test says. */
function memoryConsents(): ConsentStore & { readonly questions: ConsentQuestion[]; answer: Consent | undefined } {
  const records = new Map<string, Consent>();
  const store = {
    questions: [] as ConsentQuestion[],
    answer: undefined as Consent | undefined,
    get: ({ id }: Destination) => records.get(id),
    async ask(question: ConsentQuestion) {
      store.questions.push(question);
      if (store.answer) records.set(question.destination.id, store.answer);
      return store.answer;
    },
    async forget({ id }: Destination) {
      records.delete(id);
    },
  };
  return store;
}

const label = 'SecretStore default/vault';
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
  identity = {};
  log = [];
  const env = { ...process.env, AWS_ENDPOINT_URL: server.url };
  const aws = createAwsProvider({
    network: createNetwork(env),
    clock: nodeClock,
    log: ({ operation, outcome }) => void log.push(`${operation} ${outcome}`),
    env,
  });
  vaults = createVaultAccess({
    providers: [createFakeProvider(nodeClock), aws],
    consents,
    clock: nodeClock,
    trusted: () => trusted,
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

describe('a login that changes its account', () => {
  it('must be agreed to again', async () => {
    let account = '111111111111';
    const destination = {
      id: 'd',
      service: 'S',
      location: 'L',
      endpoint: 'https://e',
      customEndpoint: false,
      login: 'profile p',
    };
    const listing = async () => ({ items: [], complete: true, asOf: 0 });
    const missing = async () => ({ state: 'missing', asOf: 0 }) as const;
    consents.answer = allowed;
    const changing = createVaultAccess({
      providers: [
        {
          id: 'aws',
          title: 'S',
          capabilities: { listing: 'names', properties: 'none', versions: false, propertyDialect: 'gjson' },
          supports: () => true,
          scope: () => '',
          destination: async () => destination,
          open: () => ({
            keys: listing,
            properties: listing,
            versions: listing,
            describe: missing,
            lookup: missing,
            account: () => account,
          }),
        },
      ],
      consents,
      clock: nodeClock,
      trusted: () => true,
      identityFor: () => ({}),
    });
    assert.equal((await changing.connect(awsStore())).state, 'connected');
    account = '222222222222';
    const state = await changing.state(awsStore());
    assert.equal(state.state, 'not-connected');
    assert.match(state.tooltip, /account 222222222222, not 111111111111/);
    assert.ok('problem' in (await changing.catalogFor(awsStore())));
    assert.equal((await changing.connect(awsStore())).state, 'connected');
    assert.ok('catalog' in (await changing.catalogFor(awsStore())));
  });
});
