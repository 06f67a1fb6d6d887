import { isHeld } from '../age.ts';
import type { Clock } from '../host.ts';
import type { CatalogProblem } from './secretProvider.ts';

/** Holds calls back after failures that would only repeat themselves. */
export interface BackOff {
  /** The problem that holds every call of the catalog back now, if one does. */
  current(): CatalogProblem | undefined;
  /** Takes note of an answer: a problem, or undefined for a success. */
  note(problem: CatalogProblem | undefined): void;
  reset(): void;
}

/** Milliseconds until a refused login is tried again by itself. */
const loginPause = 15_000;
const longestPause = 60_000;

/**
 * A vault that throttles or cannot be reached is asked again after 1, 2, 4 … 60 seconds; a login that is refused, after 15.
 * Problems of one secret hold nothing back.
 */
export function createBackOff(clock: Clock): BackOff {
  let held: { readonly problem: CatalogProblem; readonly until: number } | undefined;
  let failures = 0;
  return {
    current: () => (held !== undefined && isHeld(clock, held.until, longestPause) ? held.problem : undefined),
    note(problem) {
      if (problem === undefined) {
        held = undefined;
        failures = 0;
      } else if (/^(throttled|unreachable|timeout|certificate|wrong-region)$/.test(problem.code)) {
        held = { problem, until: clock.now() + Math.min(longestPause, 1_000 * 2 ** failures) };
        failures += 1;
      } else if (/^(no|expired)-credentials$/.test(problem.code)) {
        held = { problem, until: clock.now() + loginPause };
      }
    },
    reset() {
      held = undefined;
      failures = 0;
    },
  };
}
