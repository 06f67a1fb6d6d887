import type { Connection } from 'vscode-languageserver';
import type { Files, Log } from '../host.ts';
import { isManifestName, largestManifest, mostFiles, skippedFolders } from '../manifestNames.ts';
import { type FileParams, type FolderEntry, fileRequest, folderRequest } from '../protocol.ts';

/** How many folders are looked into: in a browser each may cost a request over the network. */
const mostFolders = 5_000;

/** How many folders are asked for at the same time. */
const atOnce = 8;

/**
 * The files below workspace folders as the client reads them: in a browser, and of file systems that are on no disk. What the client
 * cannot read is left out.
 *
 * @param folders their URIs, asked anew at each listing
 */
export function createClientFiles(
  connection: Pick<Connection, 'sendRequest'>,
  log: Pick<Log, 'error'>,
  folders: () => readonly string[],
): Files {
  const ask = async <T>(method: string, params: object): Promise<T | undefined> => {
    try {
      return (await connection.sendRequest<T | null>(method, params)) ?? undefined;
    } catch {
      log.error(`The client did not answer ${method}; the file or folder is passed over.`);
      return undefined;
    }
  };
  return {
    async list() {
      const files: string[] = [];
      const waiting = [...folders()];
      let complete = true;
      for (let looked = 0; looked < Math.min(waiting.length, mostFolders) && files.length < mostFiles; ) {
        const asked = waiting.slice(looked, Math.min(looked + atOnce, mostFolders));
        looked += asked.length;
        const found = await Promise.all(asked.map((uri) => ask<readonly FolderEntry[]>(folderRequest, { uri })));
        complete &&= !found.includes(undefined);
        for (const { isFolder, name, uri } of found.flatMap((entries) => entries ?? [])) {
          if (!isFolder && isManifestName(name)) files.push(uri);
          if (isFolder && !skippedFolders.has(name)) waiting.push(uri);
        }
      }
      complete &&= waiting.length <= mostFolders && files.length <= mostFiles;
      return { uris: files.slice(0, mostFiles).sort(), complete };
    },
    read(uri) {
      const params: FileParams = { uri, largest: largestManifest };
      return ask<string>(fileRequest, params);
    },
  };
}

/** Two sources of files as one: what the first does not read of a URI is asked of the second. */
export function filesOfBoth(disk: Files, client: Files): Files {
  return {
    async list() {
      const listed = [await disk.list(), await client.list()];
      return { uris: listed.flatMap(({ uris }) => uris), complete: listed.every(({ complete }) => complete) };
    },
    read: (uri) => (isOnDisk(uri) ? disk : client).read(uri),
  };
}

/** Whether a URI is that of a file of this machine. */
export function isOnDisk(uri: string): boolean {
  return uri.startsWith('file:');
}
