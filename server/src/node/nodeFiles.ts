import { fileURLToPath, pathToFileURL } from 'node:url';
import { collectFiles } from '../cli/files.ts';
import { readPlainFile } from '../cli/plainFile.ts';
import type { Files } from '../host.ts';
import { largestManifest, mostFiles } from '../manifestNames.ts';

/** The files below workspace folders, from the disk. `folders` are URIs, asked anew at each listing. */
export function createNodeFiles(folders: () => readonly string[]): Files {
  return {
    async list() {
      const paths = folders().flatMap((uri) => (uri.startsWith('file:') ? [fileURLToPath(uri)] : []));
      const { files, unreadable } = await collectFiles(paths);
      return {
        uris: files.slice(0, mostFiles).map((path) => pathToFileURL(path).href),
        complete: unreadable.length === 0 && files.length <= mostFiles,
      };
    },
    async read(uri) {
      const path = pathOf(uri);
      return path === undefined ? undefined : readPlainFile(path, largestManifest);
    },
  };
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
