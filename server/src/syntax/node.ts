/** A half-open span of UTF-16 code units. What it is relative to (document or file) is said where it is used. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** A scalar as Kubernetes' own YAML reader resolves it: YAML 1.1 booleans and octals, but no base 60 and no timestamps. */
export type ScalarValue = string | number | bigint | boolean | null;

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';

interface NodeBase {
  /** Offsets relative to the start of the document, so that a document that only moves is not built again. */
  readonly range: OffsetRange;
  /**
   * True where the text is (or contains) what another tool replaces before the API server sees it: a masked Helm or Go-template
   * action, Flux's `${VAR}`, Jinja's `<% … %>`. The value is a placeholder and says nothing.
   */
  readonly placeholder: boolean;
  /** The range of the `*alias` through which this node is reached; findings belong there, not on the anchor. */
  readonly alias?: OffsetRange;
}

/** A leaf: string, number, boolean or null. A value that is not written at all is a null scalar with an empty range. */
export interface ScalarNode extends NodeBase {
  readonly type: 'scalar';
  readonly value: ScalarValue;
  readonly style: ScalarStyle;
}

/** One `key: value` of a mapping. */
export interface MapEntry {
  /** The key as Kubernetes reads it after conversion to JSON: always a string. */
  readonly name: string;
  readonly key: ScalarNode;
  readonly value: YamlNode;
  /** From the start of the key to the end of the value. */
  readonly range: OffsetRange;
  /** Set on entries that a `<<` merge brought in; they stand elsewhere in the text. */
  readonly merged: boolean;
}

/** A mapping. Of duplicate keys all entries are kept; readers take the last, as Kubernetes does. */
export interface MapNode extends NodeBase {
  readonly type: 'map';
  readonly entries: readonly MapEntry[];
  readonly flow: boolean;
  /**
   * True where a masked template action of whole lines stands inside the mapping: it may add entries, or choose between them,
   * so neither absence nor duplication can be claimed.
   */
  readonly open: boolean;
}

/** A sequence. `open` as for mappings. */
export interface SeqNode extends NodeBase {
  readonly type: 'seq';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  readonly open: boolean;
}

/** A node of the project's own syntax tree. Nothing of the YAML library leaves the syntax layer. */
export type YamlNode = ScalarNode | MapNode | SeqNode;

/** A value as JSON has it; integers beyond 2^53 stay exact as `bigint`. */
export type JsonValue = ScalarValue | readonly JsonValue[] | JsonObject;

/** A JSON object. Created without a prototype, so that a key such as `__proto__` or `constructor` is only a key. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
