import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { runLint } from '../support/runLint.ts';

const home = mkdtempSync(join(tmpdir(), 'lint-fix-'));
let folder = home;
let count = 0;

const good = `# a comment
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name:   a      # kept
spec:
  secretStoreRef: {name: s}
  target:
    creationPolicy: Owner
    deletionPolicy: 'Retain'
  dataFrom:
    - extract: {key: k}
`;
const bad = good.replace('Owner', 'owner').replace("'Retain'", "'retain'");

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const run = (...argv: string[]) => runLint(argv, { folder });

describe('external-secrets-lint --fix', () => {
  beforeEach(() => {
    folder = join(home, String(count++));
    mkdirSync(folder);
  });
  after(() => rmSync(home, { recursive: true }));

  it('makes the preferred fixes, says which, and leaves no other file behind', async () => {
    file('a.yaml', bad);
    file('b.yaml', good);
    const { code, out } = await run('--fix', '.');
    assert.equal(read('a.yaml'), good);
    assert.deepEqual(out.split('\n'), [
      'a.yaml:9: fixed not-allowed-value: Change to "Owner"',
      'a.yaml:10: fixed not-allowed-value: Change to "Retain"',
      '2 problems fixed, 0 errors, 0 warnings in 2 files',
      '',
    ]);
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(folder), ['a.yaml', 'b.yaml']);
  });

  it('keeps line breaks, byte order mark, mode and everything else byte for byte', async () => {
    const odd = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}# 🔑  \t`;
    const path = file('a.yaml', odd(bad));
    chmodSync(path, 0o666);
    assert.equal((await run('--fix', 'a.yaml')).code, 0);
    assert.equal(read('a.yaml'), odd(good));
    assert.equal(statSync(path).mode & 0o777, 0o666);
  });

  it('goes on until nothing is left, and says what it cannot fix', async () => {
    file(
      'a.yaml',
      bad
        .replace('apiVersion: external-secrets.io/v1\n', 'apiVersion: external-secrets.io/v1beta1\n')
        .replace('kind: ExternalSecret', 'refresh: 1\nkind: externalSecret'),
    );
    const { code, out } = await run('--fix', 'a.yaml');
    assert.match(read('a.yaml'), /external-secrets\.io\/v1\n/);
    assert.match(read('a.yaml'), /creationPolicy: Owner/);
    assert.match(out, /error unknown-field/);
    assert.equal(code, 1);
    const text = read('a.yaml');
    assert.doesNotMatch((await run('--fix', 'a.yaml')).out, /fixed/);
    assert.equal(read('a.yaml'), text);
  });

  it('makes no fix of a rule that is off, of a comment that silences, or of a file that is left out', async () => {
    file('a.yaml', bad);
    await run('--fix', '--rule', 'not-allowed-value=off', 'a.yaml');
    await run('--fix', '--exclude', 'a.yaml', '.');
    await run('a.yaml');
    assert.equal(read('a.yaml'), bad);
    file('a.yaml', `# external-secrets-disable\n${bad}`);
    await run('--fix', 'a.yaml');
    assert.equal(read('a.yaml'), `# external-secrets-disable\n${bad}`);
  });

  it('says on standard error what it fixed where the output is for machines', async () => {
    file('a.yaml', bad);
    const { out, error } = await run('--fix', '--format', 'json', 'a.yaml');
    assert.deepEqual(JSON.parse(out), []);
    assert.match(error, /a\.yaml:9: fixed/);
  });

  it('writes through a link to a file of the working directory, and keeps the link', async () => {
    file('real/a.yaml', bad);
    symlinkSync('real/a.yaml', join(folder, 'link.yaml'));
    assert.equal((await run('--fix', 'link.yaml')).code, 0);
    assert.equal(read('real/a.yaml'), good);
    assert.ok(lstatSync(join(folder, 'link.yaml')).isSymbolicLink());
  });

  it('writes through no link that leads out of the working directory', async () => {
    const outside = file('outside/a.yaml', bad);
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    symlinkSync(outside, join(inside, 'link.yaml'));
    symlinkSync(join(folder, 'outside'), join(inside, 'folder'));
    for (const path of ['link.yaml', 'folder/a.yaml', 'folder']) {
      const { code, out, error } = await runLint(['--fix', path], { folder: inside });
      assert.equal(code, 2, path);
      assert.match(error, /cannot fix .*: it is a link to another folder/);
      assert.match(out, /2 errors/, 'what is not fixed is still told');
      assert.doesNotMatch(out, /fixed/);
    }
    assert.equal(read('outside/a.yaml'), bad);
    assert.equal((await runLint(['--fix', outside], { folder: inside })).code, 0, 'named as it is, it is meant');
  });

  it('leaves a file alone that is not UTF-8', async () => {
    const latin = Buffer.from(bad.replace('a comment', 'caf\xe9'), 'latin1');
    writeFileSync(join(folder, 'a.yaml'), latin);
    const { code, error } = await run('--fix', 'a.yaml');
    assert.equal(code, 2);
    assert.match(error, /cannot fix a\.yaml: it is not UTF-8/);
    assert.deepEqual(readFileSync(join(folder, 'a.yaml')), latin);
  });

  it('prints the fixed text of standard input, and the rest on standard error', async () => {
    const odd = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    const fixed = await runLint(['--fix', '-'], { folder, input: odd(bad) });
    assert.deepEqual({ ...fixed, error: '' }, { code: 0, out: odd(good), error: '' });
    assert.match(fixed.error, /^<stdin>:9: fixed .*\n.*\n2 problems fixed, 0 errors/);
    for (const input of [good, '', 'a: 1\n', 'a: [\n']) {
      assert.equal((await runLint(['--fix', '-'], { folder, input })).out, input);
    }
    const left = await runLint(['--fix', '--exclude', '*.tpl', '--stdin-filename', 'x/a.tpl', '-'], { folder, input: bad });
    assert.equal(left.out, bad);
  });
});
