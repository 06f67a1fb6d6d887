// A .env file and a plain Secret become ExternalSecrets: every question on the way, and that no value is anywhere but where it was. The
// pictures go to test-results/convert/.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { takeQuickFix } from '../support/quickFix.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';
import { scenario } from './steps.ts';

const values = ['planted-user-1f7a', 'planted-password-93c2', 'planted-token-58be'];
const files = {
  '.env': `# of the shop\nDB_USER=${values[0]}\nDB_PASSWORD="${values[1]}"\nAPI_TOKEN=${values[2]}\nLOG_LEVEL=debug\n`,
  'store.yaml': `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
  namespace: payments
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
`,
  'secret.yaml': `apiVersion: v1
kind: Secret
metadata:
  name: db-credentials
  namespace: payments
stringData:
  username: ${values[0]}
  password: ${values[1]}
`,
};

describe('a secret that is written in the clear', () => {
  let home: string;
  let folder: string;
  let workbench: Workbench;
  const step = scenario(() => workbench);
  /** Waits for a question, and takes its picture. */
  const asked = async (question: string, picture: string) => {
    const widget = workbench.page.locator('.quick-input-widget');
    await widget.getByPlaceholder(question).or(widget.getByText(question)).first().waitFor();
    await workbench.picture(picture);
  };
  const answer = async (question: string, label: string, picture: string) => {
    await asked(question, picture);
    await workbench.palette.pick(label);
  };

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'external-secrets-ui-'));
    folder = join(home, 'shop');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    // The file with values is never opened: what is on the screen then comes of us.
    workbench = await openWorkbench({ folder, file: 'store.yaml', pictures: 'convert' });
  });
  after(async () => {
    await workbench?.close();
    rmSync(home, { recursive: true, force: true });
  });

  it(
    'is converted from the menu of a .env file, by its names alone',
    step(async () => {
      const { editor, messages, page } = workbench;
      await messages.status(/aws-secretsmanager/);
      await page.locator('.explorer-folders-view .monaco-list-row', { hasText: '.env' }).click({ button: 'right' });
      const entry = page.locator('.context-view .monaco-menu .action-item', { hasText: 'Convert to ExternalSecret…' });
      await entry.waitFor();
      await workbench.picture('01-menu');
      await entry.hover();
      await editor.press('Enter');
      await asked('Which are to come from the vault?', '02-keys');
      assert.deepEqual(await workbench.palette.picks('LOG_LEVEL'), ['DB_USER', 'DB_PASSWORD', 'API_TOKEN', 'LOG_LEVEL']);
      await workbench.palette.pick('LOG_LEVEL');
      await editor.press('Enter');
      await asked('The name of the Secret that is made', '03-name');
      await workbench.palette.fill('shop-env');
      await editor.press('Enter');
      await answer('From which store is it to come?', 'aws-secretsmanager', '04-store');
      await answer('How is the vault to keep the values?', 'a Property per Key', '05-layout');
      await asked('The name of the secret in the vault', '06-vault-name');
      await workbench.palette.fill('prod/shop');
      await editor.press('Enter');
      await editor.line('secretKey: API_TOKEN').waitFor();
      await workbench.picture('07-written');
      assert.match(
        await editor.visibleText(),
        /name: shop-env.*secretKey: DB_USER\n +remoteRef:\n +key: prod\/shop\n +property: DB_USER/s,
      );
      assert.doesNotMatch(await editor.visibleText(), /LOG_LEVEL/);
    }),
  );

  it(
    'leaves word of what is still to be done, and its values nowhere',
    step(async () => {
      const { editor, messages, page } = workbench;
      await messages.answer('ExternalSecret shop-env is written', 'What to Do Now');
      await editor.line('1. Put the values into the vault').waitFor();
      await workbench.picture('08-what-to-do');
      // Every sentence is on the screen as a whole: lines are wrapped.
      const { width } = (await page.locator('.part.editor .view-lines').last().boundingBox()) ?? { width: 0 };
      const longest = await editor
        .line()
        .evaluateAll((lines) => Math.max(...lines.map((line) => line.firstElementChild?.clientWidth ?? 0)));
      assert.ok(longest > 0 && longest <= width, `${longest} of ${width}`);
      const seen = await workbench.allText();
      for (const value of values) {
        assert.ok(!seen.includes(value), 'a value is in the window');
        assert.deepEqual(filesWith(value, workbench.server.folder), []);
      }
    }),
  );

  it(
    'is converted below a plain Secret, by the light bulb',
    step(async () => {
      const { editor, palette } = workbench;
      await palette.open('secret.yaml');
      await takeQuickFix(workbench, 'stringData', 'Convert to ExternalSecret…', 'aws-secretsmanager');
      await answer('From which store is it to come?', 'aws-secretsmanager', '09-store');
      await answer('How is the vault to keep the values?', 'A Secret in the Vault for Each Key', '10-layout');
      await asked('The names in the vault', '11-names');
      await editor.press('Enter');
      await answer('Where is the manifest to go?', 'Below the Secret', '12-where');
      await editor.line('kind: ExternalSecret').waitFor();
      await workbench.picture('13-below');
      await editor.save();
      const [secret = '', made = ''] = readFileSync(join(folder, 'secret.yaml'), 'utf8').split('---\n');
      assert.equal(secret, files['secret.yaml']);
      assert.match(made, /kind: ExternalSecret.*secretKey: username.*secretKey: password/s);
      for (const value of values) assert.ok(!made.includes(value), 'a value is in the manifest');
    }),
  );
});

/** The files below a folder that have a text in them. */
function filesWith(text: string, folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path).includes(text));
}
