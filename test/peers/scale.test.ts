import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import limit from 'p-limit';
import type { CodeLens } from 'vscode-languageserver-types';
import {
  type ClusterStatus,
  clusterChangedNotification,
  clusterCommands,
  clusterStatusRequest,
  syncablesRequest,
  type TreeNode,
  treeRequest,
} from '../../server/src/clusterProtocol.ts';
import { type LspClient, startClient } from '../support/lspClient.ts';
import { eventually } from './cluster/eventually.ts';
import { type KubeFaultProxy, startKubeFaultProxy } from './cluster/faultProxy.ts';
import { useLab, whyNoLab } from './cluster/lab.ts';
import { seedMany } from './cluster/seedMany.ts';

const program = join(import.meta.dirname, '../../dist/server/main.cjs');
const options = { operator: false } as const;
const total = 5000;
const scopes = 200;
/** Of `seedMany`: every hundredth has failed, so all of two namespaces. */
const failing = total / 100;
const perScope = total / scopes;

/** Read by the server process before its own code: at SIGUSR2 it collects garbage and writes down how it stands. */
const probe = (file: string) => `
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { renameSync, writeFileSync } = require('node:fs');
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('SIGUSR2', () => {
  const longestDelay = delay.max / 1e6;
  gc();
  const { heapUsed, rss } = process.memoryUsage();
  // The collection itself is not to count.
  setTimeout(() => {
    delay.reset();
    writeFileSync(${JSON.stringify(`${file}.new`)}, JSON.stringify({ longestDelay, heapUsed, rss }));
    renameSync(${JSON.stringify(`${file}.new`)}, ${JSON.stringify(file)});
  }, 50);
});
`;

interface Standing {
  /** Milliseconds for which the event loop was kept busy without a break, since the last look. */
  readonly longestDelay: number;
  /** Bytes, after a collection. */
  readonly heapUsed: number;
  readonly rss: number;
}

const skip = whyNoLab(options) ?? (existsSync(program) ? false : 'not built (npm run build)');

