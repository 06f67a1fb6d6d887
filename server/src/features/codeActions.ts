import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver-types';
import type { Fix } from '../model/finding.ts';
import type { PlacedFinding } from '../rules/diagnose.ts';
import type { ManifestDocument, ResourceNode } from '../syntax/manifest.ts';
import { toDiagnostic } from './diagnostics.ts';
import { spanOf } from './fixEdits.ts';

/** The quick fixes of a finding, as edits of the file whose text is given. */
export function quickFixes(placed: PlacedFinding, document: ManifestDocument, text: TextDocument): readonly CodeAction[] {
  const { finding, resource } = placed;
  return (finding.fixes ?? []).map((fix) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    isPreferred: fix.preferred,
    diagnostics: [toDiagnostic(placed, document, text)],
    edit: { changes: { [text.uri]: editsOf(fix, document, resource, text) } },
  }));
}

function editsOf(fix: Fix, document: ManifestDocument, resource: ResourceNode | undefined, text: TextDocument): TextEdit[] {
  return fix.edits.map((edit) => {
    const { start, end, newText } = spanOf(edit, document.parsed.text, resource);
    return {
      range: { start: text.positionAt(document.start + start), end: text.positionAt(document.start + end) },
      newText,
    };
  });
}
