import { nameOf } from '../model/mentions/mention.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { FeatureContext } from './context.ts';

/** A key of the Secret that a PushSecret pushes, as far as an ExternalSecret of the workspace writes it. */
export interface PushedKey {
  readonly name: string;
  /** The ExternalSecret. */
  readonly maker: string;
}

/** Where the spec of a PushSecret stands in a kind, or undefined for kinds without one. */
export function pushSpecPath({ kind }: ResourceNode): Path | undefined {
  if (kind === 'PushSecret') return ['spec'];
  return kind === 'ClusterPushSecret' ? ['spec', 'pushSecretSpec'] : undefined;
}

/** The keys that the workspace tells of the Secret that a PushSecret names: what its templates are given. */
export function pushedKeys(
  { mentions }: Pick<FeatureContext, 'mentions'>,
  uri: string,
  file: ManifestFile,
  document: ManifestDocument,
  resource: ResourceNode,
): readonly PushedKey[] {
  const spec = pushSpecPath(resource);
  const name = spec && [...spec, 'selector', 'secret', 'name'];
  if (name === undefined || resource.nodeAt(name) === undefined) return [];
  const { start } = resource.rangeOf(name, 'value');
  const used = mentions.at(uri, file, document.start + start).filter(({ mention }) => mention.subject.sort === 'secret');
  const found = new Map<string, PushedKey>();
  for (const maker of used.flatMap((use) => mentions.makersOf(use))) {
    for (const { mention } of mentions.amongParts(maker)) {
      const key = nameOf(mention.subject);
      if (!mention.isDefinition || mention.subject.sort !== 'writtenKey' || found.has(key)) continue;
      found.set(key, { name: key, maker: maker.mention.resource.name ?? '' });
    }
  }
  return [...found.values()];
}
