/** Milliseconds. */
const first = 500;
const longest = 10_000;

/**
 * How long to wait before a request is sent again: what the server asks for, else half a second, doubled with each attempt.
 *
 * @param said the answer's `Retry-After`: seconds or a date (RFC 9110, section 10.2.3)
 * @param attempt how often it has been sent, from 1
 * @param now epoch milliseconds
 * @returns milliseconds, at most ten seconds
 */
export function retryDelay(said: string | undefined, attempt: number, now: number): number {
  const asked = said === undefined ? Number.NaN : /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now;
  return Math.min(longest, Number.isNaN(asked) ? first * 2 ** (attempt - 1) : Math.max(0, asked));
}
