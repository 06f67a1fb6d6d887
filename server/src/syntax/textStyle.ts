import type { ParsedDocument } from './manifest.ts';
import type { YamlNode } from './node.ts';
import { resolvePlain } from './scalar.ts';
import { startOfLine } from './text.ts';

/** How the author of a document writes YAML; what we insert follows it. */
export interface TextStyle {
  /** Spaces by which a mapping is indented below its key. */
  readonly indent: number;
  /** Columns between a key and the dashes of the sequence below it: 0 where they stand in the key's column. */
  readonly dashIndent: number;
  /** The quote used most, if any is used. */
  readonly quote: '"' | "'" | undefined;
  /** Whether most strings are quoted although they could do without. */
  readonly quoteAll: boolean;
  readonly eol: '\n' | '\r\n';
}

/** The style of a document; two spaces, indented dashes and no quotes where it shows none. */
export function textStyleOf(document: ParsedDocument): TextStyle {
  const { text, root } = document;
  const seen = {
    indents: new Map<number, number>(),
    dashes: new Map<number, number>(),
    double: 0,
    single: 0,
    needless: 0,
    plain: 0,
  };
  if (root !== undefined) visit(root, undefined);
  const indent = mostFrequent(seen.indents, 2);
  return {
    indent,
    dashIndent: mostFrequent(seen.dashes, indent),
    quote: seen.double + seen.single === 0 ? undefined : seen.single > seen.double ? "'" : '"',
    quoteAll: seen.needless > seen.plain,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };

  function visit(node: YamlNode, parent: number | undefined): void {
    if (node.alias !== undefined) return;
    if (node.type === 'scalar') {
      if (typeof node.value !== 'string' || node.placeholder) return;
      if (node.style === 'double-quoted') seen.double++;
      if (node.style === 'single-quoted') seen.single++;
      if (node.style === 'plain') seen.plain++;
      else if (node.style.endsWith('quoted') && isPlainSafe(node.value, 'block')) seen.needless++;
      return;
    }
    const column = node.flow ? parent : node.range.start - startOfLine(text, node.range.start);
    if (parent !== undefined && column !== undefined && !node.flow) {
      const counts = node.type === 'seq' ? seen.dashes : seen.indents;
      const by = column - parent;
      // In a text that does not hold together something may stand further left than what holds it.
      if (by >= (node.type === 'seq' ? 0 : 1)) counts.set(by, (counts.get(by) ?? 0) + 1);
    }
    if (node.type === 'seq') for (const item of node.items) visit(item, undefined);
    else for (const entry of node.entries) if (!entry.merged) visit(entry.value, column);
  }
}

function mostFrequent(counts: ReadonlyMap<number, number>, fallback: number): number {
  let best = fallback;
  for (const [value, count] of counts) if (count > (counts.get(best) ?? 0)) best = value;
  return best;
}

/** Where a scalar is to stand: on a line of its own or behind a key, or inside `{…}` and `[…]`, where more has to be quoted. */
export type ScalarContext = 'block' | 'flow';

/**
 * Writes a string so that Kubernetes reads it back as that string: plain where that is safe for YAML 1.1 readers (and the style
 * does not quote everything), else in the style's quotes, else in double quotes with escapes. Never longer than one line.
 */
export function quoteScalar(
  value: string,
  style: Pick<TextStyle, 'quote' | 'quoteAll'>,
  context: ScalarContext = 'block',
): string {
  if (!style.quoteAll && isPlainSafe(value, context)) return value;
  if (needsEscape(value)) return doubleQuoted(value);
  const preferred = style.quote ?? '"';
  const single = `'${value.replaceAll("'", "''")}'`;
  if (preferred === "'") return single;
  return /["\\]/.test(value) && !value.includes("'") ? single : doubleQuoted(value);
}

function isPlainSafe(value: string, context: ScalarContext): boolean {
  if (resolvePlain(value) !== value || value === '<<' || value === '=') return false;
  // Strings to Kubernetes, but numbers of base 60 and dates to other readers of YAML 1.1.
  if (/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?$|^\d{4}-\d\d?-\d\d?/.test(value)) return false;
  if (needsEscape(value) || value.includes('\t') || value.trim() !== value || /\{\{|\{%/.test(value)) return false;
  if (/^(?:[,[\]{}#&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.)/.test(value) || /:(?:\s|$)|\s#/.test(value)) return false;
  return context === 'block' || !/[,[\]{}?]|^[-:]|:$/.test(value);
}

/**
 * What is written as an escape: line breaks (YAML 1.1 knows five kinds), what YAML allows in no other form, and what cannot be seen or
 * turns the text after it round, so that nobody would see which name it is. The joiners within letters and emoji stay.
 */
const escaped =
  /[\0-\x08\n-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]|[\u{e0000}-\u{e0fff}]/u;

function needsEscape(value: string): boolean {
  return escaped.test(value);
}

function doubleQuoted(value: string): string {
  const written = value.replace(new RegExp(`["\\\\\\t]|${escaped.source}`, 'gu'), (c) => {
    const code = (c.codePointAt(0) ?? 0).toString(16);
    return SHORT_ESCAPES[c] ?? (code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`);
  });
  return `"${written}"`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
