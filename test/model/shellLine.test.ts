import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { commandLine, isPlainCommandLine } from '../../server/src/model/commandLine.ts';
import { shellLine } from '../../server/src/model/shellLine.ts';

// What is typed into the user's terminal, read by real shells. PowerShell, zsh, fish and cmd.exe are not at hand everywhere: what they
// would read otherwise is refused or quoted, and that is all that is asked of it here.

/** Each printable character of ASCII and some beyond, at the beginning, within and at the end of a name. */
const characters = [
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  '\n',
  '\r',
  '\t',
  '\u0000',
  '’',
  '“',
  'é',
  '🔑',
];

const words = [
  ...characters.flatMap((character) => [`${character}ab`, `a${character}b`, `ab${character}`, `${character}${character}`]),
  ...[
    '',
    '-',
    '--profile',
    '~',
    '~root',
    '#a',
    'a #b',
    'a  b',
    ' a',
    'a,b',
    '@a',
    '=ls',
    '..',
    '*.txt',
    '[a]',
    'HOME=/x',
    '(a)',
    'a (b)',
    'a@b',
    'a+b=c',
  ],
  ..."$(id) `id` ${HOME} %PATH% !! !a a;b a&b a|b a>b a<b 'a' a'b \"a\" a\\ \\ {a,b} ^a".split(' '),
  'A'.repeat(500),
  'A'.repeat(501),
];

describe('names in a command line', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'shell-'));
    writeFileSync(join(folder, 'a.txt'), '');
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The words that a shell makes of what stands behind a command. */
  function read(shell: readonly [string, ...string[]], lines: readonly string[]): readonly string[] {
    const [program, ...argv] = shell;
    const script = lines.map((line) => `printf '%s\\0' ${line} .`).join('\n');
    return execFileSync(program, [...argv, '-c', script], { cwd: folder, env: { HOME: '/nowhere', PATH: process.env['PATH'] } })
      .toString()
      .split('\0')
      .slice(0, -1);
  }

  const shells = [['sh'], ['bash'], ['bash', '--posix']] as const;
  const whole = (taken: readonly string[]) => taken.flatMap((word) => [word, '.']);

  it('are one word each, or there is no command line', () => {
    const written = new Map(words.map((word) => [word, shellLine([''], word)]));
    const taken = words.filter((word) => written.get(word) !== undefined);
    for (const shell of shells)
      assert.deepEqual(
        read(
          shell,
          taken.map((word) => written.get(word) ?? ''),
        ),
        whole(taken),
      );
    // Names that people give to profiles are among them.
    for (const word of ['a@b', 'a b', 'a (b)', 'a,b', '~', 'a+b=c', 'A'.repeat(500)]) assert.ok(taken.includes(word), word);
    for (const [word, line] of written)
      if (/['"`$\\!%^&|<>;*?{}[\]\n\r\t\0’“]|^-|^$|[^\x20-\x7e]/.test(word)) assert.equal(line, undefined, JSON.stringify(word));
    // What PowerShell and zsh would look into stands in quotes.
    for (const word of ['@a', '=ls', 'a,b', '#a', '~root']) assert.equal(shellLine([''], word), `'${word}'`);
  });

  it('keep their places among the words of ours', () => {
    assert.equal(shellLine(['aws sso login --profile ', ' --region '], 'a b', 'eu'), "aws sso login --profile 'a b' --region eu");
    assert.equal(shellLine(['aws sso login --profile ', ' --region '], 'a b', '$(id)'), undefined);
  });

  it('given to the tool of a vendor are one word each, or there is no command line', () => {
    const line = (word: string) => commandLine([{ given: word }]);
    const taken = words.filter((word) => line(word) !== undefined);
    assert.ok(taken.includes('a@b') && taken.includes('a+b=c'));
    for (const shell of shells)
      assert.deepEqual(
        read(
          shell,
          taken.map((word) => line(word) ?? ''),
        ),
        whole(taken),
      );
  });

  it('are what stands in a line that is taken for a plain one', () => {
    const lines = words.flatMap((word) => [word.replaceAll(' ', '-'), `'${word}'`]).filter(isPlainCommandLine);
    assert.ok(lines.includes("'a b'") && lines.includes('a/b'));
    const plain = (line: string) => line.replace(/^'(.*)'$/, '$1');
    for (const shell of shells) assert.deepEqual(read(shell, lines), whole(lines.map(plain)));
  });
});
