import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver-types';
import type { Fix, FixEdit } from '../model/finding.ts';
import type { PlacedFinding } from '../rules/diagnose.ts';
import type { ManifestDocument, ResourceNode } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';
import { toDiagnostic } from './diagnostics.ts';

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
    const { start, end } = placeOf(edit, document, resource);
    return {
      range: { start: text.positionAt(document.start + start), end: text.positionAt(document.start + end) },
      newText: edit.newText,
    };
  });
}

function placeOf({ at, newText }: FixEdit, document: ManifestDocument, resource: ResourceNode | undefined): OffsetRange {
  if ('range' in at) return at.range;
  const range = resource?.rangeOf(at.path, at.part) ?? { start: 0, end: 0 };
  return newText === '' && at.part === 'entry' ? wholeLines(document.parsed.text, range) : range;
}

/** An entry that is taken away goes with its lines, where it has them to itself. */
function wholeLines(text: string, { start, end }: OffsetRange): OffsetRange {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(end));
  return text.slice(lineStart, start).trim() === '' && rest !== null ? { start: lineStart, end: end + rest[0].length } : { start, end };
}
