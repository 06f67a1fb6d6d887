/**
 * One mistake in a store: ESO's text, and the lines below the provider's key. `«»` stands around the token that is marked (the provider's key, where it is missing);
 * `[[bad=>good]]` is the mistake and what mends it.
 */
export interface StoreCase {
  readonly answer: string;
  readonly body: string;
  readonly kind?: 'ClusterSecretStore';
  /** When ESO says it, if not while it refuses the store. */
  readonly when?: 'warned' | 'later';
}

/** The cases of a provider: each a text of ESO, the lines, and what is special. */
export type ProviderCases = readonly (readonly [answer: string, body: string, more?: Partial<StoreCase>])[];

/** A reference with a Secret's name and key, indented by so many spaces. */
export function reference(indent: number, name = 'credentials', key = 'key'): string {
  const margin = ' '.repeat(indent);
  return `${margin}name: ${name}\n${margin}key: ${key}`;
}

/**
 * The two cases of a reference that must be complete, given the lines around it: `HERE` stands for the reference's members, and its
 * key is marked.
 */
export function incomplete(body: string, name: string, key: string): ProviderCases {
  const margin = /^( *)HERE$/m.exec(body)?.[1] ?? '';
  const members = (lines: string) => body.replace(`${margin}HERE`, lines);
  return [
    [name, members(`${margin}key: key\n[[=>${margin}name: credentials]]`)],
    [key, members(`${margin}name: credentials\n[[=>${margin}key: key]]`)],
  ];
}
