// ESO's fake provider in VS Code: the vault is the manifest, and nothing is asked. The pictures go to test-results/fake-store/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fakeStore } from '../support/webStores.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const file = 'external-secret.yaml';
const store = `${fakeStore}        - key: prod/myapp/token
          value: made-up-token
          version: v1
`;
const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    kind: ClusterSecretStore
    name: fake
  data:
    - secretKey: missing
      remoteRef:
        key: prod/myapp/databse
    - secretKey: wrong
      remoteRef:
        key: prod/myapp/database
        property: usernam
    - secretKey: right
      remoteRef:
        key: `;

const glance = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  secretStoreRef:
    name: vault
  target:
    template:
      data:
        url: postgres://{{ .username | urlquery }}:{{ .password }}@db:5432
        config.yaml: |
          {{- /* what is left out has a default */}}
          {{- if .password }}
          password: {{ .password | quote }}
          {{- end }}
  data:
    - secretKey: username
      remoteRef:
        key: prod/myapp/database
        property: username
    - secretKey: password
      remoteRef:
        key: prod/myapp/databse
        property: password
`;

describe('the fake provider in VS Code', () => {
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    writeFileSync(join(folder, 'store.yaml'), store);
    writeFileSync(join(folder, file), manifest);
    writeFileSync(
      join(folder, 'glance.yaml'),
      `${glance}---\n${store.replace('ClusterSecretStore', 'SecretStore').replace('fake', 'vault')}`,
    );
    workbench = await openWorkbench({ folder, file, pictures: 'fake-store' });
  });
  after(async () => {
    await workbench?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'completes keys and properties of the store in another file, without a question',
    step(async () => {
      const { editor } = workbench;
      // Before the editor has come to rest it takes the focus, and the caret, back to its beginning.
      await editor.squiggles('warning').first().waitFor();
      await editor.goToEndOf('key: prod/myapp/databse');
      await workbench.page.keyboard.press('Control+End');
      await editor.type('prod/');
      const keys = await editor.suggestions('prod/myapp/token');
      assert.ok(keys.includes('prod/myapp/database'), keys.join(', '));
      await workbench.picture('1-keys');
      await editor.choose('prod/myapp/database');
      await editor.press('Enter');
      await editor.type('property: ');
      const properties = await editor.complete('password');
      assert.ok(properties.includes('username'), properties.join(', '));
      await workbench.picture('2-properties');
      await editor.choose('password');
      assert.deepEqual(await workbench.messages.notices(), []);
    }),
  );

  it(
    'marks the key and the property that the store does not have',
    step(async () => {
      const { panel } = workbench;
      const problems = await panel.problems('databse');
      assert.ok(
        problems.some((problem) =>
          /Key "prod\/myapp\/databse" is not in store fake \(fake provider, values in its manifest\)/.test(problem),
        ),
        problems.join(' | '),
      );
      assert.ok(
        (await panel.problems('has no property "usernam"')).some((problem) => /Did you mean "username"\?/.test(problem)),
        'the property',
      );
      await workbench.picture('3-missing');
      await panel.close();
    }),
  );

  it(
    'shows names on hover and no value of the manifest, also in light',
    step(async () => {
      const { editor, messages } = workbench;
      const card = await editor.hover('prod/myapp/database', 'Fake');
      assert.match(card, /Properties: password, username|Properties: username, password/);
      assert.doesNotMatch(card, /made-up/);
      await workbench.picture('4-hover');
      await editor.press('Escape');
      await editor.clickText('prod/myapp/database');
      await messages.status(/fake.*keys are read from the manifest itself/);
      await workbench.theme('light');
      await editor.hover('prod/myapp/database', 'Fake');
      await workbench.picture('5-hover-light');
    }),
  );

  it(
    'shows at a glance what is implied, what the vault has, and what a template is made of',
    step(async () => {
      const { editor, page } = workbench;
      await workbench.visit(folder, 'glance.yaml');
      for (const hint of ['spec:→ refresh every 1h (default)', 'name: vaultSecretStore', 'target:→ Secret db-credentials'])
        await editor.line(hint).waitFor();
      // The window may come back with the panel that it had, over the lines below.
      await workbench.panel.close();
      for (const hint of ['database✓', 'databse✗ not in the vault']) await editor.line(hint).waitFor();
      await page.locator('.codelens-decoration', { hasText: 'Used by 1 ExternalSecret' }).waitFor();
      await editor.hover('SecretStore', 'kind is absent, so ESO looks for a SecretStore');
      await editor.press('Escape');
      const colour = (text: string) =>
        page
          .locator('.view-line span span', { hasText: new RegExp(`^${text}$`) })
          .first()
          .evaluate((element) => getComputedStyle(element).color);
      const colours = new Set([
        await colour('if'),
        await colour('quote'),
        await colour('.password'),
        await colour('config.yaml'),
      ]);
      assert.equal(colours.size, 4, 'a keyword, a function, a variable and a key of the YAML differ');
      await workbench.picture('6-glance-light');
      await workbench.theme('dark');
      await workbench.picture('7-glance-dark');
    }),
  );
});
