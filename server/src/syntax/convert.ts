import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { createAliasReader, MAX_DEPTH } from './alias.ts';
import type { SyntaxProblem } from './manifest.ts';
import { flowIndicator, foreignEscapes, isNarrow, misnamedAnchor } from './newerYaml.ts';
import type { MapEntry, MapNode, OffsetRange, ScalarNode, ScalarStyle, ScalarValue, SeqNode, YamlNode } from './node.ts';
import { keyName, resolvePlain, resolveTagged } from './scalar.ts';
import { overlaps } from './spans.ts';
import { hasSubstitution, isSubstitution } from './substitution.ts';
import type { MaskedText } from './template.ts';

/** What the YAML library's tree is turned into. */
export interface ConvertedTree {
  readonly root: YamlNode;
  /** What Kubernetes would refuse though the YAML grammar does not: duplicate keys, unknown aliases and the like; by position. */
  readonly problems: readonly SyntaxProblem[];
}

/** Bytes, which are not decoded here: the value is not known. */
const BINARY = 'tag:yaml.org,2002:binary';

/** A `<<`: where it is written, what it brings, and how many entries stand before it. */
interface Merge {
  readonly key: OffsetRange;
  readonly value: YamlNode;
  readonly at: number;
}

/**
 * Turns the library's nodes into our own, so that nothing of the library stays in memory: scalars as Kubernetes reads them, keys
 * as JSON has them, aliases and merges in place. `text` is the document as written, `mask` the same with template text masked;
 * `keyless` holds the offsets of keys whose colon is missing, `quoted` the values of strings that were read by themselves.
 */
