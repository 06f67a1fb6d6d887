import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver-types';
import type { Localisation } from '../localisation.ts';
import type { Fix } from '../model/finding.ts';
import type { PlacedFinding } from '../rules/placedFinding.ts';
import type { ManifestDocument, ResourceNode } from '../syntax/manifest.ts';
import { toDiagnostic } from './diagnostics.ts';
import { spanOf } from './fixEdits.ts';

/** The quick fixes of a finding, as edits of the file whose text is given. */
export function quickFixes(
  placed: PlacedFinding,
  document: ManifestDocument,
  text: TextDocument,
  l10n: Localisation,
): readonly CodeAction[] {
  const { finding, resource } = placed;
  return (finding.fixes ?? []).map((fix) => ({
    title: l10n.of(fix.title),
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
  found: readonly FoundInFile[],
  text: TextDocument,
  kind: CodeActionKind,
  least: number,
  l10n: Localisation,
): CodeAction | undefined {
  const { edits, fixed } = preferredEdits(found, text);
  const title =
    fixed.length === 1
      ? l10n.t('Fix the 1 problem of this file that can be fixed')
      : l10n.t('Fix all {0} problems of this file that can be fixed', fixed.length);
  return fixed.length < least ? undefined : { title, kind, edit: { changes: { [text.uri]: edits } } };
}

/** A finding of a file and the document of it that the finding is about. */
export interface FoundInFile {
  readonly placed: PlacedFinding;
  readonly manifest: ManifestDocument;
}

/** The preferred fixes that can be made together, none touching what another has changed already, and the findings that they mend. */
export function preferredEdits(
  found: readonly FoundInFile[],
  text: TextDocument,
): { readonly edits: TextEdit[]; readonly fixed: readonly FoundInFile[] } {
  const edits: TextEdit[] = [];
  const fixed: FoundInFile[] = [];
  for (const one of found) {
    const preferred = preferredFix(one.placed);
    const own = preferred === undefined ? [] : editsOf(preferred, one.manifest, one.placed.resource, text);
    if (own.length === 0 || own.some((edit) => edits.some((other) => overlap(edit, other, text)))) continue;
    edits.push(...own);
    fixed.push(one);
  }
  return { edits, fixed };
}

/** The fix of a finding that a person most likely wants; undefined where there is none. */
export function preferredFix({ finding }: PlacedFinding): Fix | undefined {
  return finding.fixes?.find((fix) => fix.preferred);
}

function overlap(a: TextEdit, b: TextEdit, text: TextDocument): boolean {
  return text.offsetAt(a.range.start) <= text.offsetAt(b.range.end) && text.offsetAt(b.range.start) <= text.offsetAt(a.range.end);
}

/** A fix as edits of the file whose text is given. */
export function editsOf(
  fix: Fix,
  document: ManifestDocument,
  resource: ResourceNode | undefined,
  text: TextDocument,
): TextEdit[] {
  return fix.edits.map((edit) => {
    const { start, end, newText } = spanOf(edit, document.parsed.text, resource);
    return {
      range: { start: text.positionAt(document.start + start), end: text.positionAt(document.start + end) },
      newText,
    };
  });
}
