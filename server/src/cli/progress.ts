/** A line that says how far the work is. */
export interface Progress {
  /** `done` of `total` files are behind. `what` is done with them: `Reading`. */
  report(what: string, done: number, total: number): void;
  /** Wipes the line. */
  end(): void;
}

/** Milliseconds before anything is shown, and between two lines. */
const [patience, pause] = [500, 100];

/**
 * Progress on a terminal: one line that is written anew, and only where the work lasts.
 *
 * @param write to the terminal; undefined: there is none, and nothing is shown
 */
export function createProgress(write: ((text: string) => void) | undefined, now: () => number = Date.now): Progress {
  let next = now() + patience;
  let isShown = false;
  return {
    report(what, done, total) {
      if (write === undefined || now() < next) return;
      next = now() + pause;
      isShown = true;
      write(`\r\x1b[K${what} ${done} of ${total} files`);
    },
    end() {
      if (isShown) write?.('\r\x1b[K');
      isShown = false;
    },
  };
}
