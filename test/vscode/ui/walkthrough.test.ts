// Get Started and Report Issue in the workbench. The pictures, one of each step, go to test-results/walkthrough/.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { terminalSettings } from '../support/terminalView.ts';
import { openWithVault, type VaultWorkbench } from '../support/vaultWorkbench.ts';
import type { Workbench } from '../support/workbench.ts';
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
  let opened: VaultWorkbench;
  let workbench: Workbench;
  const step = scenario(() => workbench);
  const walkthroughStep = (title: string) => workbench.page.locator('.getting-started-step', { hasText: title });
  /** Opens a step and presses its button. */
  const press = async (title: string, button: string) => {
    const { page } = workbench;
    if ((await page.locator('.getting-started-step.expanded', { hasText: title }).count()) === 0)
      await walkthroughStep(title).locator('.step-title').click();
    await page.locator('.getting-started-step.expanded .monaco-button', { hasText: button }).click();
  };
  const isTicked = async (title: string) => await walkthroughStep(title).locator('[role=checkbox][aria-checked=true]').waitFor();

  before(async () => {
    // Wide enough for the picture beside each step.
    const viewport = { width: 1720, height: 900 };
    opened = await openWithVault({}, { settings: terminalSettings, viewport, pictures: 'walkthrough' });
    ({ workbench } = opened);
  });
  after(() => opened?.close());

  it(
    'is led through the eight steps of the tutorial, with buttons for each',
    step(async () => {
      const { page, palette } = workbench;
      await palette.run('External Secrets: Get Started');
      const steps = page.locator('.getting-started-step');
      await steps.nth(titles.length - 1).waitFor();
      assert.deepEqual(
        (await page.locator('.getting-started-step .step-title').allInnerTexts()).map((title) => title.trim()),
        titles,
      );
      for (const [i, title] of titles.entries()) {
        await page.locator('.getting-started-step .step-title', { hasText: title }).click();
        await page.locator('.getting-started-step.expanded .monaco-button').first().waitFor();
        await page.locator('.getting-started-media iframe.ready').waitFor();
        await workbench.picture(`0${i + 1}`);
      }
    }),
  );

  it(
    'opens the example from a step, which is ticked when it is done',
    step(async () => {
      const { editor, page } = workbench;
      const azure = 'The same with Azure Key Vault';
      assert.equal(await walkthroughStep(azure).getByRole('checkbox').first().getAttribute('aria-checked'), 'false');
      await press(azure, 'Open the Azure Example');
      await editor.line('external-secrets.io/v1beta1').first().waitFor();
      await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
      await isTicked(azure);
      await workbench.picture('09-example');
    }),
  );

  it(
    'has each step ticked that is done by its button',
    step(async () => {
      const { editor, messages, palette } = workbench;
      await press('Put the secret into the vault', 'Open Example Manifests');
      await editor.line('kind: ExternalSecret').waitFor();
      // By its number: lenses that come in that moment move the lines.
      await editor.goTo(39);
      await press('Put the secret into the vault', 'Create in Vault…');
      await palette.pick('Type It in the Terminal');
      await isTicked('Put the secret into the vault');
      await press('Write the store, and connect to its vault', 'Connect Store…');
      await messages.answer('Allow External Secrets', "Allow, This Is the Store's Vault");
      await isTicked('Write the store, and connect to its vault');
      await press('Rotate, and see who follows', 'Rotate in Vault…');
      await palette.pick('Type It in the Terminal');
      await isTicked('Rotate, and see who follows');
      await press('Let the operator read them, and no others', 'Copy Minimal Policy…');
      await palette.pick('The Manifests of This File');
      await palette.pick('All Parts, as Markdown');
      await isTicked('Let the operator read them, and no others');
      await workbench.picture('10-ticked');
    }),
  );

  it(
    'reads what a report says of the installation before it goes anywhere',
    step(async () => {
      const { editor, page, palette } = workbench;
      await palette.run('External Secrets: Report Issue');
      await page.locator('.notification-toast', { hasText: 'versions, counts and codes, no names' }).waitFor();
      await editor.line('Operating system').or(editor.line('VS Code')).first().waitFor();
      await workbench.picture('11-report');
    }),
  );
});
