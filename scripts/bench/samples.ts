import type { ContestantId } from './contestants.ts';

/** What was measured, by contestant, measure and the size of what it was measured on. */
export interface Samples {
  add(by: ContestantId, measure: string, size: string, value: number): void;
  /** The median; undefined where nothing was measured. */
  median(by: ContestantId, measure: string, size: string): number | undefined;
  /** How many values that median is of. */
  count(by: ContestantId, measure: string, size: string): number;
}

/** None yet. */
export function createSamples(): Samples {
  const all = new Map<string, number[]>();
  const under = (...names: readonly string[]) => names.join(' ');
  return {
    add(by, measure, size, value) {
      const key = under(by, measure, size);
      all.set(key, [...(all.get(key) ?? []), value]);
    },
    median: (by, measure, size) => median(all.get(under(by, measure, size)) ?? []),
    count: (by, measure, size) => all.get(under(by, measure, size))?.length ?? 0,
  };
}

/** The value in the middle, of an even number the mean of the two. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
