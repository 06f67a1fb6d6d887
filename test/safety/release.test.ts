import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { build } from '../../scripts/build.ts';
import { compileValidators } from '../../scripts/schemas/compileValidators.ts';
import { root } from './world.ts';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const packages: readonly (readonly [path: string, locked: Locked])[] = Object.entries(
  lock.packages as Record<string, Locked>,
).filter(([path]) => path !== '');

describe('what a release is made of', () => {
  it('are packages of exact versions', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
    for (const [name, version] of Object.entries(wanted)) assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$/, name);
    assert.deepEqual(lock.packages[''].dependencies, manifest.dependencies, 'the lockfile is of this package.json');
    assert.deepEqual(lock.packages[''].devDependencies, manifest.devDependencies);
  });

  it('are packages whose contents are known by their digests, for every platform', () => {
    assert.equal(lock.lockfileVersion, 3);
    assert.deepEqual(
      packages.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')).map(([path]) => path),
      [],
      'an entry without a digest: take it out of package-lock.json and run npm install --package-lock-only',
    );
    assert.deepEqual(
      packages.filter(([, { resolved, link }]) => link === true || resolved !== undefined),
      [],
      'none names a place of its own: all come from the registry',
    );
  });

  it('are packages that run nothing when they are installed, but for the Node of the tests', () => {
    const running = packages
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.replace('node_modules/', ''));
    assert.deepEqual(running.sort(), ['@vscode/vsce-sign', 'node']);
    assert.deepEqual(manifest.allowScripts, { node: true, '@vscode/vsce-sign': false });
    const own = Object.keys(manifest.scripts).filter((name) =>
      /^(pre|post)?(install|prepare|publish)|^dependencies$|^prepack|^postpack/.test(name),
    );
    assert.deepEqual(own, [], 'nor does this one');
  });

  it('are the files that the extension needs, and none besides', async () => {
    const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
    const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies'], { cwd: root });
    const files = stdout.trim().split('\n');
    const allowed =
      /^(package(\.nls)?\.json|README\.md|CHANGELOG\.md|LICENSE|SECURITY\.md|client\/resources\/[\w-]+\.(svg|png)|dist\/(client|server|chunks)\/[\w.-]+\.cjs|dist\/schemas\/[\w./-]+\.(json|cjs))$/;
    assert.deepEqual(
      files.filter((file) => !allowed.test(file)),
      [],
    );
    for (const needed of [
      manifest.main.replace('./', ''),
      'dist/server/main.cjs',
      'dist/schemas/index.json',
      'client/resources/icon.svg',
    ])
      assert.ok(files.includes(needed), needed);
  });
});

describe('the bundles', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  const entries = {
    'client/extension': 'client/src/node.ts',
    'server/main': 'server/src/node/main.ts',
    'server/lint': 'server/src/node/lintMain.ts',
  };
  const digests = (at: string) =>
    Object.fromEntries(
      globSync('**/*.{cjs,json}', { cwd: at })
        .sort()
        .map((path) => [
          path,
          createHash('sha256')
            .update(readFileSync(join(at, path)))
            .digest('hex'),
        ]),
    );
  before(async () => {
    for (const name of ['one', 'other']) {
      await build({ minify: true, entries, folder: join(folder, name) });
      await compileValidators(join(folder, name, 'schemas'));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('come out the same each time, wherever they are made', () => {
    const [one, other] = [digests(join(folder, 'one')), digests(join(folder, 'other'))];
    assert.ok(Object.keys(one).length > 300);
    assert.deepEqual(one, other);
    for (const path of Object.keys(one)) assert.ok(!readFileSync(join(folder, 'one', path), 'utf8').includes(root), path);
  });

  it('make no code of texts, but for the validators of CRDs that somebody brings', () => {
    const making: string[] = [];
    const evaluating: string[] = [];
    for (const path of globSync('{client,server,chunks}/*.cjs', { cwd: join(folder, 'one') })) {
      const text = readFileSync(join(folder, 'one', path), 'utf8');
      if (/\bnew Function\(|(?<![.\w$])Function\(["'`]|(?<![.\w$])eval\((?!\w+,\w+\)\{)/.test(text)) making.push(path);
      if (/require\(["'`](node:)?vm["'`]\)/.test(text)) evaluating.push(path);
      assert.doesNotMatch(text, /import\(["'`]?(https?:|data:|blob:)|require\(["'`](https?:|data:)|importScripts\(/, path);
    }
    const withoutHash = (paths: readonly string[]) => paths.map((path) => path.replace(/-[\w-]{8}\.cjs$/, ''));
    assert.deepEqual(withoutHash(making), ['chunks/ajvCompiler']);
    // The Kubernetes library, for logins by "auth-provider" of clouds; they are refused before it is asked (session.ts).
    assert.deepEqual(withoutHash(evaluating), ['chunks/config']);
  });

  it('are read by the editor as it starts without any of that', () => {
    const start = ['client/extension.cjs', 'server/main.cjs'].map((path) => readFileSync(join(folder, 'one', path), 'utf8'));
    for (const text of start) assert.doesNotMatch(text, /require\("[^"]*ajvCompiler[^"]*"\)(?!\))/);
  });
});
