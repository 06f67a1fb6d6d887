import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rulePage } from '../../features/diagnostics.ts';
import { rules } from '../../rules/index.ts';
import type { RuleMeta } from '../../rules/rule.ts';
import { below } from '../globs.ts';
import type { LintRange, LintResult } from '../result.ts';
import { printedJson } from './printedJson.ts';
import type { Report, Reporter } from './report.ts';

/** SARIF 2.1.0, as code scanning services take it: one run, with the description of every rule. */
export const reportSarif: Reporter = (report) => printedJson(sarifLog(report));

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

/** The name of the working directory among the bases of URIs; the one that services know. */
const base = '%SRCROOT%';

function sarifLog(report: Report) {
  const fingerprint = fingerprints();
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'external-secrets-lint',
            semanticVersion: report.version,
            informationUri: 'https://github.com/external-secrets-tools/vscode-external-secrets',
            rules: rules.map(({ meta }) => ruleOf(meta)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [base]: { uri: `${pathToFileURL(report.folder).href.replace(/\/$/, '')}/` } },
        results: report.results.map((result) => ({
          ruleId: result.rule,
          ...indexOf(result.rule),
          level: levels[result.severity],
          message: { text: withoutLinks(result.message) },
          locations: [
            {
              physicalLocation: { artifactLocation: artifact(result.file, report), region: region(result.range) },
              ...logical(result),
            },
          ],
          partialFingerprints: { 'externalSecretsFinding/v1': fingerprint(result) },
          ...fixesOf(result, report),
        })),
      },
    ],
  };
}

function ruleOf({ id, severity, summary, why, bad, good }: RuleMeta) {
  const example = (title: string, text: string) => `**${title}**\n\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: {
      text: `${summary}\n\n${why}`,
      markdown: [summary, why, example('Finds', bad), example('Accepts', good)].join('\n\n'),
    },
    helpUri: rulePage(id),
    defaultConfiguration: { level: levels[severity] },
  };
}

/** SARIF makes links of `[text](address)` in plain text too, and names of manifests are others' text. */
function withoutLinks(message: string): string {
  return message.replaceAll('](', '] (');
}

function indexOf(rule: string): { readonly ruleIndex?: number } {
  const ruleIndex = rules.findIndex(({ meta }) => meta.id === rule);
  return ruleIndex < 0 ? {} : { ruleIndex };
}

/** A file: relative to the working directory where it lies in it. */
function artifact(file: string, { folder }: Report) {
  const way = below(folder, resolve(folder, file));
  if (way === undefined) return { uri: pathToFileURL(resolve(folder, file)).href };
  return { uri: way.split('/').map(encodeURIComponent).join('/'), uriBaseId: base };
}

/** SARIF counts from 1, and a span ends before its end column, as in LSP. */
function region({ start, end }: LintRange) {
  return { startLine: start.line + 1, startColumn: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 };
}

function logical({ kind, namespace, name, path }: LintResult) {
  if (kind === null || name === null) return {};
  const fullyQualifiedName = [kind, ...(namespace === null ? [] : [namespace]), name, ...(path ? [path] : [])].join('/');
  return { logicalLocations: [{ name, kind: 'resource', fullyQualifiedName }] };
}

/**
 * What stays the same while a finding only moves: rule, file, object and field, and which of several alike it is. No text of the
 * manifest goes in, for what is short can be guessed from its hash.
 */
function fingerprints(): (result: LintResult) => string {
  // Loaded here: the other formats need none of it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const seen = new Map<string, number>();
  return ({ file, rule, kind, namespace, name, path }) => {
    const key = JSON.stringify([rule, file, kind, namespace, name, path]);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return createHash('sha256').update(`${key}${nth}`).digest('hex').slice(0, 32);
  };
}

function fixesOf({ fix, file }: LintResult, report: Report) {
  if (fix === null) return {};
  const replacements = fix.edits.map(({ range, newText }) => ({
    deletedRegion: region(range),
    insertedContent: { text: newText },
  }));
  const artifactChanges = [{ artifactLocation: artifact(file, report), replacements }];
  return { fixes: [{ description: { text: fix.title }, artifactChanges }] };
}
