/** An entry that gives a property a name. */
export interface NamedProperty {
  readonly property: string;
  readonly secretKey: string;
}

/** The ways in which a property's name is turned into the key of a Secret, the likeliest first. */
const forms: readonly ((property: string) => string)[] = [
  (property) => property.replace(/[^-._a-zA-Z0-9]/g, '_'),
  (property) => wordsOf(property).join('_').toUpperCase(),
  (property) => wordsOf(property).join('-').toLowerCase(),
  (property) => wordsOf(property).join('_').toLowerCase(),
];

/**
 * How the entries of a secret are named, to name others alike: `DB_PASSWORD` for `password` makes `DB_USERNAME` of `username`. The first
 * example decides, and takes the others along where they can be; one that is like none of the forms says nothing.
 */
export function namingLike(examples: readonly NamedProperty[]): (property: string) => string {
  const [first] = examples;
  const found = first === undefined ? [] : forms.flatMap((form) => affixesOf(first, form));
  const agreed = found.find((name) => examples.every(({ property, secretKey }) => name(property) === secretKey));
  return agreed ?? found[0] ?? (forms[0] as (property: string) => string);
}

/** The name as a form with something before and behind it, where it is that. */
function affixesOf({ property, secretKey }: NamedProperty, form: (property: string) => string): ((property: string) => string)[] {
  const core = form(property);
  const at = core === '' ? -1 : secretKey.lastIndexOf(core);
  if (at < 0) return [];
  const [before, behind] = [secretKey.slice(0, at), secretKey.slice(at + core.length)];
  return [(other) => `${before}${form(other)}${behind}`];
}

function wordsOf(name: string): readonly string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== '');
  return words.length === 0 ? ['_'] : words;
}
