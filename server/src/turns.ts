import type { Clock } from './host.ts';

/** Rounds of the event loop between two turns: a change, the request behind it and the answer each take one. */
const rounds = 3;

/** Whether a turn is over: undefined while it is not, else what to wait for. */
export type TurnOver = () => Promise<void> | undefined;

/** How long a piece of work goes on before others have their turn, in milliseconds. */
const longest = 4;

/**
 * For a long piece of work that others must not wait for: between two steps it asks whether its turn is over, and waits for what it
 * is given.
 */
export function createTurns(clock: Clock): TurnOver {
  let until = clock.now() + longest;
  return () => {
    if (clock.now() < until) return undefined;
    return new Promise((resolve) => {
      const pass = (left: number) => {
        if (left > 0) {
          clock.delay(0, () => pass(left - 1));
          return;
        }
        until = clock.now() + longest;
        resolve();
      };
      pass(rounds);
    });
  };
}

/** In characters: what is done with a shorter text is over within a turn. */
const longText = 16 * 1024;

/** Turns for the steps of what is done with a single text; none for one of usual length. */
export function turnsWithin(text: string, clock: Clock): TurnOver | undefined {
  return text.length > longText ? createTurns(clock) : undefined;
}
