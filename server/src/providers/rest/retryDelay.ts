/** Milliseconds. */
const first = 500;
/** Milliseconds: who asks for more wants to be left alone rather than waited for. */
export const longest = 10_000;

/**
 * How long to wait before a request is sent again: what the server asks for, else half a second, doubled with each attempt.
 *
 * @param said the answer's `Retry-After`: seconds or a date (RFC 9110, section 10.2.3)
 * @param attempt how often it has been sent, from 1
 * @param now epoch milliseconds
 * @returns milliseconds, at most ten seconds
 */
export function retryDelay(said: string | undefined, attempt: number, now: number): number {
  return Math.min(longest, askedDelay(said, now) ?? first * 2 ** (attempt - 1));
}

/** What an answer's `Retry-After` asks for, in milliseconds; undefined where it says nothing. As `retryDelay`, but without its bound. */
export function askedDelay(said: string | undefined, now: number): number | undefined {
  const asked = said === undefined ? Number.NaN : /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return Number.isNaN(asked) ? undefined : Math.max(0, asked);
}
