import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import type { LintResult } from '../../server/src/cli/lint.ts';
import { createProgress } from '../../server/src/cli/progress.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { runLint } from '../support/runLint.ts';

const program = join(import.meta.dirname, '../../server/src/node/lintMain.ts');
const home = mkdtempSync(join(tmpdir(), 'lint-options-'));
let folder = home;
let count = 0;

const good = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a}
spec:
  secretStoreRef: {name: s}
  dataFrom: [{extract: {key: k}}]
`;
const bad = good.replace('spec:\n', 'spec:\n  refreshPolicy: Sometimes\n');
const old = good.replace('/v1', '/v1beta1');

/** A CRD in which an ExternalSecret has nothing but `spec.refreshPolicy`, with `Sometimes` among its values. */
const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: externalsecrets.external-secrets.io}
spec:
  group: external-secrets.io
  names: {kind: ExternalSecret, plural: externalsecrets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              x-kubernetes-preserve-unknown-fields: true
              properties:
                refreshPolicy: {type: string, enum: [Sometimes]}
`;

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const run = (...argv: string[]) => runLint(argv, { folder });

/** The files with findings, each once. */
async function found(...argv: string[]): Promise<readonly string[]> {
  const results: LintResult[] = JSON.parse((await run('--format', 'json', ...argv)).out);
  return [...new Set(results.map((result) => result.file))];
}

