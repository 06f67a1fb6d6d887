// Workspaces that are on no disk: their folders and files as the client reads them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClientFiles, filesOfBoth } from '../../server/src/lsp/clientFiles.ts';
import { type FileParams, type FolderEntry, fileRequest, folderRequest } from '../../server/src/protocol.ts';

/** A client with files by their URI, and what it was asked for; it fails to answer for URIs with `broken`. */
function clientWith(texts: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const problems: string[] = [];
  const below = (folder: string): readonly FolderEntry[] => {
    const names = Object.keys(texts).flatMap((uri) => (uri.startsWith(`${folder}/`) ? [uri.slice(folder.length + 1)] : []));
    const entries = names.map((path) => path.split('/')).map(([name = '', ...rest]) => ({ name, isFolder: rest.length > 0 }));
    const byName = new Map(entries.map((entry) => [entry.name, { ...entry, uri: `${folder}/${entry.name}` }]));
    return [...byName.values()];
  };
  const sendRequest = async (method: string, { uri, largest }: FileParams) => {
    asked.push(uri);
    if (uri.includes('broken')) throw new Error('gone');
    if (method === folderRequest) return below(uri);
    assert.equal(method, fileRequest);
    const { [uri]: text } = texts;
    return text === undefined || text.length > largest ? null : text;
  };
  const log = { error: (message: string) => void problems.push(message) };
  const files = createClientFiles({ sendRequest: sendRequest as never }, log, () => ['memfs:/shop']);
  return { asked, files, problems };
}

describe('files that the client reads', () => {
  it('are the YAML and JSON files in all folders but those of others', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`memfs:/shop/teams/team-${i}/apps/app.yaml`, '']));
    const { asked, files } = clientWith({
      ...many,
      'memfs:/shop/store.yml': '',
      'memfs:/shop/values.json': '',
      'memfs:/shop/README.md': '',
      'memfs:/shop/.external-secrets.yaml': '',
      'memfs:/shop/node_modules/chart/templates/secret.yaml': '',
    });
    const listed = await files.list();
    assert.ok(listed.complete);
    assert.deepEqual(listed.uris, ['memfs:/shop/store.yml', ...Object.keys(many).sort(), 'memfs:/shop/values.json'].sort());
    assert.ok(!asked.some((uri) => uri.includes('node_modules')));
  });

  it('are passed over where the client cannot answer, which is told', async () => {
    const { files, problems } = clientWith({ 'memfs:/shop/broken/a.yaml': 'a', 'memfs:/shop/whole/b.yaml': 'b' });
    assert.deepEqual(await files.list(), { uris: ['memfs:/shop/whole/b.yaml'], complete: false });
    assert.deepEqual(problems, [`The client did not answer ${folderRequest}; the file or folder is passed over.`]);
    assert.equal(await files.read('memfs:/shop/whole/b.yaml'), 'b');
    assert.equal(await files.read('memfs:/shop/whole/none.yaml'), undefined);
  });

  it('stand beside those of the disk, each read by who has it', async () => {
    const { asked, files } = clientWith({ 'memfs:/shop/a.yaml': 'of the client' });
    const disk = { list: async () => ({ uris: ['file:///b.yaml'], complete: true }), read: async () => 'of the disk' };
    const both = filesOfBoth(disk, files);
    assert.deepEqual(await both.list(), { uris: ['file:///b.yaml', 'memfs:/shop/a.yaml'], complete: true });
    asked.length = 0;
    assert.equal(await both.read('file:///b.yaml'), 'of the disk');
    assert.deepEqual(asked, []);
    assert.equal(await both.read('memfs:/shop/a.yaml'), 'of the client');
  });
});
