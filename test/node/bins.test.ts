import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const bins = join(root, 'server/bin');
const server = join(bins, 'external-secrets-language-server');

test('the language server says what it accepts', () => {
  const help = run(server, '--help');
  assert.equal(help.status, 0);
  for (const option of ['--stdio', '--node-ipc', '--version', '--help'])
    assert.match(help.stdout, new RegExp(`^ +${option} `, 'm'));
});

test('the language server tells its version', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.equal(run(server, '--version').stdout, `${version}\n`);
});

for (const [args, told] of [
  [[], /say how to speak with it: --stdio or --node-ipc/],
  [['--sdtio'], /unknown argument "--sdtio"/],
  [['--stdio', '--node-ipc'], /say how to speak with it/],
  [['--node-ipc'], /--node-ipc needs a parent Node process/],
] as const) {
  test(`the language server refuses "${args.join(' ')}" with exit code 2 and nothing on stdout`, () => {
    const { status, stdout, stderr } = run(server, ...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, told);
  });
}

test('a program that is not built says how to build it', (t) => {
  const folder = installed(t);
  for (const [name, ...args] of [
    ['external-secrets-language-server', '--stdio'],
    ['external-secrets-lint', 'x.yaml'],
  ] as const) {
    const { status, stderr } = run(join(folder, 'package/server/bin', name), ...args);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`^${name}: .*run "npm run build"`));
  }
});

test('the programs load what is built, also through the links that npm makes', (t) => {
  const folder = installed(t);
  mkdirSync(join(folder, 'package/dist/server'), { recursive: true });
  writeFileSync(join(folder, 'package/dist/server/compiledCode.cjs'), 'exports.runCompiled = require;');
  for (const [name, main, ...args] of [
    ['external-secrets-language-server', 'main.cjs', '--stdio', '--clientProcessId=1'],
    ['external-secrets-language-server', 'main.cjs', '--stdio', '--clientProcessId', '1'],
    ['external-secrets-lint', 'lint.cjs', 'x.yaml'],
  ] as const) {
    writeFileSync(join(folder, 'package/dist/server', main), 'console.log(module.id !== "", process.argv.slice(2).join(" "));');
    assert.equal(run(join(folder, 'bin', name), ...args).stdout, `true ${args.join(' ')}\n`);
  }
});

function run(program: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', input: '' });
}

/** The programs as npm installs them: a package, and links to its programs in another folder. */
function installed(t: { after(done: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'bins-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(bins, join(folder, 'package/server/bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package/package.json'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['external-secrets-language-server', 'external-secrets-lint']) {
    symlinkSync(join('../package/server/bin', name), join(folder, 'bin', name));
  }
  return folder;
}
