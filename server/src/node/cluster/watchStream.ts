import type { ClientRequest, IncomingMessage } from 'node:http';
import type { CancellationToken } from '../../cancellation.ts';
import type { KubeObject, ResourceType } from '../../cluster/clusterClient.ts';
import type { Refused, Unreachable } from '../../cluster/outcome.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import type { JsonValue } from '../../syntax/node.ts';
import { codeOf, open, type Sent } from '../exchange.ts';
import { isRecord, stringOf } from './json.ts';
import { cancelled, networkProblem, refusal } from './problems.ts';
import { refused, refusedLogin, targetOf } from './requests.ts';
import { kubeObject } from './secrets.ts';
import type { Session, Sessions } from './session.ts';

/** One request that follows objects. */
export interface StreamOptions {
  readonly type: ResourceType;
  readonly sent: Sent;
  /** The version from which is followed. */
  readonly from: string;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: (entry: AccessEntry) => void;
  readonly operation: string;
  readonly token: CancellationToken;
  /** A request is sent. */
  readonly onSend: () => void;
  /** The server has begun to answer. */
  readonly onOpen: () => void;
  /** How far it has come; also where only a bookmark says so. */
  readonly onVersion: (resourceVersion: string) => void;
  readonly onEvent: (event: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject) => void;
}

/** How a stream ended. */
export interface StreamEnd {
  /** `expired`: the server no longer knows the place from which to follow. */
  readonly how: 'ended' | 'expired';
  readonly events: number;
  /** Why it could not be followed at all. */
  readonly problem?: Refused | Unreachable;
  /** What to say of a stream that broke off, where that happens again and again. */
  readonly broken: Unreachable;
}

/** Milliseconds. */
const longestStart = 15_000;
/** The API server sends a bookmark every minute; a connection that is silent for longer is dead. */
const longestSilence = 150_000;
/** Characters of one event, bytes of an answer that is none. */
const largestEvent = 32 * 1024 * 1024;

/** Follows until the stream ends, in whichever way. A login that is refused is renewed once. */
export async function follow(options: StreamOptions): Promise<StreamEnd> {
  let session = await options.sessions.get();
  for (const again of [true, false]) {
    if (options.token.isCancellationRequested) return ended(cancelled);
    if ('outcome' in session) return ended(session);
    const end = await followOnce(session, options);
    if (end !== 'unauthorized') return end;
    if (!again) return ended(refusedLogin(session));
    session = await options.sessions.renew(session);
  }
  return ended(cancelled);
}

function ended(problem: Refused | Unreachable): StreamEnd {
  return { how: 'ended', events: 0, problem, broken: cancelled };
}

