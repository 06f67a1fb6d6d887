import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import { isEsoDocument } from '../../model/esoKinds.ts';
import type { LineIndex } from '../../syntax/lineIndex.ts';
import type { ManifestDocument } from '../../syntax/manifest.ts';
import type { YamlNode } from '../../syntax/node.ts';
import { startOfLine } from '../../syntax/text.ts';
import type { SymbolsContext } from './documentSymbols.ts';

/**
 * What can be folded in a file: documents, mappings, lists, strings of several lines, comments. Undefined in a file without a document
 * of ESO's. In one that has some also in the others: editors that are given ranges no longer fold by indentation.
 *
 * @param most how many the editor takes; those that lie deepest are left out
 */
export function foldingRanges({ file, lines }: SymbolsContext, most = Number.POSITIVE_INFINITY): FoldingRange[] | undefined {
  if (!file.documents.some(({ parsed }) => isEsoDocument(parsed))) return undefined;
  const folds = file.documents.flatMap((document) => [
    ...structure(document, lines, file.documents.length > 1),
    ...comments(document, lines),
  ]);
  const first = new Map<number, Fold>();
  // One fold a line: the outermost of those that begin there.
  for (const fold of folds.sort((a, b) => a.start - b.start || b.end - a.end))
    if (!first.has(fold.start)) first.set(fold.start, fold);
  const kept = [...first.values()].sort((a, b) => a.depth - b.depth).slice(0, most);
  return kept
    .sort((a, b) => a.start - b.start)
    .map(({ start, end, isComment }) => ({
      startLine: start,
      endLine: end,
      ...(isComment ? { kind: FoldingRangeKind.Comment } : {}),
    }));
}

/** Lines of the file, from 0. */
interface Fold {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly isComment?: boolean;
}

function structure({ parsed: { root }, start }: ManifestDocument, lines: LineIndex, isOneOfMany: boolean): readonly Fold[] {
  const folds: Fold[] = [];
  const lineOf = (offset: number) => lines.positionAt(start + offset).line;
  const add = (from: number, node: YamlNode, depth: number) => {
    // The bracket at the end stays to be seen.
    const last = lineOf(Math.max(node.range.start, node.range.end - 1)) - (node.type !== 'scalar' && node.flow ? 1 : 0);
    if (last > lineOf(from)) folds.push({ start: lineOf(from), end: last, depth });
  };
  if (root === undefined) return [];
  if (isOneOfMany) add(root.range.start, root, 0);
  visit(root, 1);
  return folds;

  function visit(node: YamlNode, depth: number): void {
    if (node.alias !== undefined || node.type === 'scalar') return;
    if (node.type === 'map') {
      for (const { key, merged, value } of node.entries)
        if (!merged && value.alias === undefined) enter(key.range.start, value, depth);
    } else for (const item of node.items) if (item.alias === undefined) enter(item.range.start, item, depth);
  }

  function enter(from: number, node: YamlNode, depth: number): void {
    add(from, node, depth);
    visit(node, depth + 1);
  }
}

/** Comments on lines of their own, two or more below each other. */
function comments({ parsed, start }: ManifestDocument, lines: LineIndex): readonly Fold[] {
  const folds: { start: number; end: number }[] = [];
  for (const { offset } of parsed.comments) {
    if (parsed.text.slice(startOfLine(parsed.text, offset), offset).trim() !== '') continue;
    const { line } = lines.positionAt(start + offset);
    const last = folds.at(-1);
    if (last !== undefined && last.end === line - 1) last.end = line;
    else folds.push({ start: line, end: line });
  }
  return folds.filter((fold) => fold.end > fold.start).map((fold) => ({ ...fold, depth: 1, isComment: true }));
}
