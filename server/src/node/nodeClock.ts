import type { Clock } from '../host.ts';

/** Real time. Waiting keeps no process alive. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  delay(milliseconds, callback) {
    // A timer of nothing waits a millisecond all the same, which long work in turns would pay at each of them. It is not let go of like a
    // timer: the loop would then sleep and leave the turn waiting.
    if (milliseconds === 0) {
      const turn = setImmediate(callback);
      return { dispose: () => clearImmediate(turn) };
    }
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return { dispose: () => clearTimeout(timer) };
  },
};
