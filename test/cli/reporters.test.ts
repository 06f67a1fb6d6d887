import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { reportGithub } from '../../server/src/cli/reporters/github.ts';
import type { LintResult } from '../../server/src/cli/result.ts';
import { rules } from '../../server/src/rules/index.ts';
import { runLint } from '../support/runLint.ts';
import { sarifProblems } from '../support/sarifProblems.ts';

const folder = mkdtempSync(join(tmpdir(), 'lint-reporters-'));

const good = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: a, namespace: prod, annotations: {x: 🔑}}
spec:
  secretStoreRef: {name: s}
  target: {creationPolicy: Owner}
  dataFrom: [{extract: {key: k}}]
`;
const bad = good.replace('x: 🔑}', 'x: 🔑, y: 1}').replace('Owner', 'owner');

function file(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const run = (...argv: string[]) => runLint(argv, { folder });

/** The one run of a SARIF log, which is valid. */
async function sarif(...argv: string[]) {
  const { out } = await run('--format', 'sarif', ...argv);
  const log = JSON.parse(out);
  assert.deepEqual(sarifProblems(log), []);
  assert.equal(log.runs.length, 1);
  return log.runs[0];
}

after(() => rmSync(folder, { recursive: true }));

describe('SARIF', () => {
  it('describes every rule, and the tool', async () => {
    file('good.yaml', good);
    const { tool, results, columnKind, originalUriBaseIds } = await sarif('good.yaml');
    assert.deepEqual(results, []);
    assert.equal(columnKind, 'utf16CodeUnits');
    assert.deepEqual(originalUriBaseIds, { '%SRCROOT%': { uri: `${pathToFileURL(folder).href}/` } });
    assert.equal(tool.driver.semanticVersion, '1.2.3');
    assert.deepEqual(
      tool.driver.rules.map(({ id }: { id: string }) => id),
      rules.map(({ meta }) => meta.id),
    );
    const rule = tool.driver.rules.find(({ id }: { id: string }) => id === 'not-allowed-value');
    const { meta } = rules.find((one) => one.meta.id === 'not-allowed-value')!;
    assert.equal(rule.shortDescription.text, meta.summary);
    assert.match(rule.help.markdown, /creationPolicy: Owner/);
    assert.match(rule.helpUri, /^https:.*\/docs\/rules\/not-allowed-value\.md$/);
    assert.deepEqual(rule.defaultConfiguration, { level: 'error' });
  });

  it('says of a finding its place in UTF-16 columns, its object and its fix', async () => {
    file('a folder/b#d.yaml', bad);
    const { results, tool } = await sarif('a folder');
    const [unquoted, policy, ...others] = results;
    assert.deepEqual(others, []);
    assert.equal(unquoted.ruleId, 'wrong-type');
    assert.deepEqual(unquoted.locations[0].physicalLocation, {
      artifactLocation: { uri: 'a%20folder/b%23d.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 62, endLine: 3, endColumn: 63 },
    });
    assert.equal(tool.driver.rules[policy.ruleIndex].id, policy.ruleId);
    assert.deepEqual(
      [policy.level, policy.locations[0].logicalLocations],
      ['error', [{ name: 'a', kind: 'resource', fullyQualifiedName: 'ExternalSecret/prod/a/spec.target.creationPolicy' }]],
    );
    assert.deepEqual(policy.fixes, [
      {
        description: { text: 'Change to "Owner"' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'a%20folder/b%23d.yaml', uriBaseId: '%SRCROOT%' },
            replacements: [
              { deletedRegion: { startLine: 6, startColumn: 28, endLine: 6, endColumn: 33 }, insertedContent: { text: 'Owner' } },
            ],
          },
        ],
      },
    ]);
  });

  it('names files elsewhere by their URI, and broken YAML by its place', async () => {
    file('in/x.yaml', good);
    file('out/broken.yaml', good.replace('{name: s}', '{name: s'));
    const { out } = await runLint(['--format', 'sarif', '../out', '.'], { folder: join(folder, 'in') });
    const log = JSON.parse(out);
    assert.deepEqual(sarifProblems(log), []);
    const [{ ruleId, locations }] = log.runs[0].results;
    assert.equal(ruleId, 'yaml-syntax');
    assert.deepEqual(locations[0].physicalLocation.artifactLocation, {
      uri: pathToFileURL(join(folder, 'out/broken.yaml')).href,
    });
  });

  it('knows a finding again when it has moved, and tells two alike apart', async () => {
    const prints = async () =>
      (await sarif('moved.yaml')).results.map(
        (result: { partialFingerprints: object }) => Object.values(result.partialFingerprints)[0],
      );
    const second = bad.replace('name: a', 'name: b');
    file('moved.yaml', `${bad}---\n${second}`);
    const before = await prints();
    assert.equal(new Set(before).size, 4);
    file('moved.yaml', `# one\n# two\n${bad.replace('spec:', '\nspec:')}---\n${second}`);
    assert.deepEqual(await prints(), before);
    file('moved.yaml', `${second}---\n${bad}`);
    assert.deepEqual((await prints()).sort(), before.sort());
    file('moved.yaml', `${bad}---\n${bad}`);
    const alike = await prints();
    assert.equal(new Set(alike).size, alike.length);
  });

  it('is valid for the bad example of every rule', async () => {
    mkdirSync(join(folder, 'bad'), { recursive: true });
    for (const { meta } of rules) writeFileSync(join(folder, 'bad', `${meta.id}.yaml`), meta.bad);
    const { results } = await sarif('bad');
    assert.ok(new Set(results.map(({ ruleId }: { ruleId: string }) => ruleId)).size > 30);
    assert.ok(results.every(({ ruleIndex }: { ruleIndex?: number }) => ruleIndex !== undefined));
  });

  it('carries no value of a fake store away', async () => {
    const value = '20261124';
    file(
      'fake.yaml',
      `apiVersion: external-secrets.io/v1beta1\nkind: SecretStore\nmetadata: {name: s}\nspec:\n  provider:\n    fake:\n      data:\n        - {key: k, valueMap: {a: ${value}}}\n        - {key: l, value: ${value}}\n`,
    );
    for (const format of ['text', 'json', 'sarif', 'github']) {
      const { out } = await run('--format', format, 'fake.yaml');
      assert.match(out, /fake\.yaml/);
      assert.ok(!out.includes(value), format);
    }
  });
});

