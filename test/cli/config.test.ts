import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { runLint } from '../support/runLint.ts';

const home = mkdtempSync(join(tmpdir(), 'lint-config-'));
let folder = home;
let count = 0;

const old = `apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata: {name: a}
spec:
  secretStoreRef: {name: s}
  dataFrom: [{extract: {key: k}}]
`;

function file(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const run = (...argv: string[]) => runLint(argv, { folder });
const runIn = (below: string, ...argv: string[]) => runLint(argv, { folder: join(folder, below) });

describe("the linter's config file", () => {
  beforeEach(() => {
    folder = join(home, String(count++));
    mkdirSync(join(folder, '.git'), { recursive: true });
  });
  after(() => rmSync(home, { recursive: true }));

  it('gives version, rules and what is left out; the command line counts before it', async () => {
    file('apps/a.yaml', old);
    file('vendor/b.yaml', old);
    assert.equal((await run('.')).out.split('\n').at(-2), '0 errors, 2 warnings in 2 files');
    file('.external-secrets.yaml', 'operatorVersion: 2.9.0\nexclude: [vendor]\n');
    assert.equal((await run('.')).out.split('\n').at(-2), '1 error, 0 warnings in 1 file', 'the version is known');
    assert.equal((await run('--operator-version', '0.10.7', '.')).code, 0);
    assert.equal((await run('--no-config', '.')).code, 0);
    file('.external-secrets.yaml', "operatorVersion: '2.9'\nrules:\n  unserved-version: warning\n  '*': off\n");
    assert.equal((await run('.')).out.split('\n').at(-2), '0 errors, 2 warnings in 2 files');
    assert.equal((await run('--rule', 'unserved-version=error', '.')).code, 1);
    assert.equal((await run('--exclude', 'apps', '.')).out.split('\n').at(-2), '0 errors, 1 warning in 1 file');
  });

  it('is the nearest one up to the root of the repository', async () => {
    file('apps/a/a.yaml', old);
    file('.external-secrets.json', '{"operatorVersion": "2.9.0", "exclude": "apps/b/"}');
    file('apps/b/b.yaml', old);
    assert.equal((await runIn('apps/a', '.')).code, 1);
    assert.equal(
      (await runIn('apps/b', '.')).out,
      '0 errors, 0 warnings in 0 files\n',
      'what is left out is relative to the config',
    );
    file('apps/.external-secrets.yml', 'rules: {unserved-version: off}\n');
    assert.equal((await runIn('apps/a', '.')).code, 0);
    mkdirSync(join(folder, 'apps/a/.git'));
    assert.match((await runIn('apps/a', '.')).out, /warning unserved-version/, 'another repository');
  });

  it('is looked for in the working directory only where there is no repository', async () => {
    rmSync(join(folder, '.git'), { recursive: true });
    file('.external-secrets.yaml', 'operatorVersion: 2.9.0\n');
    file('sub/a.yaml', old);
    assert.equal((await runIn('sub', '.')).code, 0);
    assert.equal((await run('sub')).code, 1);
  });

  it('is the one that is named, its paths relative to it', async () => {
    file('a.yaml', old);
    file('ci/lint.yaml', 'operatorVersion: 2.9.0\ncrds: [crds]\n');
    const { code, error } = await run('--config', 'ci/lint.yaml', 'a.yaml');
    assert.equal(code, 2);
    assert.match(error, /The CRDs at crds cannot be read: there is nothing there/);
    file(
      'ci/crds/a.json',
      JSON.stringify({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'externalsecrets.external-secrets.io' },
        spec: {
          group: 'external-secrets.io',
          names: { kind: 'ExternalSecret', plural: 'externalsecrets' },
          scope: 'Namespaced',
          versions: ['v1beta1', 'v1'].map((name) => ({
            name,
            served: true,
            storage: name === 'v1',
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          })),
        },
      }),
    );
    assert.equal((await run('--config', 'ci/lint.yaml', 'a.yaml')).code, 0, 'this operator serves v1beta1');
  });

  it('says what is wrong with it, and judges nothing', async () => {
    file('a.yaml', old);
    for (const [text, told] of [
      ['rule: {}\n', /"rule" is not one of crds, exclude, operatorVersion, rules/],
      ['operatorVersion: 2.10\n', /operatorVersion is not a version such as "2.9.0"; write it in quotes/],
      ['operatorVersion: newest\n', /operatorVersion is not a version/],
      ['rules: {no-such: off}\n', /rules names "no-such", which is no rule\./],
      ['rules: {unservd-version: off}\n', /rules names "unservd-version", which is no rule \(unserved-version is one\)/],
      ['rules: {unserved-version: loud}\n', /the severity of unserved-version is not off, hint, information, warning or error/],
      ['rules: [a]\n', /rules is not a mapping/],
      ['exclude: {a: 1}\n', /exclude is not a text or a list of texts/],
      ['- a\n', /it is not a mapping/],
      ['a: [\n', /it is not one YAML or JSON document/],
    ] as const) {
      file('.external-secrets.yaml', text);
      const { code, out, error } = await run('a.yaml');
      assert.deepEqual([code, out], [2, ''], text);
      assert.match(error, told);
      assert.match(error, /^external-secrets-lint: The config file \.external-secrets\.yaml is not right: /);
    }
    const { code, error } = await run('--config', 'none.yaml', 'a.yaml');
    assert.equal(code, 2);
    assert.match(error, /The config file none\.yaml cannot be read\./);
  });

  it('may be empty, and may ask the cluster for its version, of which the linter knows none', async () => {
    file('a.yaml', old);
    for (const text of ['', '# nothing yet\n', '\uFEFFoperatorVersion: auto\r\ncrds: ""\r\n']) {
      file('.external-secrets.yaml', text);
      assert.deepEqual([(await run('a.yaml')).code, (await run('a.yaml')).error], [0, ''], JSON.stringify(text));
    }
  });
});
