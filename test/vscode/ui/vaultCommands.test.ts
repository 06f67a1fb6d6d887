// Signing in again, creating and rotating a secret, each by a command line that VS Code types and a person runs. The vault is moto, the
// tool the AWS command line; only `aws sso login`, which needs AWS itself, is a stand-in. The pictures go to test-results/vault-commands/.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { setUpMoto } from '../../../scripts/setup/moto.ts';
import { takeQuickFix } from '../support/quickFix.ts';
import { TerminalView, terminalSettings } from '../support/terminalView.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { type MotoVault, startMotoVault } from './motoVault.ts';
import { scenario } from './steps.ts';

const setup = await setUpMoto();
const started = await startMotoVault();
const file = 'app.yaml';
const manifests = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: signed-out, namespace: default}
spec: {provider: {aws: {service: SecretsManager, region: us-east-1}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: app, namespace: default}
spec:
  secretStoreRef: {name: signed-out}
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
    - secretKey: token
      remoteRef:
        key: prod/myapp/new-token
    - secretKey: one
      remoteRef:
        key: `;

/** Stands for the login with AWS: whoever runs it has keys from then on. */
const loginProgram = (real: string) => `#!/bin/sh
if [ "$1 $2" = "sso login" ]; then
  echo "$@" >> "$HOME/logins"
  printf '[dev]\\naws_access_key_id = made-up\\naws_secret_access_key = made-up\\n' > "$AWS_SHARED_CREDENTIALS_FILE"
  printf '[profile dev]\\naws_account_id = 123456789012\\n' > "$AWS_CONFIG_FILE"
  echo Successfully logged in
else
  exec "${real}" "$@"
fi
`;
const signedOut = `[profile dev]
sso_session = work
sso_account_id = 123456789012
sso_role_name = reader
[sso-session work]
sso_region = us-east-1
sso_start_url = https://work.awsapps.com/start
`;

const skip = 'reason' in started ? started.reason : setup.ready ? false : setup.reason;

describe('command lines for a vault in VS Code', { skip }, () => {
  const home = mkdtempSync(join(tmpdir(), 'external-secrets-home-'));
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
  let vault: MotoVault;
  let secrets: SecretsManagerClient;
  let workbench: Workbench;
  let terminal: TerminalView;
  const step = scenario(() => workbench);
  const secretOf = (name: string) =>
    secrets.send(new GetSecretValueCommand({ SecretId: name })).then(
      ({ SecretString }) => SecretString,
      () => undefined,
    );

  before(async () => {
    assert.ok('env' in started && setup.ready);
    vault = started;
    const programs = join(home, 'programs');
    mkdirSync(programs);
    writeFileSync(join(programs, 'aws'), loginProgram(join(setup.bin, 'aws')), { mode: 0o755 });
    writeFileSync(join(home, 'config'), signedOut);
    writeFileSync(join(folder, file), manifests);
    const env = {
      ...vault.env,
      HOME: home,
      PATH: [programs, process.env['PATH']].join(delimiter),
      AWS_CONFIG_FILE: join(home, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
    };
    const settings = {
      ...terminalSettings,
      // The server makes a PATH of its own for terminals.
      'terminal.integrated.env.linux': { PATH: env.PATH },
      'terminal.integrated.env.osx': { PATH: env.PATH },
      'externalSecrets.stores': { 'signed-*': { profile: 'dev' } },
    };
    const viewport = { width: 1280, height: 900 };
    workbench = await openWorkbench({ folder, file, env, settings, viewport, pictures: 'vault-commands' });
    terminal = new TerminalView(workbench.page);
    const credentials = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };
    secrets = new SecretsManagerClient({ region: 'us-east-1', endpoint: vault.env['AWS_ENDPOINT_URL'] ?? '', credentials });
  });
  after(async () => {
    secrets?.destroy();
    await workbench?.close();
    await vault?.close();
    for (const path of [folder, home]) rmSync(path, { recursive: true, force: true });
  });

  it(
    'says that the login has ended where a key is completed, and on hover',
    step(async () => {
      const { editor, palette, messages } = workbench;
      await editor.goToEndOf('key: prod/myapp/new-token');
      await palette.run('External Secrets: Connect Store');
      await messages.answer('Allow External Secrets', "Allow, This Is the Store's Vault");
      await messages.status(/sign in again/);
      const card = await editor.hover('prod/myapp/new-token', 'Sign in again');
      assert.match(card, /The login \(profile dev\) has expired\. Sign in again: aws sso login --profile dev/);
      await workbench.picture('1-hover');
      await editor.press('Escape');
      await editor.goTo(21, 14);
      const labels = await editor.complete('Sign in again: aws sso login --profile dev');
      assert.equal(labels.length, 1, labels.join(', '));
      await workbench.picture('2-completion');
    }),
  );

  it(
    'types the login into a terminal, and runs nothing',
    step(async () => {
      await workbench.editor.choose('Sign in again: aws sso login --profile dev');
      const text = await terminal.text('aws sso login --profile dev');
      assert.match(
        text,
        /Sign in again for SecretStore default\/signed-out\. ?Press Enter to run it\. The vault is asked again when it has ended\./,
      );
      await workbench.picture('3-sign-in');
      assert.equal(existsSync(join(home, 'logins')), false, 'nobody has pressed Enter');
    }),
  );

  it(
    'asks the vault again once the login has been run, without a restart',
    step(async () => {
      const { editor, messages, panel } = workbench;
      await terminal.type('\n');
      await terminal.text('Successfully logged in');
      await panel.close();
      await editor.goTo(21, 14);
      await editor.complete('prod/myapp/api-key');
      await editor.choose('prod/myapp/api-key');
      await messages.status(/^(?!.*sign in).*signed-out/i);
    }),
  );

  it(
    'creates a missing key from the quick fix of its warning',
    step(async () => {
      const { editor, page, palette, panel } = workbench;
      await editor.squiggles('warning').first().waitFor();
      await takeQuickFix(
        workbench,
        'prod/myapp/new-token',
        'Create "prod/myapp/new-token" in AWS Secrets Manager…',
        'Type It in the Terminal',
      );
      const ways = (await palette.picks('Type It in the Terminal')).join('\n');
      assert.match(ways, /Type It in the Terminal/);
      assert.match(ways, /Take It from a File/);
      await workbench.picture('4-ways');
      await palette.pick('Type It in the Terminal');
      await terminal.text('--secret-string file:///dev/stdin');
      await workbench.picture('5-create');
      assert.equal(await secretOf('prod/myapp/new-token'), undefined, 'nobody has pressed Enter');
      await terminal.type('\n');
      await page.waitForTimeout(500);
      await terminal.type('made-up-token\n');
      await terminal.text('"VersionId"');
      await workbench.picture('6-created');
      await panel.close();
      const warning = editor.squiggles('warning').first();
      // VS Code now and then tells of no end of a command; the step before has shown that the vault is asked where it does.
      await warning
        .waitFor({ state: 'detached', timeout: 20_000 })
        .catch(() => palette.run('External Secrets: Refresh Vault Listing'));
      await warning.waitFor({ state: 'detached' });
      assert.equal(await secretOf('prod/myapp/new-token'), 'made-up-token');
    }),
  );

  it(
    'rotates one property from a code action',
    step(async () => {
      const { palette, panel } = workbench;
      const advice = /then type the new password, Enter and Ctrl\+D\. The other properties stay as they are\./;
      let shown = '';
      // VS Code itself now and then loses what it was given to stand above the prompt.
      for (let attempt = 0; attempt < 3 && !advice.test(shown); attempt++) {
        await takeQuickFix(
          workbench,
          'property: password',
          'Rotate "password" of "prod/myapp/database" in AWS Secrets Manager…',
          'Type It in the Terminal',
        );
        await palette.pick('Type It in the Terminal');
        shown = await terminal.text(`| aws secretsmanager put-secret-value`);
      }
      assert.match(shown, advice);
      await workbench.picture('7-rotate');
      await panel.close();
    }),
  );

  it(
    'lets a key of the file be chosen where the caret is in none, also in light',
    step(async () => {
      const { editor, palette } = workbench;
      await workbench.theme('light');
      await editor.goTo(1);
      await palette.run('External Secrets: Rotate in Vault');
      const keys = (await palette.picks('prod/myapp/database')).join('\n');
      assert.match(keys, /prod\/myapp\/database/);
      await workbench.picture('8-keys-light');
      await palette.pick('prod/myapp/new-token');
      await palette.pick('Take It from a File');
      await terminal.text('file://VALUE-FILE');
      await workbench.picture('9-file-light');
    }),
  );
});
