import { longestWords, type Query, rank, rankOf } from './ranking.ts';
import { walk } from './scan.ts';
import { rangeOf, readNames, type Segment } from './segment.ts';

/** The names of a segment that what is typed may mean. */
export interface SegmentMatches {
  /** By rank the places of names, in order: of the best ranks all, or as many as are wanted; of the others what is still wanted. */
  readonly byRank: readonly (readonly number[])[];
  /** How many names were looked at. */
  readonly looked: number;
}

/** Searches one segment, key stroke by key stroke: it remembers what it found, and narrows that down as the text gets longer. */
export type SegmentSearch = (query: Query, wanted: number) => SegmentMatches;

/** How many names of a text are remembered: to look at so many one by one takes less than a walk over all. */
const mostNames = 8_192;
/** How many texts are remembered. */
const mostTexts = 8;

/** What is known of a text: all names up to rank `words`, in order, and where that is known those of rank `letters`. */
interface Remembered {
  readonly text: string;
  readonly words: readonly number[];
  readonly letters: readonly number[] | undefined;
}

/** A search over one segment. */
export function createSegmentSearch(segment: Segment): SegmentSearch {
  let memory: readonly Remembered[] = [];

  function remember(entry: Remembered | undefined): void {
    if (entry !== undefined) memory = [entry, ...memory.filter(({ text }) => text !== entry.text)].slice(0, mostTexts);
  }

  function longestKnown(typed: string): Remembered | undefined {
    const usable = memory.filter(({ text }) => typed.startsWith(text));
    return usable.length === 0 ? undefined : usable.reduce((best, each) => (each.text.length > best.text.length ? each : best));
  }

  return (query, wanted) => {
    let looked = 0;
    const reader = readNames(segment);
    const rankAt = (index: number) => {
      looked += 1;
      reader.read(index);
      return rankOf(reader.units, reader.length, query);
    };
    const [from, to] = rangeOf(segment, query.units);
    const starts: number[][] = [[], []];
    // Names that are what is typed stand before those that go on.
    for (let i = from; i < Math.min(to, from + wanted); i++) starts[rankAt(i)]?.push(i);
    if (to - from >= wanted) return { byRank: starts, looked };

    const isStart = (index: number) => index >= from && index < to;
    const before = longestKnown(query.text);
    if (before !== undefined) {
      const narrowed = gather(wanted, starts, isStart);
      for (const index of inOrder(before.words, before.letters ?? []))
        narrowed.take(index, isStart(index) ? rank.start : rankAt(index));
      if (before.letters !== undefined || narrowed.isFull(rank.words)) {
        remember(narrowed.remembered(query.text, before.letters !== undefined));
        return { byRank: narrowed.byRank, looked };
      }
    }
    const all = gather(wanted, starts, isStart);
    const isCut = query.units.length > longestWords;
    looked += walk(segment, query, (index, reached) => {
      all.take(index, isCut && reached < rank.letters && !isStart(index) ? rankAt(index) : reached);
      return !all.isFull(rank.word);
    });
    if (!all.isFull(rank.word)) remember(all.remembered(query.text, true));
    return { byRank: all.byRank, looked };
  };
}

/** Names as they are found, in order. */
interface Gathering {
  readonly byRank: readonly (readonly number[])[];
  take(index: number, reached: number): void;
  /** Whether there are as many as wanted of this rank and the better ones. */
  isFull(worst: number): boolean;
  /** What may be remembered of it, if it is not too much; `withLetters` where names of that rank were looked for. */
  remembered(text: string, withLetters: boolean): Remembered | undefined;
}

/** Begins with the names that start with what is typed, which are known beforehand. */
function gather(wanted: number, starts: readonly (readonly number[])[], isStart: (index: number) => boolean): Gathering {
  const byRank = [
    ...starts.map((places) => [...places]),
    ...Array.from({ length: rank.none - starts.length }, (): number[] => []),
  ];
  const words: number[] = [];
  const letters: number[] = [];
  return {
    byRank,
    take(index, reached) {
      const places = byRank[reached];
      if (places === undefined) return;
      if (places.length < wanted && !isStart(index)) places.push(index);
      const kept = reached <= rank.words ? words : letters;
      if (kept.length <= mostNames) kept.push(index);
    },
    isFull: (worst) => byRank.reduce((count, places, each) => (each <= worst ? count + places.length : count), 0) >= wanted,
    remembered: (text, withLetters) =>
      words.length > mostNames
        ? undefined
        : { text, words, letters: withLetters && letters.length <= mostNames ? letters : undefined },
  };
}

/** Two ordered lists that have nothing in common as one. */
function* inOrder(a: readonly number[], b: readonly number[]): Generator<number> {
  let at = 0;
  for (const index of a) {
    for (; at < b.length && (b[at] as number) < index; at++) yield b[at] as number;
    yield index;
  }
  for (; at < b.length; at++) yield b[at] as number;
}
