import type { KubeContext, KubeContexts } from '../../cluster/clusterClient.ts';
import { english } from '../../localisation.ts';
import type { CatalogProblem, Identity } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';
import { isSameServer, type KubernetesStore } from './kubernetesStore.ts';

/**
 * The context of the user's kubeconfig through which a store's Secrets are seen: the one that the settings name; else one that leads to
 * the store's server, the current one before others; else, for the cluster that ESO runs in, the current one.
 */
export function contextFor(
  { server }: KubernetesStore,
  { context: wanted }: Identity,
  { contexts, current, problem }: KubeContexts,
): KubeContext | CatalogProblem {
  if (problem !== undefined) return { code: 'no-credentials', message: english.of(problem), phrase: problem };
  const named = (name: string | undefined) => contexts.find((context) => context.name === name);
  if (wanted !== undefined) {
    const gone = told('Your kubeconfig has no context {0}, which {1} names for this store.', wanted, setting);
    return named(wanted) ?? unreachable(gone);
  }
  if (server === 'elsewhere') {
    return unreachable(
      told('Which cluster is meant stands in a kubeconfig of authRef, which is not read. Name a context in {0}.', setting),
    );
  }
  if (server === 'own') {
    const said = told(
      'The store means the cluster that ESO runs in, and your kubeconfig has no current context. Choose one, or name one in {0}.',
      setting,
    );
    return named(current) ?? unreachable(said);
  }
  const leading = contexts.filter((context) => isSameServer(new URL(context.server), server));
  const address = server.href.replace(/\/$/, '');
  return (
    leading.find(({ name }) => name === current) ??
    leading[0] ??
    unreachable(told('No context of your kubeconfig leads to {0}. Name one in {1}.', address, setting))
  );
}

const setting = 'externalSecrets.stores';

function unreachable(said: Said): CatalogProblem {
  return { code: 'unreachable', ...said };
}
