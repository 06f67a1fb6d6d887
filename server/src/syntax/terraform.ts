import type { GoActionRole } from './goAction.ts';
import type { OffsetRange } from './node.ts';
import { type PlacedAction, scanYaml } from './scan.ts';
import { lastStart } from './search.ts';
import { asEmptyLines, endOfLine, skipBlanks, startOfLine } from './text.ts';

/** What Terraform's `templatefile` replaces in a text, with the text as it is without that. */
export interface TerraformMask {
  /** As long as the original: what has lines for itself became empty lines, what stands between others blanks, the rest runs of a letter. */
  readonly text: string;
  /** What became empty lines or blanks, in the order of the text. */
  readonly lines: readonly PlacedAction[];
  /** What became letters, in the order of the text. */
  readonly inline: readonly OffsetRange[];
  /** Starts of strings that one of these interrupts. */
  readonly interrupted: ReadonlySet<number>;
}

/** A `${ … }` or `%{ … }`. */
interface Sequence extends OffsetRange {
  readonly role: GoActionRole;
}

const directive = /(?<!%)%\{~?\s*(?:if|for|else|endif|endfor)\b/;

/**
 * In the line of a key, or at the beginning of one, what no other tool has in a `${…}`: a call, a condition, an index with quotes of its
 * own. Elsewhere it may be a script in a string. Texts with nothing but `${name}` may be anybody's, and are YAML as they stand.
 */
const expression =
  /^[ \t]*(?:(?:- +)*["']?[\w./-]+["']?:[ \t].*)?(?<!\$)\$\{~?[ \t]*(?:[A-Za-z_]\w*\(|[\w.]+\["|[^{}"\r\n]{1,200} (?:\?|[=!]=) )/m;

/** Masks what Terraform puts in; undefined where nothing tells that it goes over the text. */
export function maskTerraform(text: string): TerraformMask | undefined {
  if (!/[$%]\{/.test(text) || !(directive.test(text) || expression.test(text))) return undefined;
  const whole: PlacedAction[] = [];
  const between: PlacedAction[] = [];
  const inline: Sequence[] = [];
  const sequences = readSequences(text);
  for (let i = 0; i < sequences.length; ) {
    const behind = endOfWholeLine(text, sequences, i);
    const sequence = sequences[i] as Sequence;
    if (behind !== undefined) for (; i < behind; i++) whole.push(actionOf(text, sequences[i] as Sequence));
    else if (isBetween(text, sequence)) between.push(actionOf(text, sequences[i++] as Sequence));
    else inline.push(sequences[i++] as Sequence);
  }
  const masked = cover(text, whole, between, inline);
  const lines = [...whole, ...between].sort((a, b) => a.start - b.start);
  return { text: masked, lines, inline, interrupted: stringsAround(masked, lines) };
}

function readSequences(text: string): readonly Sequence[] {
  const found: Sequence[] = [];
  const opening = /[$%]\{/g;
  let left = mostUnclosed;
  for (let match = opening.exec(text); match !== null && left > 0; match = opening.exec(text)) {
    const start = match.index;
    // `$${` stands for itself.
    if (text[start - 1] === text[start]) continue;
    const end = endOfSequence(text, start);
    if (end === undefined) {
      left--;
      continue;
    }
    found.push({ start, end, role: roleOf(text.slice(start, end)) });
    opening.lastIndex = end;
  }
  return found;
}

/** Characters. Nobody writes more between two braces. */
const longest = 4_000;
/** Behind so many that are not closed nothing is looked for any more: each is followed that far. */
const mostUnclosed = 100;

/** Offset behind the brace that closes a sequence: there may be others in it, and strings with sequences of their own. */
function endOfSequence(text: string, start: number): number | undefined {
  const open: ('{' | '"')[] = ['{'];
  for (let i = start + 2; i < Math.min(text.length, start + longest); i++) {
    const c = text[i];
    if (open.at(-1) === '"') {
      if (c === '\n') return undefined;
      if (c === '\\') i++;
      else if (c === '"') open.pop();
      else if (c === '{' && /[$%]/.test(text[i - 1] ?? '')) open.push('{');
    } else if (c === '"' || c === '{') open.push(c);
    else if (c === '}') open.pop();
    if (open.length === 0) return i + 1;
  }
  return undefined;
}

function roleOf(source: string): GoActionRole {
  if (source.startsWith('$')) return 'emit';
  const word = /^%\{~?\s*(\w*)/.exec(source)?.[1] ?? '';
  return word === 'else' ? 'middle' : word.startsWith('end') ? 'close' : 'open';
}

/**
 * Where a run of sequences that has its lines for itself begins, the index behind its last one. Directives may be in a comment, so that the
 * text is YAML without them as well: Terraform knows no comments there.
 */
function endOfWholeLine(text: string, sequences: readonly Sequence[], from: number): number | undefined {
  const { start } = sequences[from] as Sequence;
  const before = text.slice(startOfLine(text, start), start);
  if (!(text[start] === '%' ? /^[ \t]*(?:#[ \t]*)?$/ : /^[ \t]*$/).test(before)) return undefined;
  for (let i = from; ; i++) {
    const behind = skipBlanks(text, (sequences[i] as Sequence).end);
    if (behind === endOfLine(text, behind)) return i + 1;
    if (sequences[i + 1]?.start !== behind) return undefined;
  }
}

/** Whether a directive stands between the parts of a list or mapping in brackets, so that it chooses among them. */
function isBetween(text: string, { start, role }: Sequence): boolean {
  let i = start;
  while (text[i - 1] === ' ' || text[i - 1] === '\t') i--;
  return role !== 'emit' && /[[{,\]}"']/.test(text[i - 1] ?? '');
}

function actionOf(text: string, { start, end, role }: Sequence): PlacedAction {
  const column = skipBlanks(text, startOfLine(text, start)) - startOfLine(text, start);
  const place = { place: 'line', column, sole: true, string: undefined, harmless: false } as const;
  return { start, end, closed: true, role, indent: undefined, ...place };
}

function cover(
  text: string,
  whole: readonly OffsetRange[],
  between: readonly OffsetRange[],
  inline: readonly OffsetRange[],
): string {
  const blank = (before: string, source: string) => before + source.replace(/[^\r\n]/g, ' ');
  const letters = (before: string, source: string) => before + 'x'.repeat(source.length);
  const all = [
    ...whole.map((range) => ({ ...range, put: asEmptyLines })),
    ...between.map((range) => ({ ...range, put: blank })),
    ...inline.map((range) => ({ ...range, put: letters })),
  ].sort((a, b) => a.start - b.start);
  const pieces: string[] = [];
  let done = 0;
  for (const { start, end, put } of all) {
    pieces.push(put(text.slice(done, start), text.slice(start, end)));
    done = end;
  }
  return pieces.join('') + text.slice(done);
}

function stringsAround(masked: string, lines: readonly OffsetRange[]): ReadonlySet<number> {
  const strings = scanYaml(masked, false).spans.filter(({ kind }) => kind !== 'comment');
  const around = lines.flatMap(({ start }) => {
    const span = strings[lastStart(strings.length, (i) => (strings[i] as OffsetRange).start, start)];
    return span !== undefined && span.start < start && start < span.end ? [span.start] : [];
  });
  return new Set(around);
}
