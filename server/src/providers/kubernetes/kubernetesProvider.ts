import type { ClusterClient, ClusterConnection, KubeContext } from '../../cluster/clusterClient.ts';
import { type ClusterOutcome, done } from '../../cluster/outcome.ts';
import type { Clock } from '../../host.ts';
import { phrase } from '../../localisation.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
import type { CatalogProblem, Destination, Identity, SecretProvider, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createKubernetesCatalog } from './catalog.ts';
import { contextFor } from './contextFor.ts';
import { type KubernetesStore, kubernetesStoreOf } from './kubernetesStore.ts';

/** What the Kubernetes back end asks of its host. */
export interface KubernetesProviderOptions {
  /** The clusters of the user's kubeconfig: it writes the access log itself. */
  readonly clusters: ClusterClient;
  readonly clock: Clock;
  /** How many calls one listing may cost; a call brings at most 500 names. */
  readonly maxCallsPerListing?: () => number;
}

/**
 * ESO's `kubernetes` provider: the vault is the Secrets of one namespace, here or in another cluster. They are seen through a context
 * of the user's own kubeconfig; the manifest gives the address of the server and the namespace, and nothing else of it counts.
 */
export function createKubernetesProvider({ clusters, clock, maxCallsPerListing }: KubernetesProviderOptions): SecretProvider {
  /** By context and server. They last as long as the process, as their logins do. */
  const connections = new Map<string, ClusterConnection>();
  const maxCalls = maxCallsPerListing ?? (() => 100);

  async function place(store: StoreConfig, identity: Identity): Promise<Place | CatalogProblem> {
    const target = kubernetesStoreOf(store);
    if ('code' in target) return target;
    const context = contextFor(target, identity, await clusters.contexts());
    return 'code' in context ? context : { target, context };
  }

  async function connect(context: KubeContext): Promise<ClusterOutcome<ClusterConnection>> {
    const id = idOf(context);
    const known = connections.get(id);
    if (known !== undefined) return done(known);
    const opened = await clusters.open(context.name);
    if (opened.outcome !== 'done') return opened;
    if (idOf(opened.value.context) !== id) {
      opened.value.dispose();
      return {
        outcome: 'unreachable',
        why: 'configuration',
        message: changed.message,
        ...(changed.phrase && { phrase: changed.phrase }),
      };
    }
    connections.set(id, opened.value);
    return opened;
  }

  return {
    id: 'kubernetes',
    title: 'Kubernetes Secrets',
    capabilities: {
      listing: 'names',
      properties: 'names-else-values',
      valuesTell: phrase('key names where the metadata do not tell them'),
      versions: false,
      propertyDialect: 'exact-then-gjson',
      tagsInListing: true,
    },
    verifiedAgainst: 'a real kube-apiserver, its RBAC and tokens',
    permissions: '`list` on `secrets` in the namespace; `get` for keys and look-ups',
    supports: ({ provider }) => provider === 'kubernetes',
    scope: () => '',
    async destination(store, identity): Promise<Destination | CatalogProblem> {
      const found = await place(store, identity);
      return 'code' in found ? found : destinationOf(found);
    },
    open(store, { identity, mayReadValues, destination }) {
      const target = kubernetesStoreOf(store);
      if ('code' in target) return brokenCatalog(target, clock);
      return createKubernetesCatalog({
        namespace: target.namespace,
        clock,
        mayReadValues,
        maxCalls,
        async connect() {
          const there = await place(store, identity);
          if ('code' in there) return there;
          // The kubeconfig may have changed since the user was asked.
          if (destination !== undefined && destinationOf(there).id !== destination.id) return changed;
          return { context: there.context, outcome: await connect(there.context) };
        },
      });
    },
  };
}

/** Where a store's Secrets are, and through which context they are seen. */
interface Place {
  readonly target: KubernetesStore;
  readonly context: KubeContext;
}

function destinationOf({ target: { namespace }, context }: Place): Destination {
  const { name, server, user, loginCommand } = context;
  const runs = loginCommand === undefined ? '' : `, which runs ${loginCommand} to log in`;
  return {
    id: `kubernetes-secrets ${idOf(context)} ${namespace}`,
    service: 'Kubernetes Secrets',
    location: `namespace ${namespace} of ${new URL(server).host}`,
    endpoint: server,
    customEndpoint: false,
    login: `kubeconfig context ${name}${runs}`,
    context: name,
    ...(user === '' ? {} : { account: user }),
  };
}

/** A context with all that decides where its requests go and as whom. */
function idOf({ name, server, user, loginCommand }: KubeContext): string {
  return JSON.stringify([name, server, user, loginCommand ?? '']);
}

const changed: CatalogProblem = {
  code: 'not-connected',
  ...told('Your kubeconfig now leads elsewhere for this store than when you were asked. Connect the store again.'),
};
