// The least that a linter does which knows nothing but schemas: reads every file of a folder with `yaml`, and judges each document by the
// precompiled validators. `node scripts/bench/lintFloor.ts <folder>`
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { partsOf, valueAt } from '../../server/src/schema/parts.ts';
import type { JsonValue } from '../../server/src/syntax/node.ts';
import { projectRoot } from '../setup/cache.ts';

const [folder = '.'] = process.argv.slice(2);
const schemas = createNodeSchemaSource(join(projectRoot, 'dist', 'schemas'));
const index = await schemas.load('2.9.0');
let errors = 0;
for (const file of readdirSync(folder)) {
  for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
    const manifest = document.toJS() as { readonly apiVersion?: string; readonly kind?: string } & JsonValue;
    const entry = index?.kinds.find(({ apiVersion, kind }) => apiVersion === manifest.apiVersion && kind === manifest.kind);
    const parts = entry && (await partsOf(schemas, entry.schema, manifest));
    for (const part of parts?.all ?? []) {
      const value = valueAt(manifest, part.path);
      if (value !== undefined) errors += (await schemas.validator(part.file))?.(value).length ?? 0;
    }
  }
}
console.log(`${errors} errors`);
