// Get Started and Report Issue in the workbench. The pictures, one of each step, go to test-results/walkthrough/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

/** The steps that the tutorial has, in its order. */
const titles = [
  'Put the secret into the vault',
  'Install the operator, and see that it works',
  'Let the operator read them, and no others',
  'Write the store, and connect to its vault',
  'Write the ExternalSecret',
  'Apply it, and verify the Secret',
  'Rotate, and see who follows',
  'The same with Azure Key Vault',
];

describe('somebody new', () => {
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    workbench = await openWorkbench({ folder, pictures: 'walkthrough' });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'is led through the eight steps of the tutorial, with buttons for each',
    step(async () => {
      const { page, palette } = workbench;
      await palette.run('External Secrets: Get Started');
      const steps = page.locator('.getting-started-step');
      await steps.first().waitFor();
      assert.deepEqual(
        (await page.locator('.getting-started-step .step-title').allInnerTexts()).map((title) => title.trim()),
        titles,
      );
      for (const [i, title] of titles.entries()) {
        await page.locator('.getting-started-step .step-title', { hasText: title }).click();
        await page.locator('.getting-started-step.expanded .monaco-button').first().waitFor();
        await workbench.picture(`0${i + 1}`);
      }
    }),
  );

  it(
    'opens the example from a step, which is ticked when it is done',
    step(async () => {
      const { editor, page } = workbench;
      const azure = page.locator('.getting-started-step', { hasText: 'The same with Azure Key Vault' });
      assert.equal(await azure.getByRole('checkbox').first().getAttribute('aria-checked'), 'false');
      await azure.locator('.monaco-button', { hasText: 'Open the Azure Example' }).click();
      await editor.line('external-secrets.io/v1beta1').first().waitFor();
      await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
      await azure.locator('[role=checkbox][aria-checked=true]').waitFor();
      await workbench.picture('09-example');
    }),
  );

  it(
    'reads what a report says of the installation before it goes anywhere',
    step(async () => {
      const { editor, page, palette } = workbench;
      await palette.run('External Secrets: Report Issue');
      await page.locator('.notification-toast', { hasText: 'versions, counts and codes, no names' }).waitFor();
      await editor.line('Operating system').or(editor.line('VS Code')).first().waitFor();
      await workbench.picture('10-report');
    }),
  );
});
