import { blockSize, rangeOf, readNames, type Segment } from './segment.ts';
import { foldedUnits } from './units.ts';

const slash = 0x2f;
/** How many names one question steps over; where there are more, the later folders are found by typing on. */
const mostSteps = 50_000;
/** A folder with more names than these is stepped over as a whole. */
const largeFolder = 64;

/**
 * The folders right below what is typed that hold more than one name, with how many: `prod/` after `pr`, `prod/myapp/` after `prod/`.
 * A folder spelt with other capitals is another one.
 */
export function foldersIn(segments: readonly Segment[], typed: string, limit: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const segment of segments) countFolders(segment, typed, counts);
  return new Map([...counts].filter(([folder, count]) => count > 1 && folder !== typed).slice(0, limit));
}

function countFolders(segment: Segment, typed: string, counts: Map<string, number>): void {
  const [from, to] = rangeOf(segment, foldedUnits(typed));
  const reader = readNames(segment);
  // A slash at the very beginning makes no folder, nor does one that is typed already.
  const least = Math.max(typed.length, 1);
  let end = -1;
  let folder = '';
  let inFolder = 0;
  for (let at = from, steps = 0; at < to && steps < mostSteps; steps++) {
    const shared = at === from ? 0 : (segment.shared[at] as number);
    if (end < 0 || shared <= end) {
      end = slashIn(segment, at, Math.max(least, shared));
      inFolder = 0;
      if (end >= 0) {
        reader.read(at);
        folder = reader.text().slice(0, end + 1);
      }
    }
    if (end >= 0 && end < lengthAt(segment, at) - 1) {
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
      inFolder += 1;
    }
    at += 1;
    if (inFolder < largeFolder || segment.respelt) continue;
    const next = rangeOf(segment, foldedUnits(folder))[1];
    counts.set(folder, (counts.get(folder) ?? 0) + next - at);
    [at, inFolder] = [next, 0];
  }
}

/** Where the first slash of a name stands, from a place on that is not before what the name shares; -1 where there is none. */
function slashIn(segment: Segment, index: number, from: number): number {
  const { units, starts } = segment;
  const base = baseOf(segment, index);
  const stop = starts[index + 1] as number;
  for (let at = Math.max(base + from, starts[index] as number); at < stop; at++) if (units[at] === slash) return at - base;
  return -1;
}

function lengthAt(segment: Segment, index: number): number {
  return (segment.starts[index + 1] as number) - baseOf(segment, index);
}

/** Where in `units` a name would begin if all of it was there. */
function baseOf({ starts, shared }: Segment, index: number): number {
  return (starts[index] as number) - (index % blockSize === 0 ? 0 : (shared[index] as number));
}