describe('external-secrets-lint', () => {
  beforeEach(() => {
    folder = join(home, String(count++));
    mkdirSync(folder);
  });
  after(() => rmSync(home, { recursive: true }));

  it('says what is wrong with its arguments, and how it is used', async () => {
    for (const [argv, told] of [
      [[], /^No path is given\.\n\nUsage/],
      [['--format', 'xml', '.'], /^Unknown format "xml"\./],
      [['-', '.'], /^"-" stands alone/],
      [['--stdin-filename', 'a.yaml', '.'], /^--stdin-filename needs "-"/],
      [['--config', 'a', '--no-config', '.'], /^--config and --no-config exclude each other/],
      [['--color', '--no-color', '.'], /^--color and --no-color exclude each other/],
      [['--operator-version', 'newest', '.'], /^"newest" is not a version such as 2\.9\.0\./],
      [['--max-warnings', 'few', '.'], /^--max-warnings wants a number, not "few"\./],
      [['--rule', 'no-such=off', '.'], /^There is no rule "no-such"\.\n/],
      [['--rule', 'bad-durations=off', '.'], /^There is no rule "bad-durations"\. Did you mean bad-duration\?/],
      [['--rule', 'bad-duration=of', '.'], /^A rule can be off, hint, information, warning or error, not "of"\./],
      [['--rule', 'bad-duration', '.'], /^--rule wants RULE=SEVERITY/],
      [['--unknown', '.'], /^There is no option --unknown\.\n/],
      [
        ['--formt', 'json', '.'],
        /^There is no option --formt\. Did you mean --format\?\n\nexternal-secrets-lint --help says how it is used\.\n$/,
      ],
    ] as const) {
      const { code, out, error } = await run(...argv);
      assert.deepEqual([code, out], [2, ''], argv.join(' '));
      assert.match(error, told);
    }
  });

  it('takes globs, and each file once', async () => {
    file('apps/a/es.yaml', bad);
    file('apps/b/es.json', bad);
    file('apps/b/es.tpl', bad);
    assert.deepEqual(await found('apps/**/*.yaml'), ['apps/a/es.yaml']);
    assert.deepEqual(await found('./apps/*/es.{yaml,json}'), ['apps/a/es.yaml', 'apps/b/es.json']);
    assert.deepEqual(await found('apps/*/*.tpl', 'apps/b/*.tpl', 'apps/b/es.tpl'), ['apps/b/es.tpl']);
    assert.match((await run('apps/b/es.tpl', 'apps', 'apps/*/*.tpl')).out, / in 3 files\n/);
    assert.deepEqual(await found(`${folder}/apps/**/*.tpl`), [join(folder, 'apps/b/es.tpl')]);
    assert.deepEqual(await found('../*/apps/*/*.tpl'), [`../${count - 1}/apps/b/es.tpl`]);
    file('apps/[x]/es.yaml', bad);
    assert.deepEqual(await found('apps/[x]'), ['apps/[x]/es.yaml'], 'what is there by that very name is meant');
    const { code, error } = await run('none/**/*.yaml', 'apps/*.yaml');
    assert.equal(code, 2);
    assert.match(error, /cannot read none\/\*\*\/\*\.yaml: no file fits it\n.*cannot read apps\/\*\.yaml: no file fits it\n/);
  });

  it('leaves out what is excluded, also where it is named', async () => {
    for (const name of ['a.yaml', 'charts/b.yaml', 'x/charts/c.yaml', 'x/d.tpl.yaml', '.github/e.yaml']) file(name, bad);
    assert.deepEqual(await found('--exclude', 'charts', '.'), ['.github/e.yaml', 'a.yaml', 'x/d.tpl.yaml']);
    assert.deepEqual(await found('--exclude', './charts/', '--exclude', '*.tpl.yaml', 'x', 'charts', 'a.yaml'), [
      'x/charts/c.yaml',
      'a.yaml',
    ]);
    assert.deepEqual(await found('--exclude', 'x/**', '--exclude', '*hub', '.', 'x/d.tpl.yaml'), ['a.yaml', 'charts/b.yaml']);
    assert.deepEqual(await run('--exclude', '*', 'a.yaml'), { code: 0, out: '0 errors, 0 warnings in 0 files\n', error: '' });
  });

  it('reads standard input under the name that it is given', async () => {
    const unnamed = await runLint(['-'], { folder, input: bad });
    assert.match(unnamed.out, /^<stdin>:5:18: error not-allowed-value: .*\n1 error, 0 warnings in 1 file\n$/);
    assert.equal(unnamed.code, 1);
    const input = good.replace('  secretStoreRef: {name: s}\n  dataFrom: [{extract: {key: k}}]\n', '  refreshInterval: 1h\n');
    assert.match((await runLint(['-'], { folder, input })).out, /no-data/);
    file('kustomization.yaml', 'patches: [{path: patch.yaml}]\n');
    const patch = await runLint(['--stdin-filename', 'patch.yaml', '-'], { folder, input });
    assert.equal(patch.out, '0 errors, 0 warnings in 1 file\n', 'a patch by its name');
  });

  it('ends with 1 where there are more warnings than allowed', async () => {
    file('a.yaml', old);
    assert.equal((await run('a.yaml')).code, 0);
    assert.equal((await run('--max-warnings', '1', 'a.yaml')).code, 0);
    assert.equal((await run('--max-warnings', '0', 'a.yaml')).code, 1);
  });

  it('tells errors only where it is to be quiet, and counts warnings all the same', async () => {
    file('a.yaml', old);
    file('b.yaml', bad);
    const { out } = await run('--quiet', '.');
    assert.match(out, /^b\.yaml:5:18: error .*\n1 error in 1 of 2 files\n$/);
    assert.deepEqual(await run('--quiet', '--max-warnings', '0', 'a.yaml'), { code: 1, out: '0 errors in 1 file\n', error: '' });
  });

  it('judges by the CRDs of files', async () => {
    file('a.yaml', bad);
    file('crds/es.yaml', crd);
    assert.equal((await run('a.yaml')).code, 1);
    assert.equal((await run('--crds', 'crds', 'a.yaml')).code, 0);
    const absent = await run('--crds', 'none', 'a.yaml');
    assert.deepEqual([absent.code, absent.out], [2, '']);
    assert.match(absent.error, /CRDs at none cannot be read/);
    assert.equal((await run('--crds', 'a.yaml', 'a.yaml')).code, 2, 'a file without a CRD');
  });

  it('says what it cannot read, and judges the rest', async () => {
    file('a.yaml', bad);
    const { code, out, error } = await run('a.yaml', 'b.yaml');
    assert.equal(code, 2);
    assert.equal(error, 'external-secrets-lint: cannot read b.yaml: there is nothing there\n');
    assert.match(out, /1 error, 0 warnings in 1 file\n$/);
  });

  it('goes on after a bug, quotes nothing of it, and does not pass', async () => {
    file('a.yaml', bad);
    const broken = createNodeSchemaSource();
    const schemas = { ...broken, load: () => Promise.reject(new Error('hunter2')) };
    const { code, out, error } = await runLint(['.'], { folder, schemas });
    assert.deepEqual([code, out], [2, '0 errors, 0 warnings in 1 file\n']);
    assert.match(error, /^external-secrets-lint: cannot check a\.yaml: Error at /);
    assert.ok(!error.includes('hunter2'));
    assert.equal((await runLint(['-', '--fix'], { folder, schemas, input: bad })).out, bad);
  });

  it('uses colours on a terminal, and as options and environment have it', async () => {
    file('a.yaml', bad);
    const coloured = async (argv: readonly string[], variables: Record<string, string>, isTerminal: boolean) => {
      const terminal = { out: isTerminal, error: false };
      return (await runLint([...argv, 'a.yaml'], { folder, variables, terminal })).out.includes('\x1b[31merror');
    };
    assert.equal(await coloured([], {}, true), true);
    assert.equal(await coloured([], {}, false), false);
    assert.equal(await coloured([], { NO_COLOR: '1' }, true), false);
    assert.equal(await coloured([], { NO_COLOR: '' }, true), true);
    assert.equal(await coloured([], { TERM: 'dumb' }, true), false);
    assert.equal(await coloured([], { FORCE_COLOR: '1', NO_COLOR: '1' }, false), true);
    assert.equal(await coloured([], { FORCE_COLOR: '0' }, true), false);
    assert.equal(await coloured(['--no-color'], { FORCE_COLOR: '1' }, true), false);
    assert.equal(await coloured(['--color'], { NO_COLOR: '1' }, false), true);
    assert.equal(await coloured(['--color', '--format', 'json'], {}, true), false);
  });

  it('shows on a terminal how far it is, where the work lasts, and wipes it', () => {
    let now = 0;
    let written = '';
    const write = (text: string) => {
      written += text;
    };
    const progress = createProgress(write, () => now);
    progress.report('Reading', 1, 9);
    progress.end();
    assert.equal(written, '');
    now = 600;
    progress.report('Reading', 2, 9);
    progress.report('Reading', 3, 9);
    now = 800;
    progress.report('Checking', 4, 9);
    progress.end();
    assert.equal(written, '\r\x1b[KReading 2 of 9 files\r\x1b[KChecking 4 of 9 files\r\x1b[K');
  });

  it('is a program that reads its folder, standard input and environment', () => {
    file('a.yaml', bad);
    const start = (argv: readonly string[], input: string, env = {}) =>
      spawnSync(process.execPath, [program, ...argv], { cwd: folder, encoding: 'utf8', input, env: { ...process.env, ...env } });
    const named = start(['a.yaml'], '', { FORCE_COLOR: '1' });
    assert.equal(named.status, 1);
    assert.match(named.stdout, /\x1b\[31merror/);
    const piped = start(['-', '--fix'], `\uFEFF${good.replace('kind: E', 'kind: e')}`);
    assert.deepEqual([piped.status, piped.stdout], [0, `\uFEFF${good}`]);
    assert.equal(start([], '').status, 2);
    assert.match(start(['--help'], '').stdout, /^Usage/);
  });
});
