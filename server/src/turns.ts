import type { Clock } from './host.ts';

/** How long a piece of work goes on before others have their turn, in milliseconds. */
const longest = 4;

/**
 * For a long piece of work that others must not wait for: between two steps it asks whether its turn is over, and waits for what it
 * is given.
 */
export function createTurns(clock: Clock): () => Promise<void> | undefined {
  let until = clock.now() + longest;
  return () => {
    if (clock.now() < until) return undefined;
    return new Promise((resolve) => {
      clock.delay(0, () => {
        until = clock.now() + longest;
        resolve();
      });
    });
  };
}
