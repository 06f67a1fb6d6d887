import { hasCelRules } from './cel/celRules.ts';
import type { CelValidator, SchemaSource, StructureValidator } from './schemaSource.ts';
import type { Structure } from './structure.ts';

/**
 * Judges made from structures while the program runs, each when it is first asked for; they are not kept here (see `keep`). Ajv and the
 * CEL library are loaded then. What cannot be compiled is told to `onProblem` and is undefined.
 *
 * @param structure gives the structure of a file name, undefined where there is none
 */
export function compiledJudges(
  structure: (file: string) => Promise<Structure | undefined>,
  onProblem: (message: string) => void,
): Pick<SchemaSource, 'validator' | 'celRules'> {
  return {
    async validator(file): Promise<StructureValidator | undefined> {
      const described = await structure(file);
      if (described === undefined) return undefined;
      try {
        return (await import('./ajvCompiler.ts')).compileStructure(described);
      } catch (error) {
        onProblem(`The validator of ${file} cannot be made: ${nameOf(error)}.`);
        return undefined;
      }
    },
    async celRules(file): Promise<CelValidator | undefined> {
      const described = await structure(file);
      if (described === undefined || !hasCelRules(described)) return undefined;
      try {
        return await (await import('./cel/compile.ts')).compileCelRules(described);
      } catch (error) {
        onProblem(`The CEL rules of ${file} cannot be loaded: ${nameOf(error)}.`);
        return undefined;
      }
    },
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
