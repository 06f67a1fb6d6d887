import type { ClusterService } from './clusterService.ts';
import { isEsoApiVersion } from './model/esoKinds.ts';
import { allProviderFacts } from './model/providerFacts/providerFacts.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { ReportFacts, ReportStore } from './protocol.ts';
import type { VaultAccess } from './providers/vaultAccess.ts';

/** What a report of an issue may say of the workspace. */
export interface ReportService {
  /** Counts, ids and codes; nothing that anybody has named. Asks no vault and no cluster. */
  facts(): Promise<ReportFacts>;
}

const kinds = ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret', 'ClusterPushSecret', 'SecretStore', 'ClusterSecretStore'];

/** How many stores are looked at. */
const mostStores = 200;

/** Builds the service over the files of the workspace, the gate to the vaults and the cluster. */
export function createReportService(
  index: WorkspaceIndex,
  vaults: VaultAccess,
  cluster: Pick<ClusterService, 'status'>,
): ReportService {
  async function stores(): Promise<readonly ReportStore[]> {
    const counts = new Map<string, ReportStore>();
    for (const { config } of index.stores().slice(0, mostStores)) {
      const provider = knownProvider(config?.provider);
      const { state, problem } = config === undefined ? { state: 'incomplete', problem: undefined } : await vaults.state(config);
      const one = { provider, state, ...(problem === undefined ? {} : { problem: problem.code }) };
      const id = JSON.stringify(one);
      counts.set(id, { ...one, count: (counts.get(id)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  }

  return {
    async facts() {
      const { state, failing, operatorVersion } = await cluster.status();
      const version = /^v?\d+(?:\.\d+){0,2}/.exec(operatorVersion ?? '')?.[0];
      return {
        files: index.files().length,
        manifests: manifestCounts(index),
        stores: await stores(),
        cluster: { state, failing, ...(version === undefined ? {} : { operatorVersion: version }) },
      };
    },
  };
}

/** A manifest may name its provider as it likes: only ids of ESO are told. */
function knownProvider(provider: string | undefined): string {
  if (provider === undefined) return 'none';
  return provider === 'aws' || allProviderFacts.has(provider) ? provider : 'unknown';
}

function manifestCounts(index: WorkspaceIndex): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { document } of index.documents()) {
    if (!document.parsed.text.includes('external-secrets.io')) continue;
    for (const { apiVersion, kind } of document.parsed.resources) {
      if (!isEsoApiVersion(apiVersion)) continue;
      const known = kinds.find((each) => each === kind) ?? 'other kinds';
      counts.set(known, (counts.get(known) ?? 0) + 1);
    }
  }
  return Object.fromEntries(counts);
}
