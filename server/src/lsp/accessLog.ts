import type { AccessEntry } from '../host.ts';
import { plainText } from '../model/plainText.ts';

/** One line of the access log: `ListSecrets · AWS Secrets Manager us-east-1 · 312 items · 240 ms · ok`. */
export function formatAccessEntry({ operation, target, count, milliseconds, outcome }: AccessEntry): string {
  const items = count === undefined ? [] : [`${count} ${count === 1 ? 'item' : 'items'}`];
  const [what, where, how] = [plainText(operation, 300), plainText(target, 300), plainText(outcome, 100)];
  return [what, where, ...items, `${Math.round(milliseconds)} ms`, how].join(' · ');
}
