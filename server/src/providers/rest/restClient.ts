import pLimit from 'p-limit';
import { type CancellationToken, createCancellation, untilCancelled } from '../../cancellation.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { pause } from '../../pause.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { type Address, urlBelow } from './address.ts';
import { objectOf } from './json.ts';
import {
  cancelled,
  faultProblem,
  lateProblem,
  notUnderstood,
  type Refusal,
  type RestPlace,
  refusalProblem,
} from './restProblems.ts';
import type { RestAnswer, RestFault, RestRequest, RestTransport } from './restTransport.ts';
import { retryDelay } from './retryDelay.ts';

/** One remote operation of a service. */
export interface RestCall<T> {
  /** The vendor's name of it, `ListSecrets`, for messages and the access log: no key, no value. */
  readonly operation: string;
  /** Below the address, unescaped, one element a segment. */
  readonly path: readonly string[];
  /** What is done with it, where the API writes that behind the path and a colon: `access`. */
  readonly verb?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST, which is sent as JSON, and again after a failure only if `repeatable`. */
  readonly body?: JsonValue;
  /** The same, sent as plain text. */
  readonly text?: string;
  /** The same, sent as the fields of a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sends it by GET all the same, for services that want it so. */
  readonly method?: 'GET';
  /** Whether a POST changes nothing (a search, a login): then it may be sent again. */
  readonly repeatable?: boolean;
  /** Statuses besides 2xx whose body `read` is asked about first. */
  readonly alsoReads?: readonly number[];
  /**
   * What the answer says; undefined where it is not what it should be. The one place where a secret value may pass by: nothing of it
   * may be in what is returned. JSON that is none reads as undefined; `text` is for services that answer with what was stored, as it is.
   */
  read(json: JsonValue | undefined, status: number, text: string, headers: RestAnswer['headers']): T | undefined;
  /** How many items came back, for the access log. */
  count?(value: T): number;
  /** What a refusal means to this operation; undefined: what it means to the service, or in general. */
  explain?(refusal: Refusal): CatalogProblem | undefined;
}

/** What carries a login. */
export interface RestLogin {
  readonly headers: Readonly<Record<string, string>>;
  /** Members of the JSON that is sent, for services which want it there. */
  readonly body?: Readonly<Record<string, string>>;
  /** Headers that sign one request, for services which want that; they hold for it alone. */
  sign?(request: Pick<RestRequest, 'method' | 'url'>): Readonly<Record<string, string>>;
}

/** What a client of one service, as one login, is made of. */
export interface RestClientOptions {
  readonly address: Address;
  readonly place: RestPlace;
  readonly transport: RestTransport;
  readonly clock: Clock;
  /** Gets one line for every attempt. */
  readonly log: (entry: AccessEntry) => void;
  /**
   * What carries the login, asked for before each attempt, so that a login which was mended counts. `renew` after a 401:
   * what was cached is not to be used again. May make calls of its own, by another client; they are bounded by the same deadline.
   */
  authorize(renew: boolean, token: CancellationToken): Promise<Outcome<RestLogin>>;
  /** What a refusal means to this service; undefined: what the status means in general. */
  explain?(refusal: Refusal): CatalogProblem | undefined;
  /** How many calls run at a time; 4 where it is not said. */
  readonly atOnce?: number;
  /** 15 s for an attempt, 40 s for a call with all its attempts, 32 MB for an answer where it is not said. */
  readonly limits?: { readonly attempt?: number; readonly call?: number; readonly bytes?: number };
}

/** Calls of one service: bounded in time, size and number, cancellable, logged, never rejecting. */
export interface RestClient {
  call<T>(call: RestCall<T>, token: CancellationToken): Promise<Outcome<T>>;
}

const tries = 3;

/**
 * Makes a client. Its login goes to `address` and nowhere else: paths cannot lead out of it, and redirects are not followed. What may
 * be repeated is sent up to three times: after 429 and 5xx with pauses, as `Retry-After` says, after a connection that the server had
 * closed at once, and once after a 401 with a renewed login.
 */
