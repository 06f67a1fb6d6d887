import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { patchPaths } from '../model/kustomization.ts';
import { parseManifestFile } from '../syntax/parse.ts';

/** Folders that hold no manifests of the user's own. */
const skippedFolders = new Set(['node_modules', '.git', '.hg', '.svn', '.cache', '.terraform']);

/** Whether a file's name says that it may hold manifests. */
export function isManifestName(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

/**
 * The files that paths stand for: a file stands for itself whatever its name, a folder for the YAML and JSON files below it, in the
 * order of their names. Symbolic links below a folder are not followed.
 */
export async function collectFiles(paths: readonly string[]): Promise<{ files: string[]; unreadable: string[] }> {
  const files: string[] = [];
  const unreadable: string[] = [];
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) await collectBelow(path, files, unreadable);
      else files.push(path);
    } catch {
      unreadable.push(path);
    }
  }
  return { files, unreadable };
}

/** A file's text without a byte order mark's bytes being misread, or undefined where it cannot be read. */
export async function readManifest(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The files that a kustomization in the folder of one of the files, or in a folder above it, lays over others as patches. Absolute.
 */
export async function patchesAround(files: readonly string[]): Promise<ReadonlySet<string>> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(resolve(file)); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  }
  const patches = new Set<string>();
  for (const folder of folders) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const text = await readManifest(join(folder, name));
      for (const path of text === undefined ? [] : patchPaths(parseManifestFile(text))) patches.add(resolve(folder, path));
    }
  }
  return patches;
}

async function collectBelow(folder: string, files: string[], unreadable: string[]): Promise<void> {
  let entries: Awaited<ReturnType<typeof readFolder>>;
  try {
    entries = await readFolder(folder);
  } catch {
    unreadable.push(folder);
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) await collectBelow(path, files, unreadable);
    } else if (entry.isFile() && isManifestName(entry.name)) files.push(path);
  }
}

function readFolder(folder: string) {
  return readdir(folder, { withFileTypes: true });
}
