import type { SyntaxProblemCode } from './manifest.ts';
import type { MapEntry, OffsetRange, ScalarNode, YamlNode } from './node.ts';

/** Anchors, aliases and merges of one document. */
export interface AliasReader {
  /** Notes that an anchor begins; the result is called with the node once it is read. */
  define(anchor: string): (node: YamlNode) => void;
  /** The node an alias stands for, marked with the alias's range all through; a null scalar where there is none. */
  resolve(name: string, range: OffsetRange, depth: number): YamlNode;
  /** The entries that the value of a `<<` brings into a mapping, without those that the entries `behind` it override. `key`: where it is written. */
  merged(value: YamlNode, behind: readonly MapEntry[], key: OffsetRange): readonly MapEntry[];
}

/** Levels of nesting that are read; far above any manifest, far below what recursion can bear. */
export const MAX_DEPTH = 200;

/** Nodes that aliases and merges of one document may add; Kubernetes' own reader stops alias bombs in a similar range. */
const MAX_COPIES = 50_000;

/** A reader for one document, called in the order of the text. `report` takes what is wrong, by position. */
export function createAliasReader(report: (code: SyntaxProblemCode, range: OffsetRange, name?: string) => void): AliasReader {
  const anchors = new Map<string, YamlNode | undefined>();
  let copies = 0;
  let exhausted = false;
  return { define, resolve, merged };

  function define(anchor: string): (node: YamlNode) => void {
    anchors.set(anchor, undefined);
    return (node) => anchors.set(anchor, node);
  }

  function resolve(name: string, range: OffsetRange, depth: number): YamlNode {
    const target = anchors.get(name);
    if (target !== undefined && !exhausted) return copy(target, range, depth);
    if (!exhausted) report(anchors.has(name) ? 'excessive-aliases' : 'unknown-alias', range, name);
    return nothing(range);
  }

  function copy(node: YamlNode, alias: OffsetRange, depth: number): YamlNode {
    if (exhausted) return nothing(alias);
    if (++copies > MAX_COPIES || depth > MAX_DEPTH) {
      exhausted = true;
      report('excessive-aliases', alias);
      return nothing(alias);
    }
    if (node.type === 'scalar') return { ...node, alias };
    if (node.type === 'seq') return { ...node, alias, items: node.items.map((item) => copy(item, alias, depth + 1)) };
    return { ...node, alias, entries: node.entries.map((entry) => ({ ...entry, value: copy(entry.value, alias, depth + 1) })) };
  }

  function merged(source: YamlNode, behind: readonly MapEntry[], key: OffsetRange): readonly MapEntry[] {
    const taken = new Set(behind.map((entry) => entry.name));
    const result: MapEntry[] = [];
    for (const value of source.type === 'seq' ? source.items : [source]) {
      if (value.type !== 'map') {
        const unresolved = value.type === 'scalar' && value.value === null && value.alias !== undefined;
        const shown = value.alias ?? value.range;
        // Where nothing is written behind it there is nothing to show but the key.
        if (!unresolved) report('bad-merge', shown.start < shown.end ? shown : key);
        continue;
      }
      for (const entry of [...value.entries].reverse()) {
        if (taken.has(entry.name)) continue;
        taken.add(entry.name);
        result.push({ ...entry, merged: true });
      }
    }
    return result.reverse();
  }
}

function nothing(alias: OffsetRange): ScalarNode {
  return { type: 'scalar', range: alias, alias, placeholder: false, style: 'plain', value: null };
}
