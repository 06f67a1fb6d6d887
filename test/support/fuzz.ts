import fc, { type Parameters } from 'fast-check';

/**
 * The seed of everything that is tried at random, so that a failure can be had again: `FUZZ_SEED`, which `npm run fuzz` draws anew and
 * prints; otherwise always the same, because a test run that fails should fail for its author too.
 */
export const fuzzSeed: number = Number(process.env['FUZZ_SEED'] ?? 20_261);

/** How many times more than in a test run is tried: `FUZZ_FACTOR`, which `npm run fuzz` sets. */
export const fuzzFactor: number = Number(process.env['FUZZ_FACTOR'] ?? 1);

fc.configureGlobal({ seed: fuzzSeed, numRuns: 100 * fuzzFactor });

/** fast-check with the common seed. */
export { fc };

/** For `fc.assert`: another number of runs than the usual hundred of a test run. */
export function runs(count: number): Pick<Parameters<unknown>, 'numRuns'> {
  return { numRuns: count * fuzzFactor };
}

/** Numbers that look random and follow from a seed. */
export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  number(below: number): number;
  /** One of several, which are at least one. */
  one<T>(choices: readonly T[]): T;
  /** True once in so many times. */
  once(inSoMany: number): boolean;
}

/** Dice for a seed (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number) => Math.floor(next() * below);
  return { number, one: (choices) => choices[number(choices.length)] as never, once: (inSoMany) => number(inSoMany) === 0 };
}
