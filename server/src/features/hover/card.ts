import type { Localisation } from '../../localisation.ts';

/** How many lines a hover has at most. */
const mostLines = 12;

/**
 * One hover: a heading, then one line each, joined so that Markdown keeps the line ends. Empty and absent lines are left out; what
 * goes beyond the bound is dropped from the end.
 */
export function card(heading: string, lines: readonly (string | undefined)[]): string {
  const filled = lines.filter((line): line is string => line !== undefined && line !== '');
  return [heading, ...filled].slice(0, mostLines).join('  \n');
}

/** Some of many as a list in words: `a, b, c and 4 more`; undefined for none. The items are Markdown already. */
export function listed(items: readonly string[], most: number, l10n: Localisation): string | undefined {
  if (items.length === 0) return undefined;
  const rest = items.length - most;
  return rest > 0 ? `${items.slice(0, most).join(', ')} ${l10n.t('and {0} more', rest)}` : items.join(', ');
}
