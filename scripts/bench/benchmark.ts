// The benchmark: this server and yaml-language-server in turn on the same files (docs/benchmark.md). `npm run bench` takes some ten minutes
// of an idle machine; with
//   --quick                three minutes, few repetitions: whether all of it works, and roughly what comes out
//   --repetitions=<n>      of everything but memory and the package's own figures; 3 by default
//   --only=<part>          of servers: start, files, large, folder, memory; of the package: own. May be given several times
//   --sizes=<n,n>          numbers of documents in a file
//   --write                writes docs/benchmark.md
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../build.ts';
import { cacheFolder, projectRoot } from '../setup/cache.ts';
import { type Contestant, contestants } from './contestants.ts';
import { fileScenario } from './fileScenario.ts';
import { writeCatalogue } from './incumbentSchemas.ts';
import { largeManifest, manifestsIn } from './manifests.ts';
import { sizes } from './measures.ts';
import { folderScenario, memoryScenario, startScenario } from './otherScenarios.ts';
import { ownFigures } from './own.ts';
import { asMarkdown, asText, conditions, type Part, parts } from './report.ts';
import { createSamples } from './samples.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    write: { type: 'boolean' },
    repetitions: { type: 'string' },
    only: { type: 'string', multiple: true },
    sizes: { type: 'string' },
  },
});
const quick = values.quick ?? false;
const repetitions = Number(values.repetitions ?? (quick ? 1 : 3));
const times = quick ? 2 : 6;
const edits = quick ? 10 : 100;
const documents = (values.sizes ?? (quick ? '1,50,2000' : '1,50,500,2000')).split(',').map(Number);
const isWanted = (part: Part) => values.only === undefined || values.only.includes(part);
const began = performance.now();
const progress = (text: string) => void process.stderr.write(`${text}\n`);

const sizeNames = new Map<number, string>([
  [1, sizes.one],
  [50, sizes.fifty],
  [500, sizes.hundreds],
  [2000, sizes.thousands],
]);

const samples = createSamples();
const scratch = cacheFolder('bench');
mkdirSync(scratch, { recursive: true });
progress('building');
const built = await build({ minify: true });
writeCatalogue('2.9.0', join(scratch, 'schemas'));
const { ours, incumbent, nothing } = contestants(join(scratch, 'schemas'), scratch);

/** One after the other, so that what else the machine does meets all alike. */
async function inTurn(what: string, all: readonly Contestant[], run: (contestant: Contestant) => Promise<void>): Promise<void> {
  for (const contestant of all) {
    const began = performance.now();
    await run(contestant);
    progress(`  ${what}, ${contestant.name}: ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }
}

// The first start fills the caches of compiled code.
for (const contestant of [ours, incumbent, nothing])
  await startScenario({ contestant, samples: createSamples(), size: sizes.none, times: 1 });

for (let repetition = 1; repetition <= repetitions; repetition++) {
  progress(`repetition ${repetition} of ${repetitions}`);
  const both = [ours, incumbent];
  if (isWanted('start'))
    await inTurn('start', [...both, nothing], (contestant) => startScenario({ contestant, samples, size: sizes.none, times: 2 }));
  for (const count of isWanted('files') ? documents : []) {
    const size = sizeNames.get(count) ?? `${count} documents`;
    await inTurn(size, [...both, nothing], (contestant) =>
      fileScenario({ contestant, samples, size, times }, (prefix) => manifestsIn(count, prefix)),
    );
  }
  if (isWanted('large'))
    await inTurn(sizes.large, both, (contestant) =>
      fileScenario({ contestant, samples, size: sizes.large, times: 2 }, largeManifest),
    );
  if (isWanted('folder'))
    await inTurn(sizes.folder, both, (contestant) =>
      folderScenario({ contestant, samples, size: sizes.folder, times }, 2_000, 20),
    );
  // Takes minutes of the incumbent, and comes out the same each time.
  if (isWanted('memory') && repetition === 1)
    await inTurn(`${edits} edits`, both, (contestant) =>
      memoryScenario({ contestant, samples, size: sizes.thousands, times }, 2_000, edits),
    );
}

const own = isWanted('own') ? await ownFigures(built, ours, quick, progress) : [];
const minutes = (performance.now() - began) / 60_000;
const missing = parts.filter((part) => !isWanted(part));
const report = { samples, conditions: conditions({ ours, incumbent, repetitions, edits, quick, missing, minutes }), own };
console.log(asText(report));
if (values.write) writeFileSync(join(projectRoot, 'docs', 'benchmark.md'), asMarkdown(report));
