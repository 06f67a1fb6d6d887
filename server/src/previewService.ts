import type { CancellationToken } from './cancellation.ts';
import type { Documents } from './documents.ts';
import type { FeatureContext } from './features/context.ts';
import { hasPreview } from './features/previewed.ts';
import type { Files } from './host.ts';
import type { Localisation } from './localisation.ts';
import { resourceAt } from './model/resourceAt.ts';
import type { PreviewChoice, PreviewPlace, PreviewResult } from './protocol.ts';
import type { ManifestFile } from './syntax/manifest.ts';

/** Previews of what ESO would write. */
export interface PreviewService {
  /**
   * The preview for a place. Where that is in no object that has one, what of the file has.
   *
   * @param asksVaults whether connected vaults may tell the names that `dataFrom` brings
   */
  preview(place: PreviewPlace, asksVaults: boolean, token: CancellationToken): Promise<PreviewResult>;
}

/** Builds the service over the open documents and the files of the workspace. */
export function createPreviewService(
  documents: Documents,
  files: Files,
  context: () => FeatureContext,
  l10n: Localisation,
): PreviewService {
  return {
    async preview(place, asksVaults, token) {
      const { uri } = place;
      const open = documents.get(uri);
      const read = open === undefined ? await files.read(uri) : undefined;
      const file = open?.file ?? (read === undefined ? undefined : documents.parse(read));
      if (file === undefined) return refused(l10n.t('The file could not be read.'));
      const offset = file.lines.offsetAt(place);
      const resource = resourceAt(file, offset);
      if (resource === undefined || !hasPreview(resource)) return withChoices(file, l10n);
      const { secretPreview } = await import('./features/secretPreview/index.ts');
      const setting = { context: context(), uri, asksVaults };
      const written = await secretPreview(setting, file, file.documentAt(offset), resource, token);
      if (written.state === 'refused') return refused(written.why);
      const { text, title } = written;
      return { outcome: 'done', message: l10n.t('The preview of Secret {0}.', title), items: [], title, text };
    },
  };
}

function withChoices(file: ManifestFile, l10n: Localisation): PreviewResult {
  const choices = file.documents.flatMap(({ parsed, start }) =>
    parsed.resources.filter(hasPreview).map((resource): PreviewChoice => {
      const { kind = '', name = '', node } = resource;
      return { label: name, description: kind, ...file.lines.positionAt(start + node.range.start) };
    }),
  );
  const none = refused(l10n.t('There is no ExternalSecret here. Put the caret into the manifest of one.'));
  return choices.length === 0 ? none : { ...none, message: l10n.t('Choose what to preview.'), choices };
}

function refused(message: string): PreviewResult {
  return { outcome: 'refused', message, items: [] };
}
