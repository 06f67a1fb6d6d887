import type { SecretEntry } from '../secretEntries.ts';
import { foldersIn } from './folders.ts';
import { namesNear } from './near.ts';
import { createSegmentSearch, type SegmentSearch } from './searchSegment.ts';
import { entryAt, indexOfName, readNames, type Segment } from './segment.ts';
import { compareNames, foldedUnits } from './units.ts';

/** The names of a vault, packed to be searched. Does not change. */
export interface KeyIndex {
  /** What it is made of. */
  readonly parts: readonly SearchedSegment[];
  readonly size: number;
  /** What is known of a key, by its exact spelling; undefined where it is not there. */
  get(key: string): SecretEntry | undefined;
  /** The entries that what is typed may mean, the best first (`rank`), equally good ones by name. */
  search(typed: string, limit: number): KeyMatches;
  /** The folders right below what is typed that hold more than one name, with how many. */
  folders(typed: string, limit: number): ReadonlyMap<string, number>;
  /** Names in which a misspelt key might be meant: at most three slips away, capitals, `-` and `_` aside. */
  near(key: string): readonly string[];
  /** All entries in order, one after the other. */
  entries(): Iterable<SecretEntry>;
}

/** What a search has found. */
export interface KeyMatches {
  readonly items: readonly SecretEntry[];
  /** Whether more than these match. */
  readonly more: boolean;
  /** How many names were looked at to find them. */
  readonly looked: number;
}

/** A segment that is being searched. */
export interface SearchedSegment {
  readonly segment: Segment;
  readonly search: SegmentSearch;
}

/** A segment with a memory for what is searched in it. */
export function searched(segment: Segment): SearchedSegment {
  return { segment, search: createSegmentSearch(segment) };
}

/** An index over segments; where several have a name, the last one's word counts. */
export function createKeyIndex(parts: readonly SearchedSegment[]): KeyIndex {
  const segments = parts.map(({ segment }) => segment).reverse();

  function get(key: string): SecretEntry | undefined {
    for (const segment of segments) {
      const at = indexOfName(segment, key);
      if (at >= 0) return entryAt(segment, at, key);
    }
    return undefined;
  }

  /** The entries at some places of each segment, by name, each once. */
  function entriesAt(places: readonly (readonly number[])[], limit: number): SecretEntry[] {
    const byKey = new Map<string, SecretEntry>();
    segments.forEach((segment, s) => {
      const reader = readNames(segment);
      for (const index of places[s]?.slice(0, limit) ?? []) {
        reader.read(index);
        const key = reader.text();
        if (!byKey.has(key)) byKey.set(key, entryAt(segment, index, key));
      }
    });
    const entries = [...byKey.values()];
    return segments.length > 1 ? entries.sort((a, b) => compareNames(a.key, b.key)) : entries;
  }

  function search(typed: string, limit: number): KeyMatches {
    // One more than wanted tells whether there are more.
    const query = { text: typed, units: foldedUnits(typed) };
    const wanted = limit + 1;
    if (typed === '') {
      const first = segments.map(({ size }) => Array.from({ length: Math.min(size, wanted) }, (_, i) => i));
      const items = entriesAt(first, wanted);
      return { items: items.slice(0, limit), more: items.length > limit, looked: Math.min(items.length, wanted) };
    }
    const matches = parts.map((part) => part.search(query, wanted)).reverse();
    const items: SecretEntry[] = [];
    for (let rank = 0; rank < 6 && items.length < wanted; rank++)
      items.push(
        ...entriesAt(
          matches.map(({ byRank }) => byRank[rank] ?? []),
          wanted - items.length,
        ),
      );
    return {
      items: items.slice(0, limit),
      more: items.length > limit,
      looked: matches.reduce((sum, { looked }) => sum + looked, 0),
    };
  }

  return {
    parts,
    // A name that two segments have is counted twice; whoever puts segments together sees to it that they have none in common.
    size: segments.reduce((sum, { size }) => sum + size, 0),
    get,
    search,
    folders: (typed, limit) => foldersIn(segments, typed, limit),
    near: (key) => [...new Set(segments.flatMap((segment) => namesNear(segment, key)))].sort(compareNames),
    *entries() {
      const readers = segments.map((segment) => ({ segment, reader: readNames(segment), at: 0, key: '' }));
      for (const side of readers) if (side.segment.size > 0) side.key = readAt(side.reader, 0);
      let rest = readers.filter(({ segment }) => segment.size > 0);
      while (rest.length > 0) {
        const first = rest.reduce((best, side) => (compareNames(side.key, best.key) < 0 ? side : best));
        yield entryAt(first.segment, first.at, first.key);
        const { key } = first;
        for (const side of rest) if (side.key === key && ++side.at < side.segment.size) side.key = readAt(side.reader, side.at);
        rest = rest.filter(({ segment, at }) => at < segment.size);
      }
    },
  };
}

function readAt(reader: ReturnType<typeof readNames>, index: number): string {
  reader.read(index);
  return reader.text();
}
