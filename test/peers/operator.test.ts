import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import type { ClusterConnection } from '../../server/src/cluster/clusterClient.ts';
import { createClusterNames } from '../../server/src/cluster/names.ts';
import { checkOperator } from '../../server/src/cluster/operator/checkOperator.ts';
import { detectOperator } from '../../server/src/cluster/operator/detectOperator.ts';
import type { Check, OperatorReport } from '../../server/src/clusterProtocol.ts';
import { english } from '../../server/src/localisation.ts';
import { createClusterClient } from '../../server/src/node/cluster/clusterClient.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { diagnoseDocument } from '../../server/src/rules/diagnose.ts';
import { createSchemaChooser } from '../../server/src/schema/schemaChooser.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { describeWith, sharedCrds } from '../support/shared.ts';
import { eventually } from './cluster/eventually.ts';
import { useLab, whyNoLab } from './cluster/lab.ts';

const opened: ClusterConnection[] = [];
after(() => {
  for (const one of opened) one.dispose();
});

async function connect(kubeconfig: string): Promise<ClusterConnection> {
  const client = createClusterClient({ env: { KUBECONFIG: kubeconfig }, clock: nodeClock, log: () => {} });
  const [context] = (await client.contexts()).contexts;
  const connection = await client.open(context?.name ?? '');
  assert.ok(connection.outcome === 'done');
  opened.push(connection.value);
  return connection.value;
}

const check = (connection: ClusterConnection): Promise<OperatorReport> =>
  checkOperator(connection, { token: neverCancelled, progress() {}, l10n: english }, { clock: nodeClock });

const stateOf = ({ checks }: OperatorReport, title: string): Check['state'] | undefined =>
  checks.find((one) => one.title === title)?.state;

const detailOf = ({ checks }: OperatorReport, title: string): string => checks.find((one) => one.title === title)?.detail ?? '';

const store = (name: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: ${name}}
spec: {provider: {fake: {data: [{key: a, value: b}]}}}
`;

const secret = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db}
spec:
  refreshInterval: 1h
  secretStoreRef: {name: live}
  data: [{secretKey: password, remoteRef: {key: a}}]
`;

const processes = { processes: true } as const;

