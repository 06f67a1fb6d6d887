import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startVault, type Vault } from '../vscode/support/vault.ts';
import { type Neovim, startNeovim } from './neovim.ts';
import { type InstalledServer, installServerPackage } from './serverPackage.ts';
import { writeTranscript } from './transcript.ts';

const app = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: aws-secretsmanager
  target:
    name: db-credentials
    creationPolicy: Ownr
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/databse
        property: passwrd
`;

const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
`;

const opening = `# A session in Neovim
What Neovim 0.11 shows with the configuration of [the page about other editors](editors.md#neovim) and nothing else, in the server's npm package. A test
presses these keys in a real Neovim, before a vault on the same machine, and compares the screens with this page. What differs from session to session
(addresses, dates, ids) is made the same.

The workspace has two files: \`store.yaml\` with a SecretStore for AWS Secrets Manager, and \`app.yaml\` with an ExternalSecret that has three mistakes.`;

/** Part of every value in the vault, and of nothing else: wherever one turned up, it would be found. */
const planted = `planted-${randomBytes(8).toString('hex')}`;

describe('Neovim with the documented configuration', { timeout: 120_000 }, () => {
  let installed: InstalledServer;
  let vault: Vault;
  let neovim: Neovim;
  const session = writeTranscript(
    () => neovim,
    'neovim-session.md',
    opening,
    (screen) =>
      screen
        .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:45678')
        .replace(/(secret:[\w/-]+)-[0-9a-f]{6}\b/g, '$1-AbCdEf')
        .replace(/(AWSPREVIOUS|AWSCURRENT) → [0-9a-f]{8}/g, '$1 → 0123abcd')
        .replace(/\d{4}-\d\d-\d\d( \d\d:\d\d UTC)?/g, (date) => '2026-01-31 12:00 UTC'.slice(0, date.length)),
  );
  before(async () => {
    [installed, vault] = await Promise.all([installServerPackage(), startVault((label) => `${planted}-${label}`)]);
    neovim = await startNeovim({
      bin: dirname(installed.server),
      files: { 'app.yaml': app, 'store.yaml': store },
      env: vault.env,
    });
  });
  after(async () => {
    await neovim?.stop();
    await vault?.server.close();
    installed?.remove();
  });

  it('goes through a session: mistakes, fixes, a vault that is asked for, names, hover, definition and rename', async () => {
    session.about(
      'A mistake',
      'It shows as the file is opened, before anything was asked of anybody. `gra` offers what mends it.',
    );
    await session.step('', /^E +creationPolicy: Ownr +■ "creationPolicy" cannot be "Ownr"/m);
    await session.step('/Ownr<CR>gra', '1: Change to "Owner"', 'Type number');
    await session.step('1<CR>', /creationPolicy: Owner$/m);

    session.about(
      'A vault',
      'Nothing has gone over the network so far. `:EsoServer connectStore` is about the store that the manifest under the caret reads from; the server\nasks, and keeps the answer in a file of the user.',
    );
    await session.step('/databse<CR>:EsoServer connectStore<CR>', 'Allow External Secrets to list secret names', 'Type number');
    await session.step('1<CR>', /^W +key: prod\/myapp\/databse +■ Key "prod\/myapp\/databse" is not in store/m);
    await session.step('gra', '1: Change to "prod/myapp/database"', 'Type number');
    await session.step('1<CR>', /key: prod\/myapp\/database$/m);
    await session.step('K', 'Database credentials for myapp', 'Properties: not listed');
    await neovim.keys('jk');

    session.about('The names in a secret', 'They can only be learnt by reading its value, which is asked for by itself.');
    await session.step(':EsoServer allowReadingValues<CR>', 'Allow External Secrets to read secret values', 'Type number');
    await session.step('1<CR>', /^W +property: passwrd +■ Secret "prod\/myapp\/database" has no property "passwrd"/m);
    await session.step('/passwrd<CR>C<C-x><C-o>', / password +/, / username +/);
    await session.step('pas<C-n><C-y><Esc>', /property: password$/m);

    session.about('Two files', '`<C-]>` leads to the store, `grn` renames it in all files.');
    await session.step('gg/aws-s<CR><C-]>', 'kind: SecretStore');
    await session.step('grn', 'New Name: aws-secretsmanager');
    await session.step('<C-u>vault<CR>', /name: vault$/m);
    await session.step(':silent wa<CR><C-o>', 'kind: ExternalSecret', /name: vault$/m);
    session.check();
  });

  it('has changed the files to what the screens have shown', () => {
    const mended = app.replace('Ownr', 'Owner').replace('databse', 'database').replace('passwrd', 'password');
    assert.equal(neovim.file('app.yaml'), mended.replace('aws-secretsmanager', 'vault'));
    assert.equal(neovim.file('store.yaml'), store.replace('aws-secretsmanager', 'vault'));
  });

  it('has kept the answers where only the user can write, and shown no value anywhere', () => {
    const consents = join(neovim.folder, '../home/external-secrets/consents.json');
    assert.equal(statSync(consents).mode & 0o777, 0o600);
    assert.match(readFileSync(consents, 'utf8'), /"readValues": true/);
    assert.ok(!session.seen().includes(planted));
    assert.ok(!readFileSync(consents, 'utf8').includes(planted));
  });
});
