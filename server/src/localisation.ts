/**
 * A text for whoever reads it, in English with `{0}`, `{1}` … for its values: what is made far from anybody's language, or kept for
 * several readers, is told at the edge by `Localisation.of`.
 */
export interface Phrase {
  readonly text: string;
  readonly values: readonly Value[];
}

/** What a text is filled in with: names as they are, counts, other texts. */
export type Value = string | number | Phrase;

/** A phrase. The text stands in the call as one literal: `npm run l10n` collects it from there. */
export function phrase(text: string, ...values: readonly Value[]): Phrase {
  return { text, values };
}

/** A text that stands in a file of ours, the catalogue of snippets, and not in the code: `npm run l10n` collects it from there. */
export function filed(text: string): Phrase {
  return { text, values: [] };
}

/** What is the same in every language: a name, or a name with marks. */
export function verbatim(text: string): Phrase {
  return { text: '{0}', values: [text] };
}

/**
 * Finds the phrase again of which a text was made in English: what is kept or sent as a text, and is ours all the same. Its values are
 * looked for in turn.
 *
 * @param phrases without values, the more particular ones first
 */
export function recognising(phrases: readonly Phrase[]): (text: string) => Phrase | undefined {
  const patterns = phrases.map(({ text }) => ({
    text,
    pattern: new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d+\}/g, '([^]{1,500})')}$`),
  }));
  const recognise = (said: string): Phrase | undefined => {
    for (const { text, pattern } of patterns) {
      const found = pattern.exec(said);
      if (found !== null) return { text, values: found.slice(1).map((value) => recognise(value) ?? value) };
    }
    return undefined;
  };
  return recognise;
}

/** The language in which the person at the editor is asked and told. What rules say is English everywhere, as the operator's words are. */
export interface Localisation {
  /**
   * A text in that language, with values in place of `{0}`, `{1}` …; in English where it is not translated. The text stands in the call
   * as one literal: `npm run l10n` collects it from there.
   */
  t(text: string, ...values: readonly Value[]): string;
  /** A phrase in that language. */
  of(phrase: Phrase): string;
}

/** The language whose translations are given: English text to translated text. */
export function localisation(texts: Readonly<Record<string, string>>): Localisation {
  return fromTexts((text) => {
    const translated = Object.hasOwn(texts, text) ? texts[text] : undefined;
    return typeof translated === 'string' ? translated : text;
  });
}

/** The language of which is known what a text is there, its places for values still in it. */
export function fromTexts(translate: (text: string) => string): Localisation {
  const t = (text: string, ...values: readonly Value[]): string =>
    translate(text).replace(/\{(\d+)\}/g, (place, index: string) => {
      const value = values[Number(index)] ?? place;
      return typeof value === 'object' ? of(value) : String(value);
    });
  const of = ({ text, values }: Phrase) => t(text, ...values);
  return { t, of };
}

/** What everybody is told in who has asked for no other language. */
export const english: Localisation = localisation({});
