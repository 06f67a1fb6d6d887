import { isWritten } from '../../model/known.ts';
import type { Settings } from '../../protocol.ts';
import type { ManifestDocument, ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { FeatureContext } from '../context.ts';
import type { EntryFacts } from '../entryFacts.ts';

/** Something that a manifest implies, to be shown in it. */
export interface Hint {
  /** Where, relative to the document: behind what is written there. */
  readonly offset: number;
  readonly label: string;
  /** Why, and what to write for something else. Plain text. */
  readonly tooltip: string;
}

/** A resource of ESO of which the hints are wanted. */
export interface HintPlace extends FeatureContext {
  readonly uri: string;
  readonly document: ManifestDocument;
  readonly resource: ResourceNode;
  readonly entries: Pick<EntryFacts, 'factOf'>;
  /** Whether a range, relative to the document, touches what is to be seen: what costs something is worked out there only. */
  readonly isWanted: (range: OffsetRange) => boolean;
}

/** One group of hints, with the setting that turns it off. */
export interface HintSource {
  readonly setting: keyof Settings['inlayHints'];
  readonly hints: (place: HintPlace) => readonly Hint[] | Promise<readonly Hint[]>;
}

/** The offset behind a value; undefined where it is not written in that very place. */
export function behindValue(resource: ResourceNode, path: Path): number | undefined {
  return isWritten(resource, path) ? resource.rangeOf(path, 'value').end : undefined;
}

/**
 * The offset behind the colon of a key whose value goes on below, behind the value where that is in braces; undefined where either is
 * not written in that very place.
 */
export function behindKey({ text }: ParsedDocument, resource: ResourceNode, path: Path): number | undefined {
  const node = resource.nodeAt(path);
  if (node === undefined || !isWritten(resource, path)) return undefined;
  if (node.type !== 'scalar' && node.flow) return node.range.end;
  const { end } = resource.rangeOf(path, 'key');
  const [colon] = /^[ \t]*:/.exec(text.slice(end, end + 100)) ?? [];
  return colon === undefined ? undefined : end + colon.length;
}
