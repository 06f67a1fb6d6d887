// The package as users get it, installed in a VS Code that knows nothing of this project. The pictures go to test-results/package/.
import assert from 'node:assert/strict';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makePackage } from '../../../scripts/package.ts';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'app.yaml';
const manifests = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: letters, namespace: default}
spec: {provider: {fake: {data: [{key: alpha, value: made-up}]}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  refreshPolicy: Sometimes
  secretStoreRef: {name: letters, kind: SecretStore}
  data:
    - secretKey: password
      remoteRef:
        key: `;

describe('the installed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    const { vsix } = await makePackage(join(folder, 'package'));
    const workspace = join(folder, 'workspace');
    mkdirSync(workspace);
    writeFileSync(join(workspace, file), manifests);
    workbench = await openWorkbench({ folder: workspace, file, vsix, pictures: 'package' });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'finds mistakes by its own schemas and rules',
    step(async () => {
      assert.match((await workbench.panel.problems('refreshPolicy')).join('\n'), /Sometimes/);
      await workbench.panel.close();
    }),
  );

  it(
    'completes from a store',
    step(async () => {
      await workbench.editor.press('Control+End');
      await workbench.editor.complete('alpha');
      await workbench.picture('1-completion');
      await workbench.editor.press('Escape');
    }),
  );

  it(
    'shows its page: icon, texts, settings in groups',
    step(async () => {
      const { page, palette } = workbench;
      await palette.run('Extensions: Show Installed Extensions');
      await page.locator('.extensions-list .monaco-list-row', { hasText: 'External Secrets' }).first().click();
      await page.locator('.extension-editor .icon-container img, .extension-editor img.icon').first().waitFor();
      await workbench.picture('2-page');
    }),
  );

  it('runs from where it was installed, without this project', { skip: process.platform !== 'linux' && 'needs /proc' }, () => {
    const own = `${workbench.server.folder}/extensions/`;
    const servers = commandLines().filter(
      (line) => line.includes('/server/bin/external-secrets-language-server') && line.includes(workbench.server.folder),
    );
    assert.equal(servers.length, 1);
    assert.ok(servers[0]?.includes(own) && !servers[0].includes(`${projectRoot}/server`), servers[0]);
  });
});

/** The command lines of all processes; one that ends meanwhile has none. */
function commandLines(): readonly string[] {
  return globSync('/proc/[0-9]*/cmdline').flatMap((path) => {
    try {
      return readFileSync(path, 'utf8').replaceAll('\0', ' ');
    } catch {
      return [];
    }
  });
}
