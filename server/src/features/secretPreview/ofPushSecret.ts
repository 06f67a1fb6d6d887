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
  const secret = textAt(resource, spec, ['selector', 'secret', 'name']);
  const keys = pushedKeys(context, uri, file, document, resource);
  const source = secret === undefined ? 'what the selector finds' : `Secret ${secret}`;
  const rendering = {
    index: context.index,
    uri,
    resource,
    context: { values: new Map(keys.map(({ name }) => [name, [{ standsFor: `${name} of ${source}` }]])), complete: false },
  };
  const before = new Map(keys.map((key) => [key.name, entryOf(key, source)]));
  const { data, others } = contentOf(rendering, [...spec, 'template'], before, [`and other keys of ${source}`]);
  const places = placesOf(resource, spec);
  const marked = [...data].map(([key, entry]): [string, PreviewEntry] => [
    key,
    { ...entry, notes: [...entry.notes, ...(places.get(key) ?? [])] },
  ]);
  const hasMore = mappingsIn(resource, [...spec, 'dataTo']).length > 0;
  const name = secret ?? resource.name ?? '<name>';
  return {
    title: name,
    heading: [
      ...headingOf(resource, `what ${resource.kind ?? 'PushSecret'} ${resource.name ?? ''} has to push`, setting).slice(0, 2),
      'It is pushed to the stores and not written into the cluster.',
      ...(hasMore ? ['dataTo pushes more than is said at the keys.'] : []),
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

function entryOf({ maker, name }: PushedKey, source: string): PreviewEntry {
  return { value: `<${name} of ${source}>`, notes: [`${source}, written by ExternalSecret ${maker}`] };
}

/** Where each key is pushed to. */
function placesOf(resource: ResourceNode, spec: Path): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>();
  for (const item of mappingsIn(resource, [...spec, 'data'])) {
    const key = textAt(resource, item, ['match', 'secretKey']);
    const remote = textAt(resource, item, ['match', 'remoteRef', 'remoteKey']);
    const property = textAt(resource, item, ['match', 'remoteRef', 'property'], '');
    if (key === undefined || remote === undefined) continue;
    const place = `pushed as ${remote}${property === undefined || property === '' ? '' : `, property ${property}`}`;
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  return places;
}
