import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { RelatedPlace, Severity } from '../model/finding.ts';
import { plainText } from '../model/plainText.ts';
import type { WorkspaceIndex } from '../model/workspaceIndex.ts';
import type { PlacedFinding } from '../rules/placedFinding.ts';
import type { LineIndex } from '../syntax/lineIndex.ts';
import type { ManifestDocument } from '../syntax/manifest.ts';

/** Where the pages of the rules are read on the web. */
const rulePages = 'https://github.com/external-secrets-tools/vscode-external-secrets/blob/main/docs/rules';

/** Where a rule is explained on the web. */
export function rulePage(rule: string): string {
  return `${rulePages}/${rule}.md`;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/**
 * A finding as LSP wants it, its code linked to the rule's page. `lines` are the file's, `document` the one the finding is about;
 * `index` knows where the other places are that it speaks of.
 */
export function toDiagnostic(
  { finding, range }: PlacedFinding,
  document: ManifestDocument,
  lines: LineIndex,
  index?: WorkspaceIndex,
): Diagnostic {
  const related = index === undefined ? [] : (finding.related ?? []).map((place) => relatedInformation(place, index));
  return {
    range: { start: lines.positionAt(document.start + range.start), end: lines.positionAt(document.start + range.end) },
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: rulePage(finding.rule) },
    source: 'external-secrets',
    message: plainText(finding.message, 2_000),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

function relatedInformation({ entry, path, part, message }: RelatedPlace, index: WorkspaceIndex): DiagnosticRelatedInformation {
  const range = entry.resource.rangeOf(path, part);
  const [start, end] = [index.positionOf(entry, range.start), index.positionOf(entry, range.end)];
  return { location: { uri: entry.uri, range: { start, end } }, message: plainText(message, 500) };
}
