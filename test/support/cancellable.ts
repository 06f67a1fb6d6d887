import type { CancellationToken } from '../../server/src/cancellation.ts';

/** A token that can be cancelled, and what cancels it. */
export function cancellable(): { readonly token: CancellationToken; cancel(): void } {
  const callbacks = new Set<() => void>();
  let cancelled = false;
  return {
    token: {
      get isCancellationRequested() {
        return cancelled;
      },
      onCancellationRequested(callback) {
        callbacks.add(callback);
        return { dispose: () => void callbacks.delete(callback) };
      },
    },
    cancel() {
      cancelled = true;
      for (const callback of [...callbacks]) callback();
    },
  };
}
