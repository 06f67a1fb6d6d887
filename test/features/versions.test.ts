import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { vaultFindings } from '../../server/src/features/vaultDiagnostics.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { createLab, externalSecret } from './lab.ts';

// Versions of one key, with ESO's fake provider: its manifest is the vault, so that all of it is known.

const store = `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws-secretsmanager, namespace: default}
spec:
  provider:
    fake:
      data:
        - {key: /foo/bar, value: hidden, version: v1}
        - {key: /foo/bar, value: '{"user": "hidden", "pass": "hidden"}', version: v2}
        - {key: both, value: '{"old": "hidden"}', version: v1}
        - {key: both, value: '{"new": "hidden"}'}
        - {key: plain, value: '{"name": "hidden"}'}
`;
const start = () => createLab({ files: { 'file:///w/store.yaml': store } });
const entry = (key: string, more = '') =>
  externalSecret(`  data:\n    - secretKey: a\n      remoteRef:\n        key: ${key}\n${more}`);
const version = (text: string) => `        version: ${text}\n`;
const hover = async (text: string) => (await start().hover(text)).split('  \n').map((line) => line.replaceAll('\\', ''));

/** `rule: marked text: message`, and what becomes of the text by the fix of the first. */
async function judge(text: string): Promise<{ readonly said: readonly string[]; readonly fixed: string }> {
  const [resource] = parseManifestFile(text).documents.flatMap(({ parsed }) => parsed.resources);
  assert.ok(resource);
  const lab = start();
  let fixed = text;
  const said = (await vaultFindings(lab.context, lab.uri, resource, neverCancelled)).map(
    ({ rule, at, message, fixes = [] }, i) => {
      const range = 'range' in at ? at.range : resource.rangeOf(at.path, at.part);
      const edit = i === 0 ? fixes[0]?.edits[0] : undefined;
      if (edit !== undefined) fixed = text.slice(0, range.start) + edit.newText + text.slice(range.end);
      return `${rule}: ${text.slice(range.start, range.end)}: ${message}`;
    },
  );
  assert.ok(!said.join().includes('hidden'));
  return { said, fixed };
}

describe('versions of one key', () => {
  it('are offered, each once', async () => {
    const { labels, chosen } = await start().complete(entry('/foo/bar', version('│')));
    assert.deepEqual(labels, ['v1', 'v2']);
    assert.equal(chosen('v2'), entry('/foo/bar', version('v2')));
    assert.deepEqual(
      (await start().complete(entry('│'))).labels.filter((label) => label === '/foo/bar'),
      ['/foo/bar'],
    );
  });

  it('decide which properties there are', async () => {
    const properties = async (key: string, more: string) =>
      (await start().complete(entry(key, `${more}        property: │\n`))).labels;
    assert.deepEqual(await properties('/foo/bar', version('v2')), ['user', 'pass']);
    assert.deepEqual(await properties('/foo/bar', version('v1')), []);
    assert.deepEqual(await properties('both', version('v1')), ['old']);
    assert.deepEqual(await properties('both', ''), ['new']);
  });

  it('are told on hover, and that the one which is written is not there', async () => {
    assert.deepEqual((await hover(entry('/foo│/bar', version('v2')))).slice(1), [
      'Versions: v1, v2 (what a find takes)',
      'Properties: user, pass (names only)',
    ]);
    assert.equal(
      (await hover(entry('/foo│/bar', version('v3'))))[2],
      'The store has no version v3 of this key; versions are: v1, v2.',
    );
    assert.equal(
      (await hover(entry('/foo│/bar')))[2],
      'The store has no entry without a version for this key; versions are: v1, v2.',
    );
    assert.equal((await hover(entry('no│ne'))).length, 2, 'of a key that is not there nothing is said of versions');
    assert.deepEqual(await hover(entry('/foo/bar', version('v│2'))), ['**v2** · version of /foo/bar', 'What a find takes']);
    assert.deepEqual(await hover(entry('/foo/bar', version('v│3'))), [
      '**v3** · version of /foo/bar',
      'The secret has no such version.',
      'Versions: v1, v2 (what a find takes)',
    ]);
  });

  it('that are not there are marked, with what was meant', async () => {
    assert.deepEqual(await judge(entry('/foo/bar', version('v22'))), {
      said: ['vault-version-not-found: v22: Secret "/foo/bar" has no version "v22". Did you mean "v2"? It has: v1, v2.'],
      fixed: entry('/foo/bar', version('v2')),
    });
    assert.deepEqual((await judge(entry('plain', version('latest')))).said, [
      'vault-version-not-found: latest: Secret "plain" has no version "latest". It has none.',
    ]);
  });

  it('have to be named where there is no entry without one', async () => {
    assert.deepEqual((await judge(entry('/foo/bar'))).said, [
      'vault-version-not-found: /foo/bar: Secret "/foo/bar" has versions only in store aws-secretsmanager, and ESO takes none that is not named. It has: v1, v2.',
    ]);
    assert.deepEqual((await judge(externalSecret('  dataFrom:\n    - extract:\n        key: /foo/bar\n'))).said.length, 1);
  });

  it('that are there, or that nobody can tell of, are not spoken of', async () => {
    const good = [
      entry('/foo/bar', version('v1')),
      entry('/foo/bar', `${version('v2')}        property: user\n`),
      entry('both'),
      entry('both', version('v1')),
      entry('plain'),
      entry('/foo/bar', version('${VERSION}')),
      entry('/foo/bar', version('"{{ .Values.version }}"')),
    ];
    for (const text of good) assert.deepEqual((await judge(text)).said, [], text);
  });
});
