import type { FixEdit } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { MapNode, OffsetRange } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';

/** A span of a document's text and what comes in its place. */
export interface TextSpan extends OffsetRange {
  readonly newText: string;
}

/** An edit of a fix as a span of the document's text, offsets relative to the document. */
export function spanOf({ at, newText, beside }: FixEdit, text: string, resource: ResourceNode | undefined): TextSpan {
  if ('range' in at) return { ...at.range, newText };
  const range = resource?.rangeOf(at.path, at.part) ?? { start: 0, end: 0 };
  const parent = resource?.nodeAt(at.path.slice(0, -1));
  const flow = parent?.type === 'map' && parent.flow;
  if (beside === undefined || resource === undefined) {
    const isRemoval = newText === '' && at.part === 'entry';
    if (!isRemoval) return { ...range, newText: quotedAs(text[range.start], newText) };
    return { ...(flow ? withComma(text, range) : wholeLines(text, range)), newText };
  }
  if (beside === 'wrap') return wrap(text, resource, at.path, newText);
  if (beside === 'unwrap') return unwrap(text, resource, at.path);
  if (beside === 'item') return asItem(text, resource, at.path);
  const entry = resource.rangeOf(at.path, 'entry');
  if (beside === 'into') return into(text, resource, at.path, newText);
  if (beside === 'out') return indented(text, entry, columnOf(text, resource.rangeOf(at.path.slice(0, -1), 'entry').start));
  if (beside === 'split') return parent?.type === 'map' ? split(text, resource, at.path, parent) : { ...entry, newText: '' };
  return flow ? insertInFlow(text, entry, newText, beside) : insertLine(text, entry, newText, beside);
}

/** A word that takes the place of a quoted one is quoted too; JSON needs it. What is no word to YAML, such as a number, is meant bare. */
function quotedAs(quote: string | undefined, newText: string): string {
  const isWord = /^[A-Za-z][\w./-]*$/.test(newText) && !/^(?:true|false|yes|no|on|off|y|n|null)$/i.test(newText);
  return isWord && (quote === '"' || quote === "'") ? quote + newText + quote : newText;
}

function insertLine(text: string, entry: OffsetRange, newText: string, beside: 'before' | 'after'): TextSpan {
  const lineBreak = lineBreakOf(text) + ' '.repeat(columnOf(text, entry.start));
  if (beside === 'before') return { start: entry.start, end: entry.start, newText: newText + lineBreak };
  // Behind a comment on the entry's last line, which belongs to it.
  const last = entry.start + text.slice(entry.start, entry.end).trimEnd().length;
  const end = /\r?\n|$/.exec(text.slice(last));
  const at = last + (end?.index ?? 0);
  return { start: at, end: at, newText: lineBreak + newText };
}

function insertInFlow(text: string, entry: OffsetRange, newText: string, beside: 'before' | 'after'): TextSpan {
  const written = text[entry.start] === '"' ? newText.replace(/^(\w+): ([\w.-]+)$/, '"$1": "$2"') : newText;
  return beside === 'before'
    ? { start: entry.start, end: entry.start, newText: `${written}, ` }
    : { start: entry.end, end: entry.end, newText: `, ${written}` };
}

function split(text: string, resource: ResourceNode, path: Path, parent: MapNode): TextSpan {
  const { start } = resource.rangeOf(path, 'entry');
  const itemStart = parent.range.start;
  const list = resource.nodeAt(path.slice(0, -2));
  if (!parent.flow) {
    // The dash of the new item stands below that of the old one.
    const dash = text.lastIndexOf('-', itemStart);
    return { start: start - (itemStart - dash), end: start, newText: text.slice(dash, itemStart) };
  }
  const before = parent.entries.filter((entry) => entry.range.end <= start).at(-1)?.range.end ?? start;
  if (list?.type === 'seq' && list.flow) return { start: before, end: start, newText: '}, {' };
  const dash = text.lastIndexOf('-', itemStart);
  return {
    start: before,
    end: start,
    newText: `}${lineBreakOf(text)}${' '.repeat(columnOf(text, dash))}${text.slice(dash, itemStart)}{`,
  };
}

