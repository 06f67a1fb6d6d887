/** The part of LSP's cancellation token that the core needs; LSP's own tokens fit. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
  /** Calls back once when cancellation is requested; the result takes the callback away again. */
  onCancellationRequested(callback: () => void): { dispose(): void };
}

/** A token that is never cancelled. */
export const neverCancelled: CancellationToken = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose() {} }),
};

/** A token and what cancels it. */
export interface Cancellation {
  readonly token: CancellationToken;
  /** Calls everybody back, once. */
  cancel(): void;
}

/** A token that is not cancelled yet. */
export function createCancellation(): Cancellation {
  const callbacks = new Set<() => void>();
  let cancelled = false;
  return {
    token: {
      get isCancellationRequested() {
        return cancelled;
      },
      onCancellationRequested(callback) {
        const own = () => callback();
        callbacks.add(own);
        return { dispose: () => void callbacks.delete(own) };
      },
    },
    cancel() {
      cancelled = true;
      for (const callback of [...callbacks]) callback();
      callbacks.clear();
    },
  };
}

/** What is waited for, or undefined as soon as cancellation is requested: for what does not end by itself then. */
export async function untilCancelled<T>(result: Promise<T>, token: CancellationToken): Promise<T | undefined> {
  if (token.isCancellationRequested) return undefined;
  let listener = { dispose() {} };
  const cancelled = new Promise<undefined>((resolve) => {
    listener = token.onCancellationRequested(() => resolve(undefined));
  });
  try {
    return await Promise.race([result, cancelled]);
  } finally {
    listener.dispose();
  }
}
