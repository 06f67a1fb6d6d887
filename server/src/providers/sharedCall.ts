import { type CancellationToken, createCancellation } from '../cancellation.ts';

/** A call that several callers wait for. It is cancelled when the last of them has gone. */
export interface SharedCall<T> {
  /** Waits along; `whenCancelled` is the answer for a caller whose token is cancelled first. */
  join(token: CancellationToken, whenCancelled: () => T): Promise<T>;
  /** Cuts the call; those who wait get what it answers to that. */
  cancel(): void;
}

/**
 * Starts a call that can be shared.
 *
 * @param ask must not reject
 * @param abandoned tells that the last caller has gone before the answer: the call must not be joined any more
 */
export function shareCall<T>(ask: (token: CancellationToken) => Promise<T>, abandoned: () => void): SharedCall<T> {
  const source = createCancellation();
  const answer = ask(source.token);
  let waiting = 0;
  return {
    cancel: () => source.cancel(),
    join(token, whenCancelled) {
      if (token.isCancellationRequested && waiting > 0) return Promise.resolve(whenCancelled());
      waiting += 1;
      return new Promise((resolve) => {
        let waits = true;
        const leave = (value: T) => {
          if (!waits) return;
          waits = false;
          waiting -= 1;
          resolve(value);
        };
        const giveUp = () => {
          leave(whenCancelled());
          if (waiting > 0) return;
          abandoned();
          source.cancel();
        };
        const listener = token.onCancellationRequested(giveUp);
        void answer.then((value) => {
          listener.dispose();
          leave(value);
        });
        if (token.isCancellationRequested) giveUp();
      });
    },
  };
}