function followOnce(session: Session, options: StreamOptions): Promise<StreamEnd | 'unauthorized'> {
  const { clock, operation, token } = options;
  const { place } = session;
  return new Promise((resolve) => {
    const started = clock.now();
    let events = 0;
    let reached = options.from;
    let hasTold = false;
    let silence = clock.delay(longestStart, () => end('timeout'));
    let result: StreamEnd | 'unauthorized' | undefined;
    let isOpen = false;
    let request: ClientRequest | undefined;

    function log(what: string, outcome: string, count?: number): void {
      const milliseconds = clock.now() - started;
      const entry = { target: targetOf(place), operation: what, milliseconds, outcome };
      options.log(count === undefined ? entry : { ...entry, count });
    }
    /** `code` says why it is over: `ok` where the server has ended it as it does from time to time. */
    function end(code: string, how: StreamEnd['how'] = 'ended', problem?: Refused | Unreachable): void {
      if (result !== undefined) return;
      const broken = networkProblem(code === 'ok' || how === 'expired' ? 'ECONNRESET' : code, place);
      const why = problem ?? (isOpen || code === 'ok' || how === 'expired' ? undefined : broken);
      finish({ how, events, broken, ...(why === undefined ? {} : { problem: why }) });
      if (isOpen) log(`${operation} ended`, code, events);
      else log(operation, code);
    }
    function finish(value: StreamEnd | 'unauthorized'): void {
      result = value;
      silence.dispose();
      cancellation.dispose();
      request?.destroy();
      resolve(value);
    }
    function heard(): void {
      silence.dispose();
      // One that has said nothing from the start may be at a place that the server has not come to since it was restored.
      if (result === undefined) silence = clock.delay(longestSilence, () => end('timeout', hasTold ? 'ended' : 'expired'));
    }
    function onLine(line: string): void {
      if (result !== undefined) return;
      const event = readEvent(line);
      if (event === undefined) {
        end('not-json');
        return;
      }
      const { type, object } = event;
      if (type === 'ERROR') {
        const status = Number(object['code']) || 500;
        if (status === 410) end('410 Expired', 'expired');
        else end(String(status), 'expired', refusal(status, object as JsonValue, place));
        return;
      }
      const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
      const version = stringOf(metadata['resourceVersion']);
      if (version !== undefined && isBehind(version, reached)) {
        if (type === 'BOOKMARK') end('410 Expired', 'expired');
        return;
      }
      hasTold = true;
      if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
        if (version === reached && isNumber(version)) return;
        events += 1;
        const known = kubeObject(options.type, object);
        if (known !== undefined) options.onEvent(type, known);
      }
      if (version === undefined) return;
      // Only now: what was not told has to be sent again.
      options.onVersion(version);
      if (isNumber(options.from)) reached = version;
    }
    function onResponse(response: IncomingMessage): void {
      const status = response.statusCode ?? 0;
      heard();
      response.on('error', (error) => end(codeOf(error)));
      if (status === 200) {
        isOpen = true;
        log(operation, 'ok');
        options.onOpen();
        readLines(response, heard, onLine, end);
        return;
      }
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > largestEvent) end('too-large');
      });
      response.on('close', () => end('ECONNRESET'));
      response.on('end', () => {
        if (result !== undefined) return;
        if (status === 401) {
          log(operation, '401');
          finish('unauthorized');
        } else if (status === 410) end('410 Expired', 'expired');
        else {
          const { headers } = response;
          end(String(status), 'ended', refused({ status, headers, body: Buffer.concat(parts) }, place, clock));
        }
      });
    }

    const cancellation = token.onCancellationRequested(() => end('cancelled'));
    options.onSend();
    try {
      request = open(session.route, options.sent, onResponse);
    } catch (error) {
      end(codeOf(error));
      return;
    }
    request.on('error', (error) => end(codeOf(error)));
    request.end();
  });
}

function readLines(
  response: IncomingMessage,
  heard: () => void,
  onLine: (line: string) => void,
  end: (code: string) => void,
): void {
  // Put together once, when the line is whole: anew with each part a long one would cost the square of its length.
  let begun: string[] = [];
  let size = 0;
  response.setEncoding('utf8').on('data', (part: string) => {
    heard();
    const [first = '', ...lines] = part.split('\n');
    begun.push(first);
    size += first.length;
    for (const next of lines) {
      const line = begun.join('');
      [begun, size] = [[next], next.length];
      if (line.trim() !== '') onLine(line);
    }
    if (size > largestEvent) end('too-large');
  });
  response.on('end', () => end('ok'));
  response.on('close', () => end('ECONNRESET'));
}

function readEvent(line: string): { readonly type: unknown; readonly object: Readonly<Record<string, unknown>> } | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return isRecord(event) && isRecord(event['object']) ? { type: event['type'], object: event['object'] } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether what says this version has been told before: versions of one kind are numbers that grow (KEP-5504). A server that sends what
 * was, after what is, would otherwise leave us with what was.
 */
function isBehind(version: string, reached: string): boolean {
  return isNumber(version) && isNumber(reached) && BigInt(version) < BigInt(reached);
}

function isNumber(version: string): boolean {
  return /^\d{1,20}$/.test(version);
}
