// The tutorial's ExternalSecret is typed into an empty file, key after key, with what the completion list offers on the way.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventually } from '../../peers/cluster/eventually.ts';
import { openWithVault, tutorialStore, type VaultWorkbench } from '../support/vaultWorkbench.ts';
import type { Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'new.yaml';

describe('a manifest typed into an empty file', () => {
  let opened: VaultWorkbench;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    opened = await openWithVault({ [file]: '', 'secret-store.yaml': tutorialStore }, { file, pictures: 'typing' });
    ({ workbench } = opened);
  });
  after(() => opened?.close());

  /** Asks for completion until the server, which starts with the first YAML file, answers. */
  async function serverIsUp(): Promise<void> {
    const { editor } = workbench;
    await eventually('the kinds on offer', async () => {
      await editor.press('Escape', 'Control+Space');
      return (await editor.suggestions([], 2)).some((label) => label.includes('ExternalSecret'));
    });
  }

  /** Types the beginning of a word and takes the entry that the list then offers; the list opens by itself. */
  async function take(typed: string, label: string): Promise<void> {
    const { editor } = workbench;
    await editor.type(typed);
    await editor.suggestions(label);
    await editor.choose(label);
  }

  it(
    'is begun by the header, whose values are offered at once',
    step(async () => {
      const { editor } = workbench;
      await editor.line().first().click();
      await serverIsUp();
      await workbench.picture('0-empty');
      await editor.press('Escape');
      await take('api', 'apiVersion');
      await editor.choose('external-secrets.io/v1');
      await editor.press('Enter');
      await take('ki', 'kind');
      await editor.suggestions('ExternalSecret');
      await workbench.picture('1-kinds');
      await editor.choose('ExternalSecret');
      await editor.press('Enter');
      await take('meta', 'metadata');
      await editor.type('db-credentials');
      await editor.press('Escape');
      await editor.shows('apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: db-credentials');
    }),
  );

  it(
    'gets the whole spec with what is required, and the store from the workspace',
    step(async () => {
      const { editor } = workbench;
      await editor.press('Enter', 'Shift+Tab');
      await take('sp', 'spec');
      await editor.suggestions('aws-secretsmanager');
      await workbench.picture('2-store');
      await editor.choose('aws-secretsmanager');
      await editor.shows(/\n {2}secretStoreRef:\n {4}name: aws-secretsmanager\n {4}kind: SecretStore\n/);
    }),
  );

  it(
    'says how to get the keys where the store is not connected yet, without asking',
    step(async () => {
      const { editor, messages } = workbench;
      await editor.goToEndOf('key:');
      const labels = await editor.complete('Connect to aws-secretsmanager…');
      assert.deepEqual(labels, ['Connect to aws-secretsmanager…']);
      await workbench.picture('3-connect');
      assert.deepEqual(opened.vault.server.requests, []);
      await editor.choose('Connect to aws-secretsmanager…');
      await messages.connect();
    }),
  );

  it(
    'is finished from the vault',
    step(async () => {
      const { editor } = workbench;
      await editor.goToEndOf('secretKey:');
      await editor.type('db-password');
      await editor.press('Escape');
      await editor.goToEndOf('key:');
      await editor.type('prod/myapp/d');
      await editor.suggestions('prod/myapp/database');
      await editor.choose('prod/myapp/database');
      await editor.goToEndOf('property:');
      await editor.type('password');
      await editor.press('Escape');
      await editor.goToEndOf('target:');
      await editor.press('ArrowDown', 'End');
      await editor.type('db-credentials');
      await editor.press('Escape');
      await editor.save();
      await workbench.picture('4-finished');
      assert.equal(
        readFileSync(join(opened.folder, file), 'utf8').trimEnd(),
        `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: aws-secretsmanager
    kind: SecretStore
  target:
    name: db-credentials
  data:
    - secretKey: db-password
      remoteRef:
        key: prod/myapp/database
        property: password`,
      );
    }),
  );
});
