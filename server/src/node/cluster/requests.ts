import type { IncomingHttpHeaders } from 'node:http';
import pLimit from 'p-limit';
import { type CancellationToken, createCancellation } from '../../cancellation.ts';
import { type ClusterOutcome, done, type Refused, type Unreachable } from '../../cluster/outcome.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { phrase } from '../../localisation.ts';
import { pause } from '../../pause.ts';
import { askedDelay, longest, retryDelay } from '../../providers/rest/retryDelay.ts';
import type { JsonValue } from '../../syntax/node.ts';
import { exchange, type NoAnswer, type Received, type Sent } from '../exchange.ts';
import { cancelled, loginProblem, networkProblem, type Place, refusal, unreachable } from './problems.ts';
import type { Session, Sessions } from './session.ts';

/** One call, as it is sent and as its answer is read. */
export interface Call<T> extends Sent {
  /** For the access log: `LIST externalsecrets/default`. */
  readonly operation: string;
  /** Whether nothing is changed by it, so that it may be sent again after a failure. */
  readonly repeatable: boolean;
  /** What the body of an answer with status 2xx says; undefined where it is not what it should be. May overwrite the body. */
  readonly read: (body: Buffer) => { readonly value: T; readonly count?: number } | undefined;
}

/** Sends calls, a few at a time. */
export interface Requests {
  send<T>(call: Call<T>, token: CancellationToken): Promise<ClusterOutcome<T>>;
  /** Answers all that is under way, and all that comes, with `cancelled`. */
  dispose(): void;
  /** How many requests were sent by `send`. */
  readonly count: number;
}

/** What requests are made of. */
export interface RequestsOptions {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: (entry: AccessEntry) => void;
  /** Told of every answer of the API server that was not a failure of its own. */
  readonly onAnswer: () => void;
}

const atOnce = 6;
const tries = 3;
/** Milliseconds. */
const longestCall = 15_000;

/** At most six attempts at a time; each gets 15 seconds and a line in the access log. What waits to be sent again keeps nobody from being sent. */
export function createRequests(options: RequestsOptions): Requests {
  const { sessions, clock } = options;
  const limit = pLimit(atOnce);
  const ending = createCancellation();
  let count = 0;

  async function perform<T>(call: Call<T>, token: CancellationToken): Promise<ClusterOutcome<T>> {
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const attempted = await limit(() => attemptInTurn(call, token));
      if ('outcome' in attempted) return attempted;
      const { answer, session } = attempted;
      if ('outcome' in answer) return answer;
      if ('code' in answer) {
        if (call.repeatable && answer.reused && attempt < tries && isClosed(answer)) continue;
        return networkProblem(answer.code, session.place);
      }
      if (answer.status === 401) {
        if (renewed) return refusedLogin(session);
        renewed = true;
        const next = await unlessCancelled(sessions.renew(session), token);
        if ('outcome' in next) return next;
        continue;
      }
      const said = answer.headers['retry-after'];
      const isLater = (askedDelay(said, clock.now()) ?? 0) > longest;
      if (!isRetried(answer.status, call) || attempt === tries || isLater) return refused(answer, session.place, clock);
      if (!(await pause(clock, retryDelay(said, attempt, clock.now()), token))) return cancelled;
    }
  }

  async function attemptInTurn<T>(call: Call<T>, token: CancellationToken) {
    if (token.isCancellationRequested || ending.token.isCancellationRequested) return cancelled;
    const session = await unlessCancelled(sessions.get(), token);
    if ('outcome' in session) return session;
    // A login may take as long as a person needs for it.
    if (ending.token.isCancellationRequested) return cancelled;
    return { session, answer: await attemptOnce(call, session, token) };
  }

  async function attemptOnce<T>(call: Call<T>, session: Session, token: CancellationToken) {
    count += 1;
    const started = clock.now();
    const answer = await exchange(session.route, call, { clock, token, milliseconds: longestCall });
    const log = (outcome: string, items?: number) =>
      options.log({
        target: targetOf(session.place),
        operation: call.operation,
        ...(items === undefined ? {} : { count: items }),
        milliseconds: clock.now() - started,
        outcome,
      });
    if ('code' in answer) {
      log(answer.code);
      return answer;
    }
    if (answer.status < 500 && answer.status !== 401 && answer.status !== 407) options.onAnswer();
    if (answer.status < 200 || answer.status > 299) {
      log(outcomeOf(answer, session.place, clock));
      return answer;
    }
    const value = call.read(answer.body);
    log(value === undefined ? 'not-json' : 'ok', value?.count);
    return value === undefined ? networkProblem('not-json', session.place) : done(value.value, warningsOf(answer.headers));
  }

  return {
    send: (call, token) => unlessCancelled(unlessCancelled(perform(call, token), token), ending.token),
    dispose: ending.cancel,
    get count() {
      return count;
    },
  };
}

/** What stands in the access log for a place. */
export function targetOf({ context, host, proxy }: Place): string {
  return `${context} (${host}${proxy === undefined ? '' : `, proxy ${proxy}`})`;
}

/** Status and reason of an answer that is a no, for the access log. */
function outcomeOf(answer: Received, place: Place, clock: Clock): string {
  const said = refused(answer, place, clock);
  return said.outcome === 'refused' ? `${answer.status} ${said.reason}`.trim() : String(answer.status);
}

/** The answer of the API server, or of what stands before it, that is a no. */
export function refused({ status, headers, body }: Received, place: Place, clock: Clock): Refused | Unreachable {
  if (status === 407) {
    return unreachable(
      'network',
      phrase(
        'The proxy {0} asks for a login (HTTP 407): give it in the proxy’s address as user:password@.',
        place.proxy ?? phrase('on the way'),
      ),
    );
  }
  const said = refusal(status, parseJson(body), place);
  const retryAfter = askedDelay(headers['retry-after'], clock.now());
  return retryAfter === undefined ? said : { ...said, retryAfter };
}

/** A login that the API server refuses although it is new. */
export function refusedLogin({ login }: Session): Unreachable {
  return loginProblem(login, phrase('The API server refused it as unknown or expired (HTTP 401).'));
}

/** The JSON in a body; undefined where it is none. The engine's own words would quote the text. */
export function parseJson(body: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as JsonValue;
  } catch {
    return undefined;
  }
}

/** What was promised, or `cancelled` as soon as the caller gives up. */
export function unlessCancelled<T>(promise: Promise<T>, token: CancellationToken): Promise<T | Unreachable> {
  if (token.isCancellationRequested) return Promise.resolve(cancelled);
  return new Promise((resolve, reject) => {
    const cancellation = token.onCancellationRequested(() => resolve(cancelled));
    promise.then(resolve, reject).finally(() => cancellation.dispose());
  });
}

function isClosed({ code }: NoAnswer): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}

/** 429 says that nothing was carried out. */
function isRetried(status: number, { repeatable }: { readonly repeatable: boolean }): boolean {
  return status === 429 || (repeatable && status >= 500);
}

/** RFC 7234, section 5.5: `299 - "text", 299 - "text"`; the quotes hold backslash escapes. */
function warningsOf(headers: IncomingHttpHeaders): readonly string[] {
  const header = headers['warning'] ?? '';
  return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1').slice(0, 4_000),
  );
}
