import {
  Disposable,
  EventEmitter,
  l10n,
  languages,
  TabInputText,
  type TextDocument,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { type PreviewPlace, type PreviewResult, previewRequest } from '../../../server/src/protocol.ts';
import { documentSelector } from '../clientOptions.ts';
import { oneLine } from '../plainText.ts';
import type { Server } from '../server.ts';

/** The scheme of previews. Not among those handed to the server. */
const scheme = 'external-secrets-preview';

/** How long changes are gathered before a preview is worked out anew, in milliseconds. */
const pause = 300;

/** Read-only previews of Secrets, which follow their manifests for as long as they are shown. */
export interface PreviewDocuments {
  /** Opens a preview beside the manifest. What it has already is shown at once. */
  show(place: PreviewPlace, result: PreviewResult): Promise<void>;
  dispose(): void;
}

interface Preview {
  place: PreviewPlace;
  text: string;
}

/** Registers the previews. */
export function createPreviewDocuments(server: Server): PreviewDocuments {
  const previews = new Map<string, Preview>();
  const changed = new EventEmitter<Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const refresh = async () => {
    for (const [id, preview] of previews) {
      const { place } = preview;
      const result = await server.ask<PreviewResult | null>(previewRequest, place);
      // The manifest has moved on meanwhile: another round is due.
      if (result === undefined || result === null || preview.place !== place) continue;
      const text = textOf(result);
      if (text === preview.text) continue;
      preview.text = text;
      changed.fire(Uri.parse(id));
    }
  };
  const refreshSoon = () => {
    if (previews.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), pause);
  };

  const listeners = Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => previews.get(uri.toString())?.text ?? '',
    }),
    workspace.onDidChangeTextDocument(({ contentChanges, document }) => {
      if (contentChanges.length === 0 || languages.match(documentSelector, document) === 0) return;
      const uri = uriOf(server, document);
      for (const preview of previews.values()) {
        if (preview.place.uri !== uri) continue;
        preview.place = { ...preview.place, line: contentChanges.reduce(lineAfter, preview.place.line) };
      }
      // A change elsewhere, of a store or a ConfigMap, may show here too.
      refreshSoon();
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === scheme && !isOpen(uri)) previews.delete(uri.toString());
    }),
  );

  return {
    async show(place, result) {
      const name = oneLine(result.title ?? 'Secret', 100).replaceAll('/', '_');
      const path = `/${l10n.t('{0} (preview)', name)}.yaml`;
      const uri = Uri.from({ scheme, path, query: `${place.uri}#${place.line}` });
      previews.set(uri.toString(), { place, text: textOf(result) });
      changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
    },
    dispose: () => {
      clearTimeout(timer);
      listeners.dispose();
    },
  };
}

/** What stands in the document: while there is no preview, why. */
function textOf({ message, text }: PreviewResult): string {
  return text ?? `# ${oneLine(message, 500)}\n`;
}

function uriOf({ client }: Server, document: TextDocument): string {
  return client.code2ProtocolConverter.asUri(document.uri);
}

/** Where the line of a manifest is after a change above it. */
function lineAfter(
  line: number,
  {
    range,
    text,
  }: { readonly range: { readonly start: { line: number }; readonly end: { line: number } }; readonly text: string },
): number {
  if (range.start.line >= line) return line;
  const added = text.split('\n').length - 1;
  return Math.max(range.start.line, line + added - (Math.min(range.end.line, line) - range.start.line));
}

function isOpen(uri: Uri): boolean {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
}
