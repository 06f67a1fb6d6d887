import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { ClusterConnection, ObjectRef } from '../../server/src/cluster/clusterClient.ts';
import type { Interaction, Question } from '../../server/src/cluster/interaction.ts';
import { forceSync } from '../../server/src/cluster/sync/forceSync.ts';
import type { ForceSyncOptions } from '../../server/src/cluster/sync/forceSyncOptions.ts';
import { waitUntilReady } from '../../server/src/cluster/sync/waitUntilReady.ts';
import { english } from '../../server/src/localisation.ts';
import { createClusterClient } from '../../server/src/node/cluster/clusterClient.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { formatPath } from '../../server/src/syntax/path.ts';
import { useLab, whyNoLab } from './cluster/lab.ts';

// ESO 0.20.4 with the provider `fake` ends itself as soon as it pushes and reads at once (concurrent map iteration and map write).
const needs = { moto: true, processes: true, controllerArgs: ['--concurrent', '1'] };

describe('force-sync with the real operator', { skip: whyNoLab(needs) ?? false }, () => {
  const lab = useLab(needs);
  let connection: ClusterConnection;
  let namespace: string;
  const questions: Question[] = [];
  const interaction: Interaction = {
    l10n: english,
    async ask(question) {
      questions.push(question);
      return question.actions[0];
    },
    progress() {},
    token: neverCancelled,
  };
  const options: ForceSyncOptions = { clock: nodeClock, waitMs: 20_000, isProtected: false };

  before(async () => {
    const client = createClusterClient({ env: { KUBECONFIG: lab().kubeconfig }, clock: nodeClock, log: () => {} });
    const opened = await client.open('test');
    assert.ok(opened.outcome === 'done');
    connection = opened.value;
    namespace = await lab().namespace('sync');
    await apply(fakeStore('one'));
    assert.equal(
      (await waitUntilReady(connection, await refTo('SecretStore', 'fake'), interaction, { ...options, applied: true })).state,
      'ready',
    );
  });
  after(() => connection?.dispose());

  const apply = async (text: string, where = namespace) => {
    for (const document of text.split(/^---\n/m)) {
      const { status, body } = await lab().api.apply(document, { namespace: where });
      assert.ok(status < 300, body.message);
    }
  };
  const refTo = async (kind: string, name: string, where: string | undefined = namespace): Promise<ObjectRef> => {
    const type = await connection.resourceType('external-secrets.io', kind, undefined, neverCancelled);
    assert.ok(type.outcome === 'done' && type.value);
    return { type: type.value, namespace: type.value.namespaced ? where : undefined, name };
  };
  const ready = async (kind: string, name: string) =>
    waitUntilReady(connection, await refTo(kind, name), interaction, { ...options, applied: true });
  const sync = async (kind: string, name: string, more: Partial<ForceSyncOptions> = {}) => {
    const result = await forceSync(connection, [await refTo(kind, name)], interaction, { ...options, ...more });
    return { ...result, states: result.items.map(({ state }) => state) };
  };

  it('tells new data from the same data', async () => {
    await apply(externalSecret('plain', 'data: [{secretKey: p, remoteRef: {key: app}}]'));
    assert.deepEqual((await ready('ExternalSecret', 'plain')).message, 'Ready: secret synced.');
    const same = await sync('ExternalSecret', 'plain');
    assert.deepEqual([same.outcome, same.states], ['done', ['unchanged']], same.message);
    await apply(fakeStore('two'));
    const changed = await sync('ExternalSecret', 'plain');
    assert.equal(changed.message, `ExternalSecret ${namespace}/plain: Synced: the data of Secret plain have changed.`);
    assert.match(
      questions.at(-1)?.message ?? '',
      new RegExp(`^Force-sync ExternalSecret ${namespace}/plain in context test\\?$`),
    );
  });

  it('names the entry that fails, also when it fails again in the same way, and sees it mended', async () => {
    const marked: string[] = [];
    const onFailure: ForceSyncOptions['onFailure'] = (_, { path }) => marked.push(formatPath(path));
    const spec = (key: string) => `data: [{secretKey: p, remoteRef: {key: app}}, {secretKey: q, remoteRef: {key: ${key}}}]`;
    await apply(externalSecret('typo', spec('appp')));
    const waited = await ready('ExternalSecret', 'typo');
    assert.equal(waited.state, 'failed');
    assert.equal(waited.failure && formatPath(waited.failure.path), 'spec.data[1].remoteRef.key');
    for (const _ of ['once', 'again']) {
      const failed = await sync('ExternalSecret', 'typo', { onFailure });
      assert.deepEqual(failed.states, ['failed'], failed.message);
      assert.match(failed.message, /spec\.data\[1\] \(key appp\): The vault has no secret/);
    }
    assert.deepEqual(marked, ['spec.data[1].remoteRef.key', 'spec.data[1].remoteRef.key']);
    await apply(externalSecret('typo', spec('app')));
    assert.equal((await ready('ExternalSecret', 'typo')).state, 'ready');
    assert.deepEqual((await sync('ExternalSecret', 'typo')).states, ['unchanged']);
  });

  it('names the store that is missing', async () => {
    await apply(externalSecret('lost', 'data: [{secretKey: p, remoteRef: {key: app}}]', 'absent'));
    const { failure } = await ready('ExternalSecret', 'lost');
    assert.equal(failure && formatPath(failure.path), 'spec.secretStoreRef.name');
    assert.match((await sync('ExternalSecret', 'lost')).message, /SecretStore "absent" does not exist/);
  });

  it('refuses where the operator would do nothing, unless the Secret is gone', async () => {
    const data = 'data: [{secretKey: p, remoteRef: {key: app}}]';
    await apply(
      `${externalSecret('once', `refreshPolicy: CreatedOnce\n  ${data}`)}---\n${externalSecret('zero', `refreshInterval: 0s\n  ${data}`)}`,
    );
    for (const name of ['once', 'zero']) {
      assert.equal((await ready('ExternalSecret', name)).state, 'ready');
      const asked = questions.length;
      const refused = await sync('ExternalSecret', name);
      assert.equal(refused.outcome, 'refused', refused.message);
      assert.match(refused.message, /the controller ignores an annotation after the first sync/);
      assert.equal(questions.length, asked);
      // And so it is.
      const before = await statusOf(name);
      await connection.mergePatch(
        await refTo('ExternalSecret', name),
        { metadata: { annotations: { 'force-sync': '1' } } },
        neverCancelled,
      );
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      assert.deepEqual(await statusOf(name), before);
    }
  });

  it('says that an immutable Secret stays as it is', async () => {
    await apply(externalSecret('fixed', 'target: {immutable: true}\n  data: [{secretKey: p, remoteRef: {key: app}}]'));
    await ready('ExternalSecret', 'fixed');
    await apply(fakeStore('three'));
    assert.match((await sync('ExternalSecret', 'fixed')).message, /target\.immutable is set, so ESO never updates Secret fixed/);
  });

  it('names a generator before it makes new credentials', async () => {
    await apply(
      'apiVersion: generators.external-secrets.io/v1alpha1\nkind: Password\nmetadata: {name: pw}\nspec: {length: 12, digits: 2, symbols: 0, noUpper: false, allowRepeat: true}\n',
    );
    const ref = '{apiVersion: generators.external-secrets.io/v1alpha1, kind: Password, name: pw}';
    await apply(externalSecret('made', `dataFrom: [{sourceRef: {generatorRef: ${ref}}}]`));
    await ready('ExternalSecret', 'made');
    const made = await sync('ExternalSecret', 'made');
    assert.match(made.message, /the data of Secret made have changed/);
    assert.match(questions.at(-1)?.message ?? '', /This makes new credentials\.$/);
    assert.match(questions.at(-1)?.detail ?? '', /uses Password pw/);
  });

  it('pushes again, even with an interval of zero, and names the key that is missing', async () => {
    await apply(externalSecret('source', 'data: [{secretKey: p, remoteRef: {key: app}}]'));
    await ready('ExternalSecret', 'source');
    await apply(`${pushSecret('push', 'p')}---\n${pushSecret('nopush', 'absent')}`);
    assert.equal((await ready('PushSecret', 'push')).state, 'ready');
    assert.match((await sync('PushSecret', 'push')).message, /PushSecret synced successfully/);
    assert.equal((await ready('PushSecret', 'nopush')).state, 'failed');
    assert.match((await sync('PushSecret', 'nopush')).message, /has no key "absent"/);
  });

  it('follows a ClusterExternalSecret into its namespaces', async () => {
    const where = [await lab().namespace('ces'), await lab().namespace('ces')];
    for (const name of where) await apply(fakeStore('one'), name);
    await apply(`apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata: {name: ${where[0]}}
spec:
  externalSecretName: shared
  namespaceSelectors:
    - matchLabels: {kubernetes.io/metadata.name: ${where[0]}}
    - matchLabels: {kubernetes.io/metadata.name: ${where[1]}}
  externalSecretSpec:
    secretStoreRef: {name: fake}
    data: [{secretKey: p, remoteRef: {key: app}}]
`);
    assert.equal((await ready('ClusterExternalSecret', where[0]!)).message, 'Ready in 2 namespaces.');
    await apply(fakeStore('two'), where[1]);
    const result = await sync('ClusterExternalSecret', where[0]!);
    const stateIn = (name: string) => result.items.find(({ resource }) => resource.namespace === name)?.state;
    assert.deepEqual(where.map(stateIn), ['unchanged', 'synced'], result.message);
  });

  it('sees a rotation in AWS', async () => {
    await lab().api.send('POST', `/api/v1/namespaces/${namespace}/secrets`, {
      metadata: { name: 'aws' },
      stringData: { id: 'test', key: 'test' },
    });
    await vault('CreateSecret', { Name: 'prod/app', SecretString: '{"password":"one"}', ClientRequestToken: token(1) });
    await apply(
      `${awsStore}---\n${externalSecret('rotated', 'data: [{secretKey: p, remoteRef: {key: prod/app, property: password}}]', 'aws')}`,
    );
    assert.equal((await ready('ExternalSecret', 'rotated')).state, 'ready');
    await vault('PutSecretValue', { SecretId: 'prod/app', SecretString: '{"password":"two"}', ClientRequestToken: token(2) });
    assert.match((await sync('ExternalSecret', 'rotated')).message, /the data of Secret rotated have changed/);
    assert.deepEqual((await sync('ExternalSecret', 'rotated')).states, ['unchanged']);
  });

  it('does many at once with one question', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `many-${i}`);
    await apply(names.map((name) => externalSecret(name, 'data: [{secretKey: p, remoteRef: {key: app}}]')).join('---\n'));
    for (const name of names) await ready('ExternalSecret', name);
    const refs = await Promise.all(names.map((name) => refTo('ExternalSecret', name)));
    const asked = questions.length;
    const result = await forceSync(connection, refs, interaction, options);
    assert.equal(questions.length, asked + 1);
    assert.equal(result.message, 'Force-sync of 30: 30 synced, 30 of them unchanged.');
  });

  it('says that nobody answers where the operator is stopped, and what was heard last', async () => {
    await lab().plane?.processes.end('controller');
    const began = Date.now();
    const { states, message, outcome } = await sync('ExternalSecret', 'plain', { waitMs: 2_000 });
    assert.deepEqual([outcome, states], ['failed', ['no-answer']]);
    assert.match(message, /No new answer within 2 s\. Last event: Updated, .*Check that ESO is running/);
    assert.ok(Date.now() - began < 15_000);
  });

  const statusOf = async (name: string) => {
    const { body } = await lab().api.get(`/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets/${name}`);
    return body['status'];
  };
  const vault = async (operation: string, body: object) => {
    const scope = '20261124/us-east-1/secretsmanager/aws4_request';
    const response = await fetch(lab().moto?.url ?? '', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(body),
    });
    assert.ok(response.ok, operation);
  };
});

const token = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;

const fakeStore = (value: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: fake}
spec: {provider: {fake: {data: [{key: app, value: ${value}}]}}}
`;

const awsStore = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws}
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
      auth:
        secretRef:
          accessKeyIDSecretRef: {name: aws, key: id}
          secretAccessKeySecretRef: {name: aws, key: key}
`;

const externalSecret = (name: string, spec: string, store = 'fake') => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ${name}}
spec:
  ${spec}
  secretStoreRef: {name: ${store}}
`;

const pushSecret = (name: string, key: string) => `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: {name: ${name}}
spec:
  refreshInterval: 0s
  secretStoreRefs: [{name: fake, kind: SecretStore}]
  selector: {secret: {name: source}}
  data: [{match: {secretKey: ${key}, remoteRef: {remoteKey: ${name}}}}]
`;
