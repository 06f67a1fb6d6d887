import { type CancellationToken, neverCancelled, untilCancelled } from '../cancellation.ts';
import { english, type Localisation, type Phrase } from '../localisation.ts';
import type { ConsentStore } from '../providers/consent.ts';
import type { Destination } from '../providers/secretProvider.ts';
import type { ClusterClient, ClusterConnection, KubeContext, KubeContexts } from './clusterClient.ts';
import type { ClusterOutcome, Refused, Unreachable } from './outcome.ts';

/** What the gate to the clusters works with. */
export interface ClusterAccessOptions {
  /** Absent where clusters cannot be reached at all: in a browser. */
  readonly client: ClusterClient | undefined;
  readonly consents: ConsentStore;
  /** Whether the workspace is trusted; asked at each use. Before, not even the kubeconfig is read. */
  readonly trusted: () => boolean;
  /** The language of the question; English by default. */
  readonly l10n: Localisation;
}

/** What to connect to, and how. */
export interface ConnectWish {
  readonly context?: string;
  /** Asks nothing: connects only where the user has allowed it before. */
  readonly quiet?: boolean;
  /** For a command that needs a connection: whoever has said "never" is not asked again by it, only by the command to connect. */
  readonly implicit?: boolean;
}

/** How the cluster at hand stands. */
export type AccessState =
  | { readonly state: 'untrusted' }
  /** No kubeconfig, none that can be read, or one without contexts. */
  | { readonly state: 'none'; readonly problem?: Phrase }
  | { readonly state: 'not-connected' | 'connecting'; readonly context: KubeContext }
  | { readonly state: 'problem'; readonly context: KubeContext; readonly problem: Refused | Unreachable }
  | { readonly state: 'connected'; readonly context: KubeContext };

/**
 * The gate through which every feature reaches a cluster: one context at a time, in trusted workspaces, after the user has allowed
 * that cluster with that login. Only `connect` ever asks.
 */
export interface ClusterAccess {
  /** The connection at hand; undefined while there is none. */
  readonly connection: ClusterConnection | undefined;
  /** How it stands now. Reads the kubeconfig where nothing is connected. */
  state(): Promise<AccessState>;
  contexts(): Promise<KubeContexts>;
  /**
   * Connects to a context, by default the one at hand or the kubeconfig's current one. Asks for consent where there is none on
   * record, unless `quiet`; then that leaves things as they are.
   */
  connect(wanted: ConnectWish, token: CancellationToken): Promise<AccessState>;
  /** Ends the connection, and takes the consent for it back. */
  disconnect(): Promise<AccessState>;
  /**
   * Runs something that lasts with the connection at hand, which it keeps to its end even if another context is chosen meanwhile.
   * Undefined where there is no connection.
   */
  use<T>(run: (connection: ClusterConnection) => Promise<T>): Promise<T> | undefined;
  /** Calls back when the connection, or how it stands, has changed. */
  onDidChange(listener: () => void): { dispose(): void };
  dispose(): void;
}

