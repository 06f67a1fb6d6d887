import type { CancellationToken } from '../../cancellation.ts';
import { judgedSpecPath } from '../../model/externalSecret.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../../syntax/manifest.ts';
import { pushSpecPath } from '../pushedKeys.ts';
import { afterHelm } from './afterHelm.ts';
import { type PreviewSetting, previewOfExternalSecret } from './ofExternalSecret.ts';
import { previewOfPushSecret } from './ofPushSecret.ts';
import { writePreview } from './writePreview.ts';

/** A preview as text, or why there is none. */
export type WrittenPreview =
  | { readonly state: 'written'; readonly title: string; readonly text: string }
  | { readonly state: 'refused'; readonly why: string };

/** What ESO would write for a resource, as YAML with comments. Asks the vaults for names only, and only where they may be asked. */
export async function secretPreview(
  setting: PreviewSetting,
  file: ManifestFile,
  document: ManifestDocument,
  resource: ResourceNode,
  token: CancellationToken,
): Promise<WrittenPreview> {
  const { l10n } = setting.context;
  if (document.parsed.templated) return ofHelm(setting, document, resource, token);
  if (setting.context.index.isPatch(setting.uri))
    return refused(l10n.t('This is a patch, which says only what it changes. Preview the manifest that it is laid over.'));
  const spec = judgedSpecPath(resource);
  const push = pushSpecPath(resource);
  if (spec === undefined && push === undefined)
    return refused(
      l10n.t(
        'A {0} of this form is not previewed. Put the caret into an ExternalSecret of version v1.',
        resource.kind ?? 'document',
      ),
    );
  const preview =
    spec !== undefined
      ? await previewOfExternalSecret(setting, resource, spec, token)
      : previewOfPushSecret(setting, file, document, resource, push ?? []);
  return { state: 'written', title: preview.title, text: writePreview(preview, l10n) };
}

/** What Helm puts out as it stands is ESO's template. Of the names only those in sight are known, so no vault is asked for any. */
async function ofHelm(
  setting: PreviewSetting,
  document: ManifestDocument,
  resource: ResourceNode,
  token: CancellationToken,
): Promise<WrittenPreview> {
  const { l10n } = setting.context;
  const after = afterHelm(document, resource);
  const spec = after && judgedSpecPath(after.resource);
  if (after === undefined || spec === undefined)
    return refused(
      l10n.t(
        'Helm or another template engine goes over this manifest first, and what it leaves of it is not known. Render it, and preview the result.',
      ),
    );
  const preview = await previewOfExternalSecret({ ...setting, asksVaults: false }, after.resource, spec, token);
  const heading = [
    ...preview.heading,
    l10n.t('Helm goes over the manifest first: <.Values…> and the like stand for what it puts in.'),
    ...(after.leavesOut ? [l10n.t('It also writes lines of its own, which are not shown.')] : []),
  ];
  return { state: 'written', title: preview.title, text: writePreview({ ...preview, heading }, l10n) };
}

function refused(why: string): WrittenPreview {
  return { state: 'refused', why };
}
