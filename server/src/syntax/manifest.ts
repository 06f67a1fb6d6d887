import type { LineIndex } from './lineIndex.ts';
import type { JsonValue, MapNode, OffsetRange, YamlNode } from './node.ts';
import type { Path } from './path.ts';

/** The part of a mapping entry or sequence item that a range is wanted of. A sequence item has no key: its `entry` is its value. */
export type NodePart = 'key' | 'value' | 'entry';

/** What is wrong with the YAML itself. Worded for people in the rules; the library's own texts are not forwarded. */
export interface SyntaxProblem {
  readonly code: SyntaxProblemCode;
  /** Relative to the start of the document. */
  readonly range: OffsetRange;
  /** A name to put in the message, where the code has one: the duplicate key, the unknown alias, the directive. */
  readonly name?: string;
}

/** The closed set of syntax problems. */
export type SyntaxProblemCode =
  | 'tab-indentation'
  | 'bad-indentation'
  | 'unclosed-quote'
  | 'unclosed-flow-collection'
  | 'missing-colon'
  | 'nested-mapping'
  | 'unknown-alias'
  /** An alias that contains itself, or aliases that would multiply the document beyond all use. */
  | 'excessive-aliases'
  /** `<<` with something that is neither a mapping nor a list of mappings. */
  | 'bad-merge'
  | 'duplicate-key'
  | 'complex-key'
  | 'unknown-tag'
  | 'bad-escape'
  | 'bad-directive'
  /** An infinity or no number at all, which JSON cannot hold and so no client can send. */
  | 'no-json'
  /** Deeper than anything that Kubernetes has; what lies below is not read. */
  | 'too-deep'
  | 'unexpected-character';

/**
 * One Kubernetes object: a whole document, or an element of `items` of a `kind: List`.
 * `root` is where it stands in its document; all paths below take part from there.
 */
export interface ResourceNode {
  readonly root: Path;
  readonly node: MapNode;
  /** Where a template writes it, the newest of those that may come. */
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** The object as JSON, aliases and merges resolved, the last of duplicate keys winning. Made on first use and kept. */
  json(): JsonValue;
  /** The node at a path below the resource, or undefined where there is none. */
  nodeAt(path: Path): YamlNode | undefined;
  /**
   * Where a path stands in the document's text (offsets relative to the document). Where the path itself does not exist, the
   * nearest existing ancestor answers with its key, so that "missing" findings have a place.
   */
  rangeOf(path: Path, part: NodePart): OffsetRange;
  /** Whether a key anywhere in it begins with a dollar, as directives of other tools do. Found out on first use and kept. */
  hasDollarKey(): boolean;
  /** Whether the node at the path, or an ancestor below the root, stands for template text: findings about it are noise. */
  isPlaceholder(path: Path): boolean;
}

/**
 * `go`: Helm or what else has Go-template actions (or Jinja's) outside of the strings that ESO itself would render; `terraform`: Terraform's
 * `templatefile`.
 */
export type TemplateEngine = 'go' | 'terraform';

/**
 * A document's text and all that follows from it alone; offsets are relative to its start. Shared between versions of a file for
 * as long as its text stays the same, so results can be kept by identity.
 */
export interface ParsedDocument {
  readonly text: string;
  /** Whether somebody has looked into it already, so that its YAML is read. */
  readonly isRead: boolean;
  /** Undefined for a document with nothing but comments and white space. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** Whether a template engine goes over the document before ESO sees it. */
  readonly templated: boolean;
  /** Which one, as far as it can be told: undefined where there is none. */
  readonly engine: TemplateEngine | undefined;
  /** Comments with `external-secrets-disable…` and the like are read from here: text without `#`, offset of the `#`. */
  readonly comments: readonly { readonly text: string; readonly offset: number }[];
  /** The Kubernetes objects in it: none, one, or those of a List. */
  readonly resources: readonly ResourceNode[];
}

/** A parsed document in its place in one version of a file. */
export interface ManifestDocument {
  /** Position among the documents of the file, from 0. */
  readonly index: number;
  /**
   * Offset in the file of the document's first character: of its `---` line, or of the comments and directives that stand between
   * it and the start of the file or a `...` line. The documents of a file cover its text without gaps.
   */
  readonly start: number;
  /** Offset just behind its last character. */
  readonly end: number;
  /** The line of its first character, from 0. */
  readonly line: number;
  readonly parsed: ParsedDocument;
}

/** One version of a text. Immutable; an edit makes a new one that shares what did not change. */
export interface ManifestFile {
  /** Put together on first use: most that goes on in a file needs one document of it. */
  readonly text: string;
  readonly lines: LineIndex;
  readonly documents: readonly ManifestDocument[];
  /** The document that holds an offset of the file; at a boundary the later one. */
  documentAt(offset: number): ManifestDocument;
}

/** A replacement of a span of the text, in UTF-16 offsets of the version before it. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
