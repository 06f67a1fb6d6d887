import { createSchemaChooser } from '../schema/schemaChooser.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import type { JsonValue } from '../syntax/node.ts';
import { loadConfig } from './configFile.ts';
import { excludeMatcher, type PathMatcher } from './globs.ts';
import type { Judging } from './judge.ts';
import type { LintRequest } from './options.ts';

/** What command line and config file together come to. */
export interface Plan {
  readonly judging: Judging;
  readonly isExcluded: PathMatcher;
}

/** What a plan is made of, beside the request. */
export interface PlanSources {
  /** Our own schemas. */
  readonly schemas: SchemaSource;
  /** CRDs of a file or folder that is named relative to `folder`, and what could not be read, in sentences. */
  readonly crds: (
    place: string,
    folder: string,
  ) => Promise<{ readonly crds: readonly JsonValue[]; readonly problems: readonly string[] }>;
  /** The working directory, absolute. */
  readonly folder: string;
}

/**
 * The plan for a request. What the command line says of the version, of the CRDs and of single rules counts before what the config file
 * says; what either leaves out is left out. What is wrong is told in a sentence: a check that judges by something else than it was told
 * to would pass what it should not.
 */
export async function makePlan(request: LintRequest, from: PlanSources): Promise<Plan | { readonly wrong: string }> {
  const config = await loadConfig(request.config, from.folder);
  if ('wrong' in config) return config;
  const places = request.crds.length > 0 ? { crds: request.crds, folder: from.folder } : config;
  const read = await Promise.all(places.crds.map((place) => from.crds(place, places.folder)));
  const problems = read.flatMap((one) => one.problems);
  const version = request.operatorVersion ?? config.operatorVersion ?? '';
  const chooser = createSchemaChooser(
    from.schemas,
    () => version,
    (problem) => problems.push(problem),
  );
  chooser.useFiles(read.flatMap(({ crds }) => crds));
  const { schemas, operatorVersion, known } = chooser.judging();
  if (problems[0] !== undefined) return { wrong: problems[0] };
  const excludes = [excludeMatcher(from.folder, request.exclude), excludeMatcher(config.folder, config.exclude)];
  return {
    judging: { schemas, version: { operatorVersion, known }, rules: { ...config.rules, ...request.rules } },
    isExcluded: (path) => excludes.some((matches) => matches(path)),
  };
}
