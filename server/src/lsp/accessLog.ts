import type { AccessEntry } from '../host.ts';

/** One line of the access log: `ListSecrets · AWS Secrets Manager us-east-1 · 312 items · 240 ms · ok`. */
export function formatAccessEntry({ operation, target, count, milliseconds, outcome }: AccessEntry): string {
  const items = count === undefined ? [] : [`${count} ${count === 1 ? 'item' : 'items'}`];
  return [operation, target, ...items, `${Math.round(milliseconds)} ms`, outcome].join(' · ').replace(/[\r\n]+/g, ' ');
}