/** The entries go one step further in, block or flow as they are. */
function wrap(text: string, resource: ResourceNode, path: Path, name: string): TextSpan {
  const { start, end } = resource.rangeOf(path, 'value');
  const node = resource.nodeAt(path);
  const lineBreak = lineBreakOf(text);
  const further = text.slice(start, end).replace(/\n(?=[^\r\n])/g, '\n  ');
  if (node?.type === 'map' && node.flow) {
    const quote = node.entries[0]?.key.style === 'double-quoted' ? '"' : '';
    const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1))?.[0] ?? '';
    const [opening, closing] = further.includes('\n') ? [`${lineBreak}${indent}  `, `${lineBreak}${indent}`] : ['', ''];
    return { start, end, newText: `{${opening}${quote}${name}${quote}: ${further}${closing}}` };
  }
  return { start, end, newText: `${name}:${lineBreak}${' '.repeat(columnOf(text, start) + 2)}${further}` };
}

/** The entries go out to where the mapping around them began. */
function unwrap(text: string, resource: ResourceNode, path: Path): TextSpan {
  const outer = resource.rangeOf(path.slice(0, -1), 'value');
  const { start, end } = resource.rangeOf(path, 'value');
  const node = resource.nodeAt(path);
  const inner = text.slice(start, end);
  if (node?.type === 'map' && node.flow) return { ...outer, end: Math.max(end, outer.end), newText: inner };
  const extra = columnOf(text, start) - columnOf(text, outer.start);
  return { ...outer, newText: extra > 0 ? inner.replaceAll(`\n${' '.repeat(extra)}`, '\n') : inner };
}

/** The value becomes the item of a list that is written as the value is. */
function asItem(text: string, resource: ResourceNode, path: Path): TextSpan {
  const { start, end } = resource.rangeOf(path, 'value');
  const node = resource.nodeAt(path);
  const value = text.slice(start, end);
  const isBlock = node?.type === 'map' && !node.flow;
  return { start, end, newText: isBlock ? `- ${value.replace(/\n(?=[^\r\n])/g, '\n  ')}` : `[${value}]` };
}

/** The entry goes one step further in, below the entry before it or below one that is made for it. */
function into(text: string, resource: ResourceNode, path: Path, name: string): TextSpan {
  const entry = resource.rangeOf(path, 'entry');
  const column = columnOf(text, entry.start);
  const owner = resource.nodeAt([...path.slice(0, -1), name]);
  if (owner === undefined) {
    const further = indented(text, entry, column + 2).newText;
    return { ...entry, newText: `${name}:${lineBreakOf(text)}${' '.repeat(column + 2)}${further.trimStart()}` };
  }
  return indented(text, entry, owner.type === 'map' ? columnOf(text, owner.range.start) : column + 2);
}

/** The lines of an entry, so far in or out that its key stands in the column. */
function indented(text: string, { start, end }: OffsetRange, column: number): TextSpan {
  const by = column - columnOf(text, start);
  const entry = text.slice(start, end);
  if (by >= 0) return { start, end, newText: ' '.repeat(by) + entry.replace(/\n(?=[^\r\n])/g, `\n${' '.repeat(by)}`) };
  return { start: start + by, end, newText: entry.replaceAll(`\n${' '.repeat(-by)}`, '\n') };
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** An entry that is taken away goes with its lines, where it has them to itself. */
function wholeLines(text: string, { start, end }: OffsetRange): OffsetRange {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(end));
  return text.slice(lineStart, start).trim() === '' && rest !== null
    ? { start: lineStart, end: end + rest[0].length }
    : { start, end };
}

/** In flow style an entry goes with the comma that parts it from the next or, being the last, from the one before. */
function withComma(text: string, { start, end }: OffsetRange): OffsetRange {
  const next = /^\s*,\s*/.exec(text.slice(end));
  if (next !== null) return { start, end: end + next[0].length };
  const before = text.slice(0, start).trimEnd();
  return before.endsWith(',') ? { start: before.length - 1, end } : { start, end };
}
