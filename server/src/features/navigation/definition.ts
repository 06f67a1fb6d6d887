import type { Location, LocationLink } from 'vscode-languageserver-types';
import { distinct } from '../../model/mentions/occurrence.ts';
import type { PlacedDocument } from '../../model/workspaceIndex.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { PlaceContext } from '../context.ts';
import { inOrder, lies, rangeIn } from './places.ts';

/**
 * Where what is named at a place is defined: the store, the generator, the ExternalSecret that writes the Secret, the entry that brings
 * the key. Of a key that is written nowhere the entries that may bring it. Several where nothing tells which is meant.
 */
export function definitionAt({ client, file, mentions, offset, uri }: PlaceContext): Location[] | LocationLink[] | undefined {
  const occurrences = mentions.at(uri, file, offset);
  const [first] = occurrences;
  if (first === undefined) return undefined;
  const defined = inOrder(distinct(occurrences.flatMap(mentions.definitionsOf)));
  const targets: readonly Target[] =
    defined.length > 0
      ? defined.map((one) => ({ ...one, range: one.mention.place.range, whole: one.mention.place.whole }))
      : occurrences.flatMap(mentions.sourcesOf).map((source) => ({ ...source, whole: source.range }));
  if (targets.length === 0) return undefined;
  const origin = rangeIn(first, first.mention.place.range);
  const links = targets.map((target): LocationLink => {
    const name = rangeIn(target, target.range);
    const whole = lies(target.range, target.whole) ? rangeIn(target, target.whole) : name;
    return { originSelectionRange: origin, targetUri: target.uri, targetRange: whole, targetSelectionRange: name };
  });
  const unique = [...new Map(links.map((link) => [JSON.stringify([link.targetUri, link.targetSelectionRange]), link])).values()];
  if (client.definitionLinks === true) return unique;
  return unique.map(({ targetSelectionRange, targetUri }) => ({ uri: targetUri, range: targetSelectionRange }));
}

interface Target extends PlacedDocument {
  readonly range: OffsetRange;
  readonly whole: OffsetRange;
}
