import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { collectFiles } from '../cli/files.ts';
import type { Files } from '../host.ts';

/** Above this a file is no manifest that people edit, and is left out of the workspace index. In bytes. */
const largestManifest = 8 * 1024 * 1024;

/** How many files of a workspace are looked at. A folder with more is no folder of manifests. */
const mostFiles = 50_000;

/** The files below workspace folders, from the disk. `folders` are URIs, asked anew at each listing. */
export function createNodeFiles(folders: () => readonly string[]): Files {
  return {
    async list() {
      const paths = folders().flatMap((uri) => (uri.startsWith('file:') ? [fileURLToPath(uri)] : []));
      const { files } = await collectFiles(paths);
      return files.slice(0, mostFiles).map((path) => pathToFileURL(path).href);
    },
    async read(uri) {
      try {
        const path = fileURLToPath(uri);
        return (await stat(path)).size > largestManifest ? undefined : await readFile(path, 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}
