import type { ResourceAddress } from '../../clusterProtocol.ts';
import { groupOf } from '../../model/esoKinds.ts';
import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { JsonObject } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { esoGroup } from '../eso.ts';
import { driftOf } from './drift.ts';
import type { LiveCluster } from './liveCluster.ts';
import { isClusterScoped, isFollowedKind, type LiveRecord } from './liveRecord.ts';

/** What the cluster has of a manifest. */
export type ManifestState =
  /** Not followed, of unknown name or namespace, or not readable. */
  | { readonly state: 'unknown' }
  /** Certainly not in the cluster. */
  | { readonly state: 'absent' }
  | {
      readonly state: 'live';
      readonly record: LiveRecord;
      readonly address: ResourceAddress;
      /** Where the cluster does not have what the manifest says; undefined where template text or a patch leave open what it says. */
      readonly drift: readonly Path[] | undefined;
      /** Whether the watch is interrupted, so that it may have changed meanwhile. */
      readonly stale: boolean;
    };

/**
 * Looks a resource of a manifest up among what is known of the cluster. Its namespace is the one that it names, else that of the
 * context. `isPatch`: whether the file is laid over others by a kustomization, so that it says only a part.
 */
export function manifestState(
  live: LiveCluster,
  resource: ResourceNode,
  { templated }: ParsedDocument,
  isPatch: boolean,
): ManifestState {
  const address = addressOfManifest(live, resource);
  const kind = address?.kind;
  if (address === undefined || !isFollowedKind(kind) || groupOf(resource.apiVersion ?? '') !== esoGroup)
    return { state: 'unknown' };
  const { namespace, name } = address;
  const record = live.find(kind, namespace, name);
  if (record === undefined) return { state: live.isComplete(kind, namespace) ? 'absent' : 'unknown' };
  const drift = templated || isPatch ? undefined : visibleDrift(live, resource, record);
  return { state: 'live', record, address, drift, stale: live.following(kind).state === 'interrupted' };
}

/** The object that a manifest is about; undefined where name or namespace are not known. */
export function addressOfManifest(
  { context }: Pick<LiveCluster, 'context'>,
  resource: ResourceNode,
): ResourceAddress | undefined {
  const { kind, name } = resource;
  const isOpen = [['kind'], ['metadata', 'name'], ['metadata', 'namespace']].some((path) => resource.isPlaceholder(path));
  if (isOpen || kind === undefined || name === undefined) return undefined;
  if (isFollowedKind(kind) && isClusterScoped(kind)) return { kind, name };
  const namespace = resource.namespace ?? context.namespace;
  return namespace === undefined ? undefined : { kind, name, namespace };
}

function visibleDrift(live: LiveCluster, resource: ResourceNode, { kind, desired }: LiveRecord): readonly Path[] {
  const paths = driftOf(live.comparable(kind, resource.json()), JSON.parse(desired) as JsonObject);
  return paths.filter((path) => !resource.isPlaceholder(path) && !isOpenAt(resource, path));
}

/** Whether template text may add to the list or mapping at the path. */
function isOpenAt(resource: ResourceNode, path: Path): boolean {
  const node = resource.nodeAt(path);
  return node !== undefined && node.type !== 'scalar' && node.open;
}
