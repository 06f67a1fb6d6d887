// npm run fuzz: what the tests try at random, from a new seed and for longer.
//   npm run fuzz                        ten times as much as a test run
//   npm run fuzz -- --factor=100        a hundred times
//   npm run fuzz -- --seed=4711         again what has failed
//   npm run fuzz -- --grep=messages     only tests whose name matches
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './setup/cache.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, factor: { type: 'string', default: '10' }, grep: { type: 'string' } },
});
const seed = values.seed ?? String(randomInt(2 ** 31));
// All that draw from the common seed say so by their import.
const files = globSync('test/**/*.test.ts', { cwd: projectRoot })
  .map((name) => join(projectRoot, name))
  .filter((path) => readFileSync(path, 'utf8').includes('support/fuzz.ts'))
  .sort();
console.log(
  `Seed ${seed}, ${values.factor} times a test run, ${files.length} files. Again: npm run fuzz -- --seed=${seed} --factor=${values.factor}`,
);
const build = spawnSync(process.execPath, ['scripts/build.ts', '--quiet'], { cwd: projectRoot, stdio: 'inherit' });
const { status } =
  build.status !== 0
    ? build
    : spawnSync(process.execPath, ['--test', ...(values.grep ? [`--test-name-pattern=${values.grep}`] : []), ...files], {
        cwd: projectRoot,
        stdio: 'inherit',
        env: { ...process.env, FUZZ_SEED: seed, FUZZ_FACTOR: values.factor },
      });
process.exitCode = status ?? 1;
