import type { ManifestFile } from '../../syntax/manifest.ts';
import { esoGroup, isEsoResource } from '../esoKinds.ts';
import type { PlacedDocument, WorkspaceIndex } from '../workspaceIndex.ts';
import { createDefinitions, type Definitions, mayMeet } from './definitions.ts';
import { isSameSubject, isTemplateText, nameOf, type Subject } from './mention.ts';
import { distinct, isSameOccurrence, isSamePlace, type Occurrence } from './occurrence.ts';

/** What is named where in the workspace. Everything is found anew when it is asked for: an edit costs nothing here. */
export interface Mentions extends Pick<Definitions, 'amongParts' | 'definitionsOf' | 'isDefinition' | 'makersOf' | 'sourcesOf'> {
  /**
   * What the name at an offset of a file means. In documents of others only what this workspace's ExternalSecrets and the other objects
   * of ESO's kinds define.
   */
  at(uri: string, file: ManifestFile, offset: number): readonly Occurrence[];
  /** All objects of ESO's kinds in the workspace, and the Secrets that they write under a name of its own. */
  defined(): Iterable<Occurrence>;
  /**
   * The definitions of what is named, and the places that mean one of them; where a definition names several things, those of each.
   *
   * @param within where to look, the whole workspace by default
   */
  related(occurrences: readonly Occurrence[], within?: Iterable<PlacedDocument>): readonly Occurrence[];
  /** All places that must bear the same name for everything to stay as it is: what is related, and what is related to that. */
  bound(occurrences: readonly Occurrence[]): readonly Occurrence[];
}

/** Over the index of the workspace. */
export function createMentions(index: WorkspaceIndex): Mentions {
  const definitions = createDefinitions(index);
  const { amongParts, definitionsOf, isDefinition, makersOf, occurrencesIn } = definitions;

  /** The places that name a subject in the same words. Documents that do not have the words are not looked into. */
  function* named(subject: Subject, within: Iterable<PlacedDocument>): Iterable<Occurrence> {
    const words = [nameOf(subject), ...(subject.sort === 'secretKey' ? [subject.secret] : [])].map(needleIn);
    for (const placed of within) {
      if (!words.every((word) => placed.document.parsed.text.includes(word))) continue;
      for (const one of occurrencesIn(placed)) if (isSameSubject(one.mention.subject, subject)) yield one;
    }
  }

  function usesOf(definition: Occurrence, within: () => Iterable<PlacedDocument>): readonly Occurrence[] {
    const { subject } = definition.mention;
    const means = (one: Occurrence) =>
      !isDefinition(one) && definitionsOf(one).some((other) => isSameOccurrence(other, definition));
    if (subject.sort === 'object' || subject.sort === 'secret') return [...named(subject, within())].filter(means);
    const parts = amongParts(definition);
    const own = parts.filter((one) => isSameSubject(one.mention.subject, subject) && means(one));
    if (subject.sort !== 'writtenKey') return own;
    const secrets = new Set(
      parts.flatMap(({ mention }) => (mention.isDefinition && mention.subject.sort === 'secret' ? mention.subject.name : [])),
    );
    const outside = [...secrets].flatMap((secret) =>
      [...named({ sort: 'secretKey', secret, key: subject.key }, within())].filter(means),
    );
    return [...own, ...outside];
  }

  /** Where nothing is defined: the places that mean the same as far as that can be told. */
  function alike(occurrence: Occurrence, within: () => Iterable<PlacedDocument>): readonly Occurrence[] {
    const { subject } = occurrence.mention;
    if (subject.sort === 'fetchedKey' || subject.sort === 'writtenKey')
      return amongParts(occurrence).filter(({ mention }) => isSameSubject(mention.subject, subject));
    const makers = makersOf(occurrence);
    const isAlike = (one: Occurrence) => {
      const others = makersOf(one);
      return makers.length === 0
        ? others.length === 0 && mayMeet(one, occurrence, nameOf(subject))
        : others.some((other) => makers.some((maker) => isSameOccurrence(maker, other)));
    };
    return [...named(subject, within())].filter(isAlike);
  }

  /** All that a place defines. */
  function definedAt(definition: Occurrence): readonly Occurrence[] {
    return occurrencesIn(definition).filter((one) => isSamePlace(one, definition) && isDefinition(one));
  }

  function related(occurrences: readonly Occurrence[], within: () => Iterable<PlacedDocument>): readonly Occurrence[] {
    return distinct(
      occurrences.flatMap((occurrence) => {
        const defined = definitionsOf(occurrence).flatMap(definedAt);
        if (defined.length === 0) return alike(occurrence, within);
        return [...defined, ...defined.flatMap((definition) => usesOf(definition, within))];
      }),
    );
  }

  return {
    ...definitions,
    at(uri, file, offset) {
      const document = file.documentAt(offset);
      const at = offset - document.start;
      return occurrencesIn({ uri, file, document }).filter(
        (one) =>
          one.mention.place.token.start <= at &&
          at <= one.mention.place.token.end &&
          (isEsoResource(one.mention.resource) || makersOf(one).length > 0),
      );
    },
    *defined() {
      for (const placed of index.documents()) {
        if (!placed.document.parsed.text.includes(esoGroup)) continue;
        for (const one of occurrencesIn(placed)) {
          const { sort } = one.mention.subject;
          if (isDefinition(one) && (sort === 'object' || (sort === 'secret' && one.mention.isImplied !== true))) yield one;
        }
      }
    },
    related: (occurrences, within) => related(occurrences, () => within ?? index.documents()),
    bound(occurrences) {
      const everywhere = () => index.documents();
      let found = distinct(occurrences);
      for (let before = -1; before < found.length; ) {
        before = found.length;
        const codefined = found.filter(isDefinition).flatMap(inOtherParts);
        found = distinct([...found, ...related([...found, ...codefined], everywhere)]);
      }
      return found;
    },
  };

  /** A key that several manifests of one object define. */
  function inOtherParts(definition: Occurrence): readonly Occurrence[] {
    const { resource, subject } = definition.mention;
    if (subject.sort === 'object' || subject.sort === 'secret') return [];
    return amongParts(definition).filter(
      ({ mention }) => mention.isDefinition && mention.resource !== resource && isSameSubject(mention.subject, subject),
    );
  }
}

/** A piece of a name that stands in every text that has the name. Template text may be spaced in other ways. */
function needleIn(name: string): string {
  if (!isTemplateText(name)) return name;
  return name.split(/\s+|\{\{|\}\}/).reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}
