import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Contestant } from './contestants.ts';
import { type Goal, goals, growth, type Measure, measures, sizes } from './measures.ts';
import type { OwnFigure } from './own.ts';
import type { Samples } from './samples.ts';

/** What one run has brought. */
export interface Report {
  readonly samples: Samples;
  /** Where and how it ran, one statement each. */
  readonly conditions: readonly string[];
  readonly own: readonly OwnFigure[];
}

/** What a run is made of. */
export const parts = ['start', 'files', 'large', 'folder', 'memory', 'own'] as const;

/** One of them. */
export type Part = (typeof parts)[number];

/** Where and how a run was made, in statements for its report. */
export function conditions(of: {
  readonly ours: Contestant;
  readonly incumbent: Contestant;
  readonly repetitions: number;
  /** For what memory they take. */
  readonly edits: number;
  readonly quick: boolean;
  /** What was left out. */
  readonly missing: readonly Part[];
  readonly minutes: number;
}): readonly string[] {
  const [cpu] = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}, ${of.ours.name} and ${of.incumbent.name}, both on Node ${process.versions.node}`,
    `${process.platform} ${process.arch}, ${availableParallelism()} processors (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB; load at the end of the run ${loadavg()[0]?.toFixed(1)}`,
    `medians of ${of.repetitions} repetitions in ${of.minutes.toFixed(0)} minutes; memory in ${of.edits} edits once${of.quick ? '; shortened by --quick, little is repeated' : ''}`,
    ...(of.missing.length === 0 ? [] : [`left out: ${of.missing.join(', ')}`]),
  ];
}

interface Row {
  readonly measure: Measure;
  readonly size: string;
  readonly ours: number | undefined;
  readonly theirs: number | undefined;
  readonly goal: Goal | undefined;
}

function rowsOf({ samples }: Report): readonly Row[] {
  return measures.flatMap((measure) =>
    Object.values(sizes).flatMap((size) => {
      const [ours, theirs] = [samples.median('ours', measure.id, size), samples.median('incumbent', measure.id, size)];
      if (ours === undefined && theirs === undefined) return [];
      return [{ measure, size, ours, theirs, goal: goals.find((goal) => goal.measure === measure.id && goal.size === size) }];
    }),
  );
}

const heads = ['measure', 'size', 'ours', 'incumbent', 'ratio', 'goal', ''];

function cellsOf(report: Report): readonly (readonly string[])[] {
  const rows = rowsOf(report).map(({ measure, size, ours, theirs, goal }) => [
    measure.name,
    size,
    figure(ours, measure.unit),
    figure(theirs, measure.unit),
    ours === undefined || theirs === undefined || theirs === 0 ? '' : `${significant(ours / theirs)}×`,
    goal?.wanted ?? '',
    verdict(goal?.met(report.samples)),
  ]);
  const grown = growth(report.samples);
  if (grown === undefined) return rows;
  const [small, large] = [grown.small, grown.large].map((value) => `${value.toFixed(1)} ms`);
  const what = 'edit → diagnostics, beyond a server that does nothing';
  const goal = `at 2,000 ≤ 2 × at 50, + 1 ms`;
  return [...rows, [what, '50 and 2,000 documents', `${small} and ${large}`, '', '', goal, verdict(grown.met)]];
}

function figure(value: number | undefined, unit: string): string {
  return value === undefined
    ? '–'
    : `${value < 10 ? value.toFixed(1) : value.toLocaleString('en', { maximumFractionDigits: 0 })} ${unit}`;
}

function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

function verdict(met: boolean | undefined): string {
  return met === undefined ? '' : met ? 'met' : '**not met**';
}

/** For a terminal. */
export function asText(report: Report): string {
  const cells = [heads, ...cellsOf(report).map((row) => row.map((cell) => cell.replace(/[`*]/g, '')))];
  const widths = heads.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const table = cells.map((row) =>
    row.map((cell, i) => (i < 2 || i > 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
  const own = report.own.map(({ name, value }) => `${name}: ${value}`);
  return [...report.conditions, '', ...table, '', ...own].map((line) => line.trimEnd()).join('\n');
}

/** For `docs/benchmark.md`. */
export function asMarkdown(report: Report): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const unmet = cellsOf(report).filter((row) => row.at(-1) === verdict(false));
  return `# Benchmark

Written by \`npm run bench -- --write\`. This server, as it is packaged, and the newest \`yaml-language-server\`, in turn on the same files in
one run; how is told [below](#how-it-is-measured).

${report.conditions.map((each) => `- ${each}`).join('\n')}
- goals not met: ${unmet.length === 0 ? 'none' : unmet.map(([what, size]) => (size === '' ? what : `${what} (${size})`)).join('; ')}

${line(heads)}
|---|---|--:|--:|--:|---|---|
${cellsOf(report).map(line).join('\n')}

An edit has one YAML document read, judged and asked of the vaults, whatever the file's size; \`test/languageService.test.ts\` and
\`test/vaultJudge.test.ts\` count it.

${report.own.length === 0 ? '' : `## The package itself\n\n| measure | |\n|---|---|\n${report.own.map(({ name, value }) => line([name, value])).join('\n')}\n\n`}${method}`;
}

const method = `## How it is measured
- Both servers run as processes of their own, over standard input and output, with a client that asks and waits for nothing but the answer
  in question. Diagnostics are pushed. The time of the client, which reads the replies, is in all figures, for both alike.
- The start begins where the system has begun the program. What goes before it, the copy of the client, is not in it: it takes 1 to 60 ms, the
  more the client has measured.
- Both keep compiled code from one start to the next, and have started once before: ours does that by itself,
  \`yaml-language-server\` by \`NODE_COMPILE_CACHE\`.
- \`yaml-language-server\` has the configuration that is best for it: \`yaml.schemas: {"kubernetes": "*.yaml"}\` with
  \`yaml.kubernetesCRDStore.url\` at a folder of the same CRDs that our server knows (ESO 2.9.0), with our descriptions of the fields. What
  it would fetch from GitHub is answered at once, and empty. It waits 200 ms before it looks at a change.
- A manifest is an ExternalSecret of 25 lines; a file has so many of them, the last with a mistake, which the time to open waits for. An
  edit misspells a field of the one in the middle, or mends it.
- *Right after an edit* is a request that is sent together with the change; *idle* the same when all has come to rest.
- Between two edits are 100 ms. Memory is what the system says is resident. –: it has no such thing.
`;
