// The .vsix as `npm run package` makes it: what is in it, how much of it is read when, and that it comes out the same each time.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import jszip from 'jszip';
import { makePackage, type Package } from '../../scripts/package.ts';
import { allowedLicenses, thirdParties } from '../../scripts/supply/thirdParty.ts';
import { root } from './world.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Kilobytes of the minified build that a user waits for, and of the download. ARCHITECTURE.md states them; only a reason raises them. */
const budgets = {
  'client/extension': 560,
  'server/main': 1600,
  'server/lint': 700,
  'browser/extension': 500,
  'browser/server': 2800,
  package: 2750,
} as const;

const allowed = [
  /^(package(\.nls(\.[a-z-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD_PARTY_NOTICES\.txt|SECURITY\.md)$/,
  /^client\/resources\/([\w-]+\/)*[\w-]+\.(svg|png|md)$/,
  /^examples\/tutorial\/as-written\/[\w-]+\.yaml$/,
  /^(snippets|l10n)\/[\w.-]+\.json$/,
  /^server\/bin\/(external-secrets-language-server|package\.json)$/,
  /^dist\/(client|server|chunks)\/[\w.-]+\.cjs$/,
  /^dist\/browser\/[\w.-]+\.js$/,
  /^dist\/schemas\/[\w./-]+\.(json|cjs)$/,
];

describe('the package', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  let made: Package;
  let bytes: Buffer;
  let zip: jszip;
  /** The files of the extension in it, by their path beside package.json. */
  const files = () => Object.keys(zip.files).flatMap((path) => /^extension\/(.*[^/])$/.exec(path)?.[1] ?? []);
  const textOf = async (path: string) => (await zip.file(path)?.async('string')) ?? assert.fail(`${path} is missing`);

  before(async () => {
    made = await makePackage(join(folder, 'one'));
    bytes = readFileSync(made.vsix);
    zip = await jszip.loadAsync(bytes);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has the files that the extension needs, and none besides', () => {
    assert.deepEqual(
      files().filter((path) => !allowed.some((pattern) => pattern.test(path)) || /\.d\.ts|\.map$|node_modules/.test(path)),
      [],
    );
    const needed = [
      manifest.main,
      manifest.icon,
      'server/bin/external-secrets-language-server',
      'dist/server/compiledCode.cjs',
      'dist/server/main.cjs',
      'dist/browser/server.js',
      manifest.browser,
      'dist/schemas/index.json',
      'package.nls.json',
    ];
    for (const path of needed) assert.ok(files().includes(path.replace('./', '')), path);
  });

  it('has a manifest that runs nothing and asks for no packages', async () => {
    const { scripts, dependencies, devDependencies, ...packed } = JSON.parse(await textOf('extension/package.json'));
    assert.deepEqual([scripts, dependencies, devDependencies], [undefined, undefined, undefined]);
    for (const key of [
      'name',
      'version',
      'engines',
      'main',
      'browser',
      'activationEvents',
      'contributes',
      'capabilities',
      'l10n',
    ])
      assert.deepEqual(packed[key], manifest[key], key);
  });

  it('shows a page in the Marketplace whose links and pictures lead somewhere', async () => {
    const readme = await textOf('extension/readme.md');
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, address = '']) => address);
    assert.ok(links.some((address) => address.endsWith('.png')));
    for (const address of links) assert.match(address, /^(https:\/\/|#)/);
    const images = [...readme.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, address = '']) => address);
    for (const address of images) assert.match(address, /^https:\/\/.*\.(png|gif)$/, 'the Marketplace takes no SVG');
    const gallery = await textOf('extension.vsixmanifest');
    assert.match(gallery, /<Icon>extension\/client\/resources\/icon\.png<\/Icon>/);
    assert.match(gallery, /Id="Microsoft\.VisualStudio\.Services\.Content\.Pricing" Value="Free"/);
    assert.doesNotMatch(gallery, />%|"%/, 'no text is left a placeholder');
  });

  it('keeps to what may be read as the editor starts, and to the size of its download', () => {
    const { package: download, ...starts } = budgets;
    for (const [entry, budget] of Object.entries(starts)) {
      const read = made.built.filter(({ startOf }) => startOf.includes(entry)).reduce((sum, file) => sum + file.bytes, 0);
      assert.ok(read > 0 && read <= budget * 1000, `${entry} reads ${(read / 1000).toFixed(0)} kB of ${budget}`);
    }
    assert.ok(bytes.length <= download * 1000, `the package has ${(bytes.length / 1000).toFixed(0)} kB of ${download}`);
  });

  it('comes out the same each time, and tells nothing of where it was made', async () => {
    const other = await makePackage(join(folder, 'other'));
    assert.ok(readFileSync(other.vsix).equals(bytes));
    assert.ok(readFileSync(other.sbom).equals(readFileSync(made.sbom)));
    for (const path of files().filter((name) => /\.(cjs|js|json|md)$/.test(name))) {
      const content = await textOf(`extension/${path}`);
      for (const place of [root, folder, tmpdir()]) assert.ok(!content.includes(`${place}/`), `${path} names ${place}`);
    }
  });

  it('says whose code it has in it, with the words of each licence, all of which may be bundled', async () => {
    const text = await textOf('extension/THIRD_PARTY_NOTICES.txt');
    const bundled = thirdParties(made.built.flatMap(({ packages }) => packages));
    for (const { name, version, license, texts } of bundled) {
      assert.ok(allowedLicenses.includes(license), `${name}: ${license}`);
      assert.ok(texts.length > 0, `${name} has no licence text: see textElsewhere in scripts/supply/thirdParty.ts`);
      assert.ok(text.includes(`${name} ${version} (${license})`) && texts.every((part) => text.includes(part)), name);
    }
    for (const name of ['yaml', 'vscode-languageclient', 'ajv', '@kubernetes/client-node'])
      assert.ok(
        bundled.some((one) => one.name === name),
        name,
      );
  });

  it('has a bill of materials: those packages, with the digests of the lockfile', () => {
    const { bomFormat, components, metadata } = JSON.parse(readFileSync(made.sbom, 'utf8'));
    assert.deepEqual([bomFormat, metadata.component.name], ['CycloneDX', manifest.name]);
    const bundled = thirdParties(made.built.flatMap(({ packages }) => packages)).map(({ name, version }) => `${name}@${version}`);
    const listed = components.map(({ name, version }: { name: string; version: string }) => `${name}@${version}`);
    assert.deepEqual([...new Set(listed)].sort(), [...bundled].sort());
    for (const { name, hashes } of components) assert.equal(hashes[0].alg, 'SHA-512', name);
  });

  it('makes no code of texts, but for the validators of CRDs that somebody brings', async () => {
    const making: string[] = [];
    const evaluating: string[] = [];
    for (const path of files().filter((name) => /^dist\/(client|server|chunks|browser)\//.test(name))) {
      const code = await textOf(`extension/${path}`);
      if (/\bnew Function\(|(?<![.\w$])Function\(["'`]|(?<![.\w$])eval\((?!\w+,\w+\)\{)/.test(code)) making.push(path);
      if (/require\(["'`](node:)?vm["'`]\)/.test(code)) evaluating.push(path);
      assert.doesNotMatch(code, /import\(["'`]?(https?:|data:|blob:)|require\(["'`](https?:|data:)|importScripts\(/, path);
    }
    const withoutHash = (paths: readonly string[]) => paths.map((path) => path.replace(/-[\w-]{8}\.cjs$/, ''));
    assert.deepEqual(withoutHash(making), ['dist/chunks/ajvCompiler']);
    // The Kubernetes library, for logins by "auth-provider" of clouds; they are refused before it is asked (session.ts). And what reads
    // the files of the bundle themselves.
    assert.deepEqual(withoutHash(evaluating).sort(), ['dist/chunks/config', 'dist/server/compiledCode.cjs']);
  });

  it('is read fast: in ASCII, and without the modules of Node that take long', async () => {
    for (const path of files().filter((name) => /^dist\/(client|server|chunks)\//.test(name))) {
      const code = await textOf(`extension/${path}`);
      assert.doesNotMatch(code, /\P{ASCII}/u, path);
      const starts = made.built.some(({ name, startOf }) => path === `dist/${name}` && startOf.includes('server/main'));
      // Not as a file is read; inside a function it may be.
      if (starts) assert.doesNotMatch(code, /(^|[;,]|\blet |\bconst |\bvar )\w+=require\(["'`](node:)?crypto["'`]\)/, path);
    }
  });

  it('is read by the editor as it starts without any of that', async () => {
    for (const path of ['dist/client/extension.cjs', 'dist/server/main.cjs'])
      assert.doesNotMatch(await textOf(`extension/${path}`), /require\("[^"]*ajvCompiler[^"]*"\)(?!\))/);
  });
});
