import { type CancellationToken, neverCancelled } from './cancellation.ts';
import type { Clock } from './host.ts';

/** Waits; false where the caller gives up meanwhile. */
export function pause(clock: Clock, milliseconds: number, token: CancellationToken = neverCancelled): Promise<boolean> {
  if (token.isCancellationRequested) return Promise.resolve(false);
  return new Promise((resolve) => {
    const cancellation = token.onCancellationRequested(() => {
      timer.dispose();
      resolve(false);
    });
    const timer = clock.delay(milliseconds, () => {
      cancellation.dispose();
      resolve(true);
    });
  });
}
