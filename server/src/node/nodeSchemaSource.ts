import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compiledCelRules, compiledValidators, keep } from '../schema/compiled.ts';
import type { SchemaSource, StructureError, StructureValidator } from '../schema/schemaSource.ts';
import type { SchemaIndex, Structure } from '../schema/structure.ts';
import { validatorPlace } from '../schema/validatorPlace.ts';
import type { JsonValue } from '../syntax/node.ts';

/** Precompiled validators as Ajv writes them. */
type CompiledModule = Readonly<Record<string, { (value: unknown): boolean; errors?: readonly StructureError[] | null }>>;

/**
 * The schemas of a folder on disk: the built one, which has a validator beside every structure (`validators/`), or the sources'
 * `schemas/`, whose validators Ajv makes on first use. Everything is read at most once.
 * @param folder absolute path of the folder with `index.json`; by default the one that belongs to this program
 * @param onProblem told once of each file that cannot be read; features then go without it
 */
export function createNodeSchemaSource(
  folder: string = ownFolder(),
  onProblem: (message: string) => void = () => {},
): SchemaSource {
  // Not by promises: each of several trips around the event loop would wait for a turn of the long work that goes on at the same time,
  // and these are some kilobytes of our own.
  const readJson = async (file: string): Promise<unknown> => {
    try {
      return JSON.parse(readFileSync(join(folder, file), 'utf8'));
    } catch (error) {
      onProblem(`Schema file ${file} cannot be read: ${codeOf(error)}.`);
      return undefined;
    }
  };
  const structure = keep((file) => readJson(file) as Promise<Structure | undefined>);
  const precompiled = existsSync(join(folder, 'validators'));
  const compiling = compiledValidators(structure, compile, onProblem);
  const validator = async (file: string): Promise<StructureValidator | undefined> => {
    if (!precompiled) return compiling(file);
    try {
      return loadValidator(folder, file);
    } catch (error) {
      onProblem(`Validator of ${file} cannot be loaded: ${codeOf(error)}.`);
      return undefined;
    }
  };
  return {
    versions: versionsIn(folder, onProblem),
    load: keep((version) => readJson(`versions/${version}.json`) as Promise<SchemaIndex | undefined>),
    structure,
    validator: keep(validator),
    celRules: keep(compiledCelRules(structure, onProblem)),
    compile,
    docs: keep(
      (file) =>
        (existsSync(join(folder, 'docs', file)) ? readJson(`docs/${file}`) : Promise.resolve(undefined)) as Promise<JsonValue>,
    ),
  };
}

/** Ajv is loaded with the first structure of CRDs that somebody brought. */
async function compile(structure: Structure): Promise<StructureValidator> {
  return (await import('../schema/ajvCompiler.ts')).compileStructure(structure);
}

/** `dist/schemas` seen from the bundle, `schemas` seen from this source file: the nearest one above. */
function ownFolder(): string {
  const candidates = ['.', '..', '../..', '../../..'].map((up) => join(import.meta.dirname, up, 'schemas'));
  return candidates.find((candidate) => existsSync(join(candidate, 'index.json'))) ?? join(import.meta.dirname, 'schemas');
}

function loadValidator(folder: string, file: string): StructureValidator {
  const { module, name } = validatorPlace(file);
  const path = join(folder, 'validators', module);
  const { [name]: validate } = createRequire(path)(path) as CompiledModule;
  if (validate === undefined) throw new Error(`no ${name} in ${module}`);
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}

function versionsIn(folder: string, onProblem: (message: string) => void): readonly string[] {
  try {
    return (JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { versions: readonly string[] }).versions;
  } catch (error) {
    onProblem(`The schema index cannot be read: ${codeOf(error)}.`);
    return [];
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown error';
}
