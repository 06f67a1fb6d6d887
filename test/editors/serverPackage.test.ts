import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../scripts/setup/cache.ts';
import { execute } from '../../scripts/setup/execute.ts';
import { setUpOldestNode } from '../../scripts/setup/nodePackage.ts';
import { startClient } from '../support/lspClient.ts';
import { type InstalledServer, installServerPackage } from './serverPackage.ts';

const manifest = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef: {name: vault}
  target:
    creationPolicy: Ownr
  data:
    - secretKey: password
      remoteRef: {key: prod/db}
`;

describe('the npm package of the server', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'server-package-work-'));
  const file = join(folder, 'app.yaml');
  let installed: InstalledServer;
  let node = '';
  before(async () => {
    [installed, node] = await Promise.all([installServerPackage(), setUpOldestNode()]);
    writeFileSync(file, manifest);
  });
  after(() => {
    installed?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds the two programs and what they read, and nothing of the extension', () => {
    const allowed =
      /^package\/(package\.json|README\.md|LICENSE|THIRD_PARTY_NOTICES\.txt|server\/bin\/(external-secrets-(lint|language-server)|package\.json)|dist\/server\/(main|lint|compiledCode)\.cjs|dist\/chunks\/[\w.-]+\.cjs|dist\/schemas\/[\w./-]+\.(json|cjs))$/;
    assert.deepEqual(
      installed.files.filter((path) => !allowed.test(path)),
      [],
    );
    assert.ok(installed.files.includes('package/dist/schemas/index.json'));
  });

  it('brings no other package and nothing that runs when it is installed', () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    assert.deepEqual(Object.keys(installed.locked), ['node_modules/external-secrets-language-server']);
    const [own] = Object.values(installed.locked);
    assert.equal(own?.version, version);
    assert.equal(own?.hasInstallScript, undefined);
    for (const program of [installed.server, installed.lint]) assert.ok(existsSync(program), program);
  });

  it('lints on the oldest Node that it names', async () => {
    const { code, output } = await execute(node, [installed.lint, '--format=json', file], { cwd: folder });
    assert.equal(code, 1, output);
    assert.match(output, /Ownr/);
    writeFileSync(join(folder, 'good.yaml'), manifest.replace('Ownr', 'Owner'));
    assert.equal((await execute(node, [installed.lint, 'good.yaml'], { cwd: folder })).code, 0);
  });

  it('serves an editor over standard input and output on the oldest Node that it names', async () => {
    const client = await startClient({ command: [node, installed.server, '--stdio'], cwd: folder });
    try {
      assert.equal(client.initialized.serverInfo?.name, 'external-secrets-language-server');
      const uri = pathToFileURL(file).href;
      client.open(uri, manifest);
      const found = await client.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
      assert.deepEqual(
        found.map(({ code, range }) => [code, range.start.line]),
        [['not-allowed-value', 7]],
      );
      const { items } = await client.complete(uri, { line: 7, character: 20 });
      assert.ok(items.some(({ label }) => label === 'Owner'));
    } finally {
      await client.stop();
    }
  });
});
