import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeBug } from '../describeBug.ts';
import { plainText } from '../model/plainText.ts';
import type { VersionChoice } from '../rules/diagnose.ts';
import type { RuleSettings } from '../rules/severities.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import { createPainter, wantsColours } from './colours.ts';
import { type Fixed, fixSource, writeFixed } from './fix.ts';
import { readGlob } from './globs.ts';
import { createJudge, type Judge, readSource, type Source } from './judge.ts';
import { type LintRequest, type ReportFormat, readArguments, usage } from './options.ts';
import { makePlan, type Plan, type PlanSources } from './plan.ts';
import { createProgress } from './progress.ts';
import { reportGithub } from './reporters/github.ts';
import { reportJson } from './reporters/json.ts';
import type { Reporter } from './reporters/report.ts';
import { reportSarif } from './reporters/sarif.ts';
import { countOf, fixedLines, reportText } from './reporters/text.ts';
import { type LintResult, lintResult } from './result.ts';
import { shownPath, withoutCommands } from './shownPath.ts';
import { readSources, type Sources, textSource } from './sources.ts';

export type { LintResult } from './result.ts';

/** What a run of the linter has of the machine: where it writes, what it reads, and what it judges by. */
export interface LintEnvironment extends PlanSources {
  /** The version of the linter. */
  readonly version: string;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  /** The variables of the process. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Which of the two outputs are terminals. */
  readonly terminal: { readonly out: boolean; readonly error: boolean };
}

const reporters: Readonly<Record<ReportFormat, Reporter>> = {
  text: reportText,
  json: reportJson,
  sarif: reportSarif,
  github: reportGithub,
};

/**
 * Runs the linter: reads all files, and then judges each among the others.
 *
 * @param argv the arguments behind the program's name
 * @returns the exit code: 0 nothing at error, 1 an error or too many warnings found, 2 wrong usage or config, or a file that cannot be
 * read or written
 */
export async function lint(argv: readonly string[], given: LintEnvironment): Promise<0 | 1 | 2> {
  const environment = { ...given, error: (text: string) => given.error(withoutCommands(text)) };
  const { out, error } = environment;
  const request = readArguments(argv);
  if ('show' in request) {
    out(request.show === 'help' ? usage : `${environment.version}\n`);
    return 0;
  }
  if ('wrong' in request) {
    // Below the whole usage nobody would find what is wrong.
    error(
      `${plainText(request.wrong, 2_000)}\n\n${argv.length === 0 ? usage : 'external-secrets-lint --help says how it is used.\n'}`,
    );
    return 2;
  }
  const plan = await makePlan(request, environment);
  if ('wrong' in plan) {
    error(`external-secrets-lint: ${plainText(plan.wrong, 2_000)}\n`);
    return 2;
  }
  return run(request, plan, environment);
}

/** Lints one text. `file` is only repeated in the results; `isPatch`: it is a Kustomize patch, a fragment. */
export async function lintText(
  file: string,
  text: string,
  schemas: SchemaSource,
  version: VersionChoice,
  settings: RuleSettings = {},
  isPatch = false,
): Promise<readonly LintResult[]> {
  const source = readSource(file, resolve(file), text);
  const judge = createJudge({ schemas, version, rules: settings }, true);
  judge.take(source.place, source.manifest);
  return resultsOf({ source, found: await judge.judge(source, isPatch) });
}

async function run(request: LintRequest, plan: Plan, environment: LintEnvironment): Promise<0 | 1 | 2> {
  const { out, error, folder, terminal, variables, version } = environment;
  const isStdin = request.paths.includes('-');
  // What is said of standard input must not end up in its fixed text.
  const isAside = isStdin && request.fix;
  const progress = createProgress(terminal.error ? error : undefined);
  const all = isStdin
    ? await readInput(request, plan, environment)
    : await readSources(request.paths, plan, folder, (done, total) => progress.report('Reading', done, total));
  const { judge } = all;
  const write: Write = isStdin
    ? async (_, text) => void out(text)
    : ({ place, text: before }, text) => writeFixed(place, before, text, folder);

  const problems = all.unreadable.map((path) => `cannot read ${shownPath(path)}${whyAbsent(path, folder)}`);
  const results: LintResult[] = [];
  const fixed = new Map<string, readonly Fixed[]>();
  for (const [i, source] of all.sources.entries()) {
    const work = request.fix ? mend(source, judge, write, isStdin) : plainly(source, judge);
    const checked: Checked = await work.catch((bug: unknown) => {
      // A bug that one file brings to light takes nothing away, neither from the others nor from it.
      if (isAside) out(source.text);
      return { source, found: [], problem: `cannot check ${shownPath(source.file)}: ${describeBug(bug)}` };
    });
    for (const result of resultsOf(checked)) results.push(result);
    if (checked.fixed?.length) fixed.set(source.file, checked.fixed);
    if (checked.problem !== undefined) problems.push(checked.problem);
    progress.report('Checking', i + 1, all.sources.length);
  }
  progress.end();

  for (const problem of problems) error(`external-secrets-lint: ${problem}\n`);
  const report = {
    results: request.quiet ? results.filter(({ severity }) => severity === 'error') : results,
    fixed,
    files: all.files,
    quiet: request.quiet,
    paint: createPainter(wantsColours(request.color, variables, isAside ? terminal.error : terminal.out)),
    folder,
    version,
    variables,
  };
  if (request.format !== 'text') error(fixedLines(report));
  (isAside ? error : out)(reporters[request.format](report));
  if (problems.length > 0) return 2;
  return countOf(results, 'error') > 0 || countOf(results, 'warning') > request.maxWarnings ? 1 : 0;
}

/** Standard input as the only file. What has nothing of ESO's, or is left out, is not judged, and not changed either. */
async function readInput(request: LintRequest, plan: Plan, { folder, input, out }: LintEnvironment): Promise<Sources> {
  const name = request.stdinFilename;
  const place = resolve(folder, name ?? 'stdin.yaml');
  const text = await input();
  const all = await textSource(readSource(name ?? '<stdin>', place, text), plan.judging);
  const sources = plan.isExcluded(place) ? [] : all.sources;
  if (request.fix && sources.length === 0) out(text);
  return { ...all, sources };
}

/** What was found of a file in the end. */
interface Checked {
  /** The file as it is now. */
  readonly source: Source;
  readonly found: Awaited<ReturnType<Judge['judge']>>;
  readonly fixed?: readonly Fixed[];
  /** Why it could not be checked or fixed. */
  readonly problem?: string;
}

async function plainly(source: Source, judge: Judge): Promise<Checked> {
  return { source, found: await judge.judge(source) };
}

/** Why nothing stands for a path; empty where something does. */
function whyAbsent(path: string, folder: string): string {
  if (existsSync(resolve(folder, path))) return '';
  return readGlob(path) === undefined ? ': there is nothing there' : ': no file fits it';
}

/** Puts a source's fixed text where it belongs; answers why it could not. */
type Write = (source: Source, text: string) => Promise<string | undefined>;

/** Fixes a source. `always`: the text is written even where nothing was to be fixed. */
async function mend(source: Source, judge: Judge, write: Write, always: boolean): Promise<Checked> {
  const after = await fixSource(source, judge);
  if (after.source.text === source.text && !always) return after;
  const why = await write(source, after.source.text);
  if (why === undefined) return after;
  judge.take(source.place, source.manifest);
  return { ...(await plainly(source, judge)), problem: `cannot fix ${shownPath(source.file)}: ${why}` };
}

function resultsOf({ source, found }: Checked): readonly LintResult[] {
  return found.map((one) => lintResult(source.file, one, source.manifest.lines));
}