describe('Check ESO, before the real operator', { skip: whyNoLab(processes) ?? false }, () => {
  const lab = useLab(processes);

  it('sees the webhook answer and the controller work, and says what cannot be seen of plain processes', async () => {
    const connection = await connect(lab().kubeconfig);
    const idle = await check(connection);
    assert.equal(stateOf(idle, 'Kinds'), 'ok');
    assert.equal(stateOf(idle, 'Webhook answers'), 'ok');
    assert.match(detailOf(idle, 'Controller'), /no Deployment that looks like ESO's controller/);
    assert.deepEqual(
      [stateOf(idle, 'Controller at work'), stateOf(idle, 'Version'), idle.version],
      ['unknown', 'unknown', undefined],
    );
    const namespace = await lab().namespace('operator');
    for (const text of [store('live'), secret]) assert.ok((await lab().api.apply(text, { namespace })).status < 300);
    await eventually(
      'the controller is seen at work',
      async () => stateOf(await check(connection), 'Controller at work') === 'ok',
    );
    const { status } = await lab().api.get(
      `/apis/external-secrets.io/v1/namespaces/default/externalsecrets/vscode-external-secrets-probe`,
    );
    assert.equal(status, 404, 'the probe leaves nothing behind');
  });

  it('takes the version from a Deployment, and sees Pods that are not ready', async () => {
    const namespace = await lab().namespace('operator');
    const labels = { 'app.kubernetes.io/name': 'external-secrets' };
    const container = { name: 'main', image: 'ghcr.io/external-secrets/external-secrets:v0.20.4' };
    await lab().api.send('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
      metadata: { name: 'eso', labels },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
    });
    const report = await check(await connect(lab().kubeconfig));
    assert.equal(report.version, '0.20.4');
    assert.deepEqual(
      [stateOf(report, 'Controller'), detailOf(report, 'Controller')],
      ['problem', `Deployment ${namespace}/eso has no ready Pod.`],
    );
    assert.ok(report.remedies.some(({ commandLine }) => commandLine === `kubectl get pods -n ${namespace} --context test`));
    await lab().api.send('DELETE', `/apis/apps/v1/namespaces/${namespace}/deployments/eso`);
  });

  it('says which rights are missing', async () => {
    const connection = await connect(await lab().user({ name: 'nobody', rules: [] }));
    const report = await check(connection);
    assert.equal(report.outcome, 'done');
    assert.ok(
      report.checks.every(({ state }) => state === 'unknown'),
      JSON.stringify(report.checks),
    );
    assert.match(detailOf(report, 'Kinds'), /lacks the right to list customresourcedefinitions\.apiextensions\.k8s\.io/);
    assert.match(detailOf(report, 'Webhook answers'), /lacks the right to patch, create externalsecrets\.external-secrets\.io/);
  });

  it('says that nobody answers where the webhook has stopped', async () => {
    const connection = await connect(lab().kubeconfig);
    await lab().plane?.end('webhook');
    const report = await check(connection);
    assert.equal(stateOf(report, 'Webhook answers'), 'problem');
    assert.match(
      report.message,
      /Webhook answers: The API server cannot ask validate\.externalsecret\.external-secrets\.io: nobody listens/,
    );
    await lab().plane?.startAgain('webhook');
    await eventually('it answers again', async () => stateOf(await check(connection), 'Webhook answers') === 'ok');
  });

  it('gives completion the names that are there', async () => {
    const namespace = await lab().namespace('operator');
    for (const text of [
      store('one'),
      store('two'),
      'apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {user: u}\n',
    ])
      assert.ok((await lab().api.apply(text, { namespace })).status < 300);
    const connection = await connect(lab().kubeconfig);
    const names = createClusterNames(() => connection, nodeClock, english);
    const ask = (kind: string, group: string) => names.names(kind, group, namespace, neverCancelled);
    assert.deepEqual(await ask('SecretStore', 'external-secrets.io'), { items: ['one', 'two'], complete: true });
    assert.deepEqual(await ask('Secret', ''), { items: ['login'], complete: true });
    assert.deepEqual(await names.keys('Secret', namespace, 'login', neverCancelled), { items: ['user'], complete: true });
    assert.ok((await ask('Namespace', ''))?.items.includes(namespace));
  });
});

const none = { crds: [], operator: false } as const;

describe('Check ESO, where it is not', { skip: whyNoLab(none) ?? false }, () => {
  const lab = useLab(none);

  it('says so, and how to install it', async () => {
    const report = await check(await connect(lab().kubeconfig));
    assert.match(report.message, /^ESO is not installed in context test/);
    assert.match(report.remedies.at(-1)?.commandLine ?? '', /^helm install external-secrets /);
  });
});

const [older, newest] = [sharedCrds('1.3.2'), sharedCrds('2.9.0')];
const wants = { crds: [older ?? ''], operator: false } as const;

describeWith(older, newest)('the CRDs of a real cluster', { skip: whyNoLab(wants) ?? false }, () => {
  const lab = useLab(wants);

  it('judge in place of ours: an older ESO refuses what the newest takes', async () => {
    const { definitions, range } = await detectOperator(await connect(lab().kubeconfig), neverCancelled);
    assert.ok(definitions.outcome === 'done');
    assert.equal(range && english.of(range.words), 'ESO 0.17 to 1.x');
    const chooser = createSchemaChooser(createNodeSchemaSource(), () => 'auto');
    const judge = async (text: string) => {
      const { schemas, ...version } = chooser.judging();
      const [document] = parseManifestFile(text).documents;
      assert.ok(document);
      return (await diagnoseDocument(document.parsed, schemas, version)).map(({ finding }) => finding);
    };
    const text = secret.replace(
      '  data:',
      '  syncWindows: {kind: allow, windows: [{schedule: "0 0 * * *", duration: 1h}]}\n  data:',
    );
    assert.deepEqual(
      (await judge(text)).filter(({ rule }) => rule === 'unknown-field'),
      [],
    );
    chooser.useCluster({ crds: definitions.value });
    const [finding] = await judge(text);
    assert.deepEqual([finding?.rule, finding?.severity], ['unknown-field', 'error']);
    const { status, body } = await lab().api.apply(text, { namespace: 'default', dryRun: true });
    assert.notEqual(status, 200, 'as the API server says');
    assert.match(body.message ?? '', /syncWindows/);
  });
});
