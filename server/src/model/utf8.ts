/** The bytes of a text in UTF-8. */
export function utf8(text: string): readonly number[] {
  return [...text].flatMap((character) => bytesOf(character.codePointAt(0) ?? 0));
}

function bytesOf(code: number): readonly number[] {
  if (code < 0x80) return [code];
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), tail(6), tail(0)];
  return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
}
