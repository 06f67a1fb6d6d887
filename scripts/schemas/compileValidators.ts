import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import standalone from 'ajv/dist/standalone/index.js';
import { minify } from 'rolldown/utils';
import { newAjv } from '../../server/src/schema/ajvCompiler.ts';
import { ajvSchemaOf } from '../../server/src/schema/ajvSchema.ts';
import type { Structure } from '../../server/src/schema/structure.ts';
import { sharedParts } from './sharedParts.ts';

const SCHEMAS = fileURLToPath(new URL('../../schemas/', import.meta.url));
const STRUCTURES = ['common', 'kinds', 'providers', 'specs'];

/**
 * Lays `schemas/` out for running: every JSON file without white space, and beside each structure a CommonJS module that judges it
 * (`validators/specs/ExternalSecret.1a2b3c4d.cjs`), so that neither Ajv nor code generation is needed at run time.
 * @param outDir the folder that becomes the program's schema folder, `dist/schemas`; what was in it is removed
 */
export async function compileValidators(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  const structures = new Map<string, Structure>();
  for (const file of await jsonFilesIn(SCHEMAS)) {
    const value = JSON.parse(await readFile(join(SCHEMAS, file), 'utf8')) as Structure;
    if (STRUCTURES.some((folder) => file.startsWith(`${folder}/`))) structures.set(file, value);
    await put(join(outDir, file), JSON.stringify(value));
  }
  await Promise.all(
    [...validatorCode(structures)].map(async ([file, code]) => {
      const { code: small } = await minify(file, code, { compress: true, mangle: true });
      await put(join(outDir, 'validators', file.replace(/\.json$/, '.cjs')), small);
    }),
  );
}

function validatorCode(structures: ReadonlyMap<string, Structure>): ReadonlyMap<string, string> {
  const ajv = newAjv({ source: true, optimize: true });
  const shared = sharedParts();
  const interned = new Map([...structures].map(([file, structure]) => [file, ajvSchemaOf(structure, shared.intern)]));
  for (const [file, schema] of interned)
    ajv.addSchema(
      shared.expand(schema, (part, id) => ajv.addSchema(part, id)),
      `/${file}`,
    );
  // The module's default export is the function itself, but types for `import` see the module object.
  const write = standalone as unknown as (ajv: unknown, names: Record<string, string>) => string;
  return new Map([...interned.keys()].map((file) => [file, withoutUnused(write(ajv, { validate: `/${file}` }))]));
}

/** Takes out of the errors what nobody reads: where in the schema they arose, and parameters that are empty. */
function withoutUnused(code: string): string {
  return code.replace(/schemaPath:"(?:[^"\\]|\\.)*",/g, '').replace(/,params:\{\}/g, '');
}

async function jsonFilesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true }))
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.json'))
    .sort();
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
