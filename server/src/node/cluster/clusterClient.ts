import type { ClusterClient } from '../../cluster/clusterClient.ts';
import { done, type Unreachable } from '../../cluster/outcome.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { phrase } from '../../localisation.ts';
import type { Environment } from '../proxy.ts';
import { createFileWatch } from './fileWatch.ts';
import { type ContextLogin, kubeconfigPaths, readKubeconfig } from './kubeconfig.ts';
import { unreachable } from './problems.ts';

/** What the client asks of its host. */
export interface ClusterClientOptions {
  readonly env: Environment;
  readonly clock: Clock;
  /** Gets one line for every request and every login program. */
  readonly log: (entry: AccessEntry) => void;
  /** The path of a kubeconfig from a setting of the user; by default `KUBECONFIG` or `~/.kube/config`. */
  readonly kubeconfig?: () => string | undefined;
  /** Of the Node at hand, by default: `22.15.1`. */
  readonly nodeVersion?: string;
}

/**
 * The clusters of the kubeconfig, over HTTPS. What speaks it is loaded with the first connection, the official library with its first
 * request.
 */
export function createClusterClient(options: ClusterClientOptions): ClusterClient {
  const { env, clock, log } = options;
  let salt: Uint8Array | undefined;
  const setting = () => options.kubeconfig?.();
  const paths = () => kubeconfigPaths(env, setting());
  const read = () => readKubeconfig(paths(), Boolean(setting()?.trim() || env['KUBECONFIG']?.trim()));
  const fileWatch = createFileWatch(paths, clock);

  async function find(context: string): Promise<ContextLogin | Unreachable> {
    const config = await read();
    const login = config.logins.get(context);
    return (
      login ??
      unreachable(
        'configuration',
        config.problem ?? phrase('The kubeconfig has no complete context “{0}”: choose another.', context),
      )
    );
  }

  return {
    async contexts() {
      const { current, contexts, problem } = await read();
      return { current, contexts: [...contexts.values()], ...(problem === undefined ? {} : { problem }) };
    },
    async open(context) {
      const old = tooOld(options.nodeVersion ?? process.versions.node);
      if (old !== undefined) return old;
      const login = await find(context);
      if ('outcome' in login) return login;
      const reload = async () => {
        const again = await find(context);
        return 'outcome' in again || again.context.server === login.context.server ? again : moved(login, again);
      };
      const [{ createConnection }, { createSessions }] = await Promise.all([import('./connection.ts'), import('./session.ts')]);
      const sessions = createSessions({ login, reload, env, clock, log });
      salt ??= crypto.getRandomValues(new Uint8Array(32));
      return done(createConnection({ context: login.context, sessions, clock, log, salt }));
    },
    onDidChange: fileWatch.onDidChange,
  };
}

/** A login is not sent to a server that the user has not been asked about. */
function moved({ context }: ContextLogin, now: ContextLogin): Unreachable {
  const said = phrase(
    'The kubeconfig now names another server for context “{0}”, {1}: connect again.',
    context.name,
    new URL(now.context.server).host,
  );
  return unreachable('configuration', said);
}

/** The library crashes as it is loaded by an older Node (undici 8 needs APIs of 22.15). */
function tooOld(version: string): Unreachable | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return undefined;
  const said = phrase(
    'Clusters can be reached with Node.js 22.15 or later, and this server runs on {0}: start it with a newer one.',
    version,
  );
  return unreachable('configuration', said);
}