/** Makes the gate. Nothing is read, asked or sent before it is used. */
export function createClusterAccess({ client, consents, trusted, l10n }: ClusterAccessOptions): ClusterAccess {
  const listeners = new Set<() => void>();
  const users = new Map<ClusterConnection, number>();
  let current: AccessState | undefined;
  let connection: ClusterConnection | undefined;
  /** The context that the user has chosen; otherwise the kubeconfig's current one counts. */
  let chosen: string | undefined;
  let attempt = 0;
  let watching: { dispose(): void } | undefined;
  /** The attempt under way that may ask: who wants the same meanwhile shares its answer. */
  let running: { readonly attempt: number; readonly context: KubeContext; readonly result: Promise<AccessState> } | undefined;

  const become = (state: AccessState | undefined, next: ClusterConnection | undefined): void => {
    const before = connection;
    current = state;
    connection = next;
    if (before !== undefined && before !== next && !users.has(before)) before.dispose();
    for (const listener of [...listeners]) listener();
  };

  const read = (): Promise<KubeContexts> =>
    client === undefined || !trusted() ? Promise.resolve({ current: undefined, contexts: [] }) : client.contexts();

  async function idle(): Promise<AccessState> {
    if (!trusted()) return { state: 'untrusted' };
    const { contexts, current: byDefault, problem } = await read();
    const context = contexts.find(({ name }) => name === (chosen ?? byDefault));
    if (context !== undefined) return { state: 'not-connected', context };
    return { state: 'none', ...(problem === undefined ? {} : { problem }) };
  }

  async function connect(wanted: ConnectWish, token: CancellationToken): Promise<AccessState> {
    const standing = await idle();
    if (client === undefined || standing.state === 'untrusted') return standing;
    const { contexts } = await read();
    const name = wanted.context ?? ('context' in standing ? standing.context.name : undefined);
    const context = contexts.find((one) => one.name === name);
    if (context === undefined) return standing;
    if (connection !== undefined && sameLogin(connection.context, context)) return current ?? standing;
    if (running !== undefined && running.attempt === attempt && sameLogin(running.context, context)) return running.result;
    const mine = ++attempt;
    const result = open(client, context, wanted, standing, mine, token);
    // What is quiet ends without having asked: whoever may ask does not wait for that.
    if (wanted.quiet !== true) running = { attempt: mine, context, result };
    return result.finally(() => {
      if (running?.attempt === mine) running = undefined;
    });
  }

  async function open(
    { open: openContext }: ClusterClient,
    context: KubeContext,
    wanted: ConnectWish,
    standing: AccessState,
    mine: number,
    token: CancellationToken,
  ): Promise<AccessState> {
    // An editor may leave its question open when the command is cancelled.
    const isAllowed = await untilCancelled(allowed(context, wanted), token);
    if (isAllowed !== true || mine !== attempt) return current ?? standing;
    chosen = wanted.context ?? chosen;
    // From here on it matters which context is the current one; before, nobody has asked for a cluster.
    watching ??= client?.onDidChange(() => void kubeconfigChanged());
    become({ state: 'connecting', context }, undefined);
    const opened = await openContext(context.name);
    const answer: ClusterOutcome<unknown> = opened.outcome === 'done' ? await opened.value.getPath('/version', token) : opened;
    const fresh = opened.outcome === 'done' ? opened.value : undefined;
    if (mine !== attempt) {
      fresh?.dispose();
      return current ?? standing;
    }
    // A server that forbids `/version` has answered all the same.
    const isThere = answer.outcome === 'done' || (answer.outcome === 'refused' && answer.status === 403);
    if (!isThere) fresh?.dispose();
    if (isThere) become({ state: 'connected', context }, fresh);
    // What the user has called off is no problem of the cluster's.
    else if (token.isCancellationRequested) {
      become(undefined, undefined);
      return idle();
    } else become({ state: 'problem', context, problem: answer }, undefined);
    return current ?? standing;
  }

  async function allowed(context: KubeContext, { quiet = false, implicit = false }: ConnectWish): Promise<boolean> {
    const destination = destinationOf(context);
    const known = consents.get(destination);
    if (known?.access === 'allow') return true;
    if (quiet || (implicit && known?.access === 'never')) return false;
    const answer = await consents.ask({ kind: 'cluster', destination, store: '', ...question(context, l10n) });
    return answer?.access === 'allow';
  }

  async function kubeconfigChanged(): Promise<void> {
    // Without a choice of the user's the current context counts, as with kubectl; what runs keeps its own connection.
    const next = await idle();
    const now = connection?.context ?? (current !== undefined && 'context' in current ? current.context : undefined);
    if (now === undefined || ('context' in next && sameLogin(next.context, now))) return;
    attempt++;
    become(undefined, undefined);
    await connect({ quiet: true }, neverCancelled);
  }

  return {
    get connection() {
      return trusted() ? connection : undefined;
    },
    state: async () => current ?? idle(),
    contexts: read,
    connect,
    async disconnect() {
      attempt++;
      if (current !== undefined && 'context' in current) await consents.forget(destinationOf(current.context));
      become(undefined, undefined);
      return idle();
    },
    use(run) {
      const leased = trusted() ? connection : undefined;
      if (leased === undefined) return undefined;
      users.set(leased, (users.get(leased) ?? 0) + 1);
      return run(leased).finally(() => {
        const left = (users.get(leased) ?? 1) - 1;
        if (left > 0) return void users.set(leased, left);
        users.delete(leased);
        if (connection !== leased) leased.dispose();
      });
    },
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
    dispose() {
      attempt++;
      watching?.dispose();
      become(undefined, undefined);
      listeners.clear();
    },
  };
}

function sameLogin(a: KubeContext, b: KubeContext): boolean {
  return a.name === b.name && a.server === b.server && a.user === b.user && a.loginCommand === b.loginCommand;
}

/** Consent is for an address with a login, under the name by which the user knows it. */
function destinationOf({ name, server, user, loginCommand }: KubeContext): Destination {
  return {
    id: `kubernetes ${JSON.stringify([name, server, user, loginCommand ?? ''])}`,
    service: 'Kubernetes',
    location: name,
    endpoint: server,
    customEndpoint: false,
    login: user,
  };
}

function question(
  { name, server, user, loginCommand }: KubeContext,
  l10n: Localisation = english,
): { readonly message: string; readonly detail: string } {
  return {
    message: l10n.t('Connect External Secrets to the cluster of context "{0}"?', name),
    detail: [
      loginCommand === undefined
        ? l10n.t('{0}, with the login "{1}" of your kubeconfig.', server, user)
        : l10n.t('{0}, with the login "{1}", which runs {2} of your kubeconfig.', server, user, loginCommand),
      l10n.t('It reads and watches ESO resources, and of Secrets only their metadata. Every change is asked for by itself.'),
    ].join('\n'),
  };
}
