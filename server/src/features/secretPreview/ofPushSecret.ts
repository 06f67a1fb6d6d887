import type { Localisation } from '../../localisation.ts';
import { mappingsIn } from '../../model/externalSecret.ts';
import { textAt } from '../../model/known.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';
import { type PushedKey, pushedKeys } from '../pushedKeys.ts';
import { headingOf, type PreviewSetting } from './ofExternalSecret.ts';
import type { PreviewEntry, SecretPreview } from './preview.ts';
import { contentOf } from './secretData.ts';

/** What a PushSecret has to push: the keys of its Secret, and over them the output of its template. It is in no cluster as such. */
export function previewOfPushSecret(
  setting: PreviewSetting,
  file: ManifestFile,
  document: ManifestDocument,
  resource: ResourceNode,
  spec: Path,
): SecretPreview {
  const { context, uri } = setting;
  const { l10n } = context;
  const secret = textAt(resource, spec, ['selector', 'secret', 'name']);
  const keys = pushedKeys(context, uri, file, document, resource);
  const source = secret === undefined ? l10n.t('what the selector finds') : `Secret ${secret}`;
  const rendering = {
    index: context.index,
    uri,
    resource,
    context: {
      values: new Map(keys.map(({ name }) => [name, [{ standsFor: l10n.t('{0} of {1}', name, source) }]])),
      complete: false,
      l10n,
    },
  };
  const before = new Map(keys.map((key) => [key.name, entryOf(key, source, l10n)]));
  const { data, others } = contentOf(rendering, [...spec, 'template'], before, [l10n.t('and other keys of {0}', source)], l10n);
  const places = placesOf(resource, spec, l10n);
  const marked = [...data].map(([key, entry]): [string, PreviewEntry] => [
    key,
    { ...entry, notes: [...entry.notes, ...(places.get(key) ?? [])] },
  ]);
  const hasMore = mappingsIn(resource, [...spec, 'dataTo']).length > 0;
  const name = secret ?? resource.name ?? '<name>';
  return {
    title: name,
    heading: [
      ...headingOf(
        resource,
        l10n.t('Preview of what {0} has to push.', `${resource.kind ?? 'PushSecret'} ${resource.name ?? ''}`),
        setting,
      ).slice(0, 2),
      l10n.t('It is pushed to the stores and not written into the cluster.'),
      ...(hasMore ? [l10n.t('dataTo pushes more than is said at the keys.')] : []),
    ],
    apiVersion: 'v1',
    kind: 'Secret',
    name,
    namespace: resource.namespace,
    labels: new Map(),
    annotations: new Map(),
    finalizers: [],
    owner: undefined,
    type: undefined,
    immutable: false,
    dataAt: ['stringData'],
    data: new Map(marked),
    others,
  };
}

function entryOf({ maker, name }: PushedKey, source: string, l10n: Localisation): PreviewEntry {
  return {
    value: `<${l10n.t('{0} of {1}', name, source)}>`,
    notes: [l10n.t('{0}, written by ExternalSecret {1}', source, maker)],
  };
}

/** Where each key is pushed to. */
function placesOf(resource: ResourceNode, spec: Path, l10n: Localisation): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>();
  for (const item of mappingsIn(resource, [...spec, 'data'])) {
    const key = textAt(resource, item, ['match', 'secretKey']);
    const remote = textAt(resource, item, ['match', 'remoteRef', 'remoteKey']);
    const property = textAt(resource, item, ['match', 'remoteRef', 'property'], '');
    if (key === undefined || remote === undefined) continue;
    const place =
      property === undefined || property === ''
        ? l10n.t('pushed as {0}', remote)
        : l10n.t('pushed as {0}, property {1}', remote, property);
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  return places;
}
