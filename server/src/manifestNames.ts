import { projectConfigNames } from './projectConfig.ts';

/** Folders that hold no manifests of the user's own. */
export const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '.cache', '.terraform']);

/** How many files of a workspace are looked at. A folder with more is no folder of manifests. */
export const mostFiles = 50_000;

/** Bytes. Above this a file is no manifest that people edit. */
export const largestManifest = 8 * 1024 * 1024;

/** Whether a file's name says that it may hold manifests. */
export function isManifestName(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name) && !projectConfigNames.includes(name);
}
