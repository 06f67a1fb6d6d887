import { goQuote } from './goText.ts';

/** Go's words against a number of a template; undefined where it is one. */
export function goNumberProblem(text: string): string | undefined {
  if (text.endsWith('i') && floatProblem(text.slice(0, -1)) === undefined) return undefined;
  if (isInteger(text)) return undefined;
  if (floatProblem(text) !== undefined) return `illegal number syntax: ${goQuote(text)}`;
  // What reads as a float but is written as an integer is too large for one, or octal with an 8.
  return /[.eEpP]/.test(text) ? undefined : `integer overflow: ${goQuote(text)}`;
}

/** Go's words against a complex number such as `1+2i`; undefined where it is one. */
export function goComplexProblem(text: string): string | undefined {
  const real = scanFloat(text, 0);
  const imaginary = /[-+]/.test(text[real.length] ?? '') ? scanFloat(text, real.length) : '';
  if (imaginary.length < 2 || text[real.length + imaginary.length] !== 'i') return 'syntax error scanning complex number';
  for (const part of [real, imaginary]) {
    const problem = floatProblem(part);
    if (problem !== undefined) return `strconv.ParseFloat: parsing ${goQuote(part)}: ${problem}`;
  }
  return undefined;
}

/** As much as Go's `fmt` takes for one float. */
function scanFloat(text: string, from: number): string {
  const float = /[-+]?(?:0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*(?:[pP][-+]?[0-9_]*)?|[0-9_]*\.?[0-9_]*(?:[eEpP][-+]?[0-9_]*)?)/y;
  float.lastIndex = from;
  return float.exec(text)?.[0] ?? '';
}

function isInteger(text: string): boolean {
  const [, sign, prefix = '', digits] =
    /^([-+]?)(?:(0[xX](?=[0-9a-fA-F_])|0[bB](?=[01_])|0[oO](?=[0-7_])|0(?=[0-9_]))?)([0-9a-fA-F_]+)$/.exec(text) ?? [];
  if (digits === undefined || !underscoresPart(text)) return false;
  const base = ({ x: /^[0-9a-fA-F]+$/, b: /^[01]+$/, o: /^[0-7]+$/, '0': /^[0-7]+$/ } as const)[
    prefix.at(-1)?.toLowerCase() ?? ''
  ];
  const plain = digits.replaceAll('_', '');
  if (!(base ?? /^[0-9]+$/).test(plain)) return false;
  const value = BigInt(`${prefix === '0' ? '0o' : prefix.toLowerCase()}${plain}`);
  const half = 1n << 63n;
  return sign === '' ? value < half << 1n : sign === '-' ? value <= half : value < half;
}

/** The two things that Go's `strconv.ParseFloat` may say against a text. */
function floatProblem(text: string): string | undefined {
  const decimal = /^[-+]?(?=[0-9_.]*[0-9])[0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9][0-9_]*)?$/.test(text);
  const [, whole = '', fraction = '', exponent = ''] =
    /^[-+]?0[xX](?=[0-9a-fA-F_.]*[0-9a-fA-F])([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([-+]?[0-9][0-9_]*)$/.exec(text) ?? [];
  if ((!decimal && exponent === '') || !underscoresPart(text)) return 'invalid syntax';
  const plain = (part: string) => part.replaceAll('_', '');
  const value = decimal
    ? Number(plain(text))
    : Number.parseInt(plain(whole + fraction), 16) * 2 ** (Number(plain(exponent)) - 4 * plain(fraction).length);
  return Number.isFinite(value) ? undefined : 'value out of range';
}

/** Go: underscores stand between digits, or between a prefix and a digit. */
function underscoresPart(text: string): boolean {
  if (!text.includes('_')) return true;
  const number = text.replace(/^[-+]/, '');
  const digits = /^0[xX]/.test(number) ? /[0-9a-fA-F]/ : /[0-9]/;
  const prefix = /^0[xXbBoO]/.test(number) ? 2 : 0;
  return [...number].every((c, i) => {
    const before = number[i - 1] ?? '';
    return c !== '_' || (((i === prefix && prefix > 0) || digits.test(before)) && digits.test(number[i + 1] ?? ''));
  });
}
