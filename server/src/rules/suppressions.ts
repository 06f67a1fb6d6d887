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
  const suppressions = parsed.comments.flatMap(({ text, offset }) => {
    const match = /^\s*external-secrets-disable(-next-line|-line)?(?:\s+([\w\s,-]+))?\s*$/.exec(text);
    if (match === null) return [];
    const rules = namesIn(match[2]);
    return [{ rules, span: spanOf(parsed.text, offset, match[1]) }];
  });
  const everywhere = suppressions.filter(({ span }) => span.start === 0 && span.end === parsed.text.length);
  const ofLines = new Map<number, (readonly string[])[]>();
  for (const { rules, span } of suppressions) ofLines.set(span.start, [...(ofLines.get(span.start) ?? []), rules]);
  const silences = (rules: readonly string[], rule: string) => rules.length === 0 || rules.includes(rule);
  return (rule, range) => {
    if (everywhere.some(({ rules }) => silences(rules, rule))) return true;
    // Without a look at the line where there is nothing to find: most documents have no such comment.
    return (
      ofLines.size > 0 && (ofLines.get(lineAround(parsed.text, range.start).start) ?? []).some((rules) => silences(rules, rule))
    );
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
  return (rule) => silenced.some((rules) => rules.length === 0 || rules.includes(rule));
}

/** The rules that a comment names; none: all. */
function namesIn(list: string | undefined): readonly string[] {
  return (list ?? '').split(/[\s,]+/).filter((name) => name !== '');
}

function spanOf(text: string, offset: number, scope: string | undefined): OffsetRange {
  if (scope === undefined) return { start: 0, end: text.length };
  const line = lineAround(text, offset);
  return scope === '-line' ? line : lineAround(text, Math.min(line.end + 1, text.length));
}

function lineAround(text: string, offset: number): OffsetRange {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}
