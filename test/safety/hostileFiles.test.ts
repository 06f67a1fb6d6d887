import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { ftruncateSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { serverCommands } from '../../server/src/protocol.ts';
import { presses } from '../support/clusterEditor.ts';
import { createWorld, notBuilt, root, type World } from './world.ts';

const noFifos = process.platform === 'win32' ? 'Windows has no such files' : false;

const good = (spec = 'refreshInterval: 1h') => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: app
  namespace: default
spec:
  ${spec}
  secretStoreRef:
    name: none
  data:
    - secretKey: a
      remoteRef:
        key: k
`;

const crd = (spec: object) =>
  JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'externalsecrets.external-secrets.io' },
    spec: {
      group: 'external-secrets.io',
      names: { kind: 'ExternalSecret', plural: 'externalsecrets' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', ...spec } } } },
        },
      ],
    },
  });

describe('hostile files of a repository', { skip: notBuilt || noFifos, timeout: 900_000 }, () => {
  let world: World;
  beforeEach(() => {
    world = createWorld();
    world.bring('app.yaml', good());
  });
  afterEach(() => world.close());

  const fifo = (name: string) => execFileSync('mkfifo', [join(world.workspace, name)]);
  const huge = (name: string) => ftruncateSync(openSync(join(world.workspace, name), 'w'), 3_000_000_000);

  /** Runs the shipped linter in the workspace; what takes more than a minute of the processor, or waits for ever, is ended: code null. */
  function lint(...args: string[]): Promise<{ readonly code: number | null; readonly said: string }> {
    const program = join(root, 'server/bin/external-secrets-lint');
    const bounded = ['-c', 'ulimit -t 60 && exec "$0" "$@"', process.execPath, program, ...args];
    const child = spawn('sh', bounded, { cwd: world.workspace, timeout: 400_000, killSignal: 'SIGKILL' });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => said.push(part));
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, said: said.join('') })));
  }

  it('that are no files, or have no end, are passed over by the linter', async () => {
    fifo('pipe.yaml');
    fifo('kustomization.yaml');
    symlinkSync('/dev/zero', join(world.workspace, 'zero.yaml'));
    symlinkSync('/dev/zero', join(world.workspace, 'kustomization.yml'));
    symlinkSync(world.workspace, join(world.workspace, 'again'));
    huge('huge.yaml');
    const all = await lint('.');
    assert.deepEqual([all.code, /cannot read huge\.yaml/.test(all.said)], [2, true], all.said);
    for (const name of ['pipe.yaml', 'zero.yaml', 'huge.yaml']) {
      const { code, said } = await lint(name, 'app.yaml');
      assert.equal(code, 2, said);
      assert.match(said, new RegExp(`cannot read ${name}`));
      assert.match(said, /in 1 file\n$/, 'the others are checked');
    }
  });

  it('cannot have the linter’s config, or CRDs, read from elsewhere or for ever', async () => {
    const crds = crd({ properties: { refreshInterval: { type: 'integer' } } });
    mkdirSync(join(world.workspace, '.git'));
    world.keep('crds.yaml', crds);
    world.bring('crds/es.json', crds);
    symlinkSync(join(world.home, 'crds.yaml'), join(world.workspace, 'linked.yaml'));
    for (const place of [join(world.home, 'crds.yaml'), '../home/crds.yaml', '~/crds.yaml', 'linked.yaml', '/dev/zero', '..']) {
      world.bring('.external-secrets.yaml', `crds: ${JSON.stringify(place)}\n`);
      const { code, said } = await lint('.');
      assert.deepEqual([code, /lies outside of the repository/.test(said)], [2, true], said);
    }
    world.bring('.external-secrets.yaml', 'crds: crds\n');
    const inside = await lint('.');
    assert.match(inside.said, /refreshInterval/, 'those inside are judged by');
    const named = await lint('--crds', join(world.home, 'crds.yaml'), '.');
    assert.match(named.said, /refreshInterval/, 'and those that the command line names');
    fifo('crds/pipe.yaml');
    fifo('pipe');
    assert.match((await lint('.')).said, /refreshInterval/);
    world.bring('.external-secrets.yaml', 'crds: pipe\n');
    assert.equal((await lint('.')).code, 2);
    world.bring('.external-secrets.json', `${'['.repeat(2_000_000)}`);
    world.bring('.external-secrets.yaml', `crds: x.json\n`);
    world.bring('x.json', `${'{"items":['.repeat(500_000)}{}${']}'.repeat(500_000)}`);
    assert.equal((await lint('.')).code, 2);
  });

  it('cannot keep the linter busy by patterns, rules or globs that try all ways', async () => {
    const text = 'a'.repeat(200);
    world.bring('app.yaml', good(`refreshInterval: "${text}!"`));
    const loops = 'self.l.all(a, self.l.all(b, self.l.all(c, self.l.all(d, self.l.all(e, self.l.all(f, a != "x"))))))';
    const rules = [
      loops,
      'self.refreshInterval\n. // c\nmatches("^(a+)+$")',
      "self.refreshInterval.matches('^(a|aa|aaa)+$')",
      'cel.bind(x, self.l, cel.bind(y, x + x, cel.bind(z, y + y, size(z) > 0)))',
    ];
    const bombs = {
      properties: {
        refreshInterval: { type: 'string', pattern: '^(a+)+(a*)*$' },
        l: { type: 'array', items: { type: 'string', pattern: '^(a|a?)+$' } },
      },
      'x-kubernetes-preserve-unknown-fields': true,
      'x-kubernetes-validations': rules.map((rule) => ({ rule, message: 'm' })),
    };
    world.bring('crds.json', crd(bombs));
    world.bring('list.yaml', good(`l: [${Array.from({ length: 400 }, (_, i) => `${text}${i}`).join(', ')}]`));
    const judged = await lint('--crds', 'crds.json', 'app.yaml', 'list.yaml');
    assert.notEqual(judged.code, null, 'it ends');
    assert.match(judged.said, /app\.yaml.*refreshInterval/, 'and the pattern still counts');
    for (const exclude of ['*a*a*a*a*a*a*a*a*a*a*b', '+(a|+(a))b', `${'**/a*/'.repeat(20)}b`]) {
      world.bring(`${text}.yaml`, good());
      world.bring('.external-secrets.yaml', `exclude: ${JSON.stringify(exclude)}\n`);
      const { code, said } = await lint('.');
      assert.deepEqual([code, /too many stars/.test(said)], [2, true], said);
    }
  });

  it('cannot keep the linter busy by what YAML, templates and fields can be', async () => {
    const times = (count: number, part: (i: number) => string) => Array.from({ length: count }, (_, i) => part(i)).join('');
    const bomb = `a0: &a0 [x, x]\n${times(30, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}`;
    const head = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec:\n';
    const texts: Readonly<Record<string, string>> = {
      aliases: `${head}${bomb.replace(/^/gm, '  ')}`,
      merges: `${head}${times(30, (i) => `  m${i}: &m${i} {${i === 0 ? 'a: 1' : `<<: [*m${i - 1}, *m${i - 1}]`}}\n`)}`,
      deep: `${head}  x: ${'['.repeat(100_000)}`,
      deeper: `${head}${times(5_000, (i) => `${' '.repeat(i + 2)}a:\n`)}`,
      maps: `${head}  x: ${'{a: '.repeat(50_000)}`,
      documents: times(20_000, () => '---\n'),
      anchors: `${head}${times(20_000, (i) => `  k${i}: &b${i} 1\n`)}`,
      slashes: `${head}  refreshInterval: "${'/'.repeat(1_000_000)}a"\n  secretStoreRef: {name: "${' '.repeat(1_000_000)}x"}\n`,
      template: `${head}  target: {template: {data: {a: "${'{{'.repeat(100_000)}"}}}\n`,
      pipes: `${head}  target: {template: {data: {a: '{{ .a ${'| b '.repeat(50_000)}}}'}}}\n`,
      braces: `${head}  target: {template: {data: {a: '{{ ${'('.repeat(50_000)} }}'}}}\n`,
      regexp: `${head}  dataFrom: [{find: {name: {regexp: "${'(a+)+'.repeat(20_000)}"}}}]\n`,
      rewrite: `${head}  dataFrom: [{extract: {key: k}, rewrite: [${'{regexp: {source: "(a*)*b", target: "$1"}}, '.repeat(5_000)}]}]\n`,
      duration: `${head}  refreshInterval: "${'1h'.repeat(500_000)}"\n`,
      unknown: `${head}${times(30_000, (i) => `  f${i}: 1\n`)}`,
      keys: `${head}  data:\n${times(8_000, (i) => `    - {secretKey: "k${i}", remoteRef: {key: "k", property: "p"}}\n`)}`,
      helm: `${'{{- if .x }}\n'.repeat(50_000)}${head}`,
      quotes: `${head}  x: "${'\\"'.repeat(500_000)}\n`,
      folded: `${head}  x: >\n${times(100_000, () => '    a\n\n')}`,
      comments: `${head}${'  # external-secrets-disable-next-line a, b, c\n'.repeat(100_000)}`,
      tabs: `${head}${'\t'.repeat(500_000)}x: 1\n`,
      crlf: `${head}${'\r'.repeat(500_000)}`,
      list: `apiVersion: v1\nkind: List\nitems:\n${times(3_000, (i) => `- {apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: n${i}}, spec: {target: {name: t}}}\n`)}`,
    };
    for (const [name, text] of Object.entries(texts)) {
      world.bring('bomb.yaml', text);
      const { code, said } = await lint('bomb.yaml');
      assert.ok(code === 0 || code === 1, `${name}: ${code} ${said.slice(0, 500)}`);
    }
  });

  it('leave the server answering', async () => {
    fifo('pipe.yaml');
    symlinkSync('/dev/zero', join(world.workspace, 'zero.yaml'));
    huge('huge.yaml');
    const client = await world.start({
      capabilities: { workspace: { configuration: true } },
      settings: { crds: 'pipe.yaml' },
      choose: presses(),
    });
    const text = good();
    client.open(world.uri('app.yaml'), text);
    const uris = ['pipe.yaml', 'zero.yaml', 'huge.yaml'].map(world.uri);
    // Each of these would keep one of the few threads that read files.
    for (let i = 0; i < 4; i += 1)
      void client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: uris.map((uri) => ({ uri, type: 2 })),
      });
    await client.execute(serverCommands.minimalPolicy, { uris });
    const { items } = await client.complete(world.uri('app.yaml'), { line: 1, character: 6 });
    assert.ok(items.some(({ label }) => label === 'ClusterExternalSecret'));
  });
});
