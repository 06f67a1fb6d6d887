import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { childOf } from '../syntax/resource.ts';
import { textAt } from './known.ts';
import { externalSecretSpecPath, type StoreRef } from './references.ts';

/** A place that names a store. */
export interface StoreRefPlace {
  /** The mapping with `name` and `kind`. */
  readonly path: Path;
  readonly ref: StoreRef;
}

/**
 * The references to stores in a resource whose name and kind are certain, in the order of ESO's fields: `secretStoreRef`, each
 * entry's `sourceRef.storeRef`, a PushSecret's `secretStoreRefs`. A reference by labels names none.
 */
export function storeRefPlaces(resource: ResourceNode): readonly StoreRefPlace[] {
  return storeRefPaths(resource).flatMap((path) => {
    const name = resource.nodeAt(path)?.type === 'map' ? textAt(resource, path, ['name']) : undefined;
    const kind = name === undefined ? undefined : textAt(resource, path, ['kind'], 'SecretStore');
    if (name === undefined || name === '' || (kind !== 'SecretStore' && kind !== 'ClusterSecretStore')) return [];
    return [{ path, ref: { name, kind } }];
  });
}

/** Where a resource refers to the stores that it reads from or pushes to, whatever is written there. */
export function storeRefPaths(resource: ResourceNode): readonly Path[] {
  const spec = externalSecretSpecPath(resource);
  if (spec !== undefined) {
    return [[...spec, 'secretStoreRef'], ...ownRefs(resource, [...spec, 'data']), ...ownRefs(resource, [...spec, 'dataFrom'])];
  }
  if (resource.kind === 'PushSecret') return items(resource, ['spec', 'secretStoreRefs']);
  return resource.kind === 'ClusterPushSecret' ? items(resource, ['spec', 'pushSecretSpec', 'secretStoreRefs']) : [];
}

/** Of the items of a list those that name a store themselves, which few do. */
function ownRefs(resource: ResourceNode, list: Path): readonly Path[] {
  const node = resource.nodeAt(list);
  if (node?.type !== 'seq') return [];
  return node.items.flatMap((item, i) =>
    childOf(item, 'sourceRef') === undefined ? [] : [[...list, i, 'sourceRef', 'storeRef']],
  );
}

function items(resource: ResourceNode, list: Path): readonly Path[] {
  const node = resource.nodeAt(list);
  return node?.type === 'seq' ? node.items.map((_, i) => [...list, i]) : [];
}
