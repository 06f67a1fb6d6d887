import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';

/**
 * The folder beside the project with manifests that others wrote and the CRDs of ESO; not part of the project, and not there on
 * every machine. The suite `corpus` exists only where it is.
 */
export const sharedFolder: string = join(import.meta.dirname, '../../../shared');

/** Why the suite `corpus` is not available; undefined where it is. */
export function whyNoCorpus(): string | undefined {
  return existsSync(join(sharedFolder, 'corpus')) && existsSync(join(sharedFolder, 'eso/crds'))
    ? undefined
    : 'no manifests of others beside the project (../shared)';
}

/** The file with the CRDs of a version of ESO; undefined where it is not beside the project. */
export function sharedCrds(version: string): string | undefined {
  const file = join(sharedFolder, `eso/crds/${version}.yaml`);
  return existsSync(file) ? file : undefined;
}

/**
 * `describe` for tests that need files beside the project, which are no part of it: where they are not there, there is nothing to run
 * and nothing is counted as skipped.
 */
export function describeWith(...files: readonly (string | undefined)[]): typeof describe {
  return files.includes(undefined) ? (((..._: unknown[]) => Promise.resolve()) as typeof describe) : describe;
}
