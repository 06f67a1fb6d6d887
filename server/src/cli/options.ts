import { parseArgs } from 'node:util';
import { isOperatorVersion, isRuleName } from '../projectConfig.ts';
import { nearestRule } from '../rules/ruleNames.ts';
import { isRuleSetting, type RuleSetting, type RuleSettings } from '../rules/severities.ts';
import { nearest } from '../schema/nearest.ts';

/** How findings are printed. */
export type ReportFormat = (typeof formats)[number];

const formats = ['text', 'json', 'sarif', 'github'] as const;

/** What the command line asks for. */
export interface LintRequest {
  /** Files, folders and globs; `-` for standard input, which stands alone. */
  readonly paths: readonly string[];
  readonly format: ReportFormat;
  readonly fix: boolean;
  readonly stdinFilename: string | undefined;
  readonly exclude: readonly string[];
  /** A config file; undefined: the one that is found; false: none. */
  readonly config: string | undefined | false;
  readonly operatorVersion: string | undefined;
  readonly crds: readonly string[];
  readonly rules: RuleSettings;
  readonly maxWarnings: number;
  readonly quiet: boolean;
  /** Undefined: as the terminal and the environment have it. */
  readonly color: boolean | undefined;
}

/** What to do instead of linting. */
export type Told = { readonly show: 'help' | 'version' } | { readonly wrong: string };

/** How the linter is used. */
export const usage = `Usage: external-secrets-lint [options] PATH…

Checks External Secrets Operator manifests without any network access. PATH is a YAML or JSON file, a folder, a quoted
glob such as 'apps/**/*.yaml', or - for standard input.

What is checked:
  --exclude GLOB              leave out files and folders; without a slash at any depth (repeatable)
  --stdin-filename NAME       the name that standard input goes by
  --operator-version VERSION  the ESO version to judge by (default: the newest known)
  --crds PATH                 a file or folder with your CRDs, to judge by instead of ours (repeatable)
  --rule ID=SEVERITY          off, hint, information, warning or error for a rule; * for all others (repeatable)
  --config FILE               the config file (default: the nearest .external-secrets.yaml up to the repository's root)
  --no-config                 read no config file

What is done:
  --fix                       make the preferred fixes in the files; for standard input, print the fixed text
  --format FORMAT             text, json, sarif or github (default: text)
  --quiet                     report errors only
  --max-warnings N            end with 1 where there are more than N warnings
  --color, --no-color         colours or none (default: on a terminal; NO_COLOR and FORCE_COLOR are honoured)
  --version                   print the version of the linter
  -h, --help                  print this text

Exit code: 0 nothing at severity error, 1 an error was found or too many warnings, 2 wrong usage or config, or a file that
cannot be read or written.
`;

/** Reads the arguments behind the program's name. */
export function readArguments(argv: readonly string[]): LintRequest | Told {
  try {
    const { values, positionals } = parse(argv);
    if (values.help) return { show: 'help' };
    if (values.version) return { show: 'version' };
    const wrong = wrongIn(values, positionals);
    if (wrong !== undefined) return { wrong };
    return {
      paths: positionals,
      format: values.format as ReportFormat,
      fix: values.fix,
      stdinFilename: values['stdin-filename'],
      exclude: values.exclude,
      config: values['no-config'] ? false : values.config,
      operatorVersion: values['operator-version'],
      crds: values.crds,
      rules: Object.fromEntries(values.rule.map(pairOf)),
      maxWarnings: values['max-warnings'] === undefined ? Number.POSITIVE_INFINITY : Number(values['max-warnings']),
      quiet: values.quiet,
      color: values['no-color'] ? false : values.color ? true : undefined,
    };
  } catch (error) {
    return { wrong: error instanceof Error ? misunderstood(error.message) : 'The arguments are not understood.' };
  }
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'text' },
      fix: { type: 'boolean', default: false },
      'stdin-filename': { type: 'string' },
      exclude: { type: 'string', multiple: true, default: [] },
      config: { type: 'string' },
      'no-config': { type: 'boolean', default: false },
      'operator-version': { type: 'string' },
      crds: { type: 'string', multiple: true, default: [] },
      rule: { type: 'string', multiple: true, default: [] },
      'max-warnings': { type: 'string' },
      quiet: { type: 'boolean', default: false },
      color: { type: 'boolean', default: false },
      'no-color': { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

/** Node's own text about an option that there is not speaks of file names that begin with a dash, which nobody has. */
function misunderstood(message: string): string {
  const unknown = /^Unknown option '([^']*)'/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const meant = nearest(
    unknown,
    [...usage.matchAll(/--[a-z-]+/g)].map(([option]) => option),
  );
  return `There is no option ${unknown}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
}

function wrongIn(values: ReturnType<typeof parse>['values'], paths: readonly string[]): string | undefined {
  const { format, rule, color, config } = values;
  const [version, warnings] = [values['operator-version'], values['max-warnings']];
  if (!formats.some((known) => known === format)) return `Unknown format "${format}". It can be ${formats.join(', ')}.`;
  if (paths.length === 0) return 'No path is given.';
  if (paths.includes('-') && paths.length > 1) return '"-" stands alone: standard input or paths, not both.';
  if (values['stdin-filename'] !== undefined && !paths.includes('-')) return '--stdin-filename needs "-", standard input.';
  if (config !== undefined && values['no-config']) return '--config and --no-config exclude each other.';
  if (color && values['no-color']) return '--color and --no-color exclude each other.';
  if (version !== undefined && !isOperatorVersion(version)) return `"${version}" is not a version such as 2.9.0.`;
  if (warnings !== undefined && !/^\d+$/.test(warnings)) return `--max-warnings wants a number, not "${warnings}".`;
  return rule.map(wrongInRule).find((wrong) => wrong !== undefined);
}

function wrongInRule(pair: string): string | undefined {
  const [id, setting] = pairOf(pair);
  if (id === '') return `--rule wants RULE=SEVERITY, such as short-refresh-interval=off, not "${pair}".`;
  if (!isRuleName(id)) {
    const meant = nearestRule(id);
    return `There is no rule "${id}".${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
  }
  if (isRuleSetting(setting)) return undefined;
  return `A rule can be off, hint, information, warning or error, not "${String(setting)}".`;
}

/** The two sides of `id=severity`; the right one is a setting once it has been looked at. */
function pairOf(pair: string): readonly [string, RuleSetting] {
  const at = pair.indexOf('=');
  return [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1) as RuleSetting];
}
