import type { CriterionUse, FindFacts, PropertyFacts, VersionFacts } from './types.ts';

/** A version that the back end alone understands. */
export function version(words: string): VersionFacts {
  return { use: 'read', form: { words } };
}

/** A version of which ESO, or the first call, looks at the form. */
export function versionLike(words: string, pattern: RegExp, otherwise: 'refused' | 'latest' = 'refused'): VersionFacts {
  return { use: 'read', form: { words, pattern, otherwise } };
}

/** A version that makes no difference. */
export const versionIgnored: VersionFacts = { use: 'ignored' };

/** A version that no sync survives. */
export const versionRefused: VersionFacts = { use: 'refused' };

/** A property, how it is read. */
export function property(reading: PropertyFacts['reading'], more: Omit<PropertyFacts, 'reading'> = {}): PropertyFacts {
  return { reading, ...more };
}

/** What a find makes of name, tags and path, which of them it needs, and which counts of name and tags. */
export function find(
  name: CriterionUse,
  tags: CriterionUse,
  path: CriterionUse,
  needs: FindFacts['needs'] = 'unknown',
  together: FindFacts['together'] = 'unknown',
): FindFacts {
  return { name, tags, path, needs, together };
}
