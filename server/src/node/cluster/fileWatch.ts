import { stat } from 'node:fs/promises';
import type { Clock } from '../../host.ts';

/** Tells of changes to files. */
export interface FileWatch {
  onDidChange(listener: () => void): { dispose(): void };
}

/** Milliseconds. */
const interval = 2_000;

/**
 * Looks every two seconds at when files were written and how large they are, for as long as somebody listens: the system's own
 * notifications miss files that are replaced, or lie on network drives.
 */
export function createFileWatch(paths: () => readonly string[], clock: Clock): FileWatch {
  const listeners = new Set<() => void>();
  let timer: { dispose(): void } | undefined;
  let before: string | undefined;
  let round = 0;

  async function look(own: number): Promise<void> {
    const now = await fingerprint(paths());
    if (own !== round) return;
    const changed = before !== undefined && now !== before;
    before = now;
    timer = clock.delay(interval, () => void look(own));
    if (changed) for (const listener of [...listeners]) listener();
  }

  return {
    onDidChange(listener) {
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) void look(round);
      return {
        dispose() {
          listeners.delete(own);
          if (listeners.size > 0) return;
          timer?.dispose();
          round += 1;
          before = undefined;
        },
      };
    },
  };
}

async function fingerprint(paths: readonly string[]): Promise<string> {
  const states = paths.map(async (path) => {
    const state = await stat(path).catch(() => undefined);
    return state === undefined ? path : `${path} ${state.mtimeMs} ${state.size}`;
  });
  return (await Promise.all(states)).join('\n');
}
