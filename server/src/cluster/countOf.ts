import type { Localisation } from '../localisation.ts';

/** `2 objects`, `1 object`. */
export function countOf(count: number, l10n: Localisation): string {
  return count === 1 ? l10n.t('1 object') : l10n.t('{0} objects', count);
}

/** Names in a row, at most so many of them. */
export function firstOf(names: readonly string[], most: number, l10n: Localisation): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? l10n.t('{0} and {1} more', shown, names.length - most) : shown;
}
