import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';

/** A verdict about one thing; `after` milliseconds without another verdict it stands. */
export interface Verdict<T> {
  readonly value: T;
  readonly after: number;
}

/** Waits for verdicts about many things at once. */
export interface Settling<K, T> {
  /** Looks at one thing again; nothing happens to those that are decided. */
  look(key: K): void;
  /** Waits until all are decided, or none has been for `waitMs`, or the user cancels. */
  wait(): Promise<'all' | 'timeout' | 'cancelled'>;
  readonly decided: ReadonlyMap<K, T>;
}

/** What `settle` is given. */
export interface SettleOptions<K, T> {
  readonly clock: Clock;
  readonly token: CancellationToken;
  /** Milliseconds; begins anew whenever one is decided. */
  readonly waitMs: number;
  readonly judge: (key: K) => Verdict<T> | undefined;
  readonly onDecided?: (key: K, decided: number, of: number) => void;
}

/** Makes a settling of the given things. */
export function settle<K, T>(
  keys: readonly K[],
  { clock, token, waitMs, judge, onDecided }: SettleOptions<K, T>,
): Settling<K, T> {
  const decided = new Map<K, T>();
  const open = new Set(keys);
  const graces = new Map<K, { dispose(): void; value: T }>();
  let finish = (_: 'all' | 'timeout' | 'cancelled') => {};
  let patience = { dispose() {} };
  let waiting = false;

  const decide = (key: K, value: T) => {
    graces.get(key)?.dispose();
    graces.delete(key);
    open.delete(key);
    decided.set(key, value);
    onDecided?.(key, decided.size, keys.length);
    if (open.size === 0) finish('all');
    else if (waiting) beginPatience();
  };
  const beginPatience = () => {
    patience.dispose();
    patience = clock.delay(waitMs, () => {
      for (const [key, { value }] of [...graces]) decide(key, value);
      finish('timeout');
    });
  };

  return {
    decided,
    look(key) {
      if (!open.has(key)) return;
      const verdict = judge(key);
      if (verdict === undefined) return;
      if (verdict.after === 0) {
        decide(key, verdict.value);
        return;
      }
      const grace = graces.get(key);
      if (grace !== undefined) grace.value = verdict.value;
      else {
        const timer = clock.delay(verdict.after, () => {
          const mine = graces.get(key);
          if (mine !== undefined) decide(key, mine.value);
        });
        graces.set(key, { dispose: () => timer.dispose(), value: verdict.value });
      }
    },
    async wait() {
      if (open.size === 0) return 'all';
      if (token.isCancellationRequested) return 'cancelled';
      waiting = true;
      const end = await new Promise<'all' | 'timeout' | 'cancelled'>((resolve) => {
        finish = resolve;
        const cancel = token.onCancellationRequested(() => resolve('cancelled'));
        beginPatience();
        const first = finish;
        finish = (how) => {
          cancel.dispose();
          first(how);
        };
      });
      patience.dispose();
      for (const grace of graces.values()) grace.dispose();
      return end;
    },
  };
}
