import assert from 'node:assert/strict';
import { globSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { serverCommands } from '../../server/src/protocol.ts';
import { type FaultServer, json, startFaultServer } from '../node/cluster/faultServer.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { createWorld, notBuilt, root, type World } from './world.ts';

/** What a thief must not find: names and values of a vault, and of a cluster's Secrets. */
const secretive =
  /name-in-the-vault|value-in-the-vault|property-in-the-vault|text-in-the-vault|secret-in-the-cluster|key-in-the-cluster/;

const reader = (store: string, key: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: reads-${store}, namespace: default}
spec:
  secretStoreRef: {name: ${store}}
  data:
    - secretKey: a
      remoteRef:
        key: ${key}
        property: none
`;
const storeOf = (name: string, provider: object) =>
  JSON.stringify({
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name, namespace: 'default' },
    spec: { provider },
  });

/** Files below a folder, relative to it, with their modes. */
function filesBelow(
  folder: string,
  at = folder,
): readonly { readonly path: string; readonly mode: string; readonly text: string }[] {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name);
    const about = lstatSync(path);
    if (about.isDirectory()) return filesBelow(folder, path);
    return [
      {
        path: relative(folder, path),
        mode: (about.mode & 0o777).toString(8),
        text: about.isFile() ? readFileSync(path, 'latin1') : '',
      },
    ];
  });
}

describe('on the disk of a stolen laptop', { skip: notBuilt, timeout: 180_000 }, () => {
  let world: World;
  let vault: ScriptedHttp;
  let cluster: FaultServer;
  beforeEach(async () => {
    world = createWorld();
    vault = await startScriptedHttp(({ url }) => {
      if (url.includes('list=true')) return { status: 200, json: { data: { keys: ['name-in-the-vault'] } } };
      if (url.includes('/metadata/'))
        return { status: 200, json: { data: { current_version: 1, versions: {}, custom_metadata: { a: 'text-in-the-vault' } } } };
      if (url.includes('/subkeys/')) return { status: 403, json: { errors: ['name-in-the-vault'] } };
      return { status: 200, json: { data: { data: { 'property-in-the-vault': 'value-in-the-vault' } } } };
    });
    cluster = await startFaultServer();
    cluster.answer = ({ url }, response) => {
      const metadata = { name: 'secret-in-the-cluster', namespace: 'default' };
      if (url.includes('/secrets/'))
        json(response, 200, { kind: 'Secret', metadata, data: { 'key-in-the-cluster': 'eA==' }, rows: [] });
      else json(response, 200, { metadata: {}, items: [{ metadata }] });
    };
  });
  afterEach(async () => {
    await world.close();
    await Promise.all([vault.close(), cluster.close()]);
  });

  it('are consents, for the user alone, and nothing that a vault or a cluster has told', async () => {
    const temporary = join(world.home, 'tmp');
    mkdirSync(temporary);
    world.keep('kubeconfig', readFileSync(join(cluster.folder, 'config'), 'utf8'));
    const files = {
      'vault.yaml': `${storeOf('vault', { vault: { server: vault.url, path: 'secret' } })}\n---\n${reader('vault', 'name-in-the-vault')}`,
      'kubernetes.yaml': `${storeOf('kubernetes', { kubernetes: {} })}\n---\n${reader('kubernetes', 'secret-in-the-cluster')}`,
    };
    const before = filesBelow(world.workspace).length;
    const client = await world.start({
      env: {
        VAULT_ADDR: vault.url,
        VAULT_TOKEN: 'hvs.token-of-the-user',
        KUBECONFIG: join(world.home, 'kubeconfig'),
        TMPDIR: temporary,
      },
      choose: ({ actions }) => actions.find((title) => /^(Allow|Connect)/.test(title)) ?? null,
    });
    for (const [file, text] of Object.entries(files)) client.open(world.uri(file), text);
    for (const name of ['vault', 'kubernetes']) {
      const store = { kind: 'SecretStore', name, namespace: 'default' };
      await client.execute(serverCommands.connectStore, store);
      await client.execute(serverCommands.allowReadingValues, store);
    }
    const offered = async (file: keyof typeof files) => {
      const line = files[file].split('\n').findIndex((text) => text.includes('key: '));
      const { items } = await client.complete(world.uri(file), { line, character: 13 });
      for (const item of items) await client.resolve(item);
      await client.hover(world.uri(file), { line, character: 14 });
      await client.complete(world.uri(file), { line: line + 1, character: 18 });
      return items.map(({ label }) => label);
    };
    assert.deepEqual(await offered('vault.yaml'), ['name-in-the-vault']);
    assert.deepEqual(await offered('kubernetes.yaml'), ['secret-in-the-cluster']);
    await client.execute(serverCommands.connectCluster, {});
    const log = [...client.received().matchAll(/"message":"(access: [^"]*)"/g)].map(([, line]) => line ?? '');
    assert.ok(
      log.length > 5 && log.some((line) => /GET data/.test(line)) && log.some((line) => /secrets\/default/.test(line)),
      log.join('\n'),
    );
    for (const line of log) assert.doesNotMatch(line, secretive, 'an editor may keep its log');

    await client.stop();
    const all = filesBelow(world.home);
    for (const { text, path } of all) assert.doesNotMatch(text, secretive, path);
    // Our own code, compiled: as it is in the package.
    const kept = all.filter(({ path }) => path !== 'kubeconfig' && !path.startsWith('.cache/external-secrets/node/'));
    assert.deepEqual(
      kept.map(({ path, mode }) => [path, mode]),
      [['.config/external-secrets/consents.json', '600']],
    );
    assert.equal((lstatSync(join(world.home, '.config/external-secrets')).mode & 0o777).toString(8), '700');
    const [consents] = kept;
    assert.doesNotMatch(consents?.text ?? '', /token-of-the-user|t0ken/);
    const record = JSON.parse(consents?.text ?? '').destinations;
    assert.ok(Object.keys(record).length >= 2);
    for (const one of Object.values(record))
      assert.deepEqual(
        Object.keys(one as object).filter((name) => !['access', 'confirmedStores', 'readValues', 'account'].includes(name)),
        [],
      );
    assert.equal(filesBelow(world.workspace).length, before, 'nothing is written beside the manifests');
  });
});

describe('the extension keeps on the disk', () => {
  it('what the user has agreed to, and which context was chosen, and nothing else', () => {
    const uses = globSync('client/src/**/*.ts', { cwd: root }).flatMap((path) =>
      [
        ...readFileSync(join(root, path), 'utf8').matchAll(
          /globalState|workspaceState|[sS]torageUri|logUri|\.secrets\b|setKeysForSync|writeFile|node:fs/g,
        ),
      ].map(([what]) => `${path}: ${what}`),
    );
    assert.deepEqual(uses.sort(), ['client/src/extension.ts: globalState', 'client/src/machine.ts: workspaceState']);
  });

  it('by no other way than the files that are named here does the server write', () => {
    const writes = globSync('server/src/**/*.ts', { cwd: root }).filter((path) =>
      /\b(writeFile|writeFileSync|appendFile|createWriteStream|mkdtemp|outputFile)\w*\(/.test(
        readFileSync(join(root, path), 'utf8'),
      ),
    );
    assert.deepEqual(writes.sort(), [
      'server/src/cli/fix.ts',
      // Our own code, compiled.
      'server/src/node/compiledCode.ts',
      'server/src/node/consentFile.ts',
      'server/src/node/downloadedCrds.ts',
    ]);
  });
});
