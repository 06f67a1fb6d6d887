import pLimit from 'p-limit';
import { type CancellationToken, untilCancelled } from '../../../cancellation.ts';
import type { Clock } from '../../../host.ts';
import { type Caller, cancelled } from '../caller.ts';

/**
 * Makes calls one after another, each at least `pause` milliseconds after the end of the one before. Who waits in the queue can be
 * cancelled like who is served.
 */
export function paced<Client>(call: Caller<Client>, clock: Clock, pause: number): Caller<Client> {
  const inTurn = pLimit(1);
  let freeAt = 0;
  return async (wanted, token) =>
    (await untilCancelled(
      inTurn(async () => {
        await sleep(freeAt - clock.now(), clock, token);
        if (token.isCancellationRequested) return { problem: cancelled };
        const outcome = await call(wanted, token);
        freeAt = clock.now() + pause;
        return outcome;
      }),
      token,
    )) ?? { problem: cancelled };
}

/** Waits so many milliseconds, or until it is not wanted any more. */
export function sleep(milliseconds: number, clock: Clock, token: CancellationToken): Promise<void> {
  if (milliseconds <= 0 || token.isCancellationRequested) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      timer.dispose();
      listener.dispose();
      resolve();
    };
    const timer = clock.delay(milliseconds, finish);
    const listener = token.onCancellationRequested(finish);
  });
}
