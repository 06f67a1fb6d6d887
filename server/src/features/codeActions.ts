import { type CodeAction, CodeActionKind, type TextEdit } from 'vscode-languageserver-types';
import type { Localisation } from '../localisation.ts';
import type { Fix } from '../model/finding.ts';
import type { PlacedFinding } from '../rules/placedFinding.ts';
import type { LineIndex } from '../syntax/lineIndex.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../syntax/manifest.ts';
import { toDiagnostic } from './diagnostics.ts';
import { spanOf } from './fixEdits.ts';

/** A file that fixes are for. */
export interface FixedFile {
  readonly uri: string;
  readonly file: Pick<ManifestFile, 'lines'>;
}

/** The quick fixes of a finding, as edits of its file. */
export function quickFixes(
  placed: PlacedFinding,
  document: ManifestDocument,
  { uri, file: { lines } }: FixedFile,
  l10n: Localisation,
): readonly CodeAction[] {
  const { finding, resource } = placed;
  return (finding.fixes ?? []).map((fix) => ({
    title: l10n.of(fix.title),
    kind: CodeActionKind.QuickFix,
    isPreferred: fix.preferred,
    diagnostics: [toDiagnostic(placed, document, lines)],
    edit: { changes: { [uri]: editsOf(fix, document, resource, lines) } },
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
  { uri, file }: FixedFile,
  kind: CodeActionKind,
  least: number,
  l10n: Localisation,
): CodeAction | undefined {
  const { edits, fixed } = preferredEdits(found, file.lines);
  const title =
    fixed.length === 1
      ? l10n.t('Fix the 1 problem of this file that can be fixed')
      : l10n.t('Fix all {0} problems of this file that can be fixed', fixed.length);
  return fixed.length < least ? undefined : { title, kind, edit: { changes: { [uri]: edits } } };
}

/** A finding of a file and the document of it that the finding is about. */
export interface FoundInFile {
  readonly placed: PlacedFinding;
  readonly manifest: ManifestDocument;
}

/** The preferred fixes that can be made together, none touching what another has changed already, and the findings that they mend. */
export function preferredEdits(
  found: readonly FoundInFile[],
  lines: LineIndex,
): { readonly edits: TextEdit[]; readonly fixed: readonly FoundInFile[] } {
  const edits: TextEdit[] = [];
  const fixed: FoundInFile[] = [];
  for (const one of found) {
    const preferred = preferredFix(one.placed);
    const own = preferred === undefined ? [] : editsOf(preferred, one.manifest, one.placed.resource, lines);
    if (own.length === 0 || own.some((edit) => edits.some((other) => overlap(edit, other, lines)))) continue;
    edits.push(...own);
    fixed.push(one);
  }
  return { edits, fixed };
}

/** The fix of a finding that a person most likely wants; undefined where there is none. */
export function preferredFix({ finding }: PlacedFinding): Fix | undefined {
  return finding.fixes?.find((fix) => fix.preferred);
}

function overlap(a: TextEdit, b: TextEdit, lines: LineIndex): boolean {
  return (
    lines.offsetAt(a.range.start) <= lines.offsetAt(b.range.end) && lines.offsetAt(b.range.start) <= lines.offsetAt(a.range.end)
  );
}

/** A fix as edits of the file whose lines are given. */
export function editsOf(fix: Fix, document: ManifestDocument, resource: ResourceNode | undefined, lines: LineIndex): TextEdit[] {
  return fix.edits.map((edit) => {
    const { start, end, newText } = spanOf(edit, document.parsed.text, resource);
    return {
      range: { start: lines.positionAt(document.start + start), end: lines.positionAt(document.start + end) },
      newText,
    };
  });
}
