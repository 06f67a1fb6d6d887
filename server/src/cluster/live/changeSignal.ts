import type { Clock } from '../../host.ts';

/** Milliseconds between two signals at least: four a second. */
const shortest = 250;
/** Milliseconds after which relative times have changed. */
const longest = 60_000;

/** Gathers changes into signals. */
export interface ChangeSignal {
  /** Something has changed. */
  changed(): void;
  dispose(): void;
}

/** A signal that calls back a quarter of a second after a change, once for all changes until then, and a minute after the last time. */
export function createChangeSignal(clock: Clock, callback: () => void): ChangeSignal {
  let isDue = false;
  let timer = clock.delay(longest, fire);

  function fire(): void {
    isDue = false;
    timer = clock.delay(longest, fire);
    callback();
  }

  return {
    changed() {
      if (isDue) return;
      isDue = true;
      timer.dispose();
      timer = clock.delay(shortest, fire);
    },
    dispose() {
      isDue = true;
      timer.dispose();
    },
  };
}
