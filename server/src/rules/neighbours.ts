import type { ObjectEntry } from '../model/entries.ts';
import { textAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

/**
 * The manifests of an object that a store's credentials name: all that may be it, if one of them certainly is. Certain is one of the
 * same namespace in the same file or folder; the workspace may hold other clusters' worth elsewhere. None where ESO looks for it in
 * the namespace of each ExternalSecret: a ClusterSecretStore that names none.
 *
 * @param ref the mapping with its name and, in a ClusterSecretStore, its namespace
 */
export function objectsNamedBy(
  store: ResourceNode,
  ref: Path,
  kind: 'Secret' | 'ServiceAccount',
  workspace: WorkspaceFacts,
): readonly ObjectEntry[] {
  if (store.nodeAt(ref)?.type !== 'map' || isTemplated(store)) return [];
  const isCluster = store.kind === 'ClusterSecretStore';
  const name = textAt(store, ref, ['name']);
  const namespace = isCluster ? textAt(store, ref, ['namespace']) : store.namespace;
  if (name === undefined || (isCluster && namespace === undefined)) return [];
  const may = workspace
    .objects(kind, name)
    .filter((entry) => namespace === undefined || entry.namespace === undefined || entry.namespace === namespace);
  const isCertain = (entry: ObjectEntry) =>
    entry.namespace === namespace && !isTemplated(entry.resource) && folderOf(entry.uri) === folderOf(workspace.uri);
  return may.some(isCertain) ? may : [];
}

/** Whether a template decides on the namespace. */
function isTemplated(resource: ResourceNode): boolean {
  return resource.isPlaceholder(['metadata', 'namespace']);
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}
