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

/** The kind under which editors run all fixes at once, on saving for example. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.externalSecrets`;

/**
 * One action that makes the preferred fix of every finding, leaving out those that would touch what another has changed already.
 * Undefined where fewer than `least` can be made.
 */
export function fixAll(
  found: readonly { readonly placed: PlacedFinding; readonly manifest: ManifestDocument }[],
  text: TextDocument,
  kind: CodeActionKind,
  least: number,
): CodeAction | undefined {
  const made: TextEdit[] = [];
  let fixes = 0;
  for (const { placed, manifest } of found) {
    const preferred = placed.finding.fixes?.find((fix) => fix.preferred);
    const edits = preferred === undefined ? [] : editsOf(preferred, manifest, placed.resource, text);
    if (edits.length === 0 || edits.some((edit) => made.some((other) => overlap(edit, other, text)))) continue;
    made.push(...edits);
    fixes++;
  }
  const title = `Fix all ${fixes} problems of this file that can be fixed`;
  return fixes < least ? undefined : { title, kind, edit: { changes: { [text.uri]: made } } };
}

function overlap(a: TextEdit, b: TextEdit, text: TextDocument): boolean {
  return text.offsetAt(a.range.start) <= text.offsetAt(b.range.end) && text.offsetAt(b.range.start) <= text.offsetAt(a.range.end);
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
