import type { Localisation } from '../localisation.ts';

/** `2 objects`, `1 object`. */
export function countOf(count: number, l10n: Localisation): string {
  return count === 1 ? l10n.t('1 object') : l10n.t('{0} objects', count);
}
