import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { emptyConfig, type ProjectConfig, projectConfigNames, readProjectConfig } from '../projectConfig.ts';
import { below } from './globs.ts';
import { readPlainFile } from './plainFile.ts';

/** A config with the folder that its paths are relative to. */
export interface PlacedConfig extends ProjectConfig {
  readonly folder: string;
}

/**
 * The config that holds for a run.
 *
 * @param wanted a file that the user names; undefined: the nearest one; false: none
 * @param folder the working directory, absolute
 * @returns the config, or a sentence on what is wrong with it
 */
export async function loadConfig(
  wanted: string | undefined | false,
  folder: string,
): Promise<PlacedConfig | { readonly wrong: string }> {
  const file = wanted === undefined ? nearestConfig(folder) : wanted === false ? undefined : resolve(folder, wanted);
  if (file === undefined) return { ...emptyConfig, folder };
  const name = wanted || relative(folder, file);
  const text = await readPlainFile(file, largestConfig);
  if (text === undefined) return { wrong: `The config file ${name} cannot be read.` };
  const { config, problems } = readProjectConfig(text);
  if (wanted === undefined) problems.push(...strayPlaces(config.crds, dirname(file)));
  if (problems.length > 0) return { wrong: `The config file ${name} is not right: ${problems.join('; ')}.` };
  return { ...config, folder: dirname(file) };
}

/** Bytes. */
const largestConfig = 1024 * 1024;

/** Whoever writes to the repository writes this file: it must not have the linter read what lies elsewhere. */
function strayPlaces(places: readonly string[], folder: string): readonly string[] {
  const root = realpathSync(repositoryOf(folder) ?? folder);
  const isInside = (path: string) => path === root || below(root, path) !== undefined;
  return places
    .filter((place) => place.startsWith('~') || !isInside(realPathOf(resolve(realpathSync(folder), place))))
    .map((place) => `crds names ${place}, which lies outside of the repository; name it by --crds`);
}

/** Of what is not there its path: that is told where it is read. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The root of the repository that a folder lies in. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : repositoryOf(dirname(folder));
}

/**
 * The nearest config file from a folder upwards to the root of its repository. Outside of a repository only the folder itself is looked
 * at: what lies above, such as a folder that all may write to, is nobody's project.
 */
function nearestConfig(folder: string): string | undefined {
  const found: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    found.push(...projectConfigNames.map((name) => join(at, name)).filter((file) => existsSync(file)));
    if (existsSync(join(at, '.git'))) return found[0];
    if (dirname(at) === at) return found.find((file) => dirname(file) === folder);
  }
}
