import type { TextEdit } from 'vscode-languageserver-types';
import { editsOf, type FoundInFile, preferredFix } from '../features/codeActions.ts';
import { english } from '../localisation.ts';
import { plainText } from '../model/plainText.ts';
import type { LineIndex } from '../syntax/lineIndex.ts';
import { formatPath, type Path } from '../syntax/path.ts';

/** One finding as the linter reports it. Positions are 0-based, characters are UTF-16 code units, as in LSP. */
export interface LintResult {
  /** The path as given on the command line, or found below a folder given there. */
  readonly file: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
  readonly range: LintRange;
  readonly kind: string | null;
  readonly name: string | null;
  readonly namespace: string | null;
  /** Where in the resource: `spec.data[0].remoteRef.key`; null where it is about the text. */
  readonly path: string | null;
  /** What `--fix` would do about it; null where that is nothing, or where the text put in might hold a value written in a manifest. */
  readonly fix: LintFix | null;
}

/** A place in a file. */
export interface LintPosition {
  readonly line: number;
  readonly character: number;
}

/** A span of a file. */
export interface LintRange {
  readonly start: LintPosition;
  readonly end: LintPosition;
}

/** A mend: its name, and what comes in place of which spans. */
export interface LintFix {
  readonly title: string;
  readonly edits: readonly { readonly range: LintRange; readonly newText: string }[];
}

/** A finding as it is reported. `file` is only repeated; `lines` are the file's. */
export function lintResult(file: string, found: FoundInFile, lines: LineIndex): LintResult {
  const { finding, range, resource } = found.placed;
  const at = (offset: number) => lines.positionAt(found.manifest.start + offset);
  return {
    file,
    rule: finding.rule,
    severity: finding.severity,
    message: plainText(finding.message, 2_000),
    range: { start: at(range.start), end: at(range.end) },
    kind: named(resource?.kind),
    name: named(resource?.name),
    namespace: named(resource?.namespace),
    path: 'path' in finding.at ? plainText(formatPath(finding.at.path), 1_000) : null,
    fix: reportedFix(found, lines),
  };
}

/** Longer than any object's name can be, it is not told whole in each of many results. */
function named(name: string | undefined): string | null {
  return name === undefined ? null : plainText(name, 300);
}

function reportedFix(found: FoundInFile, lines: LineIndex): LintFix | null {
  const { finding, resource } = found.placed;
  const fix = preferredFix(found.placed);
  if (fix === undefined) return null;
  // A report is sent to other machines: what a fix moves about of a fake store or generator must not go with it.
  const places = [finding.at, ...fix.edits.map(({ at }) => at)];
  if (resource?.kind === 'Fake' || places.some((at) => 'path' in at && isFake(at.path))) return null;
  return { title: plainText(english.of(fix.title), 300), edits: editsOf(fix, found.manifest, resource, lines).map(reportedEdit) };
}

function isFake(path: Path): boolean {
  return path.some((segment, i) => segment === 'fake' && path[i - 1] === 'provider');
}

function reportedEdit({ range, newText }: TextEdit): LintFix['edits'][number] {
  return { range, newText };
}
