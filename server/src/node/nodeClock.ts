import type { Clock } from '../host.ts';

/** Real time. Waiting keeps no process alive. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  delay(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return { dispose: () => clearTimeout(timer) };
  },
};
