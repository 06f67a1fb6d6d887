import type { OffsetRange, ScalarStyle } from './node.ts';
import type { Path } from './path.ts';
import type { ScanSpan } from './scan.ts';

/** Stands in the mended text where the caret's scalar is, so that it can be found again in the tree. */
export const CARET_MARK = 'caretMark0c5e';

/** What the text around the caret says about the place, and the text made whole there. Offsets relative to the document. */
export interface CaretSite {
  readonly part: 'key' | 'value';
  /** The scalar at the caret with its quotes, or the empty span at the caret. */
  readonly token: OffsetRange;
  readonly style: ScalarStyle;
  readonly indent: number;
  readonly needsDash: boolean;
  /** Whether the key at the caret has its colon, so that its entry is there already. */
  readonly hasColon: boolean;
  /** The document's text with {@link CARET_MARK} for the token, or without it where nothing may stand there. */
  readonly whole: string;
  /** The path as indentation shows it; undefined where only the tree can tell. */
  readonly path: Path | undefined;
}

/** How the scalar that a string span holds is written. */
export function styleOf(span: ScanSpan | undefined, text: string): ScalarStyle {
  if (span === undefined || span.kind === 'comment') return 'plain';
  if (span.kind !== 'block') return span.kind;
  return text[span.start] === '|' ? 'literal' : 'folded';
}
