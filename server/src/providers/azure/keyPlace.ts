/** What Key Vault keeps, by the word that stands before a name in ESO's keys. */
export type ObjectType = 'secret' | 'cert' | 'key';

/** Where a key's object is. */
export interface KeyPlace {
  readonly type: ObjectType;
  readonly name: string;
}

/** What the objects of each type are called in addresses. */
export const collections: Readonly<Record<ObjectType, string>> = { secret: 'secrets', cert: 'certificates', key: 'keys' };

/**
 * Where ESO looks for a key (providers/v1/azure/keyvault/keyvault.go, getObjType): what stands before the first slash is the type, what
 * stands behind it the name, and what comes after that is passed over. Undefined for another type, which ESO refuses.
 */
export function placeOf(key: string): KeyPlace | undefined {
  const [first = '', second] = key.split('/');
  if (second === undefined) return { type: 'secret', name: first };
  return isType(first) ? { type: first, name: second } : undefined;
}

/** The type that what is typed of a key says, and the beginning with which its keys are written. */
export function typedPlace(typed: string): { readonly type: ObjectType; readonly prefix: string } {
  const [first = '', second] = typed.split('/');
  return second !== undefined && isType(first) ? { type: first, prefix: `${first}/` } : { type: 'secret', prefix: '' };
}

/** Whether an object can have the name at all: anything else is refused by the vault, not looked for. */
export function isName(name: string): boolean {
  return /^[0-9a-zA-Z-]{1,127}$/.test(name);
}

function isType(text: string): text is ObjectType {
  return Object.hasOwn(collections, text);
}
