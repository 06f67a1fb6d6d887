import { literal } from '../completion/snippet.ts';
import type { SlotWriter } from './writeManifest.ts';

/**
 * Writes slots as the tab stops of an LSP snippet. A slot that comes again is the same stop, with the default at each place: a mirror
 * alone would vanish in editors that know no snippets.
 *
 * @param answers what is known already, and so is no stop
 * @param first the slots with which the caret begins; the others follow in the order of the text
 */
export function tabStopSlots(answers: Readonly<Record<string, string>> = {}, first: readonly string[] = []): SlotWriter {
  const numbers = new Map(first.map((name, i) => [name, i + 1]));
  const numberOf = (name: string) => {
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    return number;
  };
  const answerTo = (name: string) => (Object.hasOwn(answers, name) ? answers[name] : undefined);
  return {
    content: ({ name, text }) => answerTo(name) ?? text,
    slot({ name, options, text }, enquote) {
      const answer = answerTo(name);
      if (answer !== undefined) return literal(enquote(answer));
      if (options === undefined) {
        const inner = literal(enquote(text));
        return inner === '' ? `$${numberOf(name)}` : `\${${numberOf(name)}:${inner}}`;
      }
      return `\${${numberOf(name)}|${options.map((option) => enquote(option).replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
    },
    text: literal,
  };
}
