import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import standalone from 'ajv/dist/standalone/index.js';
import { minify } from 'rolldown/utils';
import { newAjv } from '../../server/src/schema/ajvCompiler.ts';
import { ajvSchemaOf } from '../../server/src/schema/ajvSchema.ts';
import type { Structure } from '../../server/src/schema/structure.ts';
import { validatorPlace } from '../../server/src/schema/validatorPlace.ts';
import { sharedParts } from './sharedParts.ts';

const SCHEMAS = fileURLToPath(new URL('../../schemas/', import.meta.url));
const STRUCTURES = ['common', 'kinds', 'providers', 'specs'];

/**
 * Lays `schemas/` out for running: every JSON file without white space, and beside each structure a CommonJS module that judges it
 * (`validators/specs/ExternalSecret.1a2b3c4d.cjs`; see `validatorPlace`), so that neither Ajv nor code generation is needed at run time.
 * @param outDir the folder that becomes the program's schema folder, `dist/schemas`; what was in it is removed
 */
export async function compileValidators(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  const files = await schemaFiles();
  for (const [file, value] of files) await put(join(outDir, file), JSON.stringify(value));
  const { names, write } = validatorWriter(files, false);
  const modules = new Map<string, Record<string, string>>();
  for (const file of names) {
    const { module, name } = validatorPlace(file);
    modules.set(module, { ...modules.get(module), [name]: file });
  }
  await Promise.all(
    [...modules].map(async ([module, exported]) => {
      const { code: small } = await minify(module, write(exported), { compress: true, mangle: true });
      await put(join(outDir, 'validators', module), small);
    }),
  );
}

/**
 * All of it as the text of one module for browsers, `server/src/browser/bundledSchemas.d.ts`: the JSON files as texts, and the validators,
 * which share what they have in common.
 */
export async function schemaModule(): Promise<string> {
  const files = await schemaFiles();
  const { names, write } = validatorWriter(files, true);
  const idOf = new Map(names.map((file, i) => [file, `validate_${i}`]));
  const code = write(Object.fromEntries([...idOf].map(([file, id]) => [id, file])));
  const texts = Object.fromEntries([...files].map(([file, value]) => [file, JSON.stringify(value)]));
  const validators = [...idOf].map(([file, id]) => `${JSON.stringify(file)}: ${id}`);
  return `${code}\nexport const files = ${JSON.stringify(texts)};\nexport const validators = { ${validators.join(', ')} };\n`;
}

async function schemaFiles(): Promise<ReadonlyMap<string, Structure>> {
  const files = new Map<string, Structure>();
  for (const file of await jsonFilesIn(SCHEMAS)) files.set(file, JSON.parse(await readFile(join(SCHEMAS, file), 'utf8')));
  return files;
}

/**
 * Writes modules of validators: each an export of a name of one's choice, for a structure's file.
 *
 * @param esm whether as ECMAScript modules
 */
function validatorWriter(files: ReadonlyMap<string, Structure>, esm: boolean) {
  const ajv = newAjv({ source: true, optimize: true, esm });
  const shared = sharedParts();
  const structures = [...files].filter(([file]) => STRUCTURES.some((folder) => file.startsWith(`${folder}/`)));
  const interned = new Map(structures.map(([file, structure]) => [file, ajvSchemaOf(structure, shared.intern)]));
  for (const [file, schema] of interned)
    ajv.addSchema(
      shared.expand(schema, (part, id) => ajv.addSchema(part, id)),
      `/${file}`,
    );
  // The module's default export is the function itself, but types for `import` see the module object.
  const write = standalone as unknown as (ajv: unknown, names: Record<string, string>) => string;
  return {
    names: [...interned.keys()],
    write: (exported: Readonly<Record<string, string>>) =>
      withoutUnused(write(ajv, Object.fromEntries(Object.entries(exported).map(([name, file]) => [name, `/${file}`])))),
  };
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
