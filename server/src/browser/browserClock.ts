import type { Clock } from '../host.ts';

/** Real time in a browser. */
export function createBrowserClock(): Clock {
  const { port1, port2 } = new MessageChannel();
  const turns = new Map<number, () => void>();
  let last = 0;
  port1.onmessage = ({ data }) => {
    const turn = turns.get(data);
    turns.delete(data);
    turn?.();
  };
  return {
    now: () => Date.now(),
    delay(milliseconds, callback) {
      // Browsers have timers of nothing wait 4 ms all the same, which long work in turns would pay at each of them. A message does not.
      if (milliseconds === 0) {
        const id = ++last;
        turns.set(id, callback);
        port2.postMessage(id);
        return { dispose: () => void turns.delete(id) };
      }
      const timer = setTimeout(callback, milliseconds);
      return { dispose: () => clearTimeout(timer) };
    },
  };
}
