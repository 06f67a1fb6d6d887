/**
 * Binary search: the first index below `length` that is not before what is sought, or `length`. `isBefore` is true for some first
 * indexes and false for all others.
 */
export function firstIndex(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the last of some ascending starts that is at or before an offset; 0 where all are behind it. */
export function lastStart(length: number, startOf: (index: number) => number, offset: number): number {
  return Math.max(0, firstIndex(length, (index) => startOf(index) <= offset) - 1);
}
