// npm test: every suite that this machine can run, and one summary.
//   npm test                    everything
//   npm test -- unit vscode     only these suites
//   npm test -- unit --grep=x   only tests whose name matches
//   npm test -- --lanes=1       one suite after another; by default two run at a time, but for those that run alone
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { suites } from './suites/index.ts';
import { type Outcome, type Suite, type SuiteRequest, together } from './suites/suite.ts';

/** One at a time: what one suite installs another may need as well. */
const settingUp = pLimit(1);

/** Runs one suite, with a line about it, and its failures in full. A skip of the whole suite counts as one. */
async function runSuite(suite: Suite, request: SuiteRequest): Promise<Outcome> {
  const started = performance.now();
  const obstacle = await (suite.prepare && settingUp(suite.prepare));
  const ready = performance.now();
  const outcome = obstacle === undefined ? await guarded(suite, request) : skippedWhole(suite, obstacle);
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
  const setUp = ready - started > 1000 ? `, set-up ${seconds(started, ready)}` : '';
  console.log(`${suite.name.padEnd(10)} ${counts(outcome)} (${seconds(ready, performance.now())}${setUp})`);
  for (const failure of outcome.failures) console.log(`\n✖ ${failure.replaceAll('\n', '\n  ')}\n`);
  return outcome;
}

async function guarded(suite: Suite, request: SuiteRequest): Promise<Outcome> {
  try {
    return await suite.run(request);
  } catch (error) {
    return { passed: 0, failures: [`${suite.name}\n${error instanceof Error ? error.stack : error}`], skipped: [] };
  }
}

function skippedWhole(suite: Suite, reason: string): Outcome {
  return { passed: 0, failures: [], skipped: [{ name: `the suite ${suite.name}`, reason }] };
}

function counts(outcome: Outcome): string {
  return `${outcome.passed} passed, ${outcome.failures.length} failed, ${outcome.skipped.length} skipped`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { grep: { type: 'string' }, lanes: { type: 'string', default: '2' } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(`There is no suite ${unknown.join(', ')}; there are ${suites.map((suite) => suite.name).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  const chosen = suites.filter((suite) => positionals.length === 0 || positionals.includes(suite.name));
  const outcomes: Outcome[] = [];
  const notAvailable: string[] = [];
  const available = chosen.filter((suite) => {
    const reason = suite.whyNotAvailable?.();
    if (reason !== undefined) notAvailable.push(`- ${suite.name}: ${reason}`);
    return reason === undefined;
  });
  const runAll = async (some: readonly Suite[], lanes: number) =>
    outcomes.push(...(await pLimit(lanes).map(some, (suite) => runSuite(suite, { grep: values.grep }))));
  const foundations = available.filter((suite) => suite.isFoundation);
  const others = available.filter((suite) => !suite.isFoundation);
  await runAll(foundations, 1);
  const beside = others.filter((suite) => !suite.runsAlone);
  const alone = others.filter((suite) => suite.runsAlone);
  await runAll(beside, Number(values.lanes));
  await runAll(alone, 1);
  const all = together(outcomes);
  if (notAvailable.length > 0) console.log(`\nNot available here:\n${notAvailable.join('\n')}`);
  if (all.skipped.length > 0) console.log('\nSkipped:');
  for (const { name, reason } of all.skipped) console.log(`- ${name}: ${reason}`);
  if (all.skipped.length > 0 && process.env['CI']) console.log('With CI set, a skip is a failure.');
  console.log(`\n${counts(all)}`);
  process.exitCode = all.failures.length > 0 || (all.skipped.length > 0 && process.env['CI']) ? 1 : 0;
}

await main();
