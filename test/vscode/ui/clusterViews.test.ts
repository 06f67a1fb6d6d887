// What VS Code shows of a cluster and asks before it is changed, with a server that answers from a script. The pictures go to
// test-results/cluster-views/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ClusterStatus, ConfirmParams, DiffFile, TreeNode } from '../../../server/src/protocol.ts';
import { ClusterView } from '../support/clusterView.ts';
import { Dialog } from '../support/dialog.ts';
import { type Scene, type ScriptedExtension, type Step, scriptExtension } from '../support/scriptedExtension.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
`;
const externalSecret = { kind: 'ExternalSecret', name: 'db-credentials', namespace: 'default' };

function inState(state: ClusterStatus['state'], more: Partial<ClusterStatus> = {}): Scene {
  return { status: { state, context: 'prod-eu', message: '', failing: 0, stale: false, ...more } };
}

function nodeOf(id: string, kind: TreeNode['kind'], state: TreeNode['state'], more: Partial<TreeNode> = {}): TreeNode {
  const label = more.label ?? id;
  const words = { label, description: state, tooltip: label, accessibleLabel: `${label}, ${state}` };
  return { id, kind, state, expandable: kind !== 'sync', ...words, ...more };
}

const tree = {
  '': [nodeOf('prod-eu', 'context', 'failing')],
  'prod-eu': [nodeOf('default', 'namespace', 'failing')],
  default: [nodeOf('aws', 'store', 'ok', { resource: { kind: 'SecretStore', name: 'aws', namespace: 'default' } })],
  aws: [
    nodeOf('worker', 'sync', 'failing', {
      resource: { ...externalSecret, name: 'worker' },
      description: '[not](command:a) $(zap)',
    }),
    nodeOf('db-credentials', 'sync', 'ok', { resource: externalSecret }),
  ],
};

const question: ConfirmParams = {
  message: 'Apply default/db-credentials in context prod-eu?',
  detail: 'One object changes.',
  actions: ['Apply', 'Show Differences'],
  typed: 'prod-eu',
};
const diff: DiffFile = { resource: externalSecret, live: 'refreshInterval: 1h\n', proposed: 'refreshInterval: 10m\n' };

function connected(commands: Readonly<Record<string, readonly Step[]>> = {}): Scene {
  return { ...inState('connected', { failing: 1 }), tree, resourceAt: externalSecret, commands };
}

describe('the cluster in VS Code', () => {
  let extension: ScriptedExtension;
  let folder: string;
  let workbench: Workbench;
  let view: ClusterView;
  let dialog: Dialog;
  const step = scenario(() => workbench);

  before(async () => {
    extension = await scriptExtension(inState('none'));
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    writeFileSync(join(folder, 'manifest.yaml'), manifest);
    const options = { folder, file: 'manifest.yaml', extension: extension.folder, env: extension.env };
    workbench = await openWorkbench({ ...options, pictures: 'cluster-views' });
    view = new ClusterView(workbench.page, workbench.palette);
    dialog = new Dialog(workbench.page);
  });
  after(async () => {
    await workbench?.close();
    extension?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'says what to do where there is no cluster, and offers no command that needs one',
    step(async () => {
      await view.open();
      assert.match(await view.welcome('No kubeconfig'), /aws eks update-kubeconfig.*Open Settings/);
      await workbench.palette.titlesFor(
        'External Secrets: ',
        (titles) => !/Apply Manifest|Force Sync|Check ESO/.test(`${titles}`),
      );
      await workbench.picture('1-none');
    }),
  );

  it(
    'says what to do in every other state without a tree',
    step(async () => {
      extension.play(inState('untrusted'));
      assert.match(await view.welcome('trusted workspaces only'), /Manage Workspace Trust/);
      extension.play(inState('not-connected'));
      assert.match(await view.welcome('You are asked before'), /Connect to Cluster….*Select Cluster Context…/);
      await workbench.picture('2-not-connected');
      extension.play(inState('no-operator'));
      assert.match(await view.welcome('not installed'), /Check ESO Installation/);
      extension.play(inState('problem', { message: 'The login has expired.', remedy: 'aws sso login' }));
      assert.equal(await view.message('The login has expired.'), 'The login has expired.');
      await view.shows('Try Again: prod-eu', 'What Can Be Done…', 'Select Cluster Context…', 'Show Access Log');
      await workbench.picture('3-problem');
      extension.play(inState('denied', { message: 'The verb list on externalsecrets is missing.' }));
      await view.message('The verb list on externalsecrets is missing.');
    }),
  );

  it(
    'shows the tree with the failing ones counted, and text from the cluster as it is',
    step(async () => {
      extension.play(connected());
      for (const label of ['default', 'aws']) await view.expand(label);
      await view.shows('prod-eufailing', 'defaultfailing', 'awsok', 'worker[not](command:a) $(zap)', 'db-credentialsok');
      assert.equal(await view.row('worker').getAttribute('aria-label'), 'worker, failing');
      await view.badge('1');
      const entries = await view.menu('worker');
      for (const title of ['Force Sync', 'Verify Secret', 'Show Rotation Impact', 'Wait until Ready', 'Copy Name']) {
        assert.ok(entries.includes(title), entries.join(', '));
      }
      await workbench.picture('4-tree');
    }),
  );

  it(
    'asks before it syncs, and Enter changes nothing',
    step(async () => {
      const ask = { message: 'Force-sync default/worker in context dev?', detail: 'Once.', actions: ['Force Sync'] };
      const result = { outcome: 'done', message: 'default/worker synced.', items: [] };
      extension.play(connected({ forceSync: [{ ask }, { result }] }));
      await view.press('worker', 'Force Sync');
      assert.match(await dialog.text('Force-sync default/worker'), /in context dev/);
      assert.notEqual(await dialog.defaultButton(), 'Force Sync');
      await workbench.picture('5-question');
      await dialog.press('Enter');
      await workbench.messages.status('Nothing was changed.');
      await view.press('worker', 'Force Sync');
      await workbench.messages.answer('Force-sync default/worker', 'Force Sync');
      await workbench.messages.question('default/worker synced.');
      assert.deepEqual(extension.log(), [
        'forceSync [{"resources":[{"kind":"ExternalSecret","name":"worker","namespace":"default"}]}]',
        'answer null',
        'forceSync [{"resources":[{"kind":"ExternalSecret","name":"worker","namespace":"default"}]}]',
        'answer {"action":"Force Sync"}',
      ]);
      await workbench.palette.run('Notifications: Clear All Notifications');
    }),
  );

  it(
    'lets the differences be read before the answer, and has the name of a protected context typed',
    step(async () => {
      const { page, messages, editor, palette } = workbench;
      const { actions: _, ...rest } = question;
      const wait: Step = { progress: 'Waiting until ready', percentage: 50 };
      extension.play(connected({ apply: [{ ask: question }, { show: [diff] }, { ask: { ...rest, actions: ['Apply'] } }, wait] }));
      await editor.clickText('db-credentials');
      await palette.run('External Secrets: Apply Manifest');
      await dialog.text('Apply default/db-credentials');
      assert.equal(await dialog.defaultButton(), 'Show Differences');
      await dialog.press('Enter');
      await page.locator('.tab.active', { hasText: 'db-credentials (default): cluster ↔ manifest' }).waitFor();
      await messages.status('waiting for your answer');
      await workbench.picture('6-differences');
      assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
      await messages.answer('Apply default/db-credentials', 'Apply');
      await palette.fill('prod');
      await page.locator('.quick-input-message', { hasText: 'Type prod-eu to confirm' }).waitFor();
      await workbench.picture('7-type');
      await palette.fill('prod-eu');
      await editor.press('Enter');
      await messages.question('Waiting until ready');
      assert.equal(extension.log().at(-1), 'answer {"action":"Apply","typed":"prod-eu"}');
      await workbench.picture('8-progress');
    }),
  );

  it(
    'stops waiting when it is told to',
    step(async () => {
      await workbench.messages.answer('Waiting until ready', 'Cancel');
      await workbench.messages.status('Stopped waiting.');
    }),
  );

  it(
    'says that the server ended meanwhile, and what that means for the cluster',
    step(async () => {
      const { messages, palette } = workbench;
      extension.play(connected({ forceSync: [{ dies: true }] }));
      await view.press('worker', 'Force Sync');
      const { text } = await messages.question('The language server stopped');
      assert.equal(
        text,
        'The language server stopped while this ran: Force sync. What it had sent to the cluster by then may have taken effect. It is being started again.',
      );
      // Progress stays for a moment.
      const others = (await messages.notices()).filter((notice) => notice.text !== text && notice.text !== 'Force sync');
      assert.deepEqual(others, []);
      await workbench.picture('8-server-ended');
      await palette.run('Notifications: Clear All Notifications');
      // The new server's tree is another one.
      for (const node of ['default', 'aws']) await view.expand(node);
    }),
  );

  it(
    'shows what was checked as a list, and as text',
    step(async () => {
      const { page, palette, editor } = workbench;
      const checks = [{ title: 'Keys', state: 'problem', detail: 'db-host is missing.' }];
      const result = { outcome: 'done', message: 'One key is missing.', checks };
      extension.play(connected({ verifySecret: [{ result }] }));
      await view.menu('db-credentials', 'Verify Secret');
      await palette.picks('Keys');
      await workbench.picture('9-verify');
      await editor.press('Enter');
      await editor.line('db-host is missing.').waitFor();
      await editor.shows(/not in order: Keys\n +db-host is missing\./);
      assert.equal(await page.locator('.tab.active.dirty').count(), 0);
    }),
  );

  it(
    'connects to the context that is chosen, and to it again in the next window, without a question',
    step(async () => {
      const { palette, page } = workbench;
      const contexts = ['dev', 'prod-eu'].map((name) => ({
        name,
        server: `https://${name}.example`,
        current: false,
        connected: false,
      }));
      const status = inState('connected', { context: 'dev' }).status;
      extension.play({ ...connected({ connectCluster: [{ result: status }] }), contexts });
      await palette.run('External Secrets: Select Cluster Context');
      assert.deepEqual(await palette.picks('prod-eu'), ['dev https://dev.example', 'prod-eu https://prod-eu.example']);
      await palette.pick('dev');
      await workbench.messages.status('Connected to dev');
      assert.equal(extension.log().at(-1), 'connectCluster [{"context":"dev"}]');
      // What a window remembers is written a moment later.
      await page.waitForTimeout(1000);
      await workbench.visit(folder, 'manifest.yaml');
      await view.open();
      await view.row('prod-eu').waitFor();
      assert.equal(extension.log().at(-1), 'connectCluster [{"context":"dev","quiet":true}]');
    }),
  );

  it(
    'has the steps of the walkthrough ticked that need a cluster',
    step(async () => {
      const { palette, page, editor } = workbench;
      const result = { outcome: 'done', message: 'default/db-credentials is applied.', items: [] };
      extension.play(connected({ apply: [{ result }] }));
      await editor.clickText('kind: ExternalSecret');
      await palette.run('External Secrets: Apply Manifest');
      await workbench.messages.question('is applied');
      await palette.run('External Secrets: Get Started');
      for (const title of ['Install the operator', 'Apply it, and verify the Secret'])
        await page.locator('.getting-started-step', { hasText: title }).locator('[role=checkbox][aria-checked=true]').waitFor();
      await workbench.picture('10-ticked');
    }),
  );
});
