import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { createClusterAccess } from '../../server/src/cluster/clusterAccess.ts';
import type { ClusterClient, KubeContext } from '../../server/src/cluster/clusterClient.ts';
import { english } from '../../server/src/localisation.ts';
import type { Consent, ConsentQuestion, ConsentStore } from '../../server/src/providers/consent.ts';
import { createMemoryCluster } from '../support/memoryCluster.ts';

const context = (name: string, server = `https://${name}.example`): KubeContext => ({
  name,
  server,
  user: 'me',
  namespace: undefined,
  loginCommand: undefined,
});

/** Two clusters, one kubeconfig, and a person who answers. */
function setUp({ answer = true, trusted = true }: { readonly answer?: boolean | 'never'; readonly trusted?: boolean } = {}) {
  const contexts = [context('dev'), context('prod')];
  const kubeconfig = { current: 'dev' as string | undefined, contexts };
  const clusters = new Map(contexts.map((one) => [one.name, createMemoryCluster({ context: one, paths: { '/version': {} } })]));
  const opened: string[] = [];
  const disposed: string[] = [];
  let changed = () => {};
  const client: ClusterClient = {
    contexts: async () => kubeconfig,
    async open(name) {
      opened.push(name);
      const cluster = clusters.get(name);
      assert.ok(cluster !== undefined);
      const { connection } = cluster;
      return {
        outcome: 'done',
        value: Object.assign(Object.create(connection), {
          context: kubeconfig.contexts.find((one) => one.name === name),
          dispose: () => void disposed.push(name),
        }),
        warnings: [],
      };
    },
    onDidChange: (listener) => {
      changed = listener;
      return { dispose() {} };
    },
  };
  const records = new Map<string, Consent>();
  const questions: ConsentQuestion[] = [];
  const consents: ConsentStore = {
    get: ({ id }) => records.get(id),
    async ask(question) {
      questions.push(question);
      if (answer === false) return undefined;
      const given = answer === 'never' ? answer : 'allow';
      records.set(question.destination.id, { access: given, confirmedStores: [], readValues: false });
      return records.get(question.destination.id);
    },
    forget: async ({ id }) => void records.delete(id),
    noteAccount: async () => {},
  };
  const state = { trusted };
  const access = createClusterAccess({ client, consents, trusted: () => state.trusted, l10n: english });
  return { access, state, kubeconfig, questions, opened, disposed, clusters, changed: () => changed() };
}

describe('the gate to the clusters', () => {
  it('opens nothing before the user has said yes to that cluster with that login', async () => {
    const { access, questions, opened } = setUp({ answer: false });
    assert.equal((await access.state()).state, 'not-connected');
    assert.equal((await access.connect({}, neverCancelled)).state, 'not-connected');
    assert.match(questions[0]?.message ?? '', /"dev"/);
    assert.match(questions[0]?.detail ?? '', /https:\/\/dev\.example, with the login "me"/);
    assert.deepEqual(opened, []);
    assert.equal(access.connection, undefined);
  });

  it('does not ask where it is to be quiet', async () => {
    const { access, questions, opened } = setUp();
    assert.equal((await access.connect({ quiet: true }, neverCancelled)).state, 'not-connected');
    assert.deepEqual([questions.length, opened], [0, []]);
  });

  it('asks once, and again after the consent was taken back', async () => {
    const { access, questions } = setUp();
    assert.equal((await access.connect({}, neverCancelled)).state, 'connected');
    await access.connect({}, neverCancelled);
    assert.equal(questions.length, 1);
    assert.equal((await access.disconnect()).state, 'not-connected');
    assert.equal(access.connection, undefined);
    await access.connect({}, neverCancelled);
    assert.equal(questions.length, 2);
  });

  it('does not ask anew for a command where the user has said never, only when told to connect', async () => {
    const { access, questions } = setUp({ answer: 'never' });
    await access.connect({ implicit: true }, neverCancelled);
    await access.connect({ implicit: true }, neverCancelled);
    assert.equal(questions.length, 1);
    await access.connect({}, neverCancelled);
    assert.equal(questions.length, 2);
  });

  it('reads not even the kubeconfig in a workspace that is not trusted', async () => {
    const { access, opened } = setUp({ trusted: false });
    assert.deepEqual(await access.connect({}, neverCancelled), { state: 'untrusted' });
    assert.deepEqual(await access.contexts(), { current: undefined, contexts: [] });
    assert.deepEqual(opened, []);
  });

  it('says what keeps the server from answering', async () => {
    const { access, clusters } = setUp();
    clusters.get('dev')?.fail({ method: 'getPath' }, { outcome: 'unreachable', why: 'network', message: 'Nobody is there.' });
    const state = await access.connect({}, neverCancelled);
    assert.ok(state.state === 'problem');
    assert.equal(state.problem.message, 'Nobody is there.');
    // The user tries again.
    assert.equal((await access.connect({}, neverCancelled)).state, 'connected');
  });

  it('follows the current context of the kubeconfig, but only to a cluster that was allowed', async () => {
    const { access, kubeconfig, changed, questions } = setUp();
    await access.connect({}, neverCancelled);
    kubeconfig.current = 'prod';
    changed();
    await new Promise(setImmediate);
    const state = await access.state();
    assert.ok(state.state === 'not-connected');
    assert.equal(state.context.name, 'prod');
    assert.equal(questions.length, 1);
  });

  it('asks anew when the context leads to another address', async () => {
    const { access, kubeconfig, questions, changed } = setUp();
    await access.connect({}, neverCancelled);
    kubeconfig.contexts[0] = context('dev', 'https://elsewhere.example');
    changed();
    await new Promise(setImmediate);
    assert.equal((await access.state()).state, 'not-connected');
    await access.connect({}, neverCancelled);
    assert.equal(questions.length, 2);
    assert.match(questions[1]?.detail ?? '', /elsewhere/);
  });

  it('keeps the connection of what is running to its end when another context is chosen', async () => {
    const { access, disposed } = setUp();
    await access.connect({ context: 'dev' }, neverCancelled);
    let finish = () => {};
    const running = access.use(async (connection) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return connection.context.name;
    });
    await access.connect({ context: 'prod' }, neverCancelled);
    assert.equal(access.connection?.context.name, 'prod');
    assert.deepEqual(disposed, []);
    finish();
    assert.equal(await running, 'dev');
    assert.deepEqual(disposed, ['dev']);
  });
});
