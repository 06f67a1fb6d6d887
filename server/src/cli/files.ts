import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isManifestName, largestManifest, skippedFolders } from '../manifestNames.ts';
import type { ManifestFile } from '../syntax/manifest.ts';
import { parseManifestFile } from '../syntax/parse.ts';
import { type PathMatcher, readGlob } from './globs.ts';
import { readPlainFile } from './plainFile.ts';

/** The files that paths stand for, each once, and the paths that stand for nothing that can be read. */
export interface Collected {
  readonly files: string[];
  readonly unreadable: string[];
}

/**
 * The files that paths stand for: a file stands for itself whatever its name, a folder for the YAML and JSON files below it, in the
 * order of their names, a glob for the files that it fits. Symbolic links below a folder are not followed.
 *
 * @param isExcluded which absolute paths are left out, even where they are named
 * @param folder what the paths are relative to; absolute
 */
export async function collectFiles(
  paths: readonly string[],
  isExcluded: PathMatcher = () => false,
  folder: string = resolve(),
): Promise<Collected> {
  const files = new Map<string, string>();
  const unreadable: string[] = [];
  const take = (path: string) => {
    const place = resolve(folder, path);
    if (!isExcluded(place)) files.set(place, path);
  };
  const walk: Walk = { take, unreadable, isExcluded, folder };
  for (const path of paths) {
    const found = await stat(resolve(folder, path)).catch(() => undefined);
    if (found?.isDirectory()) await collectBelow(path, isManifestName, walk);
    else if (found !== undefined) take(path);
    else if (!(await collectGlob(path, walk))) unreadable.push(path);
  }
  return { files: [...files.values()], unreadable };
}

/**
 * The kustomizations in the folders of the files and in those above them up to the root of their repository, by their absolute paths.
 * All absolute.
 */
export async function kustomizationsAround(files: readonly string[]): Promise<ReadonlyMap<string, ManifestFile>> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); !folders.has(folder); folder = dirname(folder)) {
      folders.add(folder);
      if (existsSync(join(folder, '.git'))) break;
    }
  }
  const found = new Map<string, ManifestFile>();
  for (const folder of folders) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const path = join(folder, name);
      const text = existsSync(path) ? await readPlainFile(path, largestManifest) : undefined;
      if (text !== undefined) found.set(path, parseManifestFile(text));
    }
  }
  return found;
}

/** Whether there is a folder at a path. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

interface Walk {
  readonly take: (path: string) => void;
  readonly unreadable: string[];
  readonly isExcluded: PathMatcher;
  readonly folder: string;
}

/** Takes the files that a glob fits; answers whether there are any. */
async function collectGlob(path: string, walk: Walk): Promise<boolean> {
  const glob = readGlob(path);
  if (glob === undefined || !(await isFolder(resolve(walk.folder, glob.base)))) return false;
  let any = false;
  const take = (file: string) => {
    any = true;
    walk.take(file);
  };
  await collectBelow(glob.base, (_, file) => glob.fits(file), { ...walk, take });
  return any;
}

async function collectBelow(folder: string, isWanted: (name: string, path: string) => boolean, walk: Walk): Promise<void> {
  let entries: Awaited<ReturnType<typeof readFolder>>;
  const place = resolve(walk.folder, folder);
  if (walk.isExcluded(place)) return;
  try {
    entries = await readFolder(place);
  } catch {
    walk.unreadable.push(folder);
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) await collectBelow(path, isWanted, walk);
    } else if (entry.isFile() && isWanted(entry.name, path)) walk.take(path);
  }
}

function readFolder(folder: string) {
  return readdir(folder, { withFileTypes: true });
}