describe(`a cluster of ${total} ExternalSecrets in ${scopes} namespaces`, { skip }, () => {
  const lab = useLab(options);
  const folder = mkdtempSync(join(tmpdir(), 'scale-'));
  const looks = join(folder, 'standing.json');
  const uri = pathToFileURL(join(folder, 'many.yaml')).href;
  let names: readonly string[] = [];
  let proxy: KubeFaultProxy;
  let client: LspClient;
  let signals = 0;
  let first: Standing;

  before(async () => {
    names = await seedMany(lab().api, { externalSecrets: total, namespaces: scopes, statuses: true });
    await seedTargets();
    proxy = await startKubeFaultProxy(lab().access);
    writeFileSync(join(folder, 'probe.cjs'), probe(looks));
    client = await startClient({
      command: [process.execPath, '--expose-gc', '--require', join(folder, 'probe.cjs'), program, '--stdio'],
      env: { PATH: process.env['PATH'], HOME: folder, XDG_CONFIG_HOME: folder, KUBECONFIG: proxy.kubeconfig },
      workspaceFolder: pathToFileURL(folder).href,
      consent: () => ({ access: 'allow', confirmedStores: [], readValues: false }),
    });
    client.connection.onNotification(clusterChangedNotification, () => void signals++);
    client.open(uri, names.slice(0, 100).map(manifest).join('---\n'));
    await client.diagnostics(uri, () => true);
  });
  after(async () => {
    await client?.stop();
    await proxy?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The Secrets that the operator would have written. */
  async function seedTargets(): Promise<void> {
    const run = limit(20);
    const create = async (namespace: string, name: string) => {
      const labels = { 'reconcile.external-secrets.io/managed': 'true' };
      const annotations = { 'reconcile.external-secrets.io/data-hash': 'c0ffee'.repeat(9) };
      const owner = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name, uid: name, controller: true };
      const metadata = { name, labels, annotations, ownerReferences: [owner] };
      const { status, body } = await lab().api.send('POST', `/api/v1/namespaces/${namespace}/secrets`, { metadata });
      assert.equal(status, 201, body.message);
    };
    const all = names.flatMap((name) => Array.from({ length: perScope }, (_, i) => ({ name, app: appName(i) })));
    await Promise.all(all.map(({ name, app }) => run(() => create(name, app))));
  }

  const status = (): Promise<ClusterStatus> => client.connection.sendRequest(clusterStatusRequest);
  const children = (node?: TreeNode): Promise<readonly TreeNode[]> =>
    client.connection.sendRequest(treeRequest, node === undefined ? {} : { node: node.id });
  const namespaceNodes = async () => (await children((await children())[0])).filter(({ kind }) => kind === 'namespace');
  const lenses = (): Promise<readonly CodeLens[]> =>
    client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  const connect = () => client.execute(clusterCommands.connectCluster, {});
  const asked = (path: RegExp) => proxy.requests.filter((one) => path.test(one.path)).length;
  /** A watch follows each listing once that is complete. */
  const filled = async () => {
    await eventually('six watches', async () => asked(/watch=true/) === 6);
    await eventually('the look for the operator', async () => asked(/\/external-secrets\/deployments/) > 0);
    await eventually('nothing left to read', async () => {
      const { state } = await status();
      return state === 'connected' && (await namespaceNodes()).length === scopes;
    });
  };

  async function fail(namespace: string, name: string): Promise<void> {
    const path = `/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets/${name}/status`;
    const said = { type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'broken since' };
    const conditions = [{ ...said, lastTransitionTime: new Date().toISOString() }];
    const { status: code, body } = await lab().api.send(
      'PATCH',
      path,
      { status: { conditions } },
      'application/merge-patch+json',
    );
    assert.equal(code, 200, body.message);
  }

  async function look(): Promise<Standing> {
    rmSync(looks, { force: true });
    process.kill(client.process.pid ?? 0, 'SIGUSR2');
    await eventually('the look at the process', async () => existsSync(looks));
    return JSON.parse(readFileSync(looks, 'utf8')) as Standing;
  }

  it('is read with a few requests, and fills the tree', async (test) => {
    const empty = await look();
    const started = performance.now();
    const connected = connect();
    let answers = 0;
    let longest = 0;
    let isFilling = true;
    const typing = (async () => {
      while (isFilling) {
        const sent = performance.now();
        assert.ok(await client.hover(uri, { line: 5, character: 4 }));
        assert.ok((await client.complete(uri, { line: 5, character: 2 })).items.length > 0);
        longest = Math.max(longest, performance.now() - sent);
        answers++;
      }
    })();
    await connected;
    await filled();
    const seconds = (performance.now() - started) / 1000;
    isFilling = false;
    await typing;
    const full = await look();
    first = full;

    const objects = asked(/\/externalsecrets\?.*limit=/);
    assert.equal(objects, total / 500);
    assert.equal(asked(/\/secrets\?.*limit=/), total / 500);
    assert.ok(proxy.requests.length <= 50, `${proxy.requests.length} requests`);
    assert.ok(answers > 0);
    const nodes = await namespaceNodes();
    const shown = nodes.map(({ label, description }) => `${label}: ${description}`);
    assert.deepEqual(shown.slice(0, 2), ['many-099: 25 of 25 failing', 'many-199: 25 of 25 failing']);
    assert.match(shown[2] ?? '', /^many-000: 25 ready/);
    assert.equal((await status()).failing, failing);
    const [store] = await children(nodes[2]);
    assert.equal((await children(store)).length, perScope);
    const syncables: readonly unknown[] = await client.connection.sendRequest(syncablesRequest);
    assert.equal(syncables.length, total);
    const growth = full.heapUsed - empty.heapUsed;
    assert.ok(growth < 40 * 1024 * 1024, `${megabytes(growth)} of heap`);
    for (const line of counted(proxy)) test.diagnostic(line);
    test.diagnostic(`filled after ${seconds.toFixed(1)} s; ${answers} hovers with completions, the longest took ${ms(longest)}`);
    test.diagnostic(`the event loop was busy for ${ms(full.longestDelay)} at most`);
    test.diagnostic(
      `heap ${megabytes(empty.heapUsed)} → ${megabytes(full.heapUsed)}, RSS ${megabytes(empty.rss)} → ${megabytes(full.rss)}`,
    );
    test.diagnostic(`${signals} signals of change`);
  });

  it('has lenses for a file of 100 resources without a request', async (test) => {
    // The one of them that fails has had its events read for the diagnostic.
    await client.diagnostics(uri, (found) => found.some(({ code }) => code === 'cluster-not-ready'));
    const before = proxy.requests.length;
    const started = performance.now();
    const found = await lenses();
    test.diagnostic(`${found.length} lenses took ${ms(performance.now() - started)}`);
    assert.equal(found.length, 300);
    const titles = found.map(({ command }) => command?.title ?? '');
    assert.equal(titles.filter((title) => /Synced/.test(title)).length, 99);
    assert.equal(titles.filter((title) => /error\)/.test(title)).length, 1);
    assert.equal(proxy.requests.length, before);
  });

  it('costs no request when objects change, one or many', async (test) => {
    const before = proxy.requests.length;
    await fail('many-150', appName(0));
    await eventually('the change', async () => (await status()).failing === failing + 1);
    const nodes = await namespaceNodes();
    assert.deepEqual([nodes[1]?.label, nodes[1]?.description], ['many-150', '1 of 25 failing']);
    assert.equal(nodes.length, scopes);

    await look();
    const told = signals;
    const started = performance.now();
    const run = limit(20);
    await Promise.all(burst.map(([namespace, name]) => run(() => fail(namespace, name))));
    await eventually('the burst', async () => (await status()).failing === failing + 1 + burst.length);
    const seconds = (performance.now() - started) / 1000;
    const { longestDelay } = await look();
    assert.equal(proxy.requests.length, before);
    test.diagnostic(
      `${burst.length} changes in ${seconds.toFixed(1)} s: ${signals - told} signals, busy for ${ms(longestDelay)} at most`,
    );
  });

  it('answers hovers, completions and the tree while the cluster keeps it waiting', async (test) => {
    await client.execute(clusterCommands.disconnectCluster);
    proxy.add({ kind: 'hang', path: /\/externalsecrets\?.*continue=/, times: 1 });
    const pages = () => asked(/\/externalsecrets\?.*continue=/);
    const before = pages();
    await connect();
    await eventually('the page that hangs', async () => pages() > before);
    assert.ok(await client.hover(uri, { line: 5, character: 4 }));
    assert.ok((await client.complete(uri, { line: 5, character: 2 })).items.length > 0);
    assert.ok((await children()).length === 1);
    assert.deepEqual(await lenses(), []);
    assert.equal((await status()).state, 'connecting');
    proxy.cutConnections();
    await eventually('the rest', async () => (await status()).failing === failing + 1 + burst.length);
    assert.equal((await namespaceNodes()).length, scopes);
    const { heapUsed, rss } = await look();
    test.diagnostic(`after a second connection: heap ${megabytes(heapUsed)}, RSS ${megabytes(rss)}`);
    assert.ok(heapUsed < first.heapUsed + 10 * 1024 * 1024, `${megabytes(heapUsed)}, after ${megabytes(first.heapUsed)} before`);
  });
});

const appName = (index: number) => `app-${String(index).padStart(4, '0')}`;
/** Namespace and name of ExternalSecrets that are to fail, of which no file is open. */
const burst = Array.from({ length: 500 }, (_, i) => [`many-${100 + Math.floor(i / 10)}`, appName(i % 10)] as const);
const ms = (value: number) => `${Math.round(value)} ms`;
const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** How often what was asked for. */
function counted({ requests }: KubeFaultProxy): readonly string[] {
  const counts = new Map<string, number>();
  for (const { method, path } of requests) {
    const kind = /watch=true/.test(path) ? 'WATCH' : /limit=/.test(path) ? 'LIST' : method;
    const what = `${kind} ${path.split('?')[0]}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [`${requests.length} requests`, ...[...counts].map(([what, count]) => `${count} × ${what}`)];
}

const manifest = (namespace: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app-0000
  namespace: ${namespace}
spec:
  refreshInterval: 1h
  secretStoreRef:
    name: ${namespace}
    kind: SecretStore
  target:
    name: app-0000
  data:
    - secretKey: value
      remoteRef:
        key: app
`;
