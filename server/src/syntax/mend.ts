import { parseDocument } from './document.ts';
import type { SyntaxProblem } from './manifest.ts';
import type { YamlNode } from './node.ts';
import { CARET_MARK } from './site.ts';
import { endOfLine, startOfLine } from './text.ts';

/** A tree that may have been got by repairing or leaving out broken lines. */
export interface MendedTree {
  readonly root: YamlNode | undefined;
  /** Whether the YAML is whole now, so that the tree can be trusted. */
  readonly sound: boolean;
}

/** Repairs made at most: beyond that a document is too broken for its tree to be believed. */
const MAX_REPAIRS = 12;

/** Characters read at most, all attempts together: completion in a huge broken text is not worth the wait. */
const MAX_READ = 500_000;

/**
 * The tree of a text with one broken line after another repaired or blanked, never the line with the mark of the caret: a
 * mistake elsewhere in the document must not keep completion from working here. Its offsets are those of the repaired text.
 */
export function mendedTree(text: string): MendedTree {
  let current = text;
  let last = '';
  for (let round = 0; ; round++) {
    const { root, problems } = parseDocument(current, () => {});
    const broken = problems.find((problem) => BREAKING.has(problem.code));
    if (broken === undefined) return { root, sound: true };
    const place = `${broken.code} ${startOfLine(current, broken.range.start)}`;
    const next =
      round === MAX_REPAIRS || (round + 2) * current.length > MAX_READ ? current : repaired(current, broken, place === last);
    if (next === current) return { root, sound: false };
    last = place;
    current = next;
  }
}

const BREAKING: ReadonlySet<SyntaxProblem['code']> = new Set([
  'tab-indentation',
  'bad-indentation',
  'unclosed-quote',
  'unclosed-flow-collection',
  'missing-colon',
  'nested-mapping',
  'bad-escape',
  'unexpected-character',
]);

function repaired(text: string, { code, range }: SyntaxProblem, again: boolean): string {
  const lineStart = startOfLine(text, range.start);
  const lineEnd = endOfLine(text, lineStart);
  const line = text.slice(lineStart, lineEnd);
  const insert = (at: number, what: string): string => text.slice(0, at) + what + text.slice(at);
  const marked = line.includes(CARET_MARK);
  if (!again && code === 'unclosed-quote') return insert(range.end, text[range.start] as string);
  if (!again && code === 'unclosed-flow-collection') return insert(lineEnd, text[range.start] === '[' ? ']' : '}');
  if (marked) return text;
  if (!again && code === 'missing-colon') return insert(range.end, ':');
  if (!again && code === 'tab-indentation') return text.slice(0, lineStart) + line.replaceAll('\t', '  ') + text.slice(lineEnd);
  return text.slice(0, lineStart) + ' '.repeat(line.length) + text.slice(lineEnd);
}
