import {
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestPlain,
} from 'node:http';
import { type RequestOptions, request as requestSecure } from 'node:https';
import { gunzipSync } from 'node:zlib';
import type { CancellationToken } from '../cancellation.ts';
import type { Clock } from '../host.ts';

/** Where requests go, and as whom. */
export interface Route {
  /** The address of the server, without a slash at its end. */
  readonly base: string;
  readonly agent: Agent;
  /** Login headers and what TLS needs. */
  readonly options: RequestOptions;
}

/** One request, of whose headers only these depend on it. */
export interface Sent {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** With its query. */
  readonly path: string;
  readonly accept: string;
  /** Whether the answer may be large enough to be compressed. */
  readonly zipped?: boolean;
  readonly body?: string;
  readonly contentType?: string;
}

/** One answer, whatever its status. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No answer: the code of Node's error, or `cancelled`, `timeout`, `too-large`. */
export interface NoAnswer {
  readonly code: string;
  /** Whether the connection had served before: the server may have closed it just as this was sent. */
  readonly reused: boolean;
}

/** How long an exchange may last, and how much may come back. */
export interface ExchangeLimits {
  readonly clock: Clock;
  readonly token: CancellationToken;
  readonly milliseconds: number;
  /** The largest answer, unzipped; by default 128 MB, as a page of 500 Kubernetes objects has at most some. */
  readonly bytes?: number;
}

/** Sends one request and reads its answer. Follows no redirect. Never throws. */
export function exchange(route: Route, sent: Sent, limits: ExchangeLimits): Promise<Received | NoAnswer> {
  const { clock, token, milliseconds, bytes = 128 * 1024 * 1024 } = limits;
  return new Promise((resolve) => {
    const waits: { dispose(): void }[] = [];
    let request: ClientRequest | undefined;
    // Node keeps the first exchange of a connection over TLS for as long as the connection; the answer is not to be a part of it.
    let settle: typeof resolve | undefined = resolve;
    const end = (result: Received | NoAnswer) => {
      for (const wait of waits.splice(0)) wait.dispose();
      settle?.(result);
      settle = undefined;
      if ('code' in result) request?.destroy();
    };
    const fail = (code: string) => end({ code, reused: request?.reusedSocket ?? false });
    try {
      request = open(route, sent, (response) => readAll(response, bytes, end, fail));
    } catch (error) {
      // A token with a line break, for instance.
      fail(codeOf(error));
      return;
    }
    request.on('error', (error) => fail(codeOf(error)));
    waits.push(
      clock.delay(milliseconds, () => fail('timeout')),
      token.onCancellationRequested(() => fail('cancelled')),
    );
    request.end(sent.body);
  });
}

function readAll(
  response: IncomingMessage,
  bytes: number,
  end: (received: Received) => void,
  fail: (code: string) => void,
): void {
  const parts: Buffer[] = [];
  let size = 0;
  response.on('data', (part: Buffer) => {
    parts.push(part);
    size += part.length;
    if (size > bytes) fail('too-large');
  });
  response.on('error', (error) => fail(codeOf(error)));
  response.on('end', () => {
    const body = Buffer.concat(parts);
    // The answer may hold secret values, which are forgotten once it is reduced.
    for (const part of parts) part.fill(0);
    const { headers } = response;
    response.headers = {};
    response.rawHeaders = [];
    const plain = headers['content-encoding'] === 'gzip' ? unzip(body, bytes) : body;
    if (plain === undefined) fail('not-json');
    else end({ status: response.statusCode ?? 0, headers, body: plain });
  });
  response.on('close', () => fail('ECONNRESET'));
}

function unzip(body: Buffer, maxOutputLength: number): Buffer | undefined {
  try {
    return gunzipSync(body, { maxOutputLength });
  } catch {
    return undefined;
  }
}

/** Opens a request whose answer is read by the caller. */
export function open(route: Route, sent: Sent, onResponse: (response: IncomingMessage) => void): ClientRequest {
  const url = new URL(route.base + sent.path);
  const headers = {
    ...route.options.headers,
    accept: sent.accept,
    ...(sent.zipped ? { 'accept-encoding': 'gzip' } : {}),
    'user-agent': 'vscode-external-secrets',
    ...(sent.body === undefined
      ? {}
      : { 'content-type': sent.contentType ?? 'application/json', 'content-length': Buffer.byteLength(sent.body) }),
  };
  const options = { ...route.options, method: sent.method, agent: route.agent, headers };
  return url.protocol === 'http:' ? requestPlain(url, options, onResponse) : requestSecure(url, options, onResponse);
}

/** The code of an error of Node's; its message may quote what was sent. */
export function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  const inner = error instanceof AggregateError ? error.errors.map(codeOf).find((each) => each !== 'unknown error') : undefined;
  return inner ?? 'unknown error';
}
