import type { CancellationToken } from '../../cancellation.ts';

/** One request as it goes over the wire. */
export interface RestRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  /** The login among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly text: string; readonly type: string };
}

/** What one attempt may cost. */
export interface RestLimits {
  readonly milliseconds: number;
  /** Of the answer's body. */
  readonly bytes: number;
}

/** An answer, whatever its status. */
export interface RestAnswer {
  readonly status: number;
  /** By lower-case name; what stands several times in an answer is joined or left out. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** UTF-8. May hold secret values: whoever has read it overwrites it. */
  readonly body: Uint8Array;
}

/** No answer: the code of Node's error (`ECONNREFUSED`), or `cancelled`, `timeout`, `too-large`. */
export interface RestFault {
  readonly code: string;
  /** Whether the connection had served before: the server may have closed it just as this was sent. */
  readonly reused: boolean;
}

/** The way to vaults that are spoken to by plain HTTP, made by the host: proxies and authorities are its business. */
export interface RestTransport {
  /** Sends one request once, follows no redirect, and reads the whole answer. Never rejects. */
  send(request: RestRequest, limits: RestLimits, token: CancellationToken): Promise<RestAnswer | RestFault>;
  /** Host and port of the proxy on the way to a place; undefined: direct. */
  proxyTo(url: URL): string | undefined;
}
