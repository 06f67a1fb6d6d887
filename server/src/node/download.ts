import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { CancellationToken } from '../cancellation.ts';
import { createNetwork } from './network.ts';
import type { Environment } from './proxy.ts';

/** A text from the network, or one sentence that says why there is none. */
export type Downloaded = { readonly text: string } | { readonly problem: string };

/** How much a download may cost. */
export interface DownloadLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

const usual: DownloadLimits = { bytes: 20 * 1024 * 1024, milliseconds: 60_000 };
const mostRedirects = 5;

/**
 * Fetches a text by https through the user's proxies, trusting the authorities that the system trusts. Redirects are followed to https
 * only, and to another host only where that may be asked: the user has agreed to the first one. No cookies, no logins. Never rejects.
 *
 * @param mayAsk whether a host that is redirected to may be asked; by default none
 */
export async function download(
  address: URL,
  env: Environment,
  token: CancellationToken,
  limits: DownloadLimits = usual,
  mayAsk: (url: URL) => Promise<boolean> = async () => false,
): Promise<Downloaded> {
  const ending = new AbortController();
  const start = () => setTimeout(() => ending.abort('time'), limits.milliseconds);
  let clock = start();
  const listener = token.onCancellationRequested(() => ending.abort('cancelled'));
  if (token.isCancellationRequested) ending.abort('cancelled');
  try {
    const network = createNetwork(env);
    let url = address;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      if (url.protocol !== 'https:') return { problem: `${url.host} is not asked: the address is not https.` };
      const response = await get(url, network, ending.signal);
      const { location } = response.headers;
      const status = response.statusCode ?? 0;
      if (status === 200) return await readText(response, url, limits.bytes);
      response.destroy();
      if (status < 300 || status > 399 || location === undefined) return { problem: `${url.host} answered with ${status}.` };
      if (!URL.canParse(location, url)) return { problem: `${url.host} redirects to an address that is none.` };
      const next = new URL(location, url);
      if (next.protocol === 'https:' && next.host !== url.host) {
        // What the user takes to answer does not count.
        clearTimeout(clock);
        if (!(await mayAsk(next))) return { problem: `${url.host} redirects to ${next.host}, which was not asked.` };
        clock = start();
      }
      url = next;
    }
    return { problem: `${address.host} redirects more than ${mostRedirects} times.` };
  } catch (error) {
    return { problem: problemOf(error, address, ending.signal, limits) };
  } finally {
    clearTimeout(clock);
    listener.dispose();
  }
}

function get(url: URL, network: ReturnType<typeof createNetwork>, signal: AbortSignal): Promise<IncomingMessage> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const { agent } = network.routeTo({ secure: true, hostname, port: Number(url.port || 443) });
  const headers = { accept: 'text/plain, */*', 'user-agent': 'external-secrets-language-server' };
  return new Promise((resolve, reject) => {
    request(url, { agent, headers, signal }, resolve).on('error', reject).end();
  });
}

async function readText(response: IncomingMessage, { host }: URL, mostBytes: number): Promise<Downloaded> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) {
      response.destroy();
      return { problem: `What ${host} sends is larger than ${Math.round(mostBytes / 1024 / 1024)} MB.` };
    }
    parts.push(part);
  }
  return { text: Buffer.concat(parts).toString('utf8') };
}

function problemOf(error: unknown, { host }: URL, signal: AbortSignal, { milliseconds }: DownloadLimits): string {
  if (signal.aborted && signal.reason === 'time') return `${host} did not answer within ${milliseconds / 1000} seconds.`;
  if (signal.aborted) return 'The download was cancelled.';
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no connection';
  return `${host} cannot be reached (${code}).`;
}
