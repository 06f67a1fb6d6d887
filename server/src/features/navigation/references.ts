import type { Location } from 'vscode-languageserver-types';
import type { PlaceContext } from '../context.ts';
import { locationsOf } from './places.ts';

/** All places of the workspace that name what is named at a place; with the definitions where they are wanted. */
export function referencesAt({ file, mentions, offset, uri }: PlaceContext, withDefinitions: boolean): Location[] | undefined {
  const occurrences = mentions.at(uri, file, offset);
  if (occurrences.length === 0) return undefined;
  const related = mentions.related(occurrences);
  return [...locationsOf(withDefinitions ? related : related.filter((one) => !mentions.isDefinition(one)))];
}
