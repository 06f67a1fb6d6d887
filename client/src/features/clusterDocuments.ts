import { commands, l10n, languages, Uri, window, workspace } from 'vscode';
import type { DiffFile, ResourceAddress } from '../../../server/src/protocol.ts';
import { oneLine } from '../plainText.ts';

/** The scheme of documents that show what is in the cluster, or would be. Not among those handed to the server. */
const scheme = 'external-secrets-cluster';

/** The language of reports, in no list of languages: package.json has them wrapped, and without line numbers. */
const reportLanguage = 'external-secrets-report';

/** How many comparisons and reports stay readable; older ones turn empty. */
const kept = 20;

type Side = 'cluster' | 'manifest';

/** Read-only documents about the cluster, in memory only. */
export interface ClusterDocuments {
  /** Opens one diff editor for one object, and one with all of them for several. Resolves when it is open. */
  showDiff(files: readonly DiffFile[]): Promise<void>;
  /** Opens a text under a title. */
  showText(title: string, text: string): Promise<void>;
  dispose(): void;
}

/** Registers the documents. */
export function createClusterDocuments(): ClusterDocuments {
  const groups = new Map<string, ReadonlyMap<string, string>>();
  let count = 0;
  const registration = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ authority, path, query }) => groups.get(authority)?.get(`${path}?${query}`) ?? '',
  });
  const keep = (texts: ReadonlyMap<string, string>) => {
    const id = `${++count}`;
    groups.set(id, texts);
    for (const old of [...groups.keys()].slice(0, -kept)) groups.delete(old);
    // Both sides of a comparison have one path, or VS Code would show a renaming.
    return (path: string, side: Side) => Uri.from({ scheme, authority: id, path, query: side });
  };
  return {
    async showDiff(files) {
      const texts = files.flatMap(({ resource, live, proposed }): [string, string][] => [
        [`${pathOf(resource)}?cluster`, live],
        [`${pathOf(resource)}?manifest`, proposed],
      ]);
      const uri = keep(new Map(texts));
      const pairs = files.map((file) => ({
        file,
        live: uri(pathOf(file.resource), 'cluster'),
        proposed: uri(pathOf(file.resource), 'manifest'),
      }));
      const [first] = pairs;
      if (first === undefined) return;
      if (pairs.length === 1) {
        const title = l10n.t('{0}: cluster ↔ manifest', nameOf(first.file.resource));
        await commands.executeCommand('vscode.diff', first.live, first.proposed, title, { preview: true });
        return;
      }
      const title = l10n.t('{0} objects: cluster ↔ manifests', pairs.length);
      // An object that does not exist yet has nothing on its left side, and is shown as new.
      const entries = pairs.map(({ file, live, proposed }) => [proposed, file.live === '' ? undefined : live, proposed]);
      await commands.executeCommand('vscode.changes', title, entries);
    },
    async showText(title, text) {
      const path = `/${title.replaceAll('/', '_')}`;
      const uri = keep(new Map([[`${path}?manifest`, text]]))(path, 'manifest');
      const document = await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), reportLanguage);
      await window.showTextDocument(document, { preview: true });
    },
    dispose: () => registration.dispose(),
  };
}

/** `db-credentials (default)`. */
function nameOf({ name, namespace }: ResourceAddress): string {
  return oneLine(namespace === undefined ? name : `${name} (${namespace})`, 120);
}

function pathOf({ kind, name, namespace }: ResourceAddress): string {
  return `/${[namespace ?? '-', kind, `${name}.yaml`].map((part) => part.replaceAll('/', '_')).join('/')}`;
}
