import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createJudge, readSource } from '../../server/src/cli/judge.ts';
import { lintText } from '../../server/src/cli/lint.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { createLineIndex } from '../../server/src/syntax/lineIndex.ts';
import { readPlainYaml } from '../../server/src/syntax/plainYaml.ts';
import { type PlantedMistake, plantMistakes } from '../support/plantMistake.ts';
import { sharedFolder } from '../support/shared.ts';

const schemas = createNodeSchemaSource();
const operatorVersion = schemas.versions.at(-1) ?? '';
const newest = { operatorVersion, known: false };

/** The manifests of a corpus folder, by their names in it. */
function filesIn(folder: string): readonly (readonly [name: string, text: string])[] {
  const path = join(sharedFolder, 'corpus', folder);
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => [name, readFileSync(join(path, name), 'utf8')]);
}

/** A list beside this file. */
function readList(name: string): unknown {
  return readPlainYaml(readFileSync(join(import.meta.dirname, name), 'utf8'));
}

/** A finding in a manifest of others that is right: where, which, and why. */
interface Accepted {
  readonly file: string;
  /** Kind and name of the manifest. */
  readonly resource: string;
  /** The path of the field, `spec.data.0.remoteRef.key`, or `text` where it is none. */
  readonly at: string;
  readonly rule: string;
  readonly severity: string;
  readonly why: string;
}

/** All findings of a folder whose files are judged among each other, without the reasons. */
async function findingsIn(folder: string): Promise<readonly Omit<Accepted, 'why'>[]> {
  const judge = createJudge({ schemas, version: newest, rules: {} }, true);
  const sources = filesIn(folder).map(([name, text]) => readSource(name, join('/', name), text));
  for (const { place, manifest } of sources) judge.take(place, manifest);
  const found = await Promise.all(
    sources.map(async (source) => {
      const all = await judge.judge(source);
      return all.map(({ placed: { finding, resource } }) => ({
        file: source.file,
        resource: `${resource?.kind} ${resource?.name}`,
        at: 'path' in finding.at ? finding.at.path.join('.') : 'text',
        rule: finding.rule,
        severity: finding.severity,
      }));
    }),
  );
  return found.flat();
}

/** Whether the linter underlines a planted mistake, to the character, for what it is. */
async function isFound({ text, rule, range }: PlantedMistake): Promise<boolean> {
  const lines = createLineIndex(text);
  const results = await lintText('planted.yaml', text, schemas, newest);
  return results.some(
    (found) =>
      found.rule === rule && lines.offsetAt(found.range.start) === range.start && lines.offsetAt(found.range.end) === range.end,
  );
}

describe('the linter on manifests in production', () => {
  for (const folder of ['home-ops', 'govuk-helm']) {
    it(`says nothing of ${folder} but what is listed with its reason, and nothing of that is an error`, async () => {
      const accepted = (readList('accepted.yaml') as Record<string, readonly Accepted[]>)[folder] ?? [];
      assert.ok(accepted.every(({ why, severity }) => why.length > 0 && severity !== 'error'));
      const listed = accepted.map(({ why: _, ...finding }) => finding);
      assert.deepEqual(await findingsIn(folder), listed);
    });

    it(`finds what is planted into ${folder}, in every document`, async (test) => {
      let planted = 0;
      const missed: string[] = [];
      for (const [name, text] of filesIn(folder)) {
        const mistakes = await plantMistakes(text, schemas, operatorVersion);
        assert.ok(mistakes.length > 0, `nothing can be planted into ${name}`);
        planted += mistakes.length;
        for (const mistake of mistakes) if (!(await isFound(mistake))) missed.push(`${name}: ${mistake.rule}`);
      }
      test.diagnostic(`${planted - missed.length} of ${planted} planted mistakes are found on their token`);
      assert.ok(missed.length <= planted * 0.02, `${missed.length} of ${planted} missed:\n${missed.join('\n')}`);
    });
  }
});

describe('the linter on the documentation of ESO', () => {
  it('finds errors in exactly the files that ESO 2.9.0 refuses or can never sync', async () => {
    const listed = readList('refused.yaml') as Record<string, { readonly rules: readonly string[]; readonly why: string }>;
    const expected = new Map(Object.entries(listed).map(([name, { rules }]) => [name, [...rules].sort()]));
    const found = new Map<string, string[]>();
    for (const [name, text] of filesIn('eso-docs')) {
      const results = await lintText(name, text, schemas, { operatorVersion: '2.9.0', known: true });
      const errors = results.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
      if (errors.length > 0) found.set(name, [...new Set(errors)].sort());
    }
    assert.deepEqual(found, expected);
    assert.ok(Object.values(listed).every(({ why }) => why.length > 0));
  });
});
