import type { SecretEntry } from '../secretEntries.ts';
import { blockSize, type EntryFacts, readNames, type Segment } from './segment.ts';
import { bitOf, compareNames, compareUnits, foldedUnit, unitsOf } from './units.ts';

const slash = 0x2f;
/** Names in a row that share so much that they are worth stepping over together. */
const leastBranch = 4;
/** Units that a name may share at most with the one before. */
const mostShared = 0xffff;

/** Writes a segment name by name. */
interface SegmentWriter {
  /** The next name in order. The units are copied. */
  add(units: Uint16Array, length: number, changed: number, more: EntryFacts | undefined): void;
  finish(): Segment;
}

/** A writer for at most so many names. */
function createWriter(most: number, unitsExpected: number, isWide: boolean): SegmentWriter {
  let units: Uint8Array | Uint16Array = isWide ? new Uint16Array(unitsExpected) : new Uint8Array(unitsExpected);
  const starts = new Uint32Array(most + 1);
  const shared = new Uint16Array(most);
  const letters = new Int32Array(most);
  const branchEnds = new Uint32Array(most);
  const branchLetters = new Int32Array(most);
  /** The first names of the branches that the next name may still belong to. */
  const open: number[] = [];
  let times: Float64Array | undefined;
  const facts = new Map<number, EntryFacts>();
  let before = new Uint16Array(64);
  let beforeLength = 0;
  let [size, end, longest, respelt] = [0, 0, 0, false];

  function reserve(count: number): void {
    if (end + count <= units.length) return;
    const larger = new (isWide ? Uint16Array : Uint8Array)(Math.max(units.length * 2, end + count));
    larger.set(units);
    units = larger;
  }

  function closeBranches(sharing: number): void {
    for (let first = open.at(-1); first !== undefined && (shared[first] as number) >= sharing; first = open.at(-1)) {
      open.pop();
      if (size - first >= leastBranch) branchEnds[first] = size;
      const around = open.at(-1);
      if (around !== undefined) branchLetters[around] = (branchLetters[around] as number) | (branchLetters[first] as number);
    }
  }

  return {
    add(name, length, changed, more) {
      const common = Math.min(beforeLength, length);
      let same = 0;
      while (same < common && before[same] === name[same]) same++;
      respelt ||= foldersDiffer(before, name, same, common);
      const from = size % blockSize === 0 ? 0 : Math.min(same, mostShared);
      reserve(length - from);
      for (let d = from; d < length; d++) units[end++] = name[d] as number;
      let bits = 0;
      for (let d = Math.min(same, mostShared); d < length; d++) bits |= bitOf(name[d] as number);
      shared[size] = Math.min(same, mostShared);
      letters[size] = bits;
      closeBranches(Math.min(same, mostShared));
      open.push(size);
      branchLetters[size] = bits;
      if (!Number.isNaN(changed)) {
        times ??= new Float64Array(most).fill(Number.NaN);
        times[size] = changed;
      }
      if (more !== undefined) facts.set(size, more);
      starts[++size] = end;
      longest = Math.max(longest, length);
      if (before.length < length) {
        const larger = new Uint16Array(length * 2);
        larger.set(before);
        before = larger;
      }
      for (let d = same; d < length; d++) before[d] = name[d] as number;
      beforeLength = length;
    },
    finish() {
      closeBranches(0);
      return {
        size,
        units: cut(units, end),
        starts: cut(starts, size + 1),
        shared: cut(shared, size),
        letters: cut(letters, size),
        branchEnds: cut(branchEnds, size),
        branchLetters: cut(branchLetters, size),
        longest,
        respelt,
        ...(times === undefined ? {} : { changed: cut(times, size) }),
        more: facts,
      };
    },
  };
}

/** The beginning of an array, without the room behind it. */
function cut<T extends { readonly length: number; slice(from: number, to: number): T }>(array: T, length: number): T {
  return array.length === length ? array : array.slice(0, length);
}

/** Whether two names that are equal up to `same` go on equal but for their capitals, and up to a slash. */
function foldersDiffer(a: Uint16Array, b: Uint16Array, same: number, common: number): boolean {
  for (let d = same; d < common; d++) {
    const unit = foldedUnit(a[d] as number);
    if (unit !== foldedUnit(b[d] as number)) return false;
    if (unit === slash) return true;
  }
  return false;
}

/** A segment of some entries in any order; of equal keys the last counts. Meant for some thousands: it takes its time at once. */
export function segmentOf(entries: readonly SecretEntry[]): Segment {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const sorted = [...byKey.values()].sort((a, b) => compareNames(a.key, b.key));
  let count = 0;
  let isWide = false;
  for (const { key } of sorted) {
    count += key.length;
    isWide ||= /[^\0-\xff]/.test(key);
  }
  const writer = createWriter(sorted.length, count, isWide);
  for (const { key, changed = Number.NaN, ...more } of sorted)
    writer.add(unitsOf(key), key.length, changed, Object.keys(more).length === 0 ? undefined : more);
  return writer.finish();
}

/**
 * The names of two segments in one; of equal names the second's counts. Stops after every `pace` names, so that others may have a
 * turn; what it returns at the end is the segment.
 */
export function* mergedSegments(first: Segment, second: Segment, pace: number): Generator<undefined, Segment> {
  const isWide = first.units instanceof Uint16Array || second.units instanceof Uint16Array;
  const writer = createWriter(first.size + second.size, first.units.length + second.units.length, isWide);
  const sides = [first, second].map((segment) => ({ segment, reader: readNames(segment), at: 0 }));
  const [a, b] = sides as [Side, Side];
  for (const side of sides) if (side.segment.size > 0) side.reader.read(0);
  for (let written = 1; ; written++) {
    const order = orderOf(a, b);
    if (order === undefined) return writer.finish();
    const { segment, reader, at } = order < 0 ? a : b;
    writer.add(reader.units, reader.length, segment.changed?.[at] ?? Number.NaN, segment.more.get(at));
    if (order <= 0) advance(a);
    if (order >= 0) advance(b);
    if (written % pace === 0) yield;
  }
}

interface Side {
  readonly segment: Segment;
  readonly reader: ReturnType<typeof readNames>;
  at: number;
}

/** Negative where the first's next name comes first, 0 where both have it, undefined where neither has one. */
function orderOf(a: Side, b: Side): number | undefined {
  const [aEnds, bEnds] = [a.at === a.segment.size, b.at === b.segment.size];
  if (aEnds || bEnds) return aEnds && bEnds ? undefined : aEnds ? 1 : -1;
  return compareUnits(a.reader.units, a.reader.length, b.reader.units, b.reader.length);
}

function advance(side: Side): void {
  side.at += 1;
  if (side.at < side.segment.size) side.reader.read(side.at);
}
