import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { CommandResult, ResourceAddress, RotationImpact, VerifyResult } from '../../server/src/protocol.ts';
import { countNeedles, needlesOf } from '../canary/needles.ts';
import { seedThroughApi } from '../support/aws/seedThroughApi.ts';
import {
  type ClusterEditor,
  type ClusterEditorOptions,
  presses,
  startClusterEditor,
  within,
  wrongChecks,
} from '../support/clusterEditor.ts';
import type { Prompt } from '../support/lspClient.ts';
import { eventually } from './cluster/eventually.ts';
import { type KubeFaultProxy, startKubeFaultProxy } from './cluster/faultProxy.ts';
import { writeKubeconfig } from './cluster/kubeconfig.ts';
import type { KubernetesObject } from './cluster/kubernetesApi.ts';
import { type LabOptions, useLab, whyNoLab } from './cluster/lab.ts';
import { tutorial as labTutorial } from './cluster/manifests.ts';
import type { PodRunner } from './cluster/podRunner.ts';

const root = join(import.meta.dirname, '../..');
const needs: LabOptions = { moto: true, controllerManager: true, processes: true };
const missing = existsSync(join(root, 'dist/server/main.cjs')) ? whyNoLab(needs) : 'not built (npm run build)';

const corrected = (name: string) => readFileSync(join(root, 'examples/tutorial/corrected', name), 'utf8');
const files = { 'external-secret.yaml': corrected('external-secret.yaml'), 'secret-store.yaml': corrected('secret-store.yaml') };
const context = 'staging';
const db: ResourceAddress = { kind: 'ExternalSecret', name: 'db-credentials', namespace: 'default' };
const vaultEntry = 'prod/myapp/database';

const consumer = `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
        - name: main
          image: example.invalid/nothing
          env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db-credentials, key: db-password}}}]
`;

/** Nobody else has such a value: wherever it turns up, it has come from where it was planted. */
const plant = () => `planted-${randomBytes(12).toString('hex')}`;

