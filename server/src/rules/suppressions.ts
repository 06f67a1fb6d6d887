import type { ManifestFile, ParsedDocument } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';

/** What a comment silences rules in: its document, or from a document on the whole file, or a line. */
export type SuppressionScope = 'document' | 'file' | 'line' | 'next-line';

/** The words with which such comments begin, by their scope. */
export const suppressionWords: Readonly<Record<SuppressionScope, string>> = {
  'next-line': 'external-secrets-disable-next-line',
  line: 'external-secrets-disable-line',
  document: 'external-secrets-disable',
  file: 'external-secrets-disable-file',
};

/** A comment that silences rules. */
export interface Suppression {
  readonly scope: SuppressionScope;
  /** Where its `#` stands in the document. */
  readonly offset: number;
  /** The words that stand for rules, with their places in the document; none: all rules are meant. */
  readonly names: readonly { readonly name: string; readonly range: OffsetRange }[];
}

/**
 * The comments of a document that silence rules: `# external-secrets-disable-next-line [rule, …] [-- reason]`,
 * `# external-secrets-disable-line …`, `# external-secrets-disable …` for the whole document and `# external-secrets-disable-file …`.
 */
export function suppressionsIn(parsed: ParsedDocument): readonly Suppression[] {
  // Most documents have none, and comments are only known once the YAML is read.
  if (!parsed.text.includes(suppressionWords.document)) return [];
  return parsed.comments.flatMap(({ text, offset }) => {
    const match = /^\s*external-secrets-disable(?:-(next-line|line|file))?(?=\s|$)/.exec(text);
    if (match === null) return [];
    const scope = (match[1] ?? 'document') as SuppressionScope;
    return [{ scope, offset, names: namesIn(text, match[0].length, offset + 1) }];
  });
}

/** The words from a place of a comment's text on that stand for rules. What is behind ` -- ` is the reason. */
function namesIn(text: string, from: number, start: number): Suppression['names'] {
  const words = [...text.slice(from).matchAll(/[^\s,]+/g)].map(({ 0: name, index }) => {
    const at = start + from + index;
    return { name, range: { start: at, end: at + name.length } };
  });
  const reason = words.findIndex(({ name }) => name === '--');
  return reason < 0 ? words : words.slice(0, reason);
}

/**
 * What the comments of a document silence in it.
 *
 * @returns whether a finding of a rule at a range (relative to the document) is silenced
 */
export function readSuppressions(parsed: ParsedDocument): (rule: string, range: OffsetRange) => boolean {
  const everywhere: Suppression[] = [];
  /** By where their line starts. */
  const inLines = new Map<number, Suppression[]>();
  for (const comment of suppressionsIn(parsed)) {
    const { scope, offset } = comment;
    if (scope === 'document') everywhere.push(comment);
    if (scope === 'document' || scope === 'file') continue;
    const own = lineAround(parsed.text, offset);
    const { start } = scope === 'line' ? own : lineAround(parsed.text, Math.min(own.end + 1, parsed.text.length));
    const inLine = inLines.get(start) ?? [];
    inLines.set(start, inLine);
    inLine.push(comment);
  }
  return (rule, range) => {
    if (isAmong(everywhere, rule)) return true;
    // Without a look at the line where there is nothing to find: most documents have no such comment.
    return inLines.size > 0 && isAmong(inLines.get(lineAround(parsed.text, range.start).start) ?? [], rule);
  };
}

/**
 * What comments in the first document of a file silence in all of it.
 *
 * @returns whether a rule is silenced
 */
export function readFileSuppressions(file: ManifestFile): (rule: string) => boolean {
  const [first] = file.documents;
  const silenced = first === undefined ? [] : suppressionsIn(first.parsed).filter(({ scope }) => scope === 'file');
  return (rule) => isAmong(silenced, rule);
}

/** Whether one of the comments means a rule. */
function isAmong(comments: readonly Suppression[], rule: string): boolean {
  return comments.some(({ names }) => names.length === 0 || names.some(({ name }) => name === rule));
}

function lineAround(text: string, offset: number): OffsetRange {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}
