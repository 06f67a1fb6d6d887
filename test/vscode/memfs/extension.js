// The files of memfs:/, which the test serves beside this folder as files.json: texts by their path.
const { Disposable, EventEmitter, FileSystemError, FileType, Uri, workspace } = require('vscode');

exports.activate = (context) => {
  const loaded = fetch(Uri.joinPath(context.extensionUri, '..', 'files.json').toString(true))
    .then((answer) => answer.json())
    .then((files) => new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])));
  const changed = new EventEmitter();
  const isFolder = (files, path) => [...files.keys()].some((file) => file.startsWith(path === '/' ? path : `${path}/`));
  const provider = {
    onDidChangeFile: changed.event,
    watch: () => new Disposable(() => {}),
    async stat({ path }) {
      const files = await loaded;
      const times = { ctime: 0, mtime: 0 };
      if (files.has(path)) return { type: FileType.File, size: files.get(path).length, ...times };
      if (isFolder(files, path)) return { type: FileType.Directory, size: 0, ...times };
      throw FileSystemError.FileNotFound();
    },
    async readDirectory({ path }) {
      const files = await loaded;
      const below = [...files.keys()].filter((file) => file.startsWith(path === '/' ? path : `${path}/`));
      const names = below.map((file) => file.slice(path === '/' ? 1 : path.length + 1).split('/'));
      return [...new Map(names.map(([name, ...rest]) => [name, rest.length > 0 ? FileType.Directory : FileType.File]))];
    },
    async readFile({ path }) {
      const content = (await loaded).get(path);
      if (content === undefined) throw FileSystemError.FileNotFound();
      return content;
    },
    async writeFile({ path }, content) {
      (await loaded).set(path, content);
    },
    createDirectory: () => {},
    delete: async ({ path }) => void (await loaded).delete(path),
    rename: () => {
      throw FileSystemError.NoPermissions();
    },
  };
  context.subscriptions.push(workspace.registerFileSystemProvider('memfs', provider, { isCaseSensitive: true }));
};
