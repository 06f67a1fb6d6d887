import type { CancellationToken } from '../../cancellation.ts';

/** The end of something that lasts, as a token for what waits in it. */
export interface Ending {
  readonly token: CancellationToken;
  /** Calls everybody back, once. */
  end(): void;
}

/** Something that has not ended yet. */
export function createEnding(): Ending {
  const callbacks = new Set<() => void>();
  let ended = false;
  return {
    token: {
      get isCancellationRequested() {
        return ended;
      },
      onCancellationRequested(callback) {
        const own = () => callback();
        callbacks.add(own);
        return { dispose: () => void callbacks.delete(own) };
      },
    },
    end() {
      ended = true;
      for (const callback of [...callbacks]) callback();
      callbacks.clear();
    },
  };
}
