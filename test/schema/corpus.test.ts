import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { validateResource } from '../../server/src/schema/validate.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { plantMistakes } from '../support/plantMistake.ts';

const corpus = join(import.meta.dirname, '../../../shared/corpus');
const skip = existsSync(corpus) ? false : 'no corpus beside the project';
const schemas = createNodeSchemaSource();
const newest = schemas.versions.at(-1) ?? '';

interface Found {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

async function errorsIn(text: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { parsed, start } of parseManifestFile(text).documents) {
    for (const resource of parsed.resources) {
      for (const { rule, at } of await validateResource(resource, schemas, newest)) {
        const range = 'range' in at ? at.range : resource.rangeOf(at.path, at.part);
        found.push({ rule, start: start + range.start, end: start + range.end });
      }
    }
  }
  return found;
}

function manifestsIn(folder: string): readonly (readonly [name: string, text: string])[] {
  const names = readdirSync(join(corpus, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  return names.map((name) => [name, readFileSync(join(corpus, folder, name), 'utf8')]);
}

describe('manifests in production', { skip }, () => {
  for (const folder of ['home-ops', 'govuk-helm']) {
    it(`of ${folder} have no structural mistake`, async () => {
      for (const [name, text] of manifestsIn(folder)) assert.deepEqual(await errorsIn(text), [], name);
    });

    it(`of ${folder} with one mistake planted have one finding, on it`, async () => {
      let planted = 0;
      const missed: string[] = [];
      for (const [name, text] of manifestsIn(folder)) {
        for (const mistake of await plantMistakes(text, schemas, newest)) {
          planted++;
          const [first, ...others] = await errorsIn(mistake.text);
          const exact = first?.rule === mistake.rule && first.start === mistake.range.start && first.end === mistake.range.end;
          if (!exact || others.length > 0) missed.push(`${name}: ${mistake.rule} at ${mistake.range.start}`);
        }
      }
      assert.ok(planted > 50, `only ${planted} mistakes could be planted`);
      assert.ok(missed.length <= planted * 0.02, `${missed.length} of ${planted} missed:\n${missed.join('\n')}`);
    });
  }
});
