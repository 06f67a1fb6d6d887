import type { ManifestDocument, ResourceNode } from './manifest.ts';
import type { OffsetRange, ScalarStyle } from './node.ts';
import type { Path } from './path.ts';

/** Where the caret is, in the terms of the manifest: what a completion or a hover needs to know and no more. */
export interface Cursor {
  readonly document: ManifestDocument;
  /**
   * The resource that holds the caret, read from a text in which the half-typed place was made whole (so `json()` gives the
   * store reference and the key beside it even while the YAML is broken). Its ranges must not be used for edits.
   */
  readonly resource: ResourceNode;
  /** Whether a mapping key or a value (of a key, or a sequence item) is being written. */
  readonly part: 'key' | 'value';
  /** For `key` the mapping that gets the key; for `value` the place of the value. Below the resource. */
  readonly path: Path;
  /** What is written before the caret in the scalar there, unquoted and unescaped. */
  readonly typed: string;
  /** What a completion replaces: the whole scalar with its quotes, or the empty span at the caret. Offsets of the file. */
  readonly replace: OffsetRange;
  /** How the scalar there is written now; `plain` where there is none. */
  readonly style: ScalarStyle;
  /** Keys that the mapping has already, the one at the caret left out. For a value: empty. */
  readonly siblings: readonly string[];
  /** Column of the mapping's keys (`key`), or of the key or dash that the value belongs to (`value`). */
  readonly indent: number;
  /** Whether a new sequence item is begun and its dash is not there yet (an empty line under a key that wants a sequence). */
  readonly needsDash: boolean;
}
