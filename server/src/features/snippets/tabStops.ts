import { literal } from '../completion/snippet.ts';
import type { SlotWriter } from './writeManifest.ts';

/** Hands out the numbers of the tab stops of one snippet. */
export interface StopNumbers {
  /** The number of a slot, always the same. */
  of(slot: string): number;
}

/** Numbers that begin with those slots, in that order; the others follow as they are asked for. */
export function stopsFrom(first: readonly string[]): StopNumbers {
  const numbers = new Map(first.map((slot, i) => [slot, i + 1]));
  return {
    of(slot) {
      const number = numbers.get(slot) ?? numbers.size + 1;
      numbers.set(slot, number);
      return number;
    },
  };
}

/** What is known of the slots of a document. */
export interface TabStopOptions {
  /** What is answered already, and so is no stop. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly numbers?: StopNumbers;
  /** Tells the slots of this document from those of the same names in another of the snippet. */
  readonly scope?: string;
  /** The slots where no likely text is written. */
  readonly empty?: readonly string[];
}

/**
 * Writes slots as the tab stops of an LSP snippet. A slot that comes again is the same stop, with the default at each place: a mirror
 * alone would vanish in editors that know no snippets.
 */
export function tabStopSlots(options: TabStopOptions = {}): SlotWriter {
  const { answers = {}, empty = [], numbers = stopsFrom([]), scope = '' } = options;
  const answerTo = (name: string) => (Object.hasOwn(answers, name) ? answers[name] : undefined);
  return {
    content: ({ name, text }) => answerTo(name) ?? text,
    slot({ name, options: choices, text }, enquote) {
      const answer = answerTo(name);
      if (answer !== undefined) return literal(enquote(answer));
      const number = numbers.of(scope + name);
      if (choices === undefined) {
        const inner = empty.includes(name) ? '' : literal(enquote(text));
        return inner === '' ? `$${number}` : `\${${number}:${inner}}`;
      }
      return `\${${number}|${choices.map((option) => enquote(option).replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
    },
    text: literal,
  };
}