describe('GitHub annotations', () => {
  it('are workflow commands with escaped text, relative to the checkout', async () => {
    file('sub/a,b:c%.yaml', good.replace('Owner', 'Ow%ner'));
    const argv = ['--format', 'github', 'sub/a,b:c%.yaml'];
    const path = 'a%2Cb%3Ac%25.yaml';
    const { out, code } = await run(...argv);
    assert.equal(code, 1);
    const [annotation, sum, ...others] = out.split('\n');
    assert.ok(
      annotation?.startsWith(
        `::error file=sub/${path},line=6,endLine=6,col=28,endColumn=34,title=not-allowed-value::"creationPolicy" cannot be "Ow%25ner"`,
      ),
      annotation,
    );
    assert.deepEqual([sum, ...others], ['1 error, 0 warnings in 1 file', '']);
    const inFolder = await runLint(['--format', 'github', 'a,b:c%.yaml'], {
      folder: join(folder, 'sub'),
      variables: { GITHUB_WORKSPACE: folder },
    });
    assert.ok(inFolder.out.startsWith(`::error file=sub/${path},line=6`));
  });

  it('name no columns for what spans several lines, and say notice for what is no more than that', () => {
    const result: LintResult = {
      file: 'a.yaml',
      rule: 'some-rule',
      severity: 'hint',
      message: 'One line.\r\nAnother.',
      range: { start: { line: 2, character: 4 }, end: { line: 5, character: 0 } },
      kind: null,
      name: null,
      namespace: null,
      path: null,
      fix: null,
    };
    const out = reportGithub({
      results: [result],
      fixed: new Map(),
      files: 1,
      quiet: false,
      paint: (_, text) => text,
      folder,
      version: '1.2.3',
      variables: {},
    });
    assert.match(out, /^::notice file=a\.yaml,line=3,endLine=6,title=some-rule::One line\.%0D%0AAnother\.\n/);
  });
});
