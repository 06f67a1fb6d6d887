import { english, type Localisation, type Phrase, phrase, type Value } from '../localisation.ts';
import { withLogins } from './loginWords.ts';
import type { CatalogProblem } from './secretProvider.ts';

/** What a problem says, for every reader. */
export type Said = Required<Pick<CatalogProblem, 'message' | 'phrase'>>;

/** What a problem says, in English for logs and findings and for whoever reads another language. The text is one literal, as that of a phrase. */
export function told(text: string, ...values: readonly Value[]): Said {
  return saidAs(phrase(text, ...values));
}

/** What a problem says, where it is a phrase already. */
export function saidAs(said: Phrase): Said {
  return { message: english.of(said), phrase: said };
}

/** What a problem says, in the language of the reader where it is known there. */
export function problemText({ message, phrase: said }: Pick<CatalogProblem, 'message' | 'phrase'>, l10n: Localisation): string {
  return said === undefined ? message : l10n.of(withLogins(said));
}
