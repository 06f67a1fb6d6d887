import { EventEmitter } from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient';

/** How many times the server is restarted by itself, and within how many milliseconds that is counted. */
const maxRestarts = 3;
const countedWithin = 3 * 60_000;

/** What is done when the server dies: some quiet restarts, then a status with a way out. Never a popup. */
export interface CrashPolicy {
  readonly errorHandler: ErrorHandler;
  /** Whether the server has died so often that it stays down until the user restarts it. */
  readonly gaveUp: boolean;
  /** Fires when `gaveUp` changes. */
  onDidChange(listener: () => void): { dispose(): void };
  /** The user restarts the server: earlier deaths no longer count. */
  reset(): void;
  dispose(): void;
}

/** A policy that has seen no crash yet. */
export function crashPolicy(now: () => number = Date.now): CrashPolicy {
  const changed = new EventEmitter<void>();
  let deaths: readonly number[] = [];
  let gaveUp = false;
  const become = (value: boolean) => {
    if (gaveUp === value) return;
    gaveUp = value;
    changed.fire();
  };
  return {
    errorHandler: {
      // Of a server that has died all that is sent until its end is noticed is an error. To shut the client down for these, as the library
      // does, would leave it down without a word: the end itself is told by `closed`.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        deaths = [...deaths.filter((time) => now() - time <= countedWithin), now()];
        become(deaths.length > maxRestarts);
        return { action: gaveUp ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
      },
    },
    get gaveUp() {
      return gaveUp;
    },
    onDidChange: (listener) => changed.event(listener),
    reset: () => {
      deaths = [];
      become(false);
    },
    dispose: () => changed.dispose(),
  };
}
