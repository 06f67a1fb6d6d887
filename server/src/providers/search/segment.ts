import type { SecretEntry } from '../secretEntries.ts';
import { compareUnits, foldedUnit, unitsOf } from './units.ts';

/** Names in order, each once, packed: what a name shares with the one before is kept once. Does not change. */
export interface Segment {
  readonly size: number;
  /** Code units of the names, without what each shares with the one before; every 16th name is there whole. */
  readonly units: Uint8Array | Uint16Array;
  /** Where each name begins in `units`, and the end. */
  readonly starts: Uint32Array;
  /** How many units each name shares with the one before. */
  readonly shared: Uint16Array;
  /** The bits (`bitOf`) of the units that each name does not share. */
  readonly letters: Int32Array;
  /**
   * Where some names in a row share more than the first of them shares with the one before: at that first one, where they end; else 0.
   */
  readonly branchEnds: Uint32Array;
  /** There, the bits of all that these names have beyond what the first shares. */
  readonly branchLetters: Int32Array;
  /** The length of the longest name. */
  readonly longest: number;
  /** Whether the names have a folder, before a `/`, that is spelt with different capitals in two of them. */
  readonly respelt: boolean;
  /** When each was changed; NaN where that is not known. Absent where it is for none. */
  readonly changed?: Float64Array;
  /** What else is known of a name. */
  readonly more: ReadonlyMap<number, EntryFacts>;
}

/** What is known of a name besides when it was changed. */
export type EntryFacts = Omit<SecretEntry, 'key' | 'changed'>;

/** Every so many names there is one whole. A power of 2. */
export const blockSize = 16;

/** Reads the names of a segment one by one; cheap in order. */
export interface NameReader {
  /** The units of the name read last; beyond `length` they mean nothing. */
  readonly units: Uint16Array;
  readonly length: number;
  read(index: number): void;
  /** The name read last. */
  text(): string;
}

/** A reader that stands before the first name. */
export function readNames({ units, starts, shared, longest }: Segment): NameReader {
  const buffer = new Uint16Array(longest);
  let at = -1;
  const reader = {
    units: buffer,
    length: 0,
    read(index: number) {
      const isNear = index > at && index - (index % blockSize) <= at + 1;
      for (let i = isNear ? at + 1 : index - (index % blockSize); i <= index; i++) {
        const start = starts[i] as number;
        const from = i % blockSize === 0 ? 0 : (shared[i] as number);
        const count = (starts[i + 1] as number) - start;
        for (let d = 0; d < count; d++) buffer[from + d] = units[start + d] as number;
        reader.length = from + count;
        at = i;
      }
    },
    text() {
      let text = '';
      for (let from = 0; from < reader.length; from += 4_096)
        text += String.fromCharCode(...buffer.subarray(from, Math.min(reader.length, from + 4_096)));
      return text;
    },
  };
  return reader;
}

/** The entry at a place, of which the name has been read. */
export function entryAt({ changed, more }: Segment, index: number, key: string): SecretEntry {
  const time = changed === undefined ? Number.NaN : (changed[index] as number);
  return { key, ...more.get(index), ...(Number.isNaN(time) ? {} : { changed: time }) };
}

/** Where a name stands, by its exact spelling; -1 where it is not there. */
export function indexOfName(segment: Segment, name: string): number {
  if (name.length > segment.longest) return -1;
  const wanted = unitsOf(name);
  const reader = readNames(segment);
  const at = firstFrom(segment, reader, () => compareUnits(reader.units, reader.length, wanted, wanted.length) < 0);
  if (at === segment.size) return -1;
  reader.read(at);
  return compareUnits(reader.units, reader.length, wanted, wanted.length) === 0 ? at : -1;
}

/** The names that begin with some folded units: from the first, up to before the second. */
export function rangeOf(segment: Segment, start: Uint16Array): readonly [from: number, to: number] {
  const reader = readNames(segment);
  const from = firstFrom(segment, reader, () => compareStart(reader, start) < 0);
  return [from, firstFrom(segment, reader, () => compareStart(reader, start) <= 0, from)];
}

/** 0 where the name that is read begins with the folded units, negative where it stands before such names. */
function compareStart({ units, length }: NameReader, start: Uint16Array): number {
  const common = Math.min(length, start.length);
  for (let i = 0; i < common; i++) {
    const difference = foldedUnit(units[i] as number) - (start[i] as number);
    if (difference !== 0) return difference;
  }
  return length < start.length ? -1 : 0;
}

/** The first place of which the name, read, stands no longer before what is looked for. */
function firstFrom({ size }: Segment, reader: NameReader, isBefore: () => boolean, least = 0): number {
  const before = (index: number) => {
    reader.read(index);
    return isBefore();
  };
  // Whole names first, which cost no walk.
  let low = Math.ceil(least / blockSize);
  let high = Math.ceil(size / blockSize);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle * blockSize)) low = middle + 1;
    else high = middle;
  }
  let at = Math.max(least, (low - 1) * blockSize);
  while (at < Math.min(size, low * blockSize) && before(at)) at++;
  return at;
}
