import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { judge } from '../support/judge.ts';
import { plantMistakes } from '../support/plantMistake.ts';
import { sharedFolder } from '../support/shared.ts';

const corpus = join(sharedFolder, 'corpus');
const schemas = createNodeSchemaSource();
const newest = schemas.versions.at(-1) ?? '';

function manifestsIn(folder: string): readonly (readonly [name: string, text: string])[] {
  const names = readdirSync(join(corpus, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  return names.map((name) => [name, readFileSync(join(corpus, folder, name), 'utf8')]);
}

describe('manifests in production', () => {
  for (const folder of ['home-ops', 'govuk-helm']) {
    it(`of ${folder} have no structural mistake`, async () => {
      for (const [name, text] of manifestsIn(folder)) assert.deepEqual(await judge(text, schemas, newest), [], name);
    });

    it(`of ${folder} with one mistake planted have one finding, on it`, async () => {
      let planted = 0;
      const missed: string[] = [];
      for (const [name, text] of manifestsIn(folder)) {
        for (const mistake of await plantMistakes(text, schemas, newest)) {
          planted++;
          const found = (await judge(mistake.text, schemas, newest)).map(({ rule, range }) => ({ rule, range }));
          const wanted = [{ rule: mistake.rule, range: mistake.range }];
          if (JSON.stringify(found) !== JSON.stringify(wanted)) missed.push(`${name}: ${mistake.rule} at ${mistake.range.start}`);
        }
      }
      assert.ok(planted > 50, `only ${planted} mistakes could be planted`);
      assert.ok(missed.length <= planted * 0.02, `${missed.length} of ${planted} missed:\n${missed.join('\n')}`);
    });
  }
});
