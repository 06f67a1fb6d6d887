import type { Clock } from '../../server/src/host.ts';

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Moves on by so many milliseconds. */
  advance(milliseconds: number): void;
  /** Puts the clock on the wall forward or back; what waits comes no nearer. */
  jump(milliseconds: number): void;
}

/** Starts at an arbitrary moment. */
export function createManualClock(): ManualClock {
  let now = 1_700_000_000_000;
  let waiting: { at: number; callback: () => void }[] = [];
  return {
    now: () => now,
    delay(milliseconds, callback) {
      const entry = { at: now + milliseconds, callback };
      waiting.push(entry);
      return {
        dispose() {
          waiting = waiting.filter((other) => other !== entry);
        },
      };
    },
    advance(milliseconds) {
      now += milliseconds;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
    jump(milliseconds) {
      now += milliseconds;
      for (const entry of waiting) entry.at += milliseconds;
    },
  };
}
