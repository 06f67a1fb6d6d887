import { utf8 } from '../utf8.ts';

/** Go's `strings.ToUpper`: character by character, so that `ß` stays. */
export function goUpper(text: string): string {
  return eachCharacter(text, (c) => c.toUpperCase());
}

/** Go's `strings.ToLower`: character by character, whatever stands beside it. */
export function goLower(text: string): string {
  // The only one that JavaScript makes two of.
  return eachCharacter(text, (c) => (c === '\u0130' ? 'i' : c.toLowerCase()));
}

/** Go's `strings.TrimSpace`. */
export function goTrimSpace(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
}

/**
 * Sprig's `nospace`, which takes each byte of UTF-8 for a character as soon as there is white space: of `é ` it makes `Ã©`, and a byte
 * that would be white space is lost.
 */
export function goNoSpace(text: string): string {
  const bytes = utf8(text);
  const kept = bytes.filter((byte) => !/^\p{White_Space}$/u.test(String.fromCharCode(byte)));
  return kept.length === bytes.length ? text : String.fromCharCode(...kept);
}

/** The order in which Go goes through the keys of a map: by characters, where JavaScript compares halves of them. */
export function goCompare(a: string, b: string): number {
  const [one, other] = [[...a], [...b]];
  for (const [i, c] of one.entries()) {
    const difference = (c.codePointAt(0) ?? 0) - (other[i]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/**
 * What a string of a template says; undefined where it may hold bytes that are no UTF-8, which Go keeps as they are: they were read as
 * the replacement character.
 */
export function sureText(value: string): string | undefined {
  return value.includes('\ufffd') ? undefined : value;
}

/** Go changes one character into one: what JavaScript makes several of stays, save Greek letters with an iota below. */
function eachCharacter(text: string, change: (character: string) => string): string {
  let result = '';
  for (const c of text) {
    const changed = change(c);
    result += [...changed].length === 1 ? changed : capitalWithIota(c);
  }
  return result;
}

function capitalWithIota(c: string): string {
  const code = c.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  return ['\u1fb3', '\u1fc3', '\u1ff3'].includes(c) ? String.fromCodePoint(code + 9) : c;
}
