import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Severity } from '../model/finding.ts';
import type { PlacedFinding } from '../rules/diagnose.ts';
import type { ManifestDocument } from '../syntax/manifest.ts';

/** Where the pages of the rules are read on the web. */
const rulePages = 'https://github.com/external-secrets-tools/vscode-external-secrets/blob/main/docs/rules';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as LSP wants it, its code linked to the rule's page. `text` is the file's, `document` the one the finding is about. */
export function toDiagnostic({ finding, range }: PlacedFinding, document: ManifestDocument, text: TextDocument): Diagnostic {
  return {
    range: { start: text.positionAt(document.start + range.start), end: text.positionAt(document.start + range.end) },
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: `${rulePages}/${finding.rule}.md` },
    source: 'external-secrets',
    message: finding.message,
  };
}
