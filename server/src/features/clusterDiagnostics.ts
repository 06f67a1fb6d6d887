import type { CancellationToken } from '../cancellation.ts';
import type { Failures } from '../cluster/live/failures.ts';
import type { LiveCluster } from '../cluster/live/liveCluster.ts';
import { addressOfManifest, type ManifestState, manifestState } from '../cluster/live/manifestState.ts';
import { withoutStop } from '../cluster/sync/events.ts';
import { explainFailure, type FailureExplanation } from '../cluster/sync/explainFailure.ts';
import { english } from '../localisation.ts';
import { isEsoResource } from '../model/esoKinds.ts';
import type { Finding, FindingPlace } from '../model/finding.ts';
import { isObject, type StoreRef } from '../model/references.ts';
import { storeRefPlaces } from '../model/storeRefs.ts';
import type { ParsedDocument, ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { plainText } from './markdown.ts';

/** What findings of the cluster come from. */
export interface ClusterFindingsContext {
  readonly live: LiveCluster;
  readonly failures: Failures;
  /** Whether a kustomization of the workspace lays the file over others as a patch. */
  readonly isPatch: boolean;
  /** Whether a file of the workspace has the store, which is then only not applied yet. */
  readonly isInWorkspace: (ref: StoreRef) => boolean;
}

/**
 * What only the cluster can tell of a resource: that the operator could not sync or validate it, and why, at the place that its
 * message is about. Where the manifest differs from the cluster, or may differ, the message can be about another text: then it is
 * told of the resource as a whole. One request for each object that fails, none for others.
 */
export async function clusterFindings(
  { live, failures, isPatch, isInWorkspace }: ClusterFindingsContext,
  parsed: ParsedDocument,
  resource: ResourceNode,
  token: CancellationToken,
): Promise<readonly Finding[]> {
  const found = manifestState(live, resource, parsed, isPatch);
  if (found.state !== 'live' || found.record.state !== 'failing')
    return isPatch || parsed.templated ? [] : missingStores(live, resource, isInWorkspace);
  const event = await failures.of(found.record, token);
  if (token.isCancellationRequested) return [];
  const manifest = resource.json();
  const said = event?.message ?? (found.record.message || found.record.reason);
  const explanation = explainFailure(said, isObject(manifest) ? manifest : undefined, english);
  return [{ rule: 'cluster-not-ready', severity: 'warning', ...placedMessage(live, resource, found, explanation) }];
}

/** The stores that the cluster certainly lacks, where the workspace has none of the name either. */
function missingStores(live: LiveCluster, resource: ResourceNode, isInWorkspace: (ref: StoreRef) => boolean): readonly Finding[] {
  // Those of the cluster's own kinds are looked for in namespaces that the manifest does not tell.
  const namespace = addressOfManifest(live, resource)?.namespace;
  if (!isEsoResource(resource)) return [];
  return storeRefPlaces(resource).flatMap(({ path, ref }): readonly Finding[] => {
    const where = ref.kind === 'SecretStore' ? namespace : undefined;
    if (ref.kind === 'SecretStore' && where === undefined) return [];
    // A cluster without the kind has no ESO yet.
    const isKnown = live.following(ref.kind).state === 'following' && live.isComplete(ref.kind, where);
    if (!isKnown || live.storeOf(ref, where) !== undefined || isInWorkspace(ref)) return [];
    const place = where === undefined ? '' : ` in namespace ${plainText(where, 100)}`;
    return [
      {
        rule: 'store-not-in-cluster',
        severity: 'warning',
        at: { path: [...path, 'name'], part: 'value' },
        message: `There is no ${ref.kind} "${plainText(ref.name, 100)}"${place} of context ${plainText(live.context.name, 100)}, and none in this workspace: every sync would fail with "could not get ${ref.kind}".`,
      },
    ];
  });
}

function placedMessage(
  live: LiveCluster,
  resource: ResourceNode,
  { drift, stale, record }: Extract<ManifestState, { state: 'live' }>,
  { path, text, hint }: FailureExplanation,
): Pick<Finding, 'at' | 'message'> {
  const isSame = drift !== undefined && drift.length === 0;
  const known = [isSame ? '' : 'as applied', stale ? 'as last seen' : ''].filter((word) => word !== '').join(', ');
  const where = `context ${plainText(live.context.name, 100)}${known === '' ? '' : `, ${known}`}`;
  const what = `${record.kind} ${record.name} is not ready (${where}): ${withoutStop(text)}.`;
  if (isSame) return { at: placeAt(resource, path), message: `${what} ${hint}` };
  const why =
    drift === undefined ? '' : ' The manifest differs from what is in the cluster: apply it to see whether that mends it.';
  return { at: placeAt(resource, []), message: `${what}${why}` };
}

/** The smallest token that stands for a path: a value, else a key; the kind where the path is of the whole. */
function placeAt(resource: ResourceNode, path: Path): FindingPlace {
  const isWhole = path.length <= 1 || path.at(-1) === 'externalSecretSpec';
  const node = isWhole ? undefined : resource.nodeAt(path);
  if (node === undefined) return { path: ['kind'], part: 'value' };
  if (node.type === 'scalar') return { path, part: 'value' };
  const first = node.type === 'map' && typeof path.at(-1) === 'number' ? node.entries[0] : undefined;
  return first === undefined
    ? { path, part: 'key' }
    : { path: [...path, first.name], part: first.value.type === 'scalar' ? 'value' : 'key' };
}
