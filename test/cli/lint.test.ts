import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { LintResult } from '../../server/src/cli/lint.ts';
import { runLint } from '../support/runLint.ts';

const folder = mkdtempSync(join(tmpdir(), 'lint-'));
const good =
  'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a, namespace: prod}\nspec:\n  dataFrom: [{extract: {key: k}, sourceRef: {storeRef: {name: s}}}]\n';
const bad = good.replace('spec:\n', 'spec:\n  refreshPolicy: Sometimes\n');

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const run = (...argv: string[]) => runLint(argv);

describe('external-secrets-lint', () => {
  after(() => rmSync(folder, { recursive: true }));

  it('ends with 0 where nothing is at error', async () => {
    assert.deepEqual(await run(file('good.yaml', good)), { code: 0, out: '0 errors, 0 warnings in 1 file\n', error: '' });
  });

  it('ends with 0 on a warning, and with 1 on an error', async () => {
    const old = file('old.yaml', good.replace('/v1', '/v1beta1'));
    assert.equal((await run(old)).code, 0);
    assert.equal((await run('--operator-version', '2.9.0', old)).code, 1, 'the version is known: it is an error');
    assert.equal((await run('--operator-version', '0.10.7', old)).code, 0);
    assert.equal((await run(file('bad.yaml', bad))).code, 1);
  });

  it('does not pass over a file for a slip in the name of the API group', async () => {
    const { code, out } = await run(file('slip.yaml', good.replace('external-secrets', 'externalsecrets')));
    assert.deepEqual([code, /unknown-kind/.test(out)], [1, true]);
  });

  it('prints places as editors link them', async () => {
    const path = file('bad.yaml', bad);
    assert.match(
      (await run(path)).out,
      new RegExp(`^${path}:5:18: error not-allowed-value: .*\n1 error, 0 warnings in 1 file\n$`),
    );
  });

  it('prints one JSON array, positions from 0', async () => {
    const path = file('two.yaml', `${good}---\n${bad.replace('name: a', 'name: b')}`);
    const { out } = await run('--format', 'json', path);
    const [result, ...others]: LintResult[] = JSON.parse(out);
    assert.deepEqual(others, []);
    const { message, ...rest } = result ?? assert.fail();
    assert.match(message, /"Sometimes"/);
    assert.deepEqual(rest, {
      file: path,
      rule: 'not-allowed-value',
      severity: 'error',
      range: { start: { line: 10, character: 17 }, end: { line: 10, character: 26 } },
      kind: 'ExternalSecret',
      name: 'b',
      namespace: 'prod',
      path: 'spec.refreshPolicy',
      fix: null,
    });
    assert.equal((await run('--format', 'json', file('good.yaml', good))).out, '[]\n');
  });

  it('walks folders, leaves other files and other manifests alone', async () => {
    const tree = join(folder, 'tree');
    file('tree/a/bad.yml', bad);
    file(
      'tree/b/bad.json',
      JSON.stringify({
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'a' },
        spec: { x: 1, dataFrom: [] },
      }),
    );
    file('tree/node_modules/bad.yaml', bad);
    file('tree/notes.txt', bad);
    file('tree/deployment.yaml', 'apiVersion: apps/v1\nkind: Deployment\nspec: nonsense\n');
    file('tree/broken.yaml', 'a: [\n\t"');
    const { code, out } = await run(tree);
    assert.equal(code, 1);
    assert.match(out, /\n?2 errors, 0 warnings in 2 of 4 files\n$/);
  });

  it('ends with 2 on wrong usage and on what it cannot read, and still says what it found', async () => {
    assert.equal((await run()).code, 2);
    assert.equal((await run('--format', 'xml', folder)).code, 2);
    assert.equal((await run('--none', folder)).code, 2);
    const { code, out, error } = await run(join(folder, 'absent.yaml'), file('bad.yaml', bad));
    assert.equal(code, 2);
    assert.match(error, /cannot read .*absent\.yaml: there is nothing there/);
    assert.match(out, /1 error/);
  });

  it('takes files with a byte order mark, CRLF, emoji, and none at all of YAML', async () => {
    for (const text of [
      '',
      '# only a comment\n',
      `\uFEFF${good}`,
      good.replaceAll('\n', '\r\n'),
      good.replace('name: a', 'name: a, annotations: {x: 🔑}'),
    ]) {
      assert.deepEqual((await run(file('odd.yaml', text))).out, '0 errors, 0 warnings in 1 file\n', JSON.stringify(text));
    }
    const { out } = await run('--format', 'json', file('crlf.yaml', `\uFEFF# 🔑\r\n${bad.replaceAll('\n', '\r\n')}`));
    assert.deepEqual(
      (JSON.parse(out) as LintResult[]).map(({ range }) => range.start),
      [{ line: 5, character: 17 }],
    );
  });

  it('takes another severity for a rule, or none', async () => {
    const path = file('bad.yaml', bad);
    assert.equal((await run('--rule', 'not-allowed-value=warning', path)).code, 0);
    assert.match((await run('--rule', 'not-allowed-value=warning', path)).out, /warning not-allowed-value/);
    assert.equal((await run('--rule', '*=off', path)).out, '0 errors, 0 warnings in 1 file\n');
    assert.equal((await run('--rule', '*=off', '--rule', 'not-allowed-value=error', path)).code, 1);
    for (const wrong of ['none=off', 'not-allowed-value=loud', 'not-allowed-value'])
      assert.equal((await run('--rule', wrong, path)).code, 2);
  });

  it('tells its version and its usage', async () => {
    assert.deepEqual(await run('--version'), { code: 0, out: '1.2.3\n', error: '' });
    assert.match((await run('--help')).out, /Usage/);
  });
});
