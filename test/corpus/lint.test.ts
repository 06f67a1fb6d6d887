import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { lintText } from '../../server/src/cli/lint.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { sharedFolder } from '../support/shared.ts';

const schemas = createNodeSchemaSource();
const newest = { operatorVersion: schemas.versions.at(-1) ?? '', known: false };

/** Errors of all files of a corpus folder, `file: rule: message`. */
async function errorsIn(folder: string): Promise<readonly string[]> {
  const path = join(sharedFolder, 'corpus', folder);
  const results = await Promise.all(
    readdirSync(path).map((name) => lintText(name, readFileSync(join(path, name), 'utf8'), schemas, newest)),
  );
  return results
    .flat()
    .filter(({ severity }) => severity === 'error')
    .map(({ file, rule, message }) => `${file}: ${rule}: ${message}`);
}

describe('the linter on manifests in production', () => {
  for (const folder of ['home-ops', 'govuk-helm']) {
    it(`says nothing of severity error about ${folder}`, async () => {
      assert.deepEqual(await errorsIn(folder), []);
    });
  }
});
