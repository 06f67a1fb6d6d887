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
