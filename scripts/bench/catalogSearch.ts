import { createGrowingIndex } from '../../server/src/providers/search/growingIndex.ts';
import { createKeyIndex, searched } from '../../server/src/providers/search/keyIndex.ts';
import { typedTexts, vaultNames } from './vaultNames.ts';

/**
 * What a search among the names of a large vault costs: `node --expose-gc scripts/bench/catalogSearch.ts [count…]`. Times are the
 * least of several rounds, since whatever else the machine does can only add to them.
 */
const rounds = 5;
const limit = 200;

for (const count of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000, 500_000]) await measure(count);

async function measure(count: number): Promise<void> {
  await settled();
  const before = memory();
  let names = vaultNames(count);
  let longest = 0;
  const began = performance.now();
  let resumed = began;
  const growing = createGrowingIndex(async () => {
    longest = Math.max(longest, performance.now() - resumed);
    await new Promise((resolve) => setImmediate(resolve));
    resumed = performance.now();
  });
  growing.add(names);
  const index = await growing.finished();
  const built = performance.now() - began;
  const letters = names.reduce((sum, { key }) => sum + key.length, 0);
  const keys = names.slice(0, 2_000).map(({ key }) => key);
  names = [];
  await settled();
  const bytes = memory() - before;

  const strokes = typedTexts.flatMap((text) => Array.from(text, (_, i) => text.slice(0, i + 1)));
  const times: number[][] = strokes.map(() => []);
  const looked: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const fresh = createKeyIndex(index.parts.map(({ segment }) => searched(segment)));
    strokes.forEach((typed, i) => {
      const start = performance.now();
      const found = fresh.search(typed, limit);
      fresh.folders(typed, limit);
      times[i]?.push(performance.now() - start);
      looked[i] = found.looked;
    });
  }
  const least = times.map((each) => Math.min(...each));
  const at = (share: number) => [...least].sort((a, b) => a - b)[Math.floor(least.length * share)]?.toFixed(2);
  const [someKey = ''] = keys.slice(1_000);
  const lookups = timed(() => {
    for (const key of keys) index.get(`${key}x`);
  });
  const slips = timed(() => void index.near(`${someKey.slice(0, 4)}x${someKey.slice(4)}`));
  console.log(`${count} names of ${(letters / count).toFixed(0)} letters, ${strokes.length} key strokes`);
  console.log(`  built in ${built.toFixed(0)} ms, longest piece ${longest.toFixed(1)} ms`);
  console.log(`  ${(bytes / 2 ** 20).toFixed(1)} MB, ${(bytes / count).toFixed(1)} bytes a name`);
  console.log(`  per key stroke: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(0.9999)} ms`);
  console.log(`  2,000 look-ups ${lookups.toFixed(1)} ms, a misspelt key ${slips.toFixed(1)} ms`);
  if (process.env['SLOW'] !== undefined)
    for (const [i, time] of [...least.entries()].sort((a, b) => b[1] - a[1]).slice(0, 25))
      console.log(`    ${time.toFixed(2)} ms  ${strokes[i]}  looked ${looked[i]}`);
}

/** Lets go of what nobody needs, buffers too. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function timed(run: () => void): number {
  return Math.min(
    ...Array.from({ length: rounds }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    }),
  );
}
