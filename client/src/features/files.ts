import { Disposable, FileType, Uri, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type FileParams, type FolderEntry, fileRequest, folderRequest } from '../../../server/src/protocol.ts';

/** Reads folders and files for a server that cannot: one in a browser, or of a workspace that is on no disk. */
export function readFiles(client: BaseLanguageClient): Disposable {
  return Disposable.from(
    client.onRequest(folderRequest, async ({ uri }: { readonly uri: string }): Promise<readonly FolderEntry[] | null> => {
      const folder = client.protocol2CodeConverter.asUri(uri);
      try {
        const entries = await workspace.fs.readDirectory(folder);
        // Links have both marks.
        const plain = entries.filter(([, type]) => type === FileType.File || type === FileType.Directory);
        return plain.map(([name, type]) => ({
          name,
          uri: client.code2ProtocolConverter.asUri(Uri.joinPath(folder, name)),
          isFolder: type === FileType.Directory,
        }));
      } catch {
        return null;
      }
    }),
    client.onRequest(fileRequest, async ({ uri, largest }: FileParams): Promise<string | null> => {
      const file = client.protocol2CodeConverter.asUri(uri);
      try {
        const { size, type } = await workspace.fs.stat(file);
        if ((type & FileType.File) === 0 || size > largest) return null;
        return new TextDecoder().decode(await workspace.fs.readFile(file));
      } catch {
        return null;
      }
    }),
  );
}
