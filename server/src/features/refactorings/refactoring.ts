import type { CancellationToken } from '../../cancellation.ts';
import { isOpen, isWritten } from '../../model/known.ts';
import { hasPatchDirective } from '../../model/kustomization.ts';
import type { StoreAddress } from '../../protocol.ts';
import type { ManifestDocument, ManifestFile, ResourceNode } from '../../syntax/manifest.ts';
import type { MapNode, OffsetRange, SeqNode } from '../../syntax/node.ts';
import { nodePathAt } from '../../syntax/nodePath.ts';
import type { Path } from '../../syntax/path.ts';
import { endOfLine, skipBlanks, startOfLine } from '../../syntax/text.ts';
import type { PlaceContext } from '../context.ts';
import type { EntryFacts } from '../entryFacts.ts';
import type { TextSpan } from '../fixEdits.ts';

/** Reads a file of the workspace as it is now: the editor's text where it is open, else that on disk. */
export type ReadFile = (uri: string) => Promise<ManifestFile | undefined>;

/** What refactorings know besides the file at the caret. */
export interface Surroundings {
  readonly readFile: ReadFile;
  /** What the vaults have said of the entries of open files. */
  readonly entries: Pick<EntryFacts, 'factOf'>;
}

/** The key or value at the caret. */
export interface RefactoringPlace extends PlaceContext, Surroundings {
  readonly document: ManifestDocument;
  readonly resource: ResourceNode;
  /** Below the resource. */
  readonly path: Path;
}

/** What a refactoring changes. */
export interface Plan {
  /** Spans of the document at the caret, offsets relative to it. */
  readonly spans?: readonly TextSpan[];
  /** Spans of files, offsets of the file. */
  readonly files?: readonly FileSpans[];
  /** A file that comes new. */
  readonly created?: { readonly uri: string; readonly text: string };
}

/** Changes of one file, other than by the document at the caret. */
export interface FileSpans {
  readonly uri: string;
  readonly file: ManifestFile;
  readonly spans: readonly TextSpan[];
}

/** Why a refactoring cannot be made after all: one or two sentences for the user. */
export interface Refusal {
  readonly reason: string;
  /** The store whose values would have to be allowed to be read; it can be made then. */
  readonly allow?: StoreAddress;
}

/** A refactoring that can be made at the caret. */
export interface Offer {
  readonly title: string;
  /** A kind below `refactor`. */
  readonly kind: string;
  readonly plan: Plan | LaterPlan;
}

/** A plan that costs more than a light bulb may. Remote ones ask a vault. */
export interface LaterPlan {
  readonly remote: boolean;
  make(token: CancellationToken): Promise<Plan | Refusal>;
}

/** One file, one of these. What is not certain to come out right is not offered. */
export type Refactoring = (place: RefactoringPlace) => readonly Offer[] | Promise<readonly Offer[]>;

/**
 * What is at the caret, or undefined where nothing can be refactored: outside manifests, in broken YAML, in patches, which say only
 * what they change, and in what a patch is laid over, which may rely on its form. On white space the first word of the line counts.
 */
export function refactoringPlace(at: PlaceContext, surroundings: Surroundings): RefactoringPlace | undefined {
  const { file, index, offset, uri } = at;
  const lineStart = startOfLine(file.text, offset);
  const placed = nodePathAt(file, offset) ?? nodePathAt(file, skipBlanks(file.text, lineStart));
  if (placed === undefined || index.isPatch(uri)) return undefined;
  const { document, resource, path } = placed;
  if (document.parsed.problems.length > 0 || hasPatchDirective(document.parsed) || index.completes(uri, resource))
    return undefined;
  return { ...at, ...surroundings, document, resource, path };
}

/** The mapping at a path, where all of it is known and stands in that very place; so below. */
export function closedMap(resource: ResourceNode, path: Path): MapNode | undefined {
  const node = closedNode(resource, path);
  return node?.type === 'map' ? node : undefined;
}

/** The list at a path. */
export function closedList(resource: ResourceNode, path: Path): SeqNode | undefined {
  const node = closedNode(resource, path);
  return node?.type === 'seq' ? node : undefined;
}

function closedNode(resource: ResourceNode, path: Path): MapNode | SeqNode | undefined {
  const node = resource.nodeAt(path);
  if (node === undefined || node.type === 'scalar' || resource.isPlaceholder(path) || isOpen(node)) return undefined;
  if (!isWritten(resource, path) || (node.type === 'map' && node.entries.some((entry) => entry.merged))) return undefined;
  return node;
}

/** Whether a mapping above a place, or the place itself, has an anchor: an alias elsewhere would change with it. */
export function isAnchored({ document, resource }: Pick<RefactoringPlace, 'document' | 'resource'>, path: Path): boolean {
  const { text } = document.parsed;
  return path.some((_, i) => {
    const node = resource.nodeAt(path.slice(0, i + 1));
    return node !== undefined && /&[^\s,[\]{}]+\s*(?:#[^\n]*\n\s*)?$/.test(text.slice(0, node.range.start));
  });
}

/** Whether a span of a document cannot go without taking along what has to stay: as `holdsInside`, or a comment on the line above. */
export function holdsMore(document: ManifestDocument, range: OffsetRange): boolean {
  return hasCommentAbove(document, range.start) || holdsInside(document, range);
}

/**
 * Whether a span of a document holds what has to stay as it is: comments (also on the rest of its last line), anchors, aliases, merges
 * and template text.
 */
export function holdsInside({ parsed: { comments, text } }: ManifestDocument, { start, end }: OffsetRange): boolean {
  const lineEnd = endOfLine(text, end);
  return comments.some(({ offset }) => offset >= start && offset < lineEnd) || isWoven(text.slice(start, end));
}

/** Whether what begins at an offset is the first on its line, but for a dash, and the line above is a comment. */
export function hasCommentAbove({ parsed: { text } }: ManifestDocument, start: number): boolean {
  const lineStart = startOfLine(text, start);
  const isFirst = text.slice(lineStart, start).trim().replace(/^-$/, '') === '';
  const above = text.slice(0, lineStart).trimEnd();
  return isFirst && /^\s*#/.test(above.slice(startOfLine(above, above.length)));
}

/** Whether a piece of text has anchors, aliases, merges or template text. */
export function isWoven(text: string): boolean {
  return /(?:^|[\s[{,:])[&*][^\s,[\]{}]|<<|\{\{|\{%|<%|\$\{/.test(text);
}
