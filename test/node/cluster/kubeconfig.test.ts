import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { english, type Phrase } from '../../../server/src/localisation.ts';
import { createClusterClient } from '../../../server/src/node/cluster/clusterClient.ts';
import { createMemoryHost } from '../../support/memoryHost.ts';
import { until } from './faultServer.ts';

const first = `
current-context: beta
clusters:
- {name: one, cluster: {server: "https://one.example:6443"}}
users:
- name: me
  user: {exec: {command: ./bin/login, apiVersion: client.authentication.k8s.io/v1}}
contexts:
- {name: beta, context: {cluster: one, user: me, namespace: shop}}
- {name: torn, context: {cluster: nowhere, user: me}}
- name: odd
`;
const second = `
current-context: alpha
clusters:
- {name: one, cluster: {server: "https://other.example"}}
- {name: two, cluster: {server: "https://two.example"}}
contexts:
- {name: alpha, context: {cluster: two, user: nobody}}
- {name: beta, context: {cluster: two, user: nobody}}
`;

const said = (problem: Phrase | undefined) => (problem === undefined ? '' : english.of(problem));

describe('the kubeconfig', { timeout: 30_000 }, () => {
  let folder: string;
  const { clock } = createMemoryHost();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const client = (env: Record<string, string>, more: { setting?: string; nodeVersion?: string } = {}) => {
    const { setting, nodeVersion } = more;
    const options = { env: { HOME: folder, ...env }, clock, log: () => {}, kubeconfig: () => setting };
    return createClusterClient(nodeVersion === undefined ? options : { ...options, nodeVersion });
  };

  it('is that of the setting, of KUBECONFIG, or of the home folder', async () => {
    mkdirSync(join(folder, '.kube'));
    write('.kube/config', second);
    const a = write('a', first);
    assert.equal((await client({}).contexts()).current, 'alpha');
    assert.equal((await client({ KUBECONFIG: a }).contexts()).current, 'beta');
    assert.equal((await client({ KUBECONFIG: a }, { setting: '~/.kube/config' }).contexts()).current, 'alpha');
  });

  it('is merged of several files, of which the first wins, and those that do not exist do not count', async () => {
    const files = [write('a', first), join(folder, 'none'), write('b', second), write('empty', '')];
    assert.deepEqual(await client({ KUBECONFIG: files.join(delimiter) }).contexts(), {
      current: 'beta',
      contexts: [
        { name: 'alpha', server: 'https://two.example', user: 'nobody', namespace: undefined, loginCommand: undefined },
        {
          name: 'beta',
          server: 'https://one.example:6443',
          user: 'me',
          namespace: 'shop',
          loginCommand: join(folder, 'bin/login'),
        },
      ],
    });
  });

  it('may be absent, unless it is named', async () => {
    assert.deepEqual(await client({}).contexts(), { current: undefined, contexts: [] });
    const named = await client({ KUBECONFIG: join(folder, 'none') }).contexts();
    assert.match(said(named.problem), /^No kubeconfig is at .*none: correct KUBECONFIG/);
    const opened = await client({}).open('dev');
    assert.ok(opened.outcome === 'unreachable' && opened.why === 'configuration');
    assert.match(opened.message, /no complete context “dev”/);
  });

  it('is not quoted where it is broken', async () => {
    for (const text of ['users: [{token: s3cr3t', 'token: s3cr3t\n\ttoken: "s3cr3t', '- s3cr3t', 's3cr3t', 'a: *s3cr3t']) {
      const broken = client({ KUBECONFIG: write('a', text) });
      const { problem, contexts } = await broken.contexts();
      assert.match(said(problem), /is not valid YAML/);
      assert.doesNotMatch(said(problem), /s3cr3t/);
      assert.deepEqual(contexts, []);
      const opened = await broken.open('dev');
      assert.ok(opened.outcome === 'unreachable' && opened.why === 'configuration' && opened.message === said(problem));
    }
  });

  it('is said to be unreadable where it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
    assert.match(said((await client({ KUBECONFIG: folder }).contexts()).problem), /cannot be read \(EISDIR\)/);
    rmSync(folder, { recursive: true });
  });

  it('is read by any Node, but clusters are reached from 22.15 on', async () => {
    const KUBECONFIG = write('a', first);
    for (const [nodeVersion, expected] of [
      ['20.20.2', 'unreachable'],
      ['22.14.0', 'unreachable'],
      ['22.15.0', 'done'],
      ['24.1.0', 'done'],
    ] as const) {
      const old = client({ KUBECONFIG }, { nodeVersion });
      assert.equal((await old.contexts()).contexts.length, 1);
      assert.equal((await old.open('beta')).outcome, expected, nodeVersion);
    }
  });

  it('is looked at every two seconds while somebody wants to know of changes', async () => {
    const { clock: time } = createMemoryHost();
    const KUBECONFIG = join(folder, 'a');
    const watched = createClusterClient({ env: { KUBECONFIG }, clock: time, log: () => {} });
    let changes = 0;
    const listener = watched.onDidChange(() => {
      changes += 1;
    });
    const look = async () => {
      await until(() => time.waiting === 1);
      time.advance(2_000);
      await until(() => time.waiting === 1);
    };
    await look();
    assert.equal(changes, 0);
    write('a', first);
    await look();
    assert.equal(changes, 1);
    write('a', `${first}\n`);
    await look();
    await look();
    assert.equal(changes, 2);
    listener.dispose();
    assert.equal(time.waiting, 0);
  });
});
