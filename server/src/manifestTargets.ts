import type { ApplyInput } from './cluster/apply/plan.ts';
import { syncedKinds } from './cluster/eso.ts';
import type { LiveCluster } from './cluster/live/liveCluster.ts';
import { addressOfManifest } from './cluster/live/manifestState.ts';
import type { Documents } from './documents.ts';
import type { Files } from './host.ts';
import { isEsoResource } from './model/esoKinds.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { ManifestTarget, ResourceAddress, SyncTarget } from './protocol.ts';

/** Where manifests that a command names are read from: the editor first, else the disk. */
export interface ManifestSource {
  readonly documents: Documents;
  readonly files: Files;
  readonly index: () => WorkspaceIndex;
}

/** The manifests that a command names. Files that cannot be read are left out; so are the documents that a range does not touch. */
export async function manifestInputs(
  { uris, range }: ManifestTarget,
  { documents, files, index }: ManifestSource,
): Promise<readonly ApplyInput[]> {
  const inputs: ApplyInput[] = [];
  for (const uri of uris) {
    const open = documents.get(uri);
    const text = open === undefined ? await files.read(uri) : undefined;
    const file = open?.file ?? (text === undefined ? undefined : documents.parse(text));
    if (file === undefined) continue;
    const chosen =
      range === undefined || open === undefined
        ? file.documents
        : file.documents.filter(
            ({ start, end }) => start <= file.lines.offsetAt(range.end) && end > file.lines.offsetAt(range.start),
          );
    inputs.push({ uri, file, documents: chosen, isPatch: index().isPatch(uri), renamedBy: index().renamedBy(uri) });
  }
  return inputs;
}

/** The objects that a command is to force-sync. */
export async function syncAddresses(
  target: SyncTarget,
  live: LiveCluster,
  source: ManifestSource,
): Promise<readonly ResourceAddress[]> {
  if (target.resources !== undefined) return target.resources;
  if (target.manifests !== undefined) {
    const chosen = (await manifestInputs(target.manifests, source)).flatMap(({ documents }) => documents);
    const resources = chosen.flatMap(({ parsed }) => parsed.resources.filter(isEsoResource));
    const synced = resources.filter(({ kind }) => syncedKinds.some((one) => one === kind));
    return synced.flatMap((resource) => addressOfManifest(live, resource) ?? []);
  }
  const records = syncedKinds.flatMap((kind) => [...live.records(kind)]);
  const { store } = target;
  const wanted = records.filter((record) =>
    store === undefined
      ? record.state === 'failing'
      : record.stores.some(({ kind, name }) => kind === store.kind && name === store.name) &&
        (store.namespace === undefined || store.kind === 'ClusterSecretStore' || record.namespace === store.namespace),
  );
  return wanted.map(({ kind, namespace, name }) => ({ kind, name, ...(namespace === undefined ? {} : { namespace }) }));
}
