import type { Clock } from './host.ts';

/**
 * How old something is, in milliseconds: what is known may be relied on for so long. Without end where the clock was put back since,
 * for then it cannot be told.
 *
 * @param instant epoch milliseconds, of the same clock
 */
export function ageOf(clock: Pick<Clock, 'now'>, instant: number): number {
  const age = clock.now() - instant;
  return age < 0 ? Number.POSITIVE_INFINITY : age;
}

/** Whether something holds that was to hold until then, and for so many milliseconds: not for longer where the clock was put back since. */
export function isHeld(clock: Pick<Clock, 'now'>, until: number, span: number): boolean {
  const left = until - clock.now();
  return left > 0 && left <= span;
}
