import type { ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';

/**
 * What a name in a manifest means. A name that a template engine writes stands for itself, as text: `{{ .Release.Name }}-db` is the
 * same Secret wherever a chart says so.
 */
export type Subject =
  /** An object of one of ESO's kinds. */
  | { readonly sort: 'object'; readonly kind: string; readonly name: string }
  | { readonly sort: 'secret'; readonly name: string }
  /** A key of a Secret, as those see it who use the Secret. */
  | { readonly sort: 'secretKey'; readonly secret: string; readonly key: string }
  /** A key that an ExternalSecret fetches: what its templates see. Means something in that ExternalSecret only. */
  | { readonly sort: 'fetchedKey'; readonly key: string }
  /** A key that an ExternalSecret writes into its Secret, or that the template of a PushSecret adds. */
  | { readonly sort: 'writtenKey'; readonly key: string };

/** A place of a document that names something. All offsets are relative to the document. */
export interface Mention {
  /** The object in which the place stands. */
  readonly resource: ResourceNode;
  readonly subject: Subject;
  /** Whether the thing is what it is by this place; the others only refer to it. */
  readonly isDefinition: boolean;
  /** Set where the name of a Secret is not written, but follows from that of the ExternalSecret: the place names both. */
  readonly isImplied?: true;
  /** The namespaces in which it may be; undefined where that is not known, or where it is in none. */
  readonly namespaces: readonly string[] | undefined;
  readonly place: NamePlace;
}

/** Where a name stands, and how another is written there. */
export interface NamePlace {
  /** The name alone, without quotes; of an alias all of it. */
  readonly range: OffsetRange;
  /** The same with its quotes. */
  readonly token: OffsetRange;
  /** What is shown along with the name: an entry, a whole object. */
  readonly whole: OffsetRange;
  /** Where the text of an alias really stands; else as `range`. */
  readonly source: OffsetRange;
  /** What keeps the name from being changed here. */
  readonly obstacle?: Obstacle;
  /** Puts another name in its place; undefined where there is an obstacle, or where it cannot be done exactly. */
  write(name: string): NameEdit | undefined;
}

/**
 * Why a name cannot be changed where it stands: an alias or merge brings it from elsewhere, a template engine writes it, or it stands
 * in a `define`, where the dot may be another one.
 */
export type Obstacle = 'alias' | 'template' | 'define';

/** A part of a document and what comes in its place. */
export interface NameEdit extends OffsetRange {
  readonly newText: string;
}

/** The name that a subject goes by. */
export function nameOf(subject: Subject): string {
  return 'name' in subject ? subject.name : subject.key;
}

/** Whether two subjects are the same, as far as words go: which object of the name is meant is not asked. */
export function isSameSubject(a: Subject, b: Subject): boolean {
  if (a.sort !== b.sort || nameOf(a) !== nameOf(b)) return false;
  if (a.sort === 'object') return b.sort === 'object' && a.kind === b.kind;
  return a.sort !== 'secretKey' || (b.sort === 'secretKey' && a.secret === b.secret);
}

/** Whether a name is template text. */
export function isTemplateText(name: string): boolean {
  return /\{\{|\$\{|<%/.test(name);
}
