// HashiCorp Vault in VS Code, with a real Vault server. The pictures go to test-results/hashicorp-vault/.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { seedVault } from '../../support/vault/seed.ts';
import { startVaultServer, type VaultServer } from '../../support/vault/vaultServer.ts';
import { takeQuickFix } from '../support/quickFix.ts';
import { TerminalView, terminalSettings } from '../support/terminalView.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const started = await startVaultServer();
const file = 'external-secret.yaml';
const manifests = (server: string) => `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
  namespace: default
spec:
  provider:
    vault:
      server: ${server}
      path: secret
      version: v2
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  secretStoreRef:
    name: vault
  data:
    - secretKey: missing
      remoteRef:
        key: prod/myapp/databse
        property: username
    - secretKey: wrong
      remoteRef:
        key: prod/myapp/database
        property: usernam
    - secretKey: right
      remoteRef:
        key: prod/my`;

describe('HashiCorp Vault in VS Code', { skip: 'reason' in started && started.reason }, () => {
  let server: VaultServer;
  let home: string;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);

  before(async () => {
    assert.ok('url' in started);
    server = started;
    await seedVault(server, (label) => `made-up-${label}`);
    home = mkdtempSync(join(tmpdir(), 'external-secrets-home-'));
    folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    const parts = ['metadata', 'subkeys'].map((part) => `path "secret/${part}/*" { capabilities = ["list", "read"] }`);
    writeFileSync(join(home, '.vault-token'), await server.tokenWith(parts.join('\n')));
    writeFileSync(join(folder, file), manifests(server.url));
    const env = { HOME: home, VAULT_ADDR: server.url, VAULT_TOKEN: undefined, BAO_ADDR: undefined, NO_PROXY: '127.0.0.1' };
    const viewport = { width: 1280, height: 900 };
    workbench = await openWorkbench({ folder, file, env, settings: terminalSettings, viewport, pictures: 'hashicorp-vault' });
  });
  after(async () => {
    await workbench?.close();
    await server?.close();
    for (const path of [home, folder]) if (path !== undefined) rmSync(path, { recursive: true, force: true });
  });

  it(
    'asks about this server and this token, and completes keys below the mount',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await editor.press('Control+End');
      await palette.run('External Secrets: Connect Store');
      const question = await messages.question('Allow External Secrets');
      assert.match(question.text, /HashiCorp Vault, http:\/\/127\.0\.0\.1:\d+, with your token in ~\/\.vault-token\?/);
      await workbench.picture('1-consent');
      await messages.connect();
      await editor.press('Control+End');
      await editor.type('app/');
      const labels = await editor.suggestions(['prod/myapp/database', 'prod/myapp/tls']);
      assert.ok(!labels.includes('staging/app'), labels.join(', '));
      await workbench.picture('2-keys');
      await editor.choose('prod/myapp/database');
    }),
  );

  it(
    'lists the properties without reading a value',
    step(async () => {
      const { editor } = workbench;
      await editor.press('Enter');
      await editor.type('property: ');
      await editor.complete('username', 'password', 'tls.crt', 'nested.deep.user');
      await workbench.picture('3-properties');
      await editor.choose('password');
    }),
  );

  it(
    'marks the key and the property that are not there',
    step(async () => {
      const { panel } = workbench;
      const problems = await panel.problems('"prod/myapp/databse" is not in store vault');
      assert.ok(
        problems.some((problem) => /"prod\/myapp\/databse" is not in store vault.*Did you mean/.test(problem)),
        problems.join(' | '),
      );
      const wrong = await panel.problems('has no property "usernam"');
      assert.ok(
        wrong.some((problem) => /Did you mean "username"\? It has: nested, password, tls\.crt, username\./.test(problem)),
        wrong.join(' | '),
      );
      await workbench.picture('4-missing');
      await panel.close();
    }),
  );

  it(
    'shows what is known of a secret on hover, and no value',
    step(async () => {
      const card = await workbench.editor.hover('prod/myapp/database', 'HashiCorp Vault');
      assert.match(card, /Properties: .*username/);
      assert.match(card, /team=payments/);
      await workbench.picture('5-hover');
      assert.doesNotMatch(await workbench.allText(), /made-up-/);
      await workbench.editor.press('Escape');
    }),
  );

  it(
    "creates the missing secret with Vault's own tool, after a look at it",
    step(async () => {
      const { palette, panel } = workbench;
      const terminal = new TerminalView(workbench.page);
      await takeQuickFix(
        workbench,
        'prod/myapp/databse',
        'Create "prod/myapp/databse" in HashiCorp Vault…',
        'Type It in the Terminal',
      );
      await palette.pick('Type It in the Terminal');
      const shown = await terminal.text('-mount secret prod/myapp/databse -');
      assert.match(shown, /\{"username":input\}' \| vault kv put -cas 0 -address http/);
      await workbench.picture('6-create');
      await panel.close();
    }),
  );

  it(
    'reads as well in the light theme',
    step(async () => {
      await workbench.theme('light');
      await workbench.editor.hover('prod/myapp/database', 'HashiCorp Vault');
      await workbench.picture('7-hover-light');
    }),
  );
});
