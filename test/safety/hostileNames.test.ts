import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runLint } from '../support/runLint.ts';
import { sarifProblems } from '../support/sarifProblems.ts';

// What the linter prints of names that others have chosen: of files, of what the manifests say. It stands in the log of a CI service,
// which obeys lines of its own, or in a terminal, which obeys escapes.

/** What services obey at the beginning of a line, blanks aside, or anywhere in one; what terminals do; what turns and hides text. */
const names = [
  '::error::x',
  ' ::set-output name=a::b',
  '\u3000::add-mask::x',
  '##[error]x',
  'a ##[add-path]x',
  '##vso[task.setvariable variable=PATH]x',
  'a##teamcity[buildStop]',
  'a\n::error::b',
  'a\r::error::b',
  'a%0A::error::b',
  '%25%',
  'a,line=9::b',
  '\u001b[31mred\u001b]8;;x\u0007',
  '\u009b31mred',
  '\u202egpj.\u2066a\u2069\u200b\u00ad\u2028',
  '](https://evil.example)',
  'e\u0301 🔑',
] as const;

/** Every name in every place of a manifest that a finding may tell of, and a fix of what is beside it. */
const manifestOf = (name: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: ${JSON.stringify({ name, namespace: name })}
spec:
  secretStoreRef: {name: ${JSON.stringify(name)}, kind: ${JSON.stringify(name)}}
  target: {creationPolicy: owner, ${JSON.stringify(name)}: 1, template: {data: {a: ${JSON.stringify(`{{ .${name} }}`)}}}}
  refreshInterval: ${JSON.stringify(name)}
  data:
    - {secretKey: ${JSON.stringify(name)}, remoteRef: {key: ${JSON.stringify(name)}, property: ${JSON.stringify(name)}}}
    - {secretKey: ${JSON.stringify(name)}, remoteRef: {key: b, decodingStrategy: ${JSON.stringify(name)}}}
`;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-names-'));
  mkdirSync(join(folder, 'all'));
  for (const name of names) writeFileSync(join(folder, 'all', `${name.replaceAll('/', '|')}.yaml`), manifestOf(name));
  writeFileSync(join(folder, 'all', 'long.yaml'), manifestOf('A'.repeat(300_000)));
  writeFileSync(join(folder, `${names[1]}.yaml`), manifestOf('a'));
});
after(() => rmSync(folder, { recursive: true }));

/** All that the linter prints of these, in a format, both outputs; each asserted to be harmless. */
async function printed(format: string, ...more: string[]): Promise<string> {
  const argv = [
    '--format',
    format,
    ...more,
    'all',
    ...names.map((name) => `${name}.yaml`).filter((path) => !path.startsWith('-')),
  ];
  const { out, error } = await runLint(argv, { folder });
  for (const text of [out, error]) assertHarmless(text, format);
  return out;
}

function assertHarmless(text: string, format: string): void {
  assert.ok(text.length < 3_000_000, `${text.length} characters`);
  const bad = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.exec(text);
  assert.equal(bad, null, `${format}: ${JSON.stringify(text.slice((bad?.index ?? 0) - 80, (bad?.index ?? 0) + 20))}`);
  for (const line of text.split('\n')) {
    assert.doesNotMatch(line, /##\w*\[/, format);
    const isOurs = format === 'github' && /^::(error|warning|notice) file=[^:]+::(?!.*\n)/.test(line);
    if (!isOurs) assert.doesNotMatch(line, /^\s*::/u, format);
  }
}

describe('names of others in what the linter prints', () => {
  it('text: are one line, seen, and no command', async () => {
    const out = await printed('text');
    assert.match(out, /^\.\/ ::set-output name=a::b\.yaml:\d+:\d+: error /m);
    assert.match(out, /^all\/a\\u\{a\}::error::b\.yaml:/m);
    assert.match(out, /^all\/\\u\{9b\}31mred\.yaml:/m);
  });

  it('GitHub: are in commands of ours, and in no other', async () => {
    const out = await printed('github');
    const [sum, ...others] = out.split('\n').filter((line) => line !== '' && !line.startsWith('::error file='));
    assert.match(sum ?? '', /^\d+ errors, \d+ warnings in \d+ files$/);
    assert.ok(others.every((line) => /^::(warning|notice) file=/.test(line)));
    for (const line of out.split('\n').filter((each) => each.startsWith('::'))) {
      // As the runner reads it: properties end at the next colons, and are parted by commas.
      const [, properties = ''] = /^::\w+ (.*?)::/.exec(line) ?? [];
      assert.match(properties, /^file=[^,]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[a-z-]+$/);
    }
    assert.ok(
      out.includes('file=all/a%25250A%3A%3Aerror%3A%3Ab.yaml,') || out.includes('file=all/a%250A%3A%3Aerror%3A%3Ab.yaml,'),
    );
  });

  it('JSON: parse to what they are', async () => {
    const results = JSON.parse(await printed('json')) as { readonly file: string; readonly name: string | null }[];
    const files = new Set(results.map(({ file }) => file));
    for (const name of names) assert.ok(files.has(join('all', `${name.replaceAll('/', '|')}.yaml`)), JSON.stringify(name));
    assert.ok(results.every(({ name }) => (name?.length ?? 0) <= 300));
  });

  it('SARIF: stay valid, with files that can be found', async () => {
    const log = JSON.parse(await printed('sarif'));
    assert.deepEqual(sarifProblems(log), []);
    const files = new Set<string>();
    for (const { locations, message } of log.runs[0].results) {
      const { uri, uriBaseId } = locations[0].physicalLocation.artifactLocation;
      assert.equal(uriBaseId, '%SRCROOT%');
      files.add(decodeURIComponent(uri));
      assert.doesNotMatch(message.text, /\]\(/, 'a link');
    }
    for (const name of names) assert.ok(files.has(`all/${name.replaceAll('/', '|')}.yaml`), JSON.stringify(name));
  });

  it('are as harmless in what is said of fixes, of files that are not there and of wrong arguments', async () => {
    await printed('text', '--fix');
    await printed('github', '--fix');
    for (const name of names)
      for (const argv of [
        [`--${name}`, 'all'],
        ['--format', name, 'all'],
        ['--config', name, 'all'],
        ['--stdin-filename', name, '-'],
      ]) {
        const { out, error } = await runLint(argv, { folder, input: manifestOf('a') });
        for (const text of [out, error]) assertHarmless(text, 'text');
      }
  });

  it('are as harmless in colour', async () => {
    const { out } = await runLint(['--color', 'all'], { folder });
    assertHarmless(out.replaceAll(/\x1b\[\d+m/g, ''), 'text');
    assert.match(out, /\x1b\[31m/);
  });
});
