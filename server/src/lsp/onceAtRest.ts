import type { Clock } from '../host.ts';

/** How long nothing must have happened, in milliseconds: with a file's first findings editors have more to ask. */
const rest = 150;

/** What is to be called whenever something has happened; runs `work` a moment later, once and never again. */
export function onceAtRest(clock: Clock, work: () => void): () => void {
  let timer: { dispose(): void } | undefined;
  let done = false;
  return () => {
    if (done) return;
    timer?.dispose();
    timer = clock.delay(rest, () => {
      done = true;
      work();
    });
  };
}
