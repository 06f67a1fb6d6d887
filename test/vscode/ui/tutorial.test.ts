// The ESO tutorial's manifests, as written: what today's ESO refuses is underlined, and mended by two key strokes each.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { takeQuickFix } from '../support/quickFix.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const examples = join(projectRoot, 'examples/tutorial');

/** A manifest without its comments and blank lines: what the API server reads of it. */
function bare(path: string): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines
    .map((line) => line.replace(/\s+#.*$|^#.*$/, ''))
    .filter((line) => line.trim() !== '')
    .join('\n');
}

describe("the tutorial's manifests in VS Code", () => {
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    cpSync(join(examples, 'as-written'), folder, { recursive: true });
    workbench = await openWorkbench({ folder, file: 'secret-store.yaml', pictures: 'tutorial' });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'underlines the version that is not served and the ServiceAccount of another namespace',
    step(async () => {
      const { editor, panel } = workbench;
      await editor.squiggles('error').first().waitFor();
      const problems = (await panel.problems('serviceAccountRef')).join('\n');
      assert.match(problems, /external-secrets\.io\/v1beta1 is not served by ESO 2\.9/);
      assert.match(problems, /serviceAccountRef\.namespace must be "default" or absent/);
      await workbench.picture('1-as-written');
      await panel.close();
    }),
  );

  it(
    'mends both from the keyboard, into what an expert would have written',
    step(async () => {
      const { editor } = workbench;
      await takeQuickFix(workbench, 'external-secrets.io/v1beta1', 'Migrate to v1');
      await editor.squiggles('warning').first().waitFor({ state: 'detached' });
      await takeQuickFix(workbench, 'namespace: external-secrets', 'Remove serviceAccountRef.namespace');
      await editor.squiggles('error').first().waitFor({ state: 'detached' });
      await editor.save();
      await workbench.picture('2-mended');
      assert.equal(bare(join(folder, 'secret-store.yaml')), bare(join(examples, 'corrected/secret-store.yaml')));
    }),
  );

  it(
    'explains what a policy really means on hover',
    step(async () => {
      const { editor, palette } = workbench;
      await palette.open('external-secret.yaml');
      const card = await editor.hover('deletionPolicy', 'deletionPolicy');
      assert.match(card, /Retain/);
      await workbench.picture('3-policy-hover');
    }),
  );
});
