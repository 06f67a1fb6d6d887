import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-types';
import { readMistakes } from '../mistakes/catalogue.ts';
import { dice, fuzzFactor, fuzzSeed } from '../support/fuzz.ts';
import { sharedFolder, whyNoCorpus } from '../support/shared.ts';
import { serviceOf } from './everything.ts';
import { mutated } from './mutations.ts';

const uri = 'file:///mutated.yaml';
const root = join(import.meta.dirname, '../..');

const filesIn = (pattern: string, cwd: string) =>
  globSync(pattern, { cwd })
    .sort()
    .map((name) => readFileSync(join(cwd, name), 'utf8'));

/** Manifests to begin with: the project's own, and those of others where they are at hand. */
const sources: readonly (readonly [what: string, texts: readonly string[]])[] = [
  ['examples', filesIn('examples/**/*.yaml', root)],
  ['planted mistakes', readMistakes().flatMap(({ verdict }) => ('bad' in verdict ? [verdict.bad, verdict.good] : []))],
  ...(whyNoCorpus() === undefined ? [['manifests of others', filesIn('corpus/**/*.yaml', sharedFolder)] as const] : []),
];

describe('edited at random', () => {
  for (const [what, texts] of sources) {
    it(`${what} have findings that can be shown, and fixes that fix (seed ${fuzzSeed})`, async (test) => {
      const roll = dice(fuzzSeed);
      let findings = 0;
      let fixes = 0;
      for (const text of texts) {
        for (let round = 0; round < 5 * fuzzFactor; round++) {
          const made = mutated(text, roll);
          try {
            const told = await tellAndFix(made);
            findings += told.findings;
            fixes += told.fixes;
          } catch (error) {
            throw new Error(`edited to\n${made}`, { cause: error });
          }
        }
      }
      test.diagnostic(`${findings} findings, ${fixes} fixes of ${5 * fuzzFactor * texts.length} texts`);
      assert.ok(
        findings > texts.length && fixes > texts.length / 2,
        `${findings} findings and ${fixes} fixes are too few to tell`,
      );
    });
  }
});

/** Looks at every finding of a text, and makes each quick fix by itself. */
async function tellAndFix(text: string): Promise<{ readonly findings: number; readonly fixes: number }> {
  const found = await findingsOf(text);
  const document = TextDocument.create(uri, 'yaml', 1, text);
  for (const diagnostic of found) assertShown(document, diagnostic);
  const languages = serviceOf();
  languages.open(uri, 'yaml', 1, text);
  await languages.diagnose(uri);
  const actions = new Map<string, CodeAction>();
  for (const { range } of found)
    for (const action of await languages.codeActions(uri, range)) actions.set(JSON.stringify(action), action);
  let fixes = 0;
  for (const { edit, diagnostics, title, kind } of actions.values()) {
    const edits = edit?.changes?.[uri];
    const [mended] = diagnostics ?? [];
    if (edits === undefined || mended === undefined || kind !== 'quickfix') continue;
    fixes++;
    const after = TextDocument.applyEdits(document, edits);
    const left = await findingsOf(after);
    const same = (one: Diagnostic) => one.code === mended.code && one.message === mended.message;
    const before = found.filter(same).length;
    // Of a key that stands there twice one is left.
    const isDoubled = found.some(({ code }) => code === 'duplicate-key');
    if (!isDoubled)
      assert.ok(left.filter(same).length < before, `"${title}" leaves ${mended.code}: ${mended.message}\nand makes\n${after}`);
    const broken = (all: readonly Diagnostic[]) => all.filter(({ code }) => code === 'yaml-syntax').length;
    assert.ok(broken(left) <= broken(found), `"${title}" breaks the YAML:\n${after}`);
  }
  return { findings: found.length, fixes };
}

async function findingsOf(text: string): Promise<readonly Diagnostic[]> {
  const languages = serviceOf();
  languages.open(uri, 'yaml', 1, text);
  return (await languages.diagnose(uri)) ?? [];
}

function assertShown(document: TextDocument, { code, message: said, range, source, severity }: Diagnostic): void {
  const message = String(said);
  assert.equal(source, 'external-secrets');
  assert.ok(typeof code === 'string' && code !== '' && severity !== undefined, message);
  assert.ok(message.trim().length > 10 && !/undefined|\[object|NaN/.test(message), message);
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
  for (const each of [range.start, range.end]) assert.deepEqual(document.positionAt(document.offsetAt(each)), each, message);
  assert.ok(start < end || document.getText().length === 0, `${code} is shown nowhere: ${message}`);
}
