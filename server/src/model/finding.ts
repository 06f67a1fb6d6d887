import type { Phrase } from '../localisation.ts';
import type { NodePart } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import type { ObjectEntry } from './entries.ts';

/**
 * error: would be refused, or can never sync; warning: will not do what it seems to say; information and hint: taste, cost, style.
 */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** The place of a finding: a path of the resource and the part of it that is wrong, or a span of the document's text. */
export type FindingPlace = { readonly path: Path; readonly part: NodePart } | { readonly range: OffsetRange };

/** A mend that can be made without asking: spans of the document's text and what comes in their place. */
export interface Fix {
  /** What the code action is called: `Change to "password"`. */
  readonly title: Phrase;
  readonly edits: readonly FixEdit[];
  /**
   * Whether it is also made by *fix all*: it says what was certainly meant. One that makes a valid manifest do something else is not.
   */
  readonly preferred: boolean;
}

/** One replacement. Places are paths of the resource, so that a fix survives the document moving in the file. */
export interface FixEdit {
  readonly at: FindingPlace;
  readonly newText: string;
  /**
   * For a place that is an entry of a mapping. `before` and `after`: the text, one entry such as `kind: SecretStore`, is put beside it,
   * in block or flow style and with the indentation of its surroundings. `split`: the entry, with those behind it, becomes the next item
   * of the list that its mapping is an item of; `newText` is empty. `wrap`: the mapping at the place becomes the only entry, of the name
   * `newText`, of another in its place. `unwrap`: the mapping takes the place of the one whose only entry it is. `item`: the value becomes
   * the only item of a list in its place. `into`: the entry of a block mapping goes to the end of the mapping of the entry before it where
   * that has the name `newText`, else into a new one of that name. `out`: the last entry of a block mapping goes behind the entry that
   * holds that mapping. Absent: the text replaces what is at the place.
   */
  readonly beside?: 'before' | 'after' | 'split' | 'wrap' | 'unwrap' | 'item' | 'into' | 'out';
}

/** Another place that a finding speaks of. */
export interface RelatedPlace {
  readonly entry: ObjectEntry;
  readonly path: Path;
  readonly part: NodePart;
  /** What is there: `SecretStore "vault"`. */
  readonly message: string;
}

/** Something that a rule has to say about a place. Plain data; turned into LSP diagnostics or linter output at the edge. */
export interface Finding {
  /** The id of the rule, also the diagnostic's code: `unknown-field`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly at: FindingPlace;
  /** Up to three sentences: what is wrong, why it matters to ESO, what to do. */
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
}
