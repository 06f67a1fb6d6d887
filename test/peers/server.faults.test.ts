import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { type ClusterStatus, type ResourceAddress, resourceRequest, type TreeNode } from '../../server/src/protocol.ts';
import { countNeedles, needlesOf } from '../canary/needles.ts';
import { type ClusterEditor, type ClusterEditorOptions, presses, startClusterEditor, within } from '../support/clusterEditor.ts';
import { eventually } from './cluster/eventually.ts';
import { type KubeFaultProxy, startKubeFaultProxy } from './cluster/faultProxy.ts';
import { type ClusterAccess, writeKubeconfig } from './cluster/kubeconfig.ts';
import { type LabOptions, useLab, whyNoLab } from './cluster/lab.ts';
import { externalSecret } from './cluster/manifests.ts';

const needs: LabOptions = { processes: true };
const built = existsSync(join(import.meta.dirname, '../../dist/server/main.cjs'));
const whyNot = (options: LabOptions) => (built ? whyNoLab(options) : 'not built (npm run build)');
const planted = `planted-${randomBytes(12).toString('hex')}`;
const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: fake}
spec: {provider: {fake: {data: [{key: app, value: ${planted}}]}}}
`;
const yes = presses('Connect', 'Apply', 'Force Sync');
const settings = { cluster: { waitSeconds: 5 } };

describe('the server when things go wrong', { skip: whyNot(needs) ?? false }, () => {
  const lab = useLab(needs);
  const folder = mkdtempSync(join(tmpdir(), 'server-faults-'));
  const editors: ClusterEditor[] = [];
  const heard: string[] = [];
  let proxy: KubeFaultProxy;
  let namespace: string;

  before(async () => {
    proxy = await startKubeFaultProxy(lab().access);
    namespace = await lab().namespace('faults');
    await apply(store);
    await apply(externalSecret('db'));
    await eventually('synced', isSynced);
  });
  afterEach(async () => {
    proxy.clear();
    for (const editor of editors.splice(0)) {
      heard.push(editor.client.received(), editor.consents());
      await editor.stop();
    }
  });
  after(async () => {
    await proxy?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const db = (): ResourceAddress => ({ kind: 'ExternalSecret', name: 'db', namespace });
  const manifest = () => externalSecret('db').replace('{name: db}', `{name: db, namespace: ${namespace}}`);

  /** A kubeconfig whose only context is `name`. */
  function contextOf(name: string, access: ClusterAccess): string {
    return writeKubeconfig(join(folder, `${name}-${randomBytes(3).toString('hex')}`), access, { name, namespace });
  }

  async function start(kubeconfig: string, options: Partial<ClusterEditorOptions> = {}): Promise<ClusterEditor> {
    const editor = await startClusterEditor({ kubeconfig, settings, choose: yes, files: { 'db.yaml': manifest() }, ...options });
    editors.push(editor);
    return editor;
  }

  async function connected(kubeconfig: string, options?: Partial<ClusterEditorOptions>): Promise<ClusterEditor> {
    const editor = await start(kubeconfig, options);
    await editor.connect();
    await eventually('connected', async () => (await editor.status()).state === 'connected');
    return editor;
  }

  async function apply(text: string): Promise<void> {
    const { status, body } = await lab().api.apply(text, { namespace });
    assert.ok(status < 300, body.message);
  }

  async function stored(): Promise<Readonly<Record<string, unknown>>> {
    return (await lab().api.get(`/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets/db`)).body;
  }

  async function isSynced(): Promise<boolean> {
    return JSON.stringify((await stored())['status'] ?? {}).includes('SecretSynced');
  }

  const nodeOf = (editor: ClusterEditor, address: ResourceAddress): Promise<TreeNode | null> =>
    editor.client.connection.sendRequest(resourceRequest, address);

  it('the user answers while a manifest is opened: the answer counts', async () => {
    let resolve = (_: string) => {};
    const promise = new Promise<string>((done) => {
      resolve = done;
    });
    const editor = await start(contextOf('slow', lab().access), { files: {}, choose: () => promise });
    const connecting = editor.connect();
    await eventually('the question', async () => editor.client.prompts.length === 1);
    editor.client.open(editor.uri('late.yaml'), manifest());
    await editor.client.hover(editor.uri('late.yaml'), { line: 1, character: 1 });
    await new Promise((done) => setTimeout(done, 300));
    resolve('Connect');
    const { state, message } = await connecting;
    assert.ok(state === 'connecting' || state === 'connected', message);
    assert.equal(editor.client.prompts.length, 1);
  });

  it('two commands at once before anything is connected: one question, and both are done', async () => {
    const editor = await start(contextOf('twice', lab().access));
    const runs = [
      editor.run('forceSync', { resources: [db()] }),
      editor.run('diffWithCluster', { uris: [editor.uri('db.yaml')] }),
    ];
    const outcomes = (await Promise.all(runs)).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ['done', 'done']);
    assert.equal(editor.client.prompts.filter(({ message }) => message.startsWith('Connect')).length, 1);
  });

  it('the API server ends while it is watched, and comes back: stale meanwhile, then nothing is missing', async () => {
    const editor = await connected(contextOf('gone', lab().access));
    await lab().plane?.end('kube-apiserver', 'SIGKILL');
    try {
      const { message } = await eventually('stale', async () => {
        const status = await editor.status();
        return status.stale ? status : undefined;
      });
      assert.match(message, /^What is shown may be out of date: /);
      assert.ok(await nodeOf(editor, db()), 'what was known is still shown');
      const failed = await editor.run('forceSync', { resources: [db()] });
      assert.equal(failed.outcome, 'refused', failed.message);
      assert.match(failed.message, /127\.0\.0\.1/);
    } finally {
      await lab().plane?.startAgain('kube-apiserver');
    }
    await apply(externalSecret('later'));
    const later = { ...db(), name: 'later' };
    await eventually('fresh', async () => !(await editor.status()).stale, 90);
    await eventually('the new one', () => nodeOf(editor, later).then((node) => node?.state === 'ok'), 90);
    const result = await editor.run('forceSync', { resources: [db()] });
    assert.equal(result.outcome, 'done', result.message);
  });

  describe('no controller runs', () => {
    before(() => lab().plane?.end('controller'));
    after(async () => {
      await lab().plane?.startAgain('controller');
      await eventually('synced', isSynced);
    });

    it('a force-sync says that no answer came, within its bound', async () => {
      const editor = await connected(contextOf('mute', lab().access));
      const begun = performance.now();
      const result = await editor.run('forceSync', { resources: [db()] });
      assert.deepEqual([result.outcome, result.items[0]?.state], ['failed', 'no-answer']);
      assert.match(result.message, /No new answer within 5 s\..*Check that ESO is running/);
      assert.ok(performance.now() - begun < 15_000);
      assert.ok(editor.client.messages.includes(result.message));
    });

    it('a cancelled force-sync ends at once, and says how far it had come', async () => {
      const editor = await connected(contextOf('cut', lab().access), { settings: { cluster: { waitSeconds: 60 } } });
      const { result, cancel } = editor.start('forceSync', { resources: [db()] }, 'cut');
      const waits = () => editor.client.progress.some(({ value }) => value.message === 'Waiting for the operator');
      await eventually('the wait', async () => waits());
      cancel();
      const { outcome, items } = await within(result);
      assert.deepEqual([outcome, items[0]?.message], ['cancelled', 'Annotated, but not waited for.']);
      assert.equal(editor.client.progress.at(-1)?.value.kind, 'end');
      assert.equal((await editor.status()).state, 'connected');
    });

    it('another current context during a wait: what runs ends where it began, and the new one is not reached unasked', async () => {
      const config = contextOf('first', lab().access);
      const editor = await connected(config);
      const { result } = editor.start('forceSync', { resources: [db()] }, 'switched');
      const waits = () => editor.client.progress.some(({ value }) => value.message === 'Waiting for the operator');
      await eventually('the wait', async () => waits());
      const sent = proxy.requests.length;
      writeFileSync(config, readFileSync(contextOf('second', proxy)));
      await eventually('the switch', async () => (await editor.status()).context === 'second');
      const status = await editor.status();
      assert.equal(status.state, 'not-connected', status.message);
      const ended = await within(result, 15);
      assert.equal(ended.items[0]?.state, 'no-answer', ended.message);
      const asked = editor.client.prompts.map(({ message }) => message.split('\n')[0]);
      assert.deepEqual(asked.at(-1), `Force-sync ExternalSecret ${namespace}/db in context first?`);
      assert.equal(proxy.requests.length, sent);
    });
  });

  describe('no webhook answers', () => {
    before(() => lab().plane?.end('webhook'));
    after(() => lab().plane?.startAgain('webhook'));

    it('apply is refused in words, in the manifest too, and nothing is asked', async () => {
      const editor = await connected(contextOf('closed', lab().access), {
        files: { 'db.yaml': manifest().replace('name: db', 'name: other') },
      });
      const asked = editor.client.prompts.length;
      const result = await editor.run('apply', { uris: [editor.uri('db.yaml')] });
      assert.equal(result.outcome, 'refused', result.message);
      const marks = await editor.client.diagnostics(editor.uri('db.yaml'), (all) =>
        all.some(({ source }) => source !== undefined),
      );
      const texts = marks.map(({ message }) => message).join('\n');
      assert.match(texts, /ESO's webhook \(\S+\) does not answer: .*While it is down the API server admits nothing of ESO/);
      assert.equal(editor.client.prompts.length, asked);
    });
  });

  it('a namespace that does not exist is said where the manifest names it', async () => {
    const text = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
  namespace: faults-nowhere
spec:
  secretStoreRef: {name: fake}
  data: [{secretKey: value, remoteRef: {key: app}}]
`;
    const editor = await connected(contextOf('nowhere', lab().access), { files: { 'db.yaml': text } });
    const result = await editor.run('apply', { uris: [editor.uri('db.yaml')] });
    assert.equal(result.outcome, 'refused', result.message);
    const isMissing = ({ message }: { message: string | { value: string } }) =>
      String(message).includes('Namespace faults-nowhere');
    const marks = await editor.client.diagnostics(editor.uri('db.yaml'), (all) => all.some(isMissing));
    const [mark] = marks.filter(isMissing);
    assert.deepEqual([mark?.range.start, mark?.severity], [{ line: 4, character: 13 }, 1]);
    editor.client.change(editor.uri('db.yaml'), 2, text.replace('faults-nowhere', namespace));
    await editor.client.diagnostics(editor.uri('db.yaml'), (all) => !all.some(isMissing));
  });

  describe('a login with one verb too few', () => {
    const eso = ['external-secrets.io'];
    const all = ['get', 'list', 'watch', 'create', 'patch'];
    const rules = (...verbs: readonly string[]) => [
      { apiGroups: eso, resources: ['externalsecrets', 'secretstores'], verbs },
      { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch', 'get'] },
    ];
    const edited = () => ({ 'db.yaml': manifest().replace('spec:', 'spec:\n  refreshInterval: 3h') });

    it('patch: neither force-sync nor apply asks anything; both name the verb', async () => {
      const user = await lab().user({ name: 'reader', rules: rules('get', 'list', 'watch'), namespaces: [namespace] });
      const editor = await connected(user, { files: edited() });
      const asked = editor.client.prompts.length;
      const before = JSON.stringify((await stored())['metadata']);
      const forced = await editor.run('forceSync', { resources: [db()] });
      assert.equal(forced.outcome, 'refused');
      assert.equal(
        forced.message,
        `Your login of context reader lacks the right to patch externalsecrets.external-secrets.io in namespace ${namespace}, which it takes to force-sync.`,
      );
      const applied = await editor.run('apply', { uris: [editor.uri('db.yaml')] });
      assert.equal(applied.outcome, 'refused');
      const texts = [applied.message, ...applied.items.map(({ message }) => message)].join('\n');
      assert.match(texts, /patch/);
      assert.equal(editor.client.prompts.length, asked);
      assert.equal(JSON.stringify((await stored())['metadata']), before);
    });

    it('get of Secrets: the Secret is not verified, and the right is named', async () => {
      const user = await lab().user({ name: 'worker', rules: rules(...all), namespaces: [namespace] });
      const editor = await connected(user);
      const verified = await editor.run('verifySecret', db());
      assert.equal(verified.outcome, 'refused');
      assert.match(verified.message, /lacks the right to get secrets in namespace \S+, which it takes to verify a Secret\.$/);
      const synced = await editor.run('forceSync', { resources: [db()] });
      assert.equal(synced.outcome, 'done', synced.message);
      assert.match(synced.message, /whether the data of Secret db have changed could not be seen/);
    });
  });

  it('a token that has expired is said so, and a new one in the kubeconfig is used without another question', async () => {
    const config = contextOf('late', { url: lab().access.url, ca: lab().access.ca, token: 'expired' });
    const editor = await start(config);
    const status = await editor.connect();
    assert.equal(status.state, 'problem');
    assert.match(status.message, /HTTP 401/);
    const refused = await editor.run('forceSync', { resources: [db()] });
    assert.deepEqual([refused.outcome, refused.message.includes('HTTP 401')], ['refused', true], refused.message);
    writeFileSync(config, readFileSync(contextOf('late', lab().access)));
    const result = await editor.run('forceSync', { resources: [db()] });
    assert.equal(result.outcome, 'done', result.message);
    assert.equal(editor.client.prompts.filter(({ message }) => message.startsWith('Connect')).length, 1);
  });

  it('connecting can be called off, and is no problem afterwards', async () => {
    proxy.add({ kind: 'hang', path: /\/version/ });
    const editor = await start(contextOf('hanging', proxy));
    const sent = proxy.requests.length;
    const { result, cancel } = editor.start<ClusterStatus>('connectCluster', {}, 'hanging');
    await eventually('the request', async () => proxy.requests.length > sent);
    assert.equal((await editor.status()).state, 'connecting');
    cancel();
    assert.equal((await within(result)).state, 'not-connected');
    proxy.clear();
    await editor.connect();
    await eventually('connected', async () => (await editor.status()).state === 'connected');
  });

  it('a command that is cancelled while its user is still asked whether to connect ends at once', async () => {
    const editor = await start(contextOf('asking', lab().access), { choose: () => new Promise(() => {}) });
    const { result, cancel } = editor.start('forceSync', { resources: [db()] }, 'asking');
    await eventually('the question', async () => editor.client.prompts.length === 1);
    cancel();
    assert.equal((await within(result)).outcome, 'cancelled');
    assert.equal((await editor.status()).state, 'not-connected');
  });

  it('of two kubeconfig files all contexts can be chosen, and only the one that was asked for is reached', async () => {
    const files = [contextOf('here', proxy), contextOf('there', lab().access)];
    const editor = await start(files.join(delimiter));
    const sent = proxy.requests.length;
    assert.equal((await editor.status()).context, 'here');
    await editor.connect('there');
    await eventually('connected', async () => (await editor.status()).state === 'connected');
    assert.equal((await editor.status()).context, 'there');
    const result = await editor.run('forceSync', { resources: [db()] });
    assert.equal(result.outcome, 'done', result.message);
    assert.ok(editor.client.prompts.every(({ message }) => message.includes('there')));
    assert.equal(proxy.requests.length, sent);
    const unknown = await editor.connect('nowhere');
    assert.equal(unknown.context, 'there');
  });

  it('an API server that is busy once is asked again; one that fails, or never answers, is said so', async () => {
    const editor = await connected(contextOf('faulty', proxy));
    const patch = { method: 'PATCH', path: /externalsecrets\/db/ } as const;
    proxy.add({ kind: 'status', status: 429, headers: { 'retry-after': '1' }, times: 1, ...patch });
    const again = await editor.run('forceSync', { resources: [db()] });
    assert.equal(again.outcome, 'done', again.message);

    proxy.add({ kind: 'status', status: 500, message: 'etcdserver: request timed out', ...patch });
    const failed = await editor.run('forceSync', { resources: [db()] });
    assert.deepEqual([failed.outcome, failed.items[0]?.state], ['failed', 'failed']);
    assert.match(failed.message, /could not be annotated: .*etcdserver: request timed out/);
    proxy.clear();

    proxy.add({ kind: 'hang', ...patch });
    const sent = proxy.requests.length;
    const { result, cancel } = editor.start('forceSync', { resources: [db()] }, 'hangs');
    await eventually('the request', async () => proxy.requests.slice(sent).some(({ method }) => method === 'PATCH'));
    cancel();
    assert.equal((await within(result)).outcome, 'cancelled');
    const silent = await within(editor.run('forceSync', { resources: [db()] }), 60);
    assert.deepEqual([silent.outcome, silent.items[0]?.state], ['failed', 'failed']);
    assert.match(silent.message, /did not answer in time/);
  });

  it('no value and no stack trace has come out', () => {
    const text = heard.join('\n');
    assert.ok(text.length > 20_000, `${text.length}`);
    assert.equal(countNeedles(text, needlesOf(planted.slice(8))), 0);
    assert.equal(/\\n\s+at |\n\s+at \S+ \(/.test(text), false, 'a stack trace');
  });
});