export function createRestClient(options: RestClientOptions): RestClient {
  const { address, place, transport, clock } = options;
  const limits = { attempt: 15_000, call: 40_000, bytes: 32 * 1024 * 1024, ...options.limits };
  const limit = pLimit(options.atOnce ?? 4);
  const proxy = () => transport.proxyTo(new URL(address.text));

  async function perform<T>(call: RestCall<T>, token: CancellationToken): Promise<Outcome<T>> {
    const url = urlBelow(address, call.path, call.query);
    if (url === undefined) return { problem: notUnderstood(place, call.operation) };
    if (call.verb !== undefined) url.pathname += `:${call.verb}`;
    const started = clock.now();
    let renewed: Outcome<RestLogin> | undefined;
    let mayRenew = true;
    for (let attempt = 1; ; attempt += 1) {
      const login = renewed ?? (await options.authorize(false, token));
      renewed = undefined;
      if ('problem' in login) return login;
      if (token.isCancellationRequested) return { problem: cancelled };
      const answer = await attemptOnce(call, requestOf(call, url, login.value), token);
      if ('outcome' in answer) return answer.outcome;
      const { problem, retry, status, wait } = answer;
      if (status === 401 && mayRenew) {
        mayRenew = false;
        renewed = await options.authorize(true, token);
        if ('value' in renewed && isSame(renewed.value, login.value)) return { problem };
        continue;
      }
      const delay = wait === undefined ? 0 : retryDelay(wait.said, attempt, clock.now());
      if (!retry || attempt === tries || clock.now() - started + delay >= limits.call) return { problem };
      if (!(await pause(clock, delay, token))) return { problem: cancelled };
    }
  }

  async function attemptOnce<T>(call: RestCall<T>, request: RestRequest, token: CancellationToken): Promise<Attempt<T>> {
    const started = clock.now();
    const answer = await transport.send(request, { milliseconds: limits.attempt, bytes: limits.bytes }, token);
    const result = 'code' in answer ? faultOf(call, answer) : answerOf(call, answer);
    const count = 'outcome' in result && 'value' in result.outcome ? call.count?.(result.outcome.value) : undefined;
    options.log({
      target: `${place.store}, ${place.host}, ${place.login}`,
      operation: call.operation,
      milliseconds: clock.now() - started,
      outcome: 'problem' in result ? result.problem.code : 'problem' in result.outcome ? result.outcome.problem.code : 'ok',
      ...(count === undefined ? {} : { count }),
    });
    return result;
  }

  function faultOf<T>(call: RestCall<T>, { code, reused }: RestFault): Attempt<T> {
    const retry = isRepeatable(call) && reused && /^(ECONNRESET|EPIPE)$/.test(code);
    return { problem: faultProblem(code, place, proxy()), retry };
  }

  function answerOf<T>(call: RestCall<T>, { status, headers, body }: RestAnswer): Attempt<T> {
    const text = new TextDecoder().decode(body);
    body.fill(0);
    const good = status >= 200 && status < 300;
    const value = good || call.alsoReads?.includes(status) ? call.read(parse(text), status, text, headers) : undefined;
    if (value !== undefined) return { outcome: { value } };
    if (good) return { outcome: { problem: notUnderstood(place, call.operation) } };
    const refusal: Refusal = { status, operation: call.operation, has: (word) => word.test(text) };
    const problem = call.explain?.(refusal) ?? options.explain?.(refusal) ?? refusalProblem(refusal, place, proxy());
    const retry = status === 429 || (isRepeatable(call) && status >= 500 && status !== 501);
    return { problem, retry, status, wait: { said: headers['retry-after'] } };
  }

  async function timed<T>(call: RestCall<T>, token: CancellationToken): Promise<Outcome<T>> {
    const ending = createCancellation();
    let late = false;
    const timer = clock.delay(limits.call, () => {
      late = true;
      ending.cancel();
    });
    const listener = token.onCancellationRequested(() => ending.cancel());
    if (token.isCancellationRequested) ending.cancel();
    const outcome = await untilCancelled(perform(call, ending.token), ending.token);
    timer.dispose();
    listener.dispose();
    const ended = outcome === undefined || ('problem' in outcome && outcome.problem.code === 'cancelled');
    if (ended) return { problem: late ? lateProblem(place, proxy()) : cancelled };
    return outcome;
  }

  return {
    call: async (call, token) =>
      (await untilCancelled(
        limit(() => timed(call, token)),
        token,
      )) ?? { problem: cancelled },
  };
}

/** One attempt: its end, or why it failed and whether that may pass. */
type Attempt<T> =
  | { readonly outcome: Outcome<T> }
  | {
      readonly problem: CatalogProblem;
      readonly retry: boolean;
      readonly status?: number;
      readonly wait?: { readonly said: string | undefined };
    };

function requestOf<T>(call: RestCall<T>, url: URL, login: RestLogin): RestRequest {
  const body = bodyOf(call, login);
  const method = body === undefined ? 'GET' : (call.method ?? 'POST');
  const headers = { accept: 'application/json', ...call.headers, ...login.headers, ...login.sign?.({ method, url }) };
  return { url, method, headers, ...(body === undefined ? {} : { body }) };
}

function bodyOf<T>({ body, text, form }: RestCall<T>, login?: RestLogin): RestRequest['body'] | undefined {
  if (text !== undefined) return { text, type: 'text/plain' };
  if (form !== undefined) return { text: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  if (body === undefined) return undefined;
  const whole = login?.body === undefined ? body : { ...objectOf(body), ...login.body };
  return { text: JSON.stringify(whole), type: 'application/json' };
}

function isRepeatable<T>(call: RestCall<T>): boolean {
  return bodyOf(call) === undefined || call.repeatable === true;
}

function isSame(a: RestLogin, b: RestLogin): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The engine's own words about what is no JSON would quote it. */
function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
