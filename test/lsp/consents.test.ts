import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import {
  createConnection,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { clientConsents, readConsent } from '../../server/src/lsp/consents.ts';
import {
  consentAccountNotification,
  consentAskRequest,
  consentForgetRequest,
  consentListRequest,
} from '../../server/src/protocol.ts';
import type { ConsentQuestion } from '../../server/src/providers/consent.ts';
import type { Destination } from '../../server/src/providers/secretProvider.ts';

const destination: Destination = {
  id: 'aws|https://secretsmanager.us-east-1.amazonaws.com|profile dev',
  service: 'AWS Secrets Manager',
  location: 'us-east-1',
  endpoint: 'https://secretsmanager.us-east-1.amazonaws.com',
  customEndpoint: false,
  login: 'profile dev',
};

const question: ConsentQuestion = {
  kind: 'access',
  destination,
  store: 'SecretStore default/aws',
  message: 'Allow listing?',
  detail: 'Names only.',
};

const allowed = { access: 'allow', confirmedStores: ['SecretStore default/aws'], readValues: false } as const;

test('what the client has on record is known after loading, and only then', async (t) => {
  const { client, consents } = connect(t);
  client.onRequest(consentListRequest, () => ({ [destination.id]: allowed }));
  assert.equal(consents.get(destination), undefined);
  await consents.load();
  assert.deepEqual(consents.get(destination), allowed);
});

test('an answer is on record at once; "not now" leaves the record as it was', async (t) => {
  const { client, consents } = connect(t);
  const answers = [null, allowed, null];
  const questions: unknown[] = [];
  client.onRequest(consentListRequest, () => ({}));
  client.onRequest(consentAskRequest, (params) => {
    questions.push(params);
    return answers.shift();
  });
  await consents.load();
  assert.equal(await consents.ask(question), undefined);
  assert.equal(consents.get(destination), undefined);
  assert.deepEqual(await consents.ask(question), allowed);
  assert.deepEqual(consents.get(destination), allowed);
  assert.equal(await consents.ask({ ...question, kind: 'read-values' }), undefined);
  assert.deepEqual(consents.get(destination), allowed);
  assert.deepEqual(questions[0], {
    kind: 'access',
    id: destination.id,
    store: 'SecretStore default/aws',
    message: 'Allow listing?',
    detail: 'Names only.',
  });
});

test('what is taken back is forgotten here and by the client, even while the list is on its way', async (t) => {
  const { client, consents } = connect(t);
  const forgotten: unknown[] = [];
  client.onRequest(consentListRequest, () => new Promise((resolve) => setImmediate(resolve, { [destination.id]: allowed })));
  client.onRequest(consentForgetRequest, (params) => {
    forgotten.push(params);
    return null;
  });
  const loaded = consents.load();
  await consents.forget(destination);
  await loaded;
  assert.equal(consents.get(destination), undefined);
  assert.deepEqual(forgotten, [{ id: destination.id }]);
});

test('the account that has answered is known at once and told to the client, once', async (t) => {
  const { client, consents } = connect(t);
  const told: unknown[] = [];
  client.onRequest(consentListRequest, () => ({ [destination.id]: allowed, no: { access: 'never' } }));
  client.onNotification(consentAccountNotification, (params) => void told.push(params));
  await consents.load();
  await consents.noteAccount({ ...destination, id: 'never asked' }, '123456789012');
  await consents.noteAccount({ ...destination, id: 'no' }, '123456789012');
  await consents.noteAccount(destination, '123456789012');
  assert.deepEqual(consents.get(destination), { ...allowed, account: '123456789012' });
  await consents.noteAccount(destination, '999999999999');
  assert.equal(consents.get(destination)?.account, '123456789012');
  assert.equal(consents.get({ ...destination, id: 'never asked' }), undefined);
  assert.deepEqual(consents.get({ ...destination, id: 'no' }), { access: 'never', confirmedStores: [], readValues: false });
  // Answered after what was sent before it.
  client.onRequest(consentForgetRequest, () => null);
  await consents.forget(destination);
  assert.deepEqual(told, [{ id: destination.id, account: '123456789012' }]);
});

test('a client that does not know the requests leaves everything unanswered, without a word in the log', async (t) => {
  const { consents, log } = connect(t);
  await consents.load();
  assert.equal(await consents.ask(question), undefined);
  await consents.forget(destination);
  assert.equal(consents.get(destination), undefined);
  assert.deepEqual(log, []);
});

test('a client that fails leaves everything unanswered, and the log says so without quoting it', async (t) => {
  const { client, consents, log } = connect(t);
  client.onRequest(consentListRequest, () => {
    throw new Error('quoted-text');
  });
  await consents.load();
  assert.equal(consents.get(destination), undefined);
  assert.equal(log.length, 1);
  assert.doesNotMatch(log.join(), /quoted-text/);
});

test('a record that does not clearly allow, allows nothing', () => {
  for (const value of [undefined, null, true, 'allow', [], {}, { access: 'Allow' }, { access: true }, { confirmedStores: [] }]) {
    assert.equal(readConsent(value), undefined, JSON.stringify(value));
  }
  assert.deepEqual(readConsent({ access: 'allow', confirmedStores: 'a', readValues: 'true' }), {
    access: 'allow',
    confirmedStores: [],
    readValues: false,
  });
  const kept = { access: 'allow', confirmedStores: ['a'], readValues: false, account: '123456789012' };
  assert.deepEqual(readConsent(kept), kept);
  for (const account of [123456789012, '', null, ['1'], {}]) {
    assert.deepEqual(readConsent({ ...kept, account }), { access: 'allow', confirmedStores: ['a'], readValues: false });
  }
  assert.deepEqual(readConsent({ access: 'never', confirmedStores: ['a'], readValues: true, account: '123456789012' }), {
    access: 'never',
    confirmedStores: [],
    readValues: false,
  });
});

/** A server connection with consents, and the client at its other end. */
function connect(t: { after(done: () => void): void }) {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const client: MessageConnection = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  server.listen();
  client.listen();
  t.after(() => {
    client.dispose();
    server.dispose();
  });
  const log: string[] = [];
  return { client, log, consents: clientConsents(server, { error: (message) => log.push(message) }) };
}
