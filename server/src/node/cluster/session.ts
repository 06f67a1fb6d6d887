import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { isHeld } from '../../age.ts';
import type { Unreachable } from '../../cluster/outcome.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { phrase } from '../../localisation.ts';
import type { Route } from '../exchange.ts';
import type { Environment } from '../proxy.ts';
import { credentialsFor } from './credentials.ts';
import { type ExecCredential, runExecLogin } from './execLogin.ts';
import { isRecord, stringOf } from './json.ts';
import type { ContextLogin } from './kubeconfig.ts';
import { loginProblem, type Place, unreachable } from './problems.ts';
import { createRoute } from './route.ts';

/** A login that holds for now. */
export interface Session {
  readonly login: ContextLogin;
  readonly route: Route;
  readonly place: Place;
  /** Epoch milliseconds; undefined where it holds until it is refused. */
  readonly expires: number | undefined;
  /** What the connections' encryption is made of, as a digest. */
  readonly tls: string;
}

/** The logins of one connection, one after the other. */
export interface Sessions {
  /** The login at hand, or a new one where there is none or it is about to expire. Calls at the same time share one login. */
  get(): Promise<Session | Unreachable>;
  /** After HTTP 401: reads the kubeconfig anew and logs in once; not again within ten seconds. */
  renew(refused: Session): Promise<Session | Unreachable>;
  /** Closes the connections. */
  dispose(): void;
}

/** What sessions are made of. */
export interface SessionOptions {
  readonly login: ContextLogin;
  /** Reads the kubeconfig anew. */
  readonly reload: () => Promise<ContextLogin | Unreachable>;
  readonly env: Environment;
  readonly clock: Clock;
  readonly log: (entry: AccessEntry) => void;
}

/** Milliseconds: a token is renewed so long before it expires; files and OpenID Connect tokens are looked at so often. */
const margin = 10_000;
const lookAgain = 60_000;
/** Milliseconds for which a login that failed is not tried again: a refused one, and one that gave nothing. */
const refusedPause = 10_000;
const failedPause = 3_000;

/** Nothing is read or run before the first `get`. */
export function createSessions(options: SessionOptions): Sessions {
  const { clock } = options;
  let { login } = options;
  let current: Session | undefined;
  let pending: Promise<Session | Unreachable> | undefined;
  let failed: { readonly problem: Unreachable; readonly until: number } | undefined;
  const agents = new Set<Route['agent']>();

  const start = (make: () => Promise<Session | Unreachable>) => {
    pending ??= make()
      .then((made) => {
        if ('outcome' in made) {
          current = undefined;
          if (made.why === 'login') failed = { problem: made, until: Math.max(failed?.until ?? 0, clock.now() + failedPause) };
        } else {
          current = made;
          agents.add(made.route.agent);
        }
        return made;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };
  const held = () => (failed !== undefined && isHeld(clock, failed.until, refusedPause) ? failed.problem : undefined);
  return {
    get: async () => {
      if (current !== undefined && (current.expires === undefined || clock.now() < current.expires - margin)) return current;
      return pending ?? (current === undefined ? held() : undefined) ?? start(() => logIn(login, options, current));
    },
    renew: async (refused) => {
      if (pending !== undefined) return pending;
      if (current !== undefined && current !== refused) return current;
      const problem = held();
      if (problem !== undefined) return problem;
      const refusal = loginProblem(login, phrase('The API server refused it as unknown or expired (HTTP 401).'));
      failed = { problem: refusal, until: clock.now() + refusedPause };
      return start(async () => {
        const read = await options.reload();
        if ('outcome' in read) return read;
        login = read;
        return logIn(login, options, current);
      });
    },
    dispose() {
      for (const agent of agents) agent.destroy();
    },
  };
}

async function logIn(login: ContextLogin, options: SessionOptions, before: Session | undefined): Promise<Session | Unreachable> {
  const { name, server } = login.context;
  const url = new URL(server);
  if (url.protocol !== 'https:' && !isLocal(url))
    return unreachable(
      'configuration',
      phrase('The server of context “{0}” is not an https address, so a login would be sent in clear.', name),
    );
  const method = isRecord(login.user['auth-provider']) ? stringOf(login.user['auth-provider']['name']) : undefined;
  if (method !== undefined && method !== 'oidc')
    return unreachable(
      'configuration',
      phrase('Context “{0}” logs in by a method that kubectl no longer has either: renew its kubeconfig.', name),
    );
  const credential = await credentialOf(login, options);
  if ('outcome' in credential) return credential;
  let applied: RequestOptions;
  try {
    applied = await credentialsFor(login, credential);
  } catch (error) {
    return applyProblem(login, error);
  }
  try {
    const tls = tlsOf(applied, login);
    const expires = expiryOf(login, credential, options.clock);
    // A new token needs no new connections.
    if (before?.tls === tls) return { ...before, login, route: withHeaders(before.route, applied), expires };
    const { route, proxy } = createRoute(login, applied, options.env);
    return { login, route, place: { context: name, host: url.host, proxy }, expires, tls };
  } catch {
    return unreachable(
      'configuration',
      phrase('The certificate, key or proxy that the kubeconfig names for context “{0}” is not valid.', name),
    );
  }
}

function tlsOf({ ca, cert, key, rejectUnauthorized, servername, auth }: RequestOptions, { cluster }: ContextLogin): string {
  const parts = [ca, cert, key].map((part) => String(part));
  return createHash('sha256')
    .update(JSON.stringify([...parts, rejectUnauthorized, servername, auth, cluster['proxy-url']]))
    .digest('hex');
}

function withHeaders(route: Route, { headers }: RequestOptions): Route {
  return { ...route, options: { ...route.options, headers: headers ?? {} } };
}

function isLocal({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

async function credentialOf(login: ContextLogin, { env, clock, log }: SessionOptions): Promise<ExecCredential | Unreachable> {
  const { user, context } = login;
  const file = stringOf(user['tokenFile']) ?? stringOf(user['token-file']);
  const none = { token: stringOf(user['token']), certificate: undefined, key: undefined, expires: undefined };
  if (file !== undefined) {
    try {
      return { ...none, token: (await readFile(file, 'utf8')).trim() };
    } catch {
      return unreachable(
        'configuration',
        phrase('The token file that the kubeconfig names for context “{0}” cannot be read.', context.name),
      );
    }
  }
  if (none.token !== undefined || !isRecord(user['exec'])) return none;
  const started = clock.now();
  const credential = await runExecLogin(login, env, clock);
  log({
    target: context.name,
    operation: `login program ${context.loginCommand ?? ''}`.trim(),
    milliseconds: clock.now() - started,
    outcome: 'outcome' in credential ? credential.why : 'ok',
  });
  return credential;
}

function expiryOf({ user }: ContextLogin, { expires }: ExecCredential, clock: Clock): number | undefined {
  if (expires !== undefined) return expires;
  const changes = user['tokenFile'] ?? user['token-file'] ?? user['auth-provider'];
  return changes === undefined || changes === null ? undefined : clock.now() + lookAgain + margin;
}

function applyProblem(login: ContextLogin, error: unknown): Unreachable {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    const said = phrase(
      'A certificate or key file that the kubeconfig names for context “{0}” cannot be read ({1}).',
      login.context.name,
      code,
    );
    return unreachable('configuration', said);
  }
  return loginProblem(login, phrase('Its token could not be renewed.'));
}
