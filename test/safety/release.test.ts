import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
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
});