describe('the server as any editor drives it, before a real cluster', { skip: missing ?? false }, () => {
  const lab = useLab(needs);
  const home = mkdtempSync(join(tmpdir(), 'editor-home-'));
  const planted = { first: plant(), second: plant(), user: plant(), fake: plant() };
  const editors: ClusterEditor[] = [];
  const heard: string[] = [];
  let proxy: KubeFaultProxy;
  let kubeconfig: string;
  let runner: PodRunner;

  before(async () => {
    const { access, api, moto, keepPodsRunning } = lab();
    proxy = await startKubeFaultProxy(access);
    kubeconfig = writeKubeconfig(join(home, 'kubeconfig'), proxy, { name: context });
    const text = JSON.stringify({ username: planted.user, password: planted.first, host: 'db.example' });
    await seedThroughApi(moto?.url ?? '', [{ region: 'us-east-1', name: vaultEntry, text }]);
    const [serviceAccount = ''] = labTutorial;
    for (const one of [serviceAccount, consumer]) assert.equal((await api.apply(one)).status, 201);
    runner = keepPodsRunning('default');
  });
  afterEach(async () => {
    for (const editor of editors.splice(0)) {
      heard.push(editor.client.received(), editor.consents());
      await editor.stop();
    }
  });
  after(async () => {
    await runner?.stop();
    await proxy?.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function start(options: Partial<ClusterEditorOptions> = {}): Promise<ClusterEditor> {
    const editor = await startClusterEditor({ kubeconfig, files, home, ...options });
    editors.push(editor);
    return editor;
  }

  const target = (editor: ClusterEditor) => ({ uris: Object.keys(files).map(editor.uri) });

  describe('a person at work', () => {
    it('is asked once whether the cluster may be reached; before that, and where it may not, nothing is sent there', async () => {
      const editor = await start({ choose: presses('Not Now') });
      assert.equal((await editor.status()).state, 'not-connected');
      const declined = await editor.connect();
      assert.deepEqual([declined.state, declined.context], ['not-connected', context]);
      assert.equal(proxy.requests.length, 0);
      assert.equal(editor.consents(), '');
      const [prompt] = editor.client.prompts;
      assert.ok(prompt?.message.startsWith(`Connect External Secrets to the cluster of context "${context}"?`), prompt?.message);
      assert.ok(prompt?.message.includes(proxy.url));

      const other = await start({ choose: presses('Connect') });
      const connected = await other.connect();
      assert.ok(['connecting', 'connected'].includes(connected.state), connected.message);
      await eventually('connected', async () => (await other.status()).state === 'connected');
      await other.connect();
      assert.equal(other.client.prompts.length, 1);
      assert.ok(other.consents().includes(proxy.url));
    });

    it('is not asked again by a server that starts later, which connects as soon as a manifest is open', async () => {
      const editor = await start();
      await eventually('connected', async () => (await editor.status()).state === 'connected');
      assert.equal(editor.client.prompts.length, 0);
    });

    it('declines to apply, and nothing has changed', async () => {
      const editor = await start({ choose: presses('Cancel') });
      const before = await everything();
      const sent = proxy.requests.length;
      const result = await editor.run('apply', target(editor));
      assert.deepEqual([result.outcome, editor.client.prompts.length], ['cancelled', 1], result.message);
      assert.equal(await everything(), before);
      assert.deepEqual(changesSince(sent), []);
    });

    it('applies the corrected tutorial: one question, progress from begin to end, and all is ready', async () => {
      const editor = await start({ choose: presses('Apply') });
      const result = await editor.start('apply', target(editor), 'of-apply').result;
      assert.equal(result.outcome, 'done', result.message);
      assert.deepEqual(editor.client.prompts.map(headline), [`Apply 2 objects in namespace default in context ${context}?`]);
      assert.deepEqual(editor.client.prompts[0]?.actions, ['Cancel', 'Apply', 'Show Differences']);
      const steps = editor.client.progress.filter(({ token }) => token === 'of-apply').map(({ value }) => value);
      const kinds = steps.map(({ kind }) => kind);
      assert.deepEqual([kinds[0], kinds.at(-1), kinds.slice(1, -1).every((kind) => kind === 'report')], ['begin', 'end', true]);
      assert.ok(kinds.length > 4, kinds.join());
      for (const resource of ['secretstores/aws-secretsmanager', 'externalsecrets/db-credentials'])
        assert.equal(ready(await eso(resource)), 'True');
      assert.ok(editor.client.messages.includes(result.message), editor.client.messages.join('\n'));
    });

    it('sees progress too where it names no place for it, and can cancel there', async () => {
      const editor = await start({ choose: presses() });
      await editor.run('checkOperator', undefined);
      const [first] = editor.client.progress;
      const own = editor.client.progress.filter(({ token }) => token === first?.token).map(({ value }) => value.kind);
      assert.deepEqual([own[0], own.at(-1)], ['begin', 'end']);
      assert.equal(first?.value.title, 'Check ESO');
    });

    it('sees above the manifests how they stand, and what can be done', async () => {
      const editor = await start();
      const lenses = await eventually('Synced', async () => {
        const titles = await editor.lenses('external-secret.yaml');
        return titles.some((title) => title.startsWith('Synced')) ? titles : undefined;
      });
      // The cluster has the very manifest, so that there is nothing to apply.
      assert.deepEqual(lenses.slice(1), ['Force Sync', 'Preview Secret']);
      assert.match(lenses[0] ?? '', /^Synced .*· next /);
      const [store = ''] = await editor.lenses('secret-store.yaml');
      assert.match(store, /^Valid/);
    });

    it('goes through a rotation: force-sync, verify, the keys that changed, who runs with the old ones, a restart', async () => {
      const editor = await start({ choose: presses('Force Sync', 'Read Key Names and Sizes', 'Restart') });
      const forceSync = () => editor.run('forceSync', { resources: [db] });
      const unchanged = await forceSync();
      assert.deepEqual([unchanged.outcome, unchanged.items[0]?.state], ['done', 'unchanged'], unchanged.message);
      const verified = await editor.run<VerifyResult>('verifySecret', db);
      assert.deepEqual([verified.message, wrongChecks(verified)], ['Secret default/db-credentials is as promised.', []]);
      await eventually('a Pod of the Deployment', () => available('app'));

      await nextSecond();
      await rotate(JSON.stringify({ username: planted.user, password: planted.second, host: 'db.example' }));
      const changed = await forceSync();
      assert.deepEqual([changed.outcome, changed.items[0]?.state], ['done', 'synced'], changed.message);
      assert.match(changed.message, / data of Secret db-credentials have changed: db-password\.$/);

      const impact = await editor.run<RotationImpact>('rotationImpact', db);
      assert.deepEqual(impact.changedKeys, ['db-password']);
      const [app] = impact.consumers;
      assert.deepEqual([app?.workload.kind, app?.workload.name, app?.state], ['Deployment', 'app', 'restart'], impact.message);
      const restart = { secret: impact.secret, workloads: [app?.workload] };
      const restarted = await editor.run('restartConsumers', restart);
      assert.deepEqual([restarted.outcome, restarted.message], ['done', 'Deployment app: restarted, all its Pods are new.']);
      const questions = editor.client.prompts.map(headline);
      assert.deepEqual(questions, [
        `Force-sync ExternalSecret default/db-credentials in context ${context}?`,
        `Read Secret default/db-credentials in context ${context}?`,
        `Force-sync ExternalSecret default/db-credentials in context ${context}?`,
        `Restart Deployment default/app in context ${context}?`,
      ]);
      for (const { actions } of editor.client.prompts) assert.equal(actions[0], 'Cancel');
      const after = await eventually('nobody runs with the old value', async () => {
        const { consumers } = await editor.run<RotationImpact>('rotationImpact', db);
        return consumers[0]?.state === 'up-to-date' ? consumers : undefined;
      });
      assert.equal(after.length, 1);
    });

    it('force-syncs by manifest, by store, and what fails, which is marked where the manifest is wrong', async () => {
      const wrong = files['external-secret.yaml']
        .replaceAll('db-credentials', 'wrong')
        .replace('key: prod/myapp/database', 'key: prod/nowhere')
        .replace('deletionPolicy: Delete', 'deletionPolicy: Retain');
      const editor = await start({ files: { ...files, 'wrong.yaml': wrong }, choose: presses('Apply', 'Force Sync') });
      const applied = await editor.run('apply', { uris: [editor.uri('wrong.yaml')] });
      assert.equal(applied.outcome, 'failed', applied.message);
      const line = wrong.split('\n').findIndex((text) => text.includes('prod/nowhere'));
      const isMark = ({ range, source }: Diagnostic) => range.start.line === line && source !== undefined;
      const marks = await editor.client.diagnostics(editor.uri('wrong.yaml'), (all) => all.some(isMark));
      assert.match(JSON.stringify(marks.filter(isMark)), /not ready|could not/);
      await eventually('one fails', async () => (await editor.status()).failing === 1);

      const outcomeOf = ({ outcome, items }: CommandResult) => [outcome, ...items.map(({ resource: { name } }) => name)];
      const manifests = { uris: [editor.uri('external-secret.yaml')] };
      assert.deepEqual(outcomeOf(await editor.run('forceSync', { manifests })), ['done', 'db-credentials']);
      assert.deepEqual(outcomeOf(await editor.run('forceSync', { failing: true })), ['failed', 'wrong']);
      const store = { kind: 'SecretStore', name: 'aws-secretsmanager', namespace: 'default' };
      const all = outcomeOf(await editor.run('forceSync', { store }));
      assert.deepEqual([all[0], ...all.slice(1).sort()], ['failed', 'db-credentials', 'wrong']);
      await lab().api.send('DELETE', '/apis/external-secrets.io/v1/namespaces/default/externalsecrets/wrong');
      await eventually('none fails', async () => (await editor.status()).failing === 0);
    });

    it('sees the differences, in the log where the editor has no other place, with literals masked', async () => {
      const text = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: planted, namespace: default}
spec: {provider: {fake: {data: [{key: app, value: ${planted.fake}}]}}}
`;
      let asked = 0;
      const choose = () => (asked++ === 0 ? 'Show Differences' : 'Apply');
      const editor = await start({ files: { ...files, 'fake.yaml': text }, choose });
      await eventually('connected', async () => (await editor.status()).state === 'connected');
      const result = await editor.run('apply', { uris: [editor.uri('fake.yaml')] });
      assert.deepEqual([result.outcome, asked], ['done', 2], result.message);
      assert.match(editor.client.received(), /\+\+\+ as in the manifest/);
      const stored = JSON.stringify(await eso('secretstores/planted'));
      assert.ok(stored.includes(planted.fake), 'the literal itself has been applied');
    });

    it('takes the consent back, and nothing is reached any more', async () => {
      const editor = await start();
      await eventually('connected', async () => (await editor.status()).state === 'connected');
      const ended = await editor.run<{ state: string }>('disconnectCluster', undefined);
      assert.equal(ended.state, 'not-connected');
      assert.ok(!editor.consents().includes(proxy.url));
      const sent = proxy.requests.length;
      const result = await editor.run('forceSync', { resources: [db] });
      assert.equal(result.outcome, 'refused', result.message);
      assert.equal(result.message, `Not connected to context ${context}: nothing was done.`);
      assert.equal(proxy.requests.length, sent);
    });
  });

  describe('no back door', () => {
    const claims = {
      confirmed: true,
      yes: true,
      force: true,
      quiet: true,
      trusted: true,
      typed: context,
      action: 'Apply',
      answers: ['Apply', 'Force Sync', 'Restart', 'Connect'],
      confirm: { action: 'Apply', typed: context },
    };
    const settings = { ...claims, cluster: { ...claims, waitSeconds: 5 }, vault: claims };
    const changed = files['external-secret.yaml'].replace('refreshInterval: 1h', 'refreshInterval: 2h');
    const commands: readonly (readonly [
      command: 'apply' | 'forceSync' | 'restartConsumers',
      argument: (editor: ClusterEditor) => object,
      question: RegExp,
    ])[] = [
      ['apply', (editor) => ({ uris: [editor.uri('external-secret.yaml')] }), /^Apply ExternalSecret/],
      ['forceSync', () => ({ resources: [db] }), /^Force-sync ExternalSecret/],
      ['restartConsumers', () => restartTarget, /^Restart Deployment/],
    ];
    const restartTarget = {
      secret: { kind: 'Secret', name: 'db-credentials', namespace: 'default' },
      workloads: [{ kind: 'Deployment', name: 'app', namespace: 'default' }],
    };
    const initializationOptions = { ...claims, settings };
    const isOfCommand = ({ message }: Prompt) => !message.startsWith('Connect');

    it('connecting is asked for, whatever the arguments, the settings and the options of the start claim', async () => {
      const sent = proxy.requests.length;
      const editor = await start({ settings, initializationOptions, choose: () => null });
      await editor.client.execute('externalSecrets.server.connectCluster', { confirmed: true, yes: true, access: 'allow' }, true);
      assert.equal(editor.client.prompts.length, 1);
      assert.equal(proxy.requests.length, sent);
      await editor.client.execute('externalSecrets.server.connectCluster', { ...claims, access: 'allow' });
      assert.equal(proxy.requests.length, sent);
    });

    for (const [command, argument, question] of commands) {
      it(`${command} with every claim of consent is asked for all the same, and where nobody answers nothing changes`, async () => {
        const edited = { ...files, 'external-secret.yaml': changed };
        const never = new Promise<null>(() => {});
        const choose = (prompt: Prompt) => (isOfCommand(prompt) ? never : 'Connect');
        const editor = await start({ files: edited, settings, initializationOptions, choose });
        await editor.connect();
        const before = await everything();
        const sent = proxy.requests.length;
        const { result, cancel } = editor.start(command, { ...argument(editor), ...claims }, `of-${command}`);
        const prompt = await eventually('the question', async () => editor.client.prompts.find(isOfCommand));
        assert.match(prompt.message, question);
        assert.equal(prompt.actions[0], 'Cancel');
        await new Promise((resolve) => setTimeout(resolve, 500));
        cancel();
        const ended = await within(result);
        assert.equal(ended.outcome, 'cancelled', ended.message);
        assert.equal(await everything(), before);
        assert.deepEqual(changesSince(sent), []);
      });

      it(`${command} in a protected context is refused in an editor that cannot ask for typing`, async () => {
        const edited = { ...files, 'external-secret.yaml': changed };
        const guarded = { cluster: { protectedContexts: ['stag*'] } };
        const editor = await start({
          files: edited,
          settings: guarded,
          choose: presses('Connect', 'Apply', 'Force Sync', 'Restart'),
        });
        await editor.connect();
        const before = await everything();
        const sent = proxy.requests.length;
        const result = await editor.run(command, { ...argument(editor), ...claims });
        assert.notEqual(result.outcome, 'done');
        assert.equal(result.outcome, 'cancelled', result.message);
        assert.equal(editor.client.prompts.find(isOfCommand), undefined);
        const says = '"staging" is a protected context: its name must be typed, which this editor cannot ask for.';
        assert.ok(
          editor.client.messages.some((message) => message.endsWith(says)),
          editor.client.messages.join('\n'),
        );
        assert.equal(await everything(), before);
        assert.deepEqual(changesSince(sent), []);
      });

      it(`${command} in a protected context does nothing where something else is typed, and all where the name is`, async () => {
        const edited = { ...files, 'external-secret.yaml': changed };
        const guarded = { cluster: { protectedContexts: [context] } };
        let typed: string | undefined = 'Staging';
        const editor = await start({
          files: edited,
          settings: guarded,
          consent: () => ({ access: 'allow', confirmedStores: [], readValues: false }),
          confirm: ({ actions }) => ({ action: actions[0] ?? '', ...(typed === undefined ? {} : { typed }) }),
        });
        await editor.connect();
        const before = await everything();
        const sent = proxy.requests.length;
        for (const wrong of ['Staging', ' staging', '', undefined]) {
          typed = wrong;
          const result = await editor.run(command, argument(editor));
          assert.equal(result.outcome, 'cancelled', result.message);
        }
        assert.deepEqual(
          editor.client.confirmations.map((question) => question.typed),
          [context, context, context, context],
        );
        assert.equal(await everything(), before);
        assert.deepEqual(changesSince(sent), []);
        typed = context;
        const result = await editor.run(command, argument(editor));
        assert.equal(result.outcome, 'done', result.message);
        assert.equal(changesSince(sent).length > 0, true);
        if (command === 'apply') await lab().api.apply(files['external-secret.yaml']);
      });
    }

    it('no command but those that ask changes anything', async () => {
      const editor = await start({ settings, initializationOptions, choose: presses('Connect', 'Read Key Names and Sizes') });
      await editor.connect();
      const sent = proxy.requests.length;
      const about = { ...db, ...claims };
      for (const command of ['verifySecret', 'rotationImpact', 'waitUntilReady', 'checkOperator'] as const)
        await editor.run(command, about);
      await editor.run('diffWithCluster', { ...target(editor), ...claims });
      assert.deepEqual(changesSince(sent), []);
    });
  });

  it('no value has come out: not over the wire, not on standard error, not into the file of consents', () => {
    const text = heard.join('\n');
    assert.ok(text.length > 20_000, `${text.length}`);
    for (const [name, value] of Object.entries(planted)) assert.equal(countNeedles(text, needlesOf(value.slice(8))), 0, name);
    assert.equal(/\n\s+at \S+ \(/.test(text), false, 'a stack trace');
  });

  /** Everything in the namespace that a command could change, as the API server versions it. */
  async function everything(): Promise<string> {
    const [group, apps] = ['/apis/external-secrets.io/v1', '/apis/apps/v1'];
    const lists = [`${group}/externalsecrets`, `${group}/secretstores`, `${group}/clustersecretstores`, '/api/v1/secrets'];
    const found: string[] = [];
    for (const path of [...lists, `${apps}/namespaces/default/deployments`]) {
      const { body } = await lab().api.get(path);
      for (const { metadata } of body['items'] as readonly KubernetesObject[])
        found.push([path, metadata?.namespace, metadata?.name, metadata?.['generation'], annotations(metadata)].join(' '));
    }
    return found.sort().join('\n');
  }

  function annotations(metadata: KubernetesObject['metadata']): string {
    return JSON.stringify(metadata?.['annotations'] ?? {});
  }

  /** The requests since then that would have changed something. */
  function changesSince(count: number): readonly string[] {
    const asks = /selfsubjectaccessreviews|selfsubjectreviews|dryRun=All/;
    return proxy.requests
      .slice(count)
      .filter(({ method, path }) => method !== 'GET' && !asks.test(path))
      .map(({ method, path }) => `${method} ${path}`);
  }

  const eso = async (path: string) => (await lab().api.get(`/apis/external-secrets.io/v1/namespaces/default/${path}`)).body;

  async function available(name: string): Promise<boolean> {
    const { body } = await lab().api.get(`/apis/apps/v1/namespaces/default/deployments/${name}`);
    return (body['status'] as { readyReplicas?: number } | undefined)?.readyReplicas === 1;
  }

  async function rotate(text: string): Promise<void> {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new SecretsManagerClient({ region: 'us-east-1', endpoint: lab().moto?.url ?? '', credentials });
    await client.send(new PutSecretValueCommand({ SecretId: vaultEntry, SecretString: text }));
    client.destroy();
  }
});

function headline({ message }: Prompt): string {
  return message.split('\n')[0] ?? '';
}

function ready(object: KubernetesObject): string | undefined {
  const { conditions = [] } = (object['status'] ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  return conditions.find(({ type }) => type === 'Ready')?.status;
}

/** Times in Kubernetes have whole seconds: what comes after must be told apart from what was before. */
function nextSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1100));
}
