import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnoseDocument, type PlacedFinding, type VersionChoice } from '../rules/diagnose.ts';
import { rules as allRules } from '../rules/index.ts';
import { sayableOfPatch } from '../rules/patches.ts';
import { isRuleSetting, type RuleSetting, type RuleSettings, withSettings } from '../rules/severities.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import { createLineIndex } from '../syntax/lineIndex.ts';
import { createManifestParser } from '../syntax/parse.ts';
import { collectFiles, patchesAround, readManifest } from './files.ts';
import { reportJson } from './reporters/json.ts';
import { reportText } from './reporters/text.ts';

/** One finding as the linter reports it. Positions are 0-based, characters are UTF-16 code units, as in LSP. */
export interface LintResult {
  /** The path as given on the command line, or found below a folder given there. */
  readonly file: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  readonly range: { readonly start: LintPosition; readonly end: LintPosition };
  readonly kind: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
}

/** A place in a file. */
export interface LintPosition {
  readonly line: number;
  readonly character: number;
}

/** Where the linter writes, and what it judges by. */
export interface LintEnvironment {
  readonly schemas: SchemaSource;
  readonly version: string;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const usage = `Usage: external-secrets-lint [options] PATH…

Checks External Secrets Operator manifests (YAML or JSON files, or folders of them) without any network access.

Options:
  --format text|json         how findings are printed (default: text)
  --rule ID=SEVERITY         off, hint, information, warning or error for a rule; * for all others (repeatable)
  --operator-version VERSION the ESO version to judge by (default: the newest known)
  --version                  print the version of the linter
  --help                     print this text

Exit code: 0 nothing at severity error, 1 an error was found, 2 wrong usage or a file that cannot be read.
`;

/**
 * Runs the linter.
 *
 * @param argv the arguments behind the program's name
 * @returns the exit code: 0 nothing at error, 1 an error found, 2 usage or unreadable input
 */
export async function lint(argv: readonly string[], environment: LintEnvironment): Promise<0 | 1 | 2> {
  const { out, error, schemas } = environment;
  const request = readArguments(argv);
  if ('usage' in request) {
    (request.usage === '' ? out : error)(`${request.usage}${usage}`);
    return request.usage === '' ? 0 : 2;
  }
  if (request.version) {
    out(`${environment.version}\n`);
    return 0;
  }
  const operatorVersion = request.operatorVersion ?? schemas.versions.at(-1) ?? '';
  const version = { operatorVersion, known: request.operatorVersion !== undefined };
  const { files, unreadable } = await collectFiles(request.paths);
  const patches = await patchesAround(files);
  const results: LintResult[] = [];
  for (const file of files) {
    const text = await readManifest(file);
    if (text === undefined) unreadable.push(file);
    else results.push(...(await lintText(file, text, schemas, version, request.rules, patches.has(resolve(file)))));
  }
  for (const path of unreadable) error(`external-secrets-lint: cannot read ${path}\n`);
  out(request.format === 'json' ? reportJson(results) : reportText(results, files.length));
  if (unreadable.length > 0) return 2;
  return results.some(({ severity }) => severity === 'error') ? 1 : 0;
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
  const manifest = createManifestParser().parse(text);
  const lines = createLineIndex(text);
  const results: LintResult[] = [];
  for (const document of manifest.documents) {
    const all = await diagnoseDocument(document.parsed, schemas, version);
    for (const placed of withSettings(isPatch ? sayableOfPatch(all) : all, settings)) {
      results.push(lintResult(file, placed, (offset) => lines.positionAt(document.start + offset)));
    }
  }
  return results;
}

function lintResult(file: string, { finding, range, resource }: PlacedFinding, at: (offset: number) => LintPosition): LintResult {
  return {
    file,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    range: { start: at(range.start), end: at(range.end) },
    kind: resource?.kind ?? null,
    name: resource?.name ?? null,
    namespace: resource?.namespace ?? null,
  };
}

interface LintRequest {
  readonly paths: readonly string[];
  readonly format: 'text' | 'json';
  readonly operatorVersion: string | undefined;
  readonly version: boolean;
  readonly rules: RuleSettings;
}

function readArguments(argv: readonly string[]): LintRequest | { readonly usage: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        'operator-version': { type: 'string' },
        rule: { type: 'string', multiple: true, default: [] },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { usage: '' };
    const { format, version } = values;
    if (format !== 'text' && format !== 'json') return { usage: `Unknown format "${format}".\n\n` };
    if (positionals.length === 0 && !version) return { usage: 'No path is given.\n\n' };
    const rules = readRules(values.rule);
    if ('unknown' in rules) return { usage: `"${rules.unknown}" is not RULE=SEVERITY with a known rule and severity.\n\n` };
    return { paths: positionals, format, version, operatorVersion: values['operator-version'], rules: rules.settings };
  } catch (error) {
    return { usage: `${error instanceof Error ? error.message : 'The arguments are not understood.'}\n\n` };
  }
}

/** Reads `id=severity` pairs. */
function readRules(pairs: readonly string[]): { readonly settings: RuleSettings } | { readonly unknown: string } {
  const settings: Record<string, RuleSetting> = Object.create(null);
  for (const pair of pairs) {
    const [id = '', setting] = pair.split('=', 2);
    if (!isRuleSetting(setting) || (id !== '*' && allRules.every(({ meta }) => meta.id !== id))) return { unknown: pair };
    settings[id] = setting;
  }
  return { settings };
}
