import type { ParsedDocument } from '../syntax/manifest.ts';
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
    const rules = (match[2] ?? '').split(/[\s,]+/).filter((name) => name !== '');
    return [{ rules, span: spanOf(parsed.text, offset, match[1]) }];
  });
  return (rule, range) =>
    suppressions.some(
      ({ rules, span }) => (rules.length === 0 || rules.includes(rule)) && range.start >= span.start && range.start <= span.end,
    );
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
