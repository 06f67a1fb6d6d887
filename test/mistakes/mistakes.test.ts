import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { mistakesPage } from '../../scripts/docs/mistakes.ts';
import { lintText } from '../../server/src/cli/lint.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { rules } from '../../server/src/rules/index.ts';
import { createLineIndex } from '../../server/src/syntax/lineIndex.ts';
import { type Decided, type Mark, type Mistake, readMistakes } from './catalogue.ts';

const schemas = createNodeSchemaSource();
const newest = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };
const mistakes = readMistakes();

/** What the linter underlines in a text, in its order. */
async function marksIn(text: string): Promise<readonly Mark[]> {
  const lines = createLineIndex(text);
  const found = await lintText('mistake.yaml', text, schemas, newest);
  return found
    .map(({ rule, severity, range }) => {
      const at = lines.offsetAt(range.start);
      return { rule, severity, token: text.slice(at, lines.offsetAt(range.end)), at };
    })
    .sort((a, b) => a.at - b.at);
}

function decisionOf({ verdict }: Mistake): Decided | undefined {
  return 'bad' in verdict ? verdict : undefined;
}

describe('the catalogue of mistakes', () => {
  it('has all 161 of them, each with a short title and a rule that exists or a reason why there is none', () => {
    const ids = Array.from({ length: 160 }, (_, i) => `M${String(i + 1).padStart(2, '0')}`);
    ids.splice(72, 0, 'M72b');
    assert.deepEqual(
      mistakes.map(({ id }) => id),
      ids,
    );
    for (const { id, title, eso, verdict } of mistakes) {
      assert.ok(title.split(/\s+/).length <= 12 && eso.length > 0, id);
      if ('bad' in verdict) {
        assert.ok(verdict.marked.length > 0, id);
        for (const { rule } of verdict.marked)
          assert.ok(
            rules.some(({ meta }) => meta.id === rule),
            `${id}: ${rule}`,
          );
      } else assert.ok(verdict.undecidable.length > 0, id);
    }
  });

  it('is shown by docs/mistakes.md as it is (npm run docs)', () => {
    assert.equal(readFileSync(join(import.meta.dirname, '../../docs/mistakes.md'), 'utf8'), mistakesPage(mistakes));
  });
});

describe('the linter', () => {
  for (const mistake of mistakes) {
    const decided = decisionOf(mistake);
    if (decided === undefined) continue;
    it(`finds ${mistake.id}: ${mistake.title}`, async () => {
      assert.deepEqual(await marksIn(decided.bad), decided.marked);
    });
    it(`has nothing to say about ${mistake.id} set right`, async () => {
      assert.deepEqual(await marksIn(decided.good), []);
    });
  }
});
