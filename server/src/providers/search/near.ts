import { blockSize, readNames, type Segment } from './segment.ts';
import { foldedUnit, foldedUnits } from './units.ts';

/** How many slips away a name may be; `nearest` allows no more. */
const mostSlips = 3;
/** For keys longer than back ends have them nothing is looked for. */
const longestKey = 2_048;
const dash = 0x2d;
const underscore = 0x5f;

/**
 * The names that a key is at most three slips away from (letters put in, left out or changed), where case, `-` and `_` count for
 * nothing. Walks the names as a tree and leaves each branch as soon as it is too far away.
 */
export function namesNear(segment: Segment, key: string): string[] {
  const { size, units, starts, shared, longest } = segment;
  const wanted = foldedUnits(key).filter(counts);
  const width = wanted.length + 1;
  if (wanted.length > longestKey) return [];
  // By the letters that count a row of slips, of which only the middle part, where there are few, is worked out.
  const rows = new Uint16Array((wanted.length + mostSlips + 1) * width).fill(mostSlips + 1);
  for (let j = 0; j <= Math.min(mostSlips, wanted.length); j++) rows[j] = j;
  const rowAt = new Uint32Array(longest + 1);
  const reader = readNames(segment);
  const found: string[] = [];
  let far = Number.POSITIVE_INFINITY;
  for (let i = 0; i < size; i++) {
    const from = shared[i] as number;
    if (from >= far) continue;
    far = Number.POSITIVE_INFINITY;
    const start = starts[i] as number;
    const base = i % blockSize === 0 ? start : start - from;
    const length = (starts[i + 1] as number) - base;
    let row = rowAt[from] as number;
    for (let d = from; d < length; d++) {
      const unit = foldedUnit(units[base + d] as number);
      if (counts(unit)) {
        row += 1;
        if (row > wanted.length + mostSlips || !nextRow(rows, row, width, wanted, unit)) {
          far = d + 1;
          break;
        }
      }
      rowAt[d + 1] = row;
    }
    if (far === Number.POSITIVE_INFINITY && (rows[row * width + wanted.length] as number) <= mostSlips) {
      reader.read(i);
      found.push(reader.text());
    }
  }
  return found;
}

/** Works out one row; false where it is too far away everywhere. */
function nextRow(rows: Uint16Array, row: number, width: number, wanted: Uint16Array, unit: number): boolean {
  const here = row * width;
  const above = here - width;
  rows.fill(mostSlips + 1, here, here + width);
  let isNear = false;
  for (let j = Math.max(0, row - mostSlips); j <= Math.min(width - 1, row + mostSlips); j++) {
    const diagonal = j === 0 ? row : (rows[above + j - 1] as number) + (wanted[j - 1] === unit ? 0 : 1);
    const up = (rows[above + j] as number) + 1;
    const left = j === 0 ? up : (rows[here + j - 1] as number) + 1;
    const slips = Math.min(diagonal, up, left, mostSlips + 1);
    rows[here + j] = slips;
    isNear ||= slips <= mostSlips;
  }
  return isNear;
}

function counts(unit: number): boolean {
  return unit !== dash && unit !== underscore;
}
