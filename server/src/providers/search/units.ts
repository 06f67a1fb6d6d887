/**
 * Letters as the search compares them. A name is looked at by its UTF-16 code units; upper and lower case of Latin letters are the
 * same, everything else is itself.
 */

/** By code unit below 256: the unit with which it is compared. */
export const folded: Uint8Array = Uint8Array.from({ length: 256 }, (_, unit) => {
  const isUpper = (unit >= 0x41 && unit <= 0x5a) || (unit >= 0xc0 && unit <= 0xde && unit !== 0xd7);
  return isUpper ? unit + 32 : unit;
});

/** What `kinds` calls a sign that parts words. */
export const separator = 1;
const upper = 2;

/** By code unit below 256: 1 what parts words for an editor (VS Code's list), 2 a capital, 0 all else. */
export const kinds: Uint8Array = Uint8Array.from({ length: 256 }, (_, unit) =>
  `_-. /\\'":$<>()[]{}`.includes(String.fromCharCode(unit)) ? separator : folded[unit] !== unit ? upper : 0,
);

/** By folded code unit below 256: a bit that stands for it; rarer signs share one. */
const bits: Int32Array = Int32Array.from({ length: 256 }, (_, unit) => {
  if (unit >= 0x61 && unit <= 0x7a) return 1 << (unit - 0x61);
  return unit >= 0x30 && unit <= 0x39 ? 1 << (26 + ((unit - 0x30) >> 1)) : 1 << 31;
});

/** The unit with which a unit is compared. */
export function foldedUnit(unit: number): number {
  return unit < 256 ? (folded[unit] as number) : unit;
}

/** 1 for what parts words, 2 for a capital, 0 for all else. */
export function kindOf(unit: number): number {
  return unit < 256 ? (kinds[unit] as number) : 0;
}

/** A bit that the unit shares with some others. */
export function bitOf(unit: number): number {
  return unit < 256 ? (bits[folded[unit] as number] as number) : 1 << 31;
}

/**
 * Whether a word begins with a unit, by its kind and that of the unit before: behind what parts words, with the sign itself, and
 * with a capital behind none. Where VS Code demands that the first typed letter matches.
 */
export function beginsWord(kind: number, before: number): boolean {
  return before === separator || (kind !== 0 && kind !== before);
}

/** The code units of a text. */
export function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

/** The code units with which a text is compared. */
export function foldedUnits(text: string): Uint16Array {
  return unitsOf(text).map(foldedUnit);
}

/** Orders names: letters before case, so that what begins alike stands together; negative where the first comes first. */
export function compareUnits(a: Uint16Array, aLength: number, b: Uint16Array, bLength: number): number {
  const common = Math.min(aLength, bLength);
  let bySpelling = 0;
  for (let i = 0; i < common; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x === y) continue;
    const difference = foldedUnit(x) - foldedUnit(y);
    if (difference !== 0) return difference;
    if (bySpelling === 0) bySpelling = x - y;
  }
  return aLength - bLength || bySpelling;
}

/** The same order for texts. */
export function compareNames(a: string, b: string): number {
  const common = Math.min(a.length, b.length);
  let bySpelling = 0;
  for (let i = 0; i < common; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const difference = foldedUnit(x) - foldedUnit(y);
    if (difference !== 0) return difference;
    if (bySpelling === 0) bySpelling = x - y;
  }
  return a.length - b.length || bySpelling;
}
