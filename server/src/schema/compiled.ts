import { hasCelRules } from './cel/celRules.ts';
import type { CelValidator, SchemaSource, StructureValidator } from './schemaSource.ts';
import type { Structure } from './structure.ts';

/** Gives the structure of a file name, undefined where there is none. */
type StructureOf = (file: string) => Promise<Structure | undefined>;

/**
 * Validators made from structures while the program runs, each when it is first asked for; they are not kept here (see `keep`). What cannot
 * be compiled is told to `onProblem` and is undefined.
 *
 * @param compile of `SchemaSource`; without it there are no validators
 */
export function compiledValidators(
  structure: StructureOf,
  compile: SchemaSource['compile'],
  onProblem: (message: string) => void,
): SchemaSource['validator'] {
  return async (file): Promise<StructureValidator | undefined> => {
    const described = await structure(file);
    if (described === undefined || compile === undefined) return undefined;
    try {
      return await compile(described);
    } catch (error) {
      onProblem(`The validator of ${file} cannot be made: ${nameOf(error)}.`);
      return undefined;
    }
  };
}

/** The same for CEL rules, whose library is loaded with the first of them. */
export function compiledCelRules(structure: StructureOf, onProblem: (message: string) => void): SchemaSource['celRules'] {
  return async (file): Promise<CelValidator | undefined> => {
    const described = await structure(file);
    if (described === undefined || !hasCelRules(described)) return undefined;
    try {
      return await (await import('./cel/compile.ts')).compileCelRules(described);
    } catch (error) {
      onProblem(`The CEL rules of ${file} cannot be loaded: ${nameOf(error)}.`);
      return undefined;
    }
  };
}

/** Remembers what a loader gave, per name; callers that come while it loads share the one load. */
export function keep<T>(load: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const loading = load(name);
    kept.set(name, loading);
    return loading;
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
