import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { emptyConfig, type ProjectConfig, projectConfigNames, readProjectConfig } from '../projectConfig.ts';

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
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return { wrong: `The config file ${name} cannot be read.` };
  }
  const { config, problems } = readProjectConfig(text);
  if (problems.length > 0) return { wrong: `The config file ${name} is not right: ${problems.join('; ')}.` };
  return { ...config, folder: dirname(file) };
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
