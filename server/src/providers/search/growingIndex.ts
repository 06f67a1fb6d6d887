import type { SecretEntry } from '../secretEntries.ts';
import { createKeyIndex, type KeyIndex, type SearchedSegment, searched } from './keyIndex.ts';
import { mergedSegments, segmentOf } from './segmentWriter.ts';

/** An index that is made while the names come in. */
export interface GrowingIndex {
  /** More names; of a name that is there already the newer word counts. */
  add(entries: readonly SecretEntry[]): void;
  /** The names that are in by now; of very many at once those that had their turn. */
  soFar(): KeyIndex;
  /** All names that were added, in one piece. Nothing is to be added after that. */
  finished(): Promise<KeyIndex>;
}

/** How many names are put in order at once. */
const chunk = 1_024;
/** How many names are moved at once, and how many before others get a turn. */
const stretch = 2_048;
const turn = 16_384;
/** Putting names in order costs so many times what moving them does. */
const sortingCost = 4;

/**
 * Makes an index that grows. The names are put in order by the thousand, and parts of like size are put together, so that few parts
 * are to be searched at any time; the work is done in pieces of a few milliseconds.
 *
 * @param pause comes back when others have had their turn
 */
export function createGrowingIndex(pause: () => Promise<void>): GrowingIndex {
  let parts: readonly SearchedSegment[] = [];
  /** Names that are not in a part yet: a chunk of them, and further chunks behind it. */
  let waiting: SecretEntry[] = [];
  const batches: SecretEntry[][] = [];
  /** The waiting ones, packed because somebody asked. */
  let packed: SearchedSegment | undefined;
  let spent = 0;
  let work: Promise<void> | undefined;

  async function spend(cost: number): Promise<void> {
    spent += cost;
    if (spent < turn) return;
    spent = 0;
    await pause();
  }

  async function pack(least: number): Promise<void> {
    for (let next = waiting; next.length >= least; next = waiting) {
      const rest = batches.shift() ?? [];
      parts = [...parts, searched(segmentOf(next))];
      waiting = rest;
      packed = undefined;
      await spend(next.length * sortingCost);
      await putTogether((last, before) => last * 2 > before);
    }
  }

  async function putTogether(areAlike: (last: number, before: number) => boolean): Promise<void> {
    for (;;) {
      const [before, last] = parts.slice(-2).map(({ segment }) => segment);
      if (before === undefined || last === undefined || !areAlike(last.size, before.size)) return;
      const merging = mergedSegments(before, last, stretch);
      let step = merging.next();
      for (; step.done !== true; step = merging.next()) await spend(stretch);
      parts = [...parts.slice(0, -2), searched(step.value)];
    }
  }

  return {
    add(entries) {
      const last = batches.at(-1) ?? waiting;
      const before = last.length;
      last.push(...entries.slice(0, chunk - last.length));
      for (let from = chunk - before; from < entries.length; from += chunk) batches.push(entries.slice(from, from + chunk));
      packed = undefined;
      work ??= pack(chunk).then(() => {
        work = undefined;
      });
    },
    soFar() {
      if (waiting.length > 0) packed ??= searched(segmentOf(waiting));
      return createKeyIndex(packed === undefined ? parts : [...parts, packed]);
    },
    async finished() {
      await work;
      await pack(1);
      await putTogether(() => true);
      return createKeyIndex(parts);
    },
  };
}

/** An index of entries that are there already. For some thousands: it takes its time at once. */
export function indexOf(entries: readonly SecretEntry[]): KeyIndex {
  return createKeyIndex([searched(segmentOf(entries))]);
}