const bare: LabOptions = { crds: [], operator: false };
describe('the server before a cluster without ESO', { skip: whyNot(bare) ?? false }, () => {
  const lab = useLab(bare);

  it('says that there is no operator, and refuses what needs one', async () => {
    const files = { 'db.yaml': externalSecret('db') };
    const editor = await startClusterEditor({ kubeconfig: lab().kubeconfig, settings, choose: yes, files });
    try {
      await editor.connect();
      const status = await eventually('no operator', async () => {
        const now = await editor.status();
        return now.state === 'no-operator' ? now : undefined;
      });
      assert.match(status.message, /does not serve ExternalSecrets: External Secrets Operator is not installed there/);
      const applied = await editor.run('apply', { uris: [editor.uri('db.yaml')] });
      assert.equal(applied.outcome, 'refused', applied.message);
      const forced = await editor.run('forceSync', { resources: [{ kind: 'ExternalSecret', name: 'db', namespace: 'default' }] });
      assert.deepEqual(
        [forced.outcome, forced.message],
        ['refused', 'The cluster of context test does not serve ExternalSecret.'],
      );
      const checked = await editor.run<{ outcome: string; message: string }>('checkOperator', undefined);
      assert.equal(checked.outcome, 'done', checked.message);
      assert.deepEqual(await editor.lenses('db.yaml'), []);
    } finally {
      await editor.stop();
    }
  });
});
