/** Whether Go's `%q` and `%#U` show a character as it is. */
export function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}

/** A text as Go's `%q` writes it. */
export function goQuote(text: string): string {
  let quoted = '';
  for (const c of text) quoted += c === '"' || c === '\\' ? `\\${c}` : isPrintable(c) ? c : (SHORT[c] ?? escaped(c));
  return `"${quoted}"`;
}

/** A character as Go's `%#U` writes it: `U+002D '-'`. */
export function goUnicode(character: string): string {
  const code = `U+${hex(character, 4).toUpperCase()}`;
  return isPrintable(character) ? `${code} '${character}'` : code;
}

/** What a Go literal in double quotes or backquotes says, quotes included; undefined where Go's `strconv.Unquote` refuses it. */
export function goUnquote(literal: string): string | undefined {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return inner.replaceAll('\r', '');
  return readEscapes(inner, '"');
}

/** Whether Go takes a literal in single quotes for exactly one character; else its words against it. */
export function goCharacterProblem(literal: string): string | undefined {
  const first = /^'(\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\[0-7]{3}|\\[\s\S]|[^\\])/u.exec(literal)?.[1];
  const isEmpty = first === undefined || first === "'" || readEscapes(first, "'") === undefined;
  if (isEmpty) return 'invalid syntax';
  return literal === `'${first}'` ? undefined : `malformed character constant: ${literal}`;
}

function readEscapes(text: string, quote: string): string | undefined {
  const bytes: number[] = [];
  let result = '';
  const flush = () => {
    result += bytes.length === 0 ? '' : decodeUtf8(bytes);
    bytes.length = 0;
  };
  const token = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([abfnrtv\\"']))|([^\\\n])/uy;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return undefined;
    const [, byte, short, long, octal, letter, plain] = match;
    if (byte !== undefined || octal !== undefined) {
      const code = byte !== undefined ? Number.parseInt(byte, 16) : Number.parseInt(octal as string, 8);
      if (code > 255) return undefined;
      bytes.push(code);
      continue;
    }
    flush();
    const code = short ?? long;
    if (code !== undefined) {
      const value = Number.parseInt(code, 16);
      if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return undefined;
      result += String.fromCodePoint(value);
    } else if (letter !== undefined) {
      if ((letter === '"' || letter === "'") && letter !== quote) return undefined;
      result += LETTERS[letter] ?? letter;
    } else result += plain;
  }
  flush();
  return result;
}

/** Bytes that a string names one by one; what is no UTF-8 becomes the replacement character. */
function decodeUtf8(bytes: readonly number[]): string {
  const escapedBytes = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(escapedBytes);
  } catch {
    return bytes.map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')).join('');
  }
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const SHORT: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(LETTERS).map(([name, c]) => [c, `\\${name}`]));

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${hex(character, 2)}`;
  return code > 0xffff ? `\\U${hex(character, 8)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, '0');
}

/** Whether a key can follow a dot as it is. */
export function isName(key: string): boolean {
  return /^[\p{L}\p{Nd}_]+$/u.test(key) && !/^[0-9]/.test(key);
}
