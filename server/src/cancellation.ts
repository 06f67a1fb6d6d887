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
