import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { diffWithCluster } from '../../server/src/cluster/apply/runApply.ts';
import type { ClusterConnection } from '../../server/src/cluster/clusterClient.ts';
import { waitUntilReady } from '../../server/src/cluster/sync/waitUntilReady.ts';
import { createClusterClient } from '../../server/src/node/cluster/clusterClient.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { type Answer, applying, person, planOf, seen } from '../cluster/apply/support.ts';
import { sharedCrds } from '../support/shared.ts';
import { eventually } from './cluster/eventually.ts';
import { type LabOptions, useLab, whyNoLab } from './cluster/lab.ts';

const crds = sharedCrds('2.9.0');
const needs: LabOptions = { processes: true, ...(crds === undefined ? {} : { crds: [crds] }) };
const tutorial = (name: string) => readFileSync(join(import.meta.dirname, '../../examples/tutorial', name), 'utf8');

describe('apply before a real API server, webhook and operator', { skip: whyNoLab(needs) ?? false }, () => {
  const lab = useLab(needs);
  let connection: ClusterConnection;
  let namespace: string;

  before(async () => {
    connection = await open(lab().kubeconfig, 'test');
    namespace = await lab().namespace('apply');
  });
  after(() => connection?.dispose());

  const open = async (kubeconfig: string, context: string) => {
    const opened = await createClusterClient({ env: { KUBECONFIG: kubeconfig }, clock: nodeClock, log: () => {} }).open(context);
    assert.ok(opened.outcome === 'done');
    return opened.value;
  };
  const run = (text: string, ...answers: readonly Answer[]) =>
    applying(planOf(text, { namespace }), connection, person(...answers), {
      wait: ({ ref, changed }, interaction) =>
        waitUntilReady(connection, ref, interaction, { clock: nodeClock, waitMs: 20_000, applied: changed }),
    });
  const at = (resource: string, name: string, where = namespace) =>
    `/apis/external-secrets.io/v1/namespaces/${where}/${resource}/${name}`;
  const stored = async (resource: string, name: string) => (await lab().api.get(at(resource, name))).body;

  it('applies store and ExternalSecret, waits for both, and leaves no last-applied annotation', async () => {
    const { result, questions } = await run(`${externalSecret('first')}---\n${fakeStore}`, 'Apply');
    assert.equal(result.message, `Applied 2 objects in context test; ${namespace}/first synced, 1 key`);
    assert.match(questions[0]!.detail, /isn't currently maintained/);
    assert.match(questions[0]!.detail, /Create: SecretStore/);
    assert.deepEqual(
      seen(result).map((text) => text.split(':')[0]),
      ['fake'],
    );
    const object = await stored('externalsecrets', 'first');
    assert.doesNotMatch(JSON.stringify(object), /last-applied/);
    assert.match(JSON.stringify(object.metadata?.['managedFields']), /"manager":"vscode-external-secrets","operation":"Apply"/);
    const again = await run(externalSecret('first'));
    assert.equal(
      again.result.message,
      `ExternalSecret ${namespace}/first in context test is already as in the manifest; ${namespace}/first synced, 1 key`,
    );
  });

  it("applies the tutorial's corrected manifests", async () => {
    const text = `${tutorial('corrected/external-secret.yaml')}\n---\n${tutorial('corrected/secret-store.yaml')}`;
    const { result } = await applying(planOf(text), connection, person('Apply'));
    assert.match(result.message, /^Applied 2 objects in context test; /);
    assert.equal((await lab().api.get(at('externalsecrets', 'db-credentials', 'default'))).status, 200);
  });

  it("refuses the tutorial's manifests as written, on their apiVersion", async () => {
    const { result, questions } = await run(tutorial('as-written/external-secret.yaml'), 'Apply');
    assert.deepEqual([result.outcome, questions.length], ['refused', 0]);
    assert.match(
      seen(result)[0]!,
      /^external-secrets\.io\/v1beta1: Context test serves ExternalSecret as external-secrets\.io\/v1 and not as/,
    );
  });

  const refusals: readonly (readonly [what: string, text: () => string, marks: readonly RegExp[]])[] = [
    [
      'an unknown field',
      () => externalSecret('x', 'data: [{secretKey: a, remoteRef: {key: a, propertyy: b}}]'),
      [/^propertyy: spec\.data\[0\]\.remoteRef\.propertyy is no field/],
    ],
    [
      'a wrong type',
      () => externalSecret('x', 'refreshInterval: 60'),
      [/^60: spec\.refreshInterval must be a string;.*quotes\.$/],
    ],
    ['a list for a mapping', () => externalSecret('x', 'target: [x]'), [/^target: spec\.target must be a mapping/]],
    [
      'values outside of an enum, and what is missing',
      () => externalSecret('x', 'refreshPolicy: Never\n  data: [{secretKey: a}]'),
      [
        /^Never: The API server refuses spec\.refreshPolicy: Unsupported value/,
        /^secretKey: spec\.data\[0\]\.remoteRef is required/,
      ],
    ],
    [
      'a bad label',
      () => externalSecret('x').replace('metadata: {', 'metadata: {labels: {a.b/c: "d e"}, '),
      [/^"d e": The API server refuses metadata\.labels/],
    ],
    [
      'a duration that Go cannot read',
      () => externalSecret('x', 'refreshInterval: 1d'),
      [/^1d: ESO's webhook refuses it: time: unknown unit/],
    ],
    [
      'a key made twice',
      () => externalSecret('x', 'data: [{secretKey: a, remoteRef: {key: b}}, {secretKey: "a", remoteRef: {key: c}}]'),
      [/^"a": ESO's webhook refuses it: duplicate secretKey found: a\.$/],
    ],
    [
      'policies that exclude each other',
      () => externalSecret('x', 'target: {creationPolicy: Merge, deletionPolicy: Delete}'),
      [/^Delete: ESO's webhook refuses it: deletionPolicy=Delete/],
    ],
    [
      'two providers',
      () => store('provider: {fake: {data: []}, aws: {service: SecretsManager, region: eu-west-1}}'),
      [/^provider: The API server refuses spec\.provider: Too many/],
    ],
    [
      'an enum of a provider',
      () => store('provider: {aws: {service: SM, region: eu-west-1}}'),
      [/^SM: The API server refuses spec\.provider\.aws\.service/],
    ],
    [
      'the namespace of a ServiceAccount',
      () =>
        store(
          'provider: {aws: {service: SecretsManager, region: eu-west-1, auth: {jwt: {serviceAccountRef: {name: a, namespace: elsewhere}}}}}',
        ),
      [/^elsewhere: ESO's webhook refuses it: invalid Auth\.JWT/],
    ],
    [
      'a regular expression',
      () => store('conditions: [{namespaceRegexes: ["a("]}]\n  provider: {fake: {data: []}}'),
      [/^"a\(": ESO's webhook refuses it: failed to compile 0th/],
    ],
    [
      'a literal of another type, without the literal',
      () => store('provider: {fake: {data: [{key: a, value: 73591}]}}'),
      [/^73591: spec\.provider\.fake\.data\[0\]\.value must be a string;(?!.*73591)/],
    ],
    [
      'a namespace that does not exist',
      () => externalSecret('x').replace('metadata: {', 'metadata: {namespace: apply-nowhere, '),
      [/^apply-nowhere: Namespace apply-nowhere does not exist in context test/],
    ],
  ];
  for (const [what, text, marks] of refusals) {
    it(`places ${what}, and applies nothing`, async () => {
      const { result, questions } = await run(text(), 'Apply');
      assert.deepEqual([result.outcome, questions.length], ['refused', 0], result.message);
      const texts = seen(result);
      assert.equal(texts.length, marks.length, texts.join('\n'));
      for (const [i, mark] of marks.entries()) assert.match(texts[i]!, mark);
    });
  }

  it('applies a cluster-wide store whose manifest names a namespace, as kubectl does', async () => {
    const name = `${namespace}-wide`;
    const text = fakeStore
      .replace('SecretStore', 'ClusterSecretStore')
      .replace('{name: fake}', `{name: ${name}, namespace: default}`);
    const { result } = await run(text, 'Apply');
    assert.equal(result.message, `Applied 1 object in context test; ${name} ready: store validated`);
    await lab().api.send('DELETE', `/apis/external-secrets.io/v1/clustersecretstores/${name}`);
  });

  it('a dry run really changes nothing', async () => {
    const plan = planOf(externalSecret('untouched'), { namespace });
    const { files } = await diffWithCluster(plan, connection, person().interaction);
    assert.equal(files[0]?.live, '');
    assert.match(files[0]?.proposed ?? '', /refreshInterval: 1h/);
    await run(externalSecret('untouched'), undefined);
    assert.equal((await lab().api.get(at('externalsecrets', 'untouched'))).status, 404);
    const before = await stored('externalsecrets', 'first');
    await run(externalSecret('first', 'refreshInterval: 9m'), 'Show Differences', undefined);
    assert.deepEqual(await stored('externalsecrets', 'first'), before);
  });

  it('explains a conflict with another manager, and takes the fields over where that is chosen', async () => {
    await lab().api.apply(externalSecret('shared', 'refreshPolicy: OnChange'), { namespace });
    const cancelled = await run(externalSecret('shared', 'refreshPolicy: CreatedOnce'), undefined);
    assert.equal(cancelled.result.outcome, 'cancelled');
    assert.match(cancelled.questions[0]!.detail, /- .*spec\.refreshPolicy set by "peer-test"/);
    const taken = await run(externalSecret('shared', 'refreshPolicy: CreatedOnce'), 'Take Over the Fields', 'Apply');
    assert.equal(taken.result.outcome, 'done', taken.result.message);
    const { spec } = (await stored('externalsecrets', 'shared')) as { spec?: { refreshPolicy?: string } };
    assert.equal(spec?.refreshPolicy, 'CreatedOnce');
  });

  it('takes nothing over that has come into conflict while the user was asked', async () => {
    await lab().api.apply(externalSecret('raced', 'refreshPolicy: OnChange'), { namespace });
    const mine = externalSecret('raced', 'refreshPolicy: CreatedOnce\n  refreshInterval: 5h');
    const theirs = externalSecret('raced', 'refreshPolicy: OnChange\n  refreshInterval: 6h');
    const plan = planOf(mine, { namespace });
    const asked: string[] = [];
    const who = person('Take Over the Fields', 'Apply');
    const { interaction } = who;
    const racing = {
      ...who,
      interaction: {
        ...interaction,
        async ask(question: Parameters<typeof interaction.ask>[0]) {
          asked.push(question.message);
          if (asked.length === 2) await lab().api.apply(theirs, { namespace });
          return interaction.ask(question);
        },
      },
    };
    const { result } = await applying(plan, connection, racing);
    assert.equal(result.outcome, 'failed');
    assert.match(result.message, /^Applied 0 of 1 object in context test; .*others have set more of its fields meanwhile/);
    const { spec } = (await stored('externalsecrets', 'raced')) as { spec?: { refreshPolicy?: string } };
    assert.equal(spec?.refreshPolicy, 'OnChange');
  });

  it('knows a duration again that the operator has spelt anew, and changes it without a question of ownership', async () => {
    await run(externalSecret('timed', 'refreshInterval: 180m'), 'Apply');
    const interval = async () => ((await stored('externalsecrets', 'timed')) as { spec?: { refreshInterval?: string } }).spec;
    await eventually('the operator spells it its own way', async () => (await interval())?.refreshInterval === '3h0m0s');
    const { result } = await run(externalSecret('timed', 'refreshInterval: 180m'));
    assert.match(result.message, /is already as in the manifest/);
    const changed = await run(externalSecret('timed', 'refreshInterval: 4h'), 'Apply');
    assert.deepEqual([changed.result.outcome, changed.questions.length], ['done', 1], changed.result.message);
    assert.doesNotMatch(changed.questions[0]!.detail, /taking fields over/);
  });

  it('warns of an unmanaged Secret with the keys that would go, from its metadata', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'legacy' }, stringData: { a: 'needle', old: 'needle' } };
    await lab().api.send('POST', `/api/v1/namespaces/${namespace}/secrets`, secret);
    const { questions } = await run(externalSecret('legacy'), undefined);
    assert.match(
      questions[0]!.detail,
      new RegExp(
        `Secret ${namespace}/legacy exists and is not managed by ESO: .*These keys go: old\\. These get new values: a\\.`,
      ),
    );
    assert.doesNotMatch(JSON.stringify(questions), /needle/);
  });

  it('says before that the old Secret goes with its name, and it does', async () => {
    await run(externalSecret('renamed', 'target: {name: before}'), 'Apply');
    const { questions, result } = await run(externalSecret('renamed', 'target: {name: after}'), 'Apply');
    assert.match(questions[0]!.detail, new RegExp(`changes from Secret before to after: ESO deletes ${namespace}/before`));
    assert.equal(result.outcome, 'done', result.message);
    const secret = (name: string) => lab().api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
    await eventually('the old Secret is gone', async () => (await secret('before')).status === 404);
    assert.equal((await secret('after')).status, 200);
  });

  it('marks the entry that the operator fails at', async () => {
    const { result } = await run(externalSecret('failing', 'data: [{secretKey: a, remoteRef: {key: absent}}]'), 'Apply');
    assert.equal(result.outcome, 'failed');
    assert.match(seen(result)[0]!, /^absent: spec\.data\[0\]/);
    assert.match(result.message, /^Applied 1 object in context test; ExternalSecret \S+\/failing: /);
  });

  it('names the right that the login lacks', async () => {
    const kubeconfig = await lab().user({
      name: 'apply-reader',
      rules: [{ apiGroups: ['external-secrets.io'], resources: ['*'], verbs: ['get', 'list'] }],
    });
    const reader = await createClusterClient({ env: { KUBECONFIG: kubeconfig }, clock: nodeClock, log: () => {} }).contexts();
    const limited = await open(kubeconfig, reader.current ?? '');
    const { result } = await applying(planOf(externalSecret('x'), { namespace }), limited, person('Apply'));
    limited.dispose();
    assert.match(
      result.message,
      new RegExp(`lacks the right to (patch|create) externalsecrets\\.external-secrets\\.io in namespace ${namespace}`),
    );
  });

  it('explains a webhook that does not answer', async () => {
    await lab().plane!.end('webhook');
    const { result } = await run(externalSecret('x'), 'Apply');
    await lab().plane!.startAgain('webhook');
    assert.match(
      seen(result)[0]!,
      /^ExternalSecret: ESO's webhook \(validate\.externalsecret\.external-secrets\.io\) does not answer: connection refused\./,
    );
    assert.equal((await connection.getPath('/readyz', neverCancelled)).outcome, 'done');
  });
});

const fakeStore = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: fake}
spec:
  provider:
    fake:
      data: [{key: app, value: v1}]
`;

function store(spec: string): string {
  return `apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: x}\nspec:\n  ${spec}\n`;
}

/** One key, `a`, unless the lines say otherwise. */
function externalSecret(name: string, lines = ''): string {
  const data = lines.includes('data:') ? '' : '  data: [{secretKey: a, remoteRef: {key: app}}]\n';
  const more = lines === '' ? '' : `  ${lines}\n`;
  return `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: ${name}}\nspec:\n  secretStoreRef: {name: fake}\n${more}${data}`;
}
