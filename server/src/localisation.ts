/** The language in which the person at the editor is asked and told. What rules say is English everywhere, as the operator's words are. */
export interface Localisation {
  /**
   * A text in that language, with values in place of `{0}`, `{1}` …; in English where it is not translated. The text stands in the call
   * as one literal: `npm run l10n` collects it from there.
   */
  t(text: string, ...values: readonly (string | number)[]): string;
}

/** The language whose translations are given: English text to translated text. */
export function localisation(texts: Readonly<Record<string, string>>): Localisation {
  return {
    t(text, ...values) {
      const translated = Object.hasOwn(texts, text) ? texts[text] : undefined;
      return (typeof translated === 'string' ? translated : text).replace(/\{(\d+)\}/g, (place, index: string) =>
        String(values[Number(index)] ?? place),
      );
    },
  };
}

/** What everybody is told in who has asked for no other language. */
export const english: Localisation = localisation({});
