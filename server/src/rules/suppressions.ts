import type { ManifestFile, ParsedDocument } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';

/**
 * Reads the comments that silence rules in a document: `# external-secrets-disable-next-line [rule, …]`,
 * `# external-secrets-disable-line [rule, …]`, and `# external-secrets-disable [rule, …]` for the whole document. Without rule
 * names all rules are meant.
 *
 * @returns whether a finding of a rule at a range (relative to the document) is silenced
 */
export function readSuppressions(parsed: ParsedDocument): (rule: string, range: OffsetRange) => boolean {
  const everywhere: (readonly string[])[] = [];
  /** By where their line starts. */
  const inLines = new Map<number, (readonly string[])[]>();
  for (const { text, offset } of parsed.comments) {
    const match = /^\s*external-secrets-disable(-next-line|-line)?(?:\s+([\w\s,-]+))?\s*$/.exec(text);
    if (match === null) continue;
    const [, scope, list] = match;
    if (scope === undefined) everywhere.push(namesIn(list));
    else {
      const own = lineAround(parsed.text, offset);
      const { start } = scope === '-line' ? own : lineAround(parsed.text, Math.min(own.end + 1, parsed.text.length));
      const inLine = inLines.get(start) ?? [];
      inLines.set(start, inLine);
      inLine.push(namesIn(list));
    }
  }
  return (rule, range) => {
    if (isAmong(everywhere, rule)) return true;
    // Without a look at the line where there is nothing to find: most documents have no such comment.
    return inLines.size > 0 && isAmong(inLines.get(lineAround(parsed.text, range.start).start) ?? [], rule);
  };
}

/**
 * Reads the comments that silence rules in a whole file: `# external-secrets-disable-file [rule, …]` in its first document. Without
 * rule names all rules are meant.
 *
 * @returns whether a rule is silenced
 */
export function readFileSuppressions(file: ManifestFile): (rule: string) => boolean {
  const [first] = file.documents;
  // Most files have none, and comments are only known once the YAML is read.
  if (first === undefined || !first.parsed.text.includes('external-secrets-disable-file')) return () => false;
  const silenced = first.parsed.comments.flatMap(({ text }) => {
    const match = /^\s*external-secrets-disable-file(?:\s+([\w\s,-]+))?\s*$/.exec(text);
    return match === null ? [] : [namesIn(match[1])];
  });
  return (rule) => isAmong(silenced, rule);
}

/** The rules that a comment names; none: all. */
function namesIn(list: string | undefined): readonly string[] {
  return (list ?? '').split(/[\s,]+/).filter((name) => name !== '');
}

/** Whether one of the comments means a rule. */
function isAmong(comments: readonly (readonly string[])[], rule: string): boolean {
  return comments.some((rules) => rules.length === 0 || rules.includes(rule));
}

function lineAround(text: string, offset: number): OffsetRange {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}
