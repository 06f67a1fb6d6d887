/** A source of chance that gives the same sequence for the same seed, whenever and wherever. */
export interface Random {
  /** A whole number from 0 up to, and without, a limit. */
  below(limit: number): number;
  /** Whether something with this probability happens. */
  chance(probability: number): boolean;
  /** One of the values. Throws where there are none. */
  pick<T>(values: readonly T[]): T;
}

/** The sequence of a seed (mulberry32: small, and even enough for choosing). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick<T>(values: readonly T[]): T {
      if (values.length === 0) throw new Error('nothing to choose from');
      return values[below(values.length)] as T;
    },
  };
}
