import { beginsWord, foldedUnit, kindOf, separator } from './units.ts';

/** How well a name matches what is typed; less is better. What editors put first comes first. */
export const rank = {
  /** It is what is typed, capitals aside. */
  exact: 0,
  /** It begins with what is typed. */
  start: 1,
  /** What is typed stands in it from the beginning of a word on. */
  word: 2,
  /** What is typed stands in it. */
  inside: 3,
  /** What is typed is the beginnings of some of its words, in order: `pay/db` in `prod/payments/db`. */
  words: 4,
  /** It has the letters in order, the first at the beginning of a word. */
  letters: 5,
  none: 6,
} as const;

/** Longer texts are never the beginnings of words (`rank.words`). */
export const longestWords = 28;

/** What is typed, prepared to be looked for. */
export interface Query {
  readonly text: string;
  /** Folded. */
  readonly units: Uint16Array;
}

/** The rank of a name, given by its units, for what is typed. What is typed is not empty. */
export function rankOf(units: Uint16Array, length: number, { units: query }: Query): number {
  const wanted = query.length;
  if (wanted > length) return rank.none;
  let best: number = rank.none;
  for (let from = 0; from + wanted <= length; from++) {
    let d = 0;
    while (d < wanted && foldedUnit(units[from + d] as number) === query[d]) d++;
    if (d < wanted) continue;
    if (from === 0) return wanted === length ? rank.exact : rank.start;
    if (wordBeginsAt(units, from)) return rank.word;
    best = rank.inside;
  }
  if (best === rank.inside) return best;
  if (wanted <= longestWords && matchesWords(units, length, query)) return rank.words;
  return matchesLetters(units, length, query) ? rank.letters : rank.none;
}

function wordBeginsAt(units: Uint16Array, at: number): boolean {
  return beginsWord(kindOf(units[at] as number), at === 0 ? separator : kindOf(units[at - 1] as number));
}

/** Bit `n` of `reached`: the first `n` letters stand before here; of `running`: they end right here. */
function matchesWords(units: Uint16Array, length: number, query: Uint16Array): boolean {
  let reached = 1;
  let running = 0;
  for (let d = 0; d < length; d++) {
    const unit = foldedUnit(units[d] as number);
    const open = wordBeginsAt(units, d) ? running | reached : running;
    running = 0;
    for (let n = 0; n < query.length; n++) if (query[n] === unit && (open >>> n) & 1) running |= 1 << (n + 1);
    if ((running >>> query.length) & 1) return true;
    reached |= running;
  }
  return false;
}

function matchesLetters(units: Uint16Array, length: number, query: Uint16Array): boolean {
  let found = 0;
  for (let d = 0; d < length && found < query.length; d++)
    if (foldedUnit(units[d] as number) === query[found] && (found > 0 || wordBeginsAt(units, d))) found++;
  return found === query.length;
}