export function convertTree(
  contents: ParsedNode,
  text: string,
  mask: MaskedText,
  keyless: ReadonlySet<number>,
  quoted: ReadonlyMap<number, string>,
): ConvertedTree {
  const problems: SyntaxProblem[] = [];
  const report = (code: SyntaxProblem['code'], range: OffsetRange, name?: string): void => {
    problems.push(name === undefined ? { code, range } : { code, range, name });
  };
  const aliases = createAliasReader(report);
  const substitutes = hasSubstitution(text);
  const root = node(contents, 0, false);
  problems.sort((a, b) => a.range.start - b.range.start);
  return { root, problems };

  function node(source: Node | null | undefined, depth: number, inFlow: boolean, isKey = false): YamlNode {
    if (isAlias(source)) return aliases.resolve((source as Alias).source, rangeOf(source), depth);
    const anchor = isScalar(source) || isMap(source) || isSeq(source) ? source.anchor : undefined;
    const misnamed = anchor === undefined ? undefined : misnamedAnchor(text, anchor, rangeOf(source).start);
    if (misnamed !== undefined) report('unexpected-character', misnamed);
    const finish = anchor === undefined ? undefined : aliases.define(anchor);
    const made = isMap<Node, Node | null>(source)
      ? map(source, depth)
      : isSeq<Node | null>(source)
        ? seq(source, depth)
        : scalar(source as Scalar, inFlow, isKey);
    finish?.(made);
    return made;
  }

  function scalar(source: Scalar, inFlow: boolean, isKey: boolean): ScalarNode {
    const range = scalarRange(source);
    const style = STYLES[source.type ?? 'PLAIN'] ?? 'plain';
    const placeholder = source.tag === BINARY || touchesTemplate(range) || isSubstituted(range, style);
    if (style === 'double-quoted') for (const place of foreignEscapes(text, range)) report('bad-escape', place);
    const indicator = inFlow && style === 'plain' && !placeholder ? flowIndicator(text, range) : undefined;
    if (indicator !== undefined) report('unexpected-character', indicator);
    const value = placeholder ? written(range, style) : resolved(source, style);
    // Kubernetes: `json: unsupported value: +Inf`. Of a key it makes a text.
    if (!isKey && typeof value === 'number' && !Number.isFinite(value)) report('no-json', rangeOf(source));
    return { type: 'scalar', range, placeholder, style, value };
  }

  function resolved(source: Scalar, style: ScalarStyle): ScalarValue {
    const written = quoted.get(rangeOf(source).start) ?? String(source.value ?? '');
    const tag = typeof source.tag === 'string' ? /^tag:yaml\.org,2002:(\w+)$/.exec(source.tag)?.[1] : undefined;
    if (source.tag !== undefined && source.tag !== '!') {
      const value = tag === undefined ? written : resolveTagged(tag, written);
      if (value === undefined) report('unknown-tag', rangeOf(source), `!!${tag}`);
      return value ?? (value === null ? null : written);
    }
    return style === 'plain' && source.tag === undefined ? resolvePlain(written) : written;
  }

  /** A value that only the template engine knows is shown as it is written. */
  function written(range: OffsetRange, style: ScalarStyle): string {
    const source = text.slice(range.start, range.end);
    return style === 'single-quoted' || style === 'double-quoted' ? source.slice(1, -1) : source;
  }

  function scalarRange(source: Scalar): OffsetRange {
    const { start, end } = rangeOf(source);
    if (source.type !== 'BLOCK_LITERAL' && source.type !== 'BLOCK_FOLDED') return { start, end };
    let last = end;
    while (last > start && (text[last - 1] === '\n' || text[last - 1] === '\r')) last--;
    return { start, end: last };
  }

  function touchesTemplate(range: OffsetRange): boolean {
    return mask.interrupted.has(range.start) || overlaps(mask.inline, range);
  }

  /** In the lines of a block string a dollar is mostly that of a script, unless nothing else stands there. */
  function isSubstituted({ start, end }: OffsetRange, style: ScalarStyle): boolean {
    if (!substitutes) return false;
    const source = text.slice(start, end);
    const isBlock = style === 'literal' || style === 'folded';
    return isBlock ? isSubstitution(source.slice(source.indexOf('\n') + 1)) : hasSubstitution(source);
  }

  function map(source: YAMLMap<Node, Node | null>, depth: number): MapNode {
    const range = rangeOf(source);
    const made: Mutable<MapNode> = {
      type: 'map',
      range,
      placeholder: false,
      entries: [],
      flow: source.flow === true,
      open: false,
    };
    if (tooDeep(range, depth)) return made;
    const own: MapEntry[] = [];
    const merges: Merge[] = [];
    let start = range.start;
    let end = range.start;
    source.items.forEach((pair, i) => {
      const key = node(pair.key, depth + 1, made.flow, true);
      if (isNarrow(text, key, made.flow)) report('missing-colon', key.range);
      if (i === 0 && pair.key !== null) start = rangeOf(pair.key).start;
      const missing = pair.value === null && keyless.has(rangeOf(pair.key).start);
      const value =
        pair.value === null || pair.value === undefined ? emptyAt(key.range.end) : node(pair.value, depth + 1, made.flow);
      end = Math.max(end, endOf(pair, value));
      if (missing) return;
      if (isMergeKey(pair)) merges.push({ key: key.range, value, at: own.length });
      else {
        const entry = entryOf(key, value);
        if (entry !== undefined) own.push(entry);
      }
    });
    reportDuplicates(own);
    const flow = made.flow && text.startsWith('{', range.start);
    made.range = flow || source.items.length === 0 ? range : { start, end };
    made.entries = merges.length === 0 ? own : inOrder(own, merges);
    return made;
  }

  /** The reader takes keys and merges one after the other: what a merge brings yields to the keys behind it, and wins over those before. */
  function inOrder(own: readonly MapEntry[], merges: readonly Merge[]): MapEntry[] {
    const entries: MapEntry[] = [];
    let done = 0;
    for (const { key, value, at } of merges) {
      entries.push(...own.slice(done, at), ...aliases.merged(value, own.slice(at), key));
      done = at;
    }
    return [...entries, ...own.slice(done)];
  }

  function entryOf(key: YamlNode, value: YamlNode): MapEntry | undefined {
    const name = key.type === 'scalar' ? keyName(key.value, text.slice(key.range.start, key.range.end)) : undefined;
    if (key.type !== 'scalar' || name === undefined) {
      report('complex-key', key.alias ?? key.range);
      return undefined;
    }
    const start = key.alias?.start ?? key.range.start;
    const end = Math.max(value.alias?.end ?? value.range.end, key.alias?.end ?? key.range.end);
    return { name, key, value, range: { start, end }, merged: false };
  }

  function reportDuplicates(entries: readonly MapEntry[]): void {
    // The reader compares before it makes texts of them: `yes` and `"true"` are two keys to it.
    const seen = new Set<ScalarValue>();
    for (const { name, key } of entries) {
      if (key.placeholder) continue;
      if (seen.has(key.value)) report('duplicate-key', key.alias ?? key.range, name);
      seen.add(key.value);
    }
  }

  function seq(source: YAMLSeq<Node | null>, depth: number): SeqNode {
    const range = rangeOf(source);
    const flow = source.flow === true;
    if (tooDeep(range, depth)) return { type: 'seq', range, placeholder: false, items: [], flow, open: false };
    const items = source.items.map((item) => (item === null ? emptyAt(range.end) : node(item, depth + 1, flow)));
    const last = items.at(-1);
    const end = flow || last === undefined ? range.end : Math.max(range.start + 1, last.alias?.end ?? last.range.end);
    return { type: 'seq', range: { start: range.start, end }, placeholder: false, items, flow, open: false };
  }

  function tooDeep(range: OffsetRange, depth: number): boolean {
    if (depth < MAX_DEPTH) return false;
    report('too-deep', { start: range.start, end: range.start + 1 });
    return true;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function rangeOf(source: Node | null | undefined): OffsetRange {
  const range = source?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

function emptyAt(offset: number): ScalarNode {
  return { type: 'scalar', range: { start: offset, end: offset }, placeholder: false, style: 'plain', value: null };
}

function endOf(pair: Pair<Node, Node | null>, value: YamlNode): number {
  return Math.max(value.alias?.end ?? value.range.end, rangeOf(pair.key).end);
}

function isMergeKey(pair: Pair<Node, Node | null>): boolean {
  return isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<' && pair.key.tag === undefined;
}
