import type { CancellationToken } from '../../cancellation.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import type { Outcome } from '../outcome.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { Connection } from './client.ts';
import type { AwsLogin } from './login.ts';
import { lateProblem, problemOf } from './problems.ts';

/** One remote operation, made with a client of its service. */
export interface Call<Client, T> {
  /** The AWS name, `ListSecrets`. */
  readonly operation: string;
  send(client: Client, signal: AbortSignal): Promise<T>;
  /** How many items came back. */
  count?(value: T): number;
}

/** Makes one call: bounded in time and in how many run beside it, cancellable, logged, never rejecting. */
export type Caller<Client> = <T>(call: Call<Client, T>, token: CancellationToken) => Promise<Outcome<T>>;

/** What a caller needs. */
export interface CallerOptions<Client> {
  /** Gives the connection, made on first use. */
  readonly connect: () => Promise<Connection<Client>>;
  /** `SecretStore default/vault, us-east-1`, for the log. */
  readonly target: string;
  readonly log: (entry: AccessEntry) => void;
  readonly clock: Clock;
  /** Runs at most so many at a time. */
  readonly limit: <T>(run: () => Promise<T>) => Promise<T>;
  /** Milliseconds for a call with all its attempts and the login before it. */
  readonly deadline: number;
}

/** Makes the function through which every call of one login goes. */
export function createCaller<Client>(options: CallerOptions<Client>): Caller<Client> {
  const { clock, log, target } = options;
  return async (call, token) => {
    if (token.isCancellationRequested) return { problem: cancelled };
    const started = clock.now();
    const { outcome, login } = await options.limit(() => attempt(call, token, options));
    const count = 'value' in outcome ? call.count?.(outcome.value) : undefined;
    log({
      target: login === undefined ? target : `${target}, ${login.destination.login}`,
      operation: call.operation,
      milliseconds: clock.now() - started,
      outcome: 'problem' in outcome ? outcome.problem.code : 'ok',
      ...(count === undefined ? {} : { count }),
    });
    return outcome;
  };
}

/** The problem of a call that is no longer wanted. */
export const cancelled: CatalogProblem = { code: 'cancelled', ...told('The question was withdrawn.') };

/** One call under its deadline, and the login it was made with, where it got that far. */
async function attempt<Client, T>(
  call: Call<Client, T>,
  token: CancellationToken,
  options: CallerOptions<Client>,
): Promise<{ outcome: Outcome<T>; login?: AwsLogin }> {
  if (token.isCancellationRequested) return { outcome: { problem: cancelled } };
  const abort = new AbortController();
  let connection: Connection<Client> | undefined;
  const work = async (): Promise<Outcome<T>> => {
    try {
      connection = await options.connect();
      return { value: await call.send(connection.client, abort.signal) };
    } catch (error) {
      return { problem: problemOf(error, call.operation, connection) };
    }
  };
  // The login before a call (SSO, a credential process) hears no abort signal, so the wait is raced, not only signalled.
  const outcome = await new Promise<Outcome<T>>((resolve) => {
    const finish = (result: Outcome<T>) => {
      timer.dispose();
      listener.dispose();
      resolve(result);
    };
    const timer = options.clock.delay(options.deadline, () => finish({ problem: lateProblem(call.operation, connection) }));
    const listener = token.onCancellationRequested(() => finish({ problem: cancelled }));
    void work().then(finish);
  });
  abort.abort();
  return connection === undefined ? { outcome } : { outcome, login: connection.login };
}
