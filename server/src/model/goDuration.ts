import { utf8 } from './utf8.ts';

/** What Go makes of a text as a duration: nanoseconds, or its own words why it is none. */
export type GoDuration = { readonly nanoseconds: bigint } | { readonly error: string };

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n, // U+00B5, micro sign
  '\u03bcs': 1_000n, // U+03BC, Greek letter mu
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const LIMIT = 1n << 63n;

/**
 * Reads a duration exactly as Go's `time.ParseDuration`: an optional sign, then numbers with a unit each (`1h30m`, `1.5h`), or `0`
 * alone. There are no days and no spaces, and nothing beyond some 292 years.
 */
export function parseGoDuration(text: string): GoDuration {
  const invalid = { error: `time: invalid duration ${quote(text)}` };
  const negative = text.startsWith('-');
  let rest = text.replace(/^[-+]/, '');
  if (rest === '0') return { nanoseconds: 0n };
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const [matched, digits = '', fraction, unitText = ''] = /^([0-9]*)(\.[0-9]*)?([^.0-9]*)/.exec(rest) ?? [''];
    if (digits === '' && (fraction ?? '.') === '.') return invalid;
    const whole = BigInt(digits === '' ? 0 : digits);
    if (whole > LIMIT) return invalid;
    if (unitText === '') return { error: `time: missing unit in duration ${quote(text)}` };
    const unit = Object.hasOwn(NANOSECONDS, unitText) ? NANOSECONDS[unitText] : undefined;
    if (unit === undefined) return { error: `time: unknown unit ${quote(unitText)} in duration ${quote(text)}` };
    const part = whole * unit + partOf(unit, fraction);
    total = BigInt.asUintN(64, total + part);
    if (part > LIMIT || total > LIMIT) return invalid;
    rest = rest.slice(matched.length);
  }
  if (negative) return { nanoseconds: -total };
  return total < LIMIT ? { nanoseconds: total } : invalid;
}

/** The nanoseconds behind the decimal point; Go reckons them as a double, and leaves digits out that an integer cannot hold. */
function partOf(unit: bigint, fraction: string | undefined): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of (fraction ?? '.').slice(1)) {
    if (value > (LIMIT - 1n) / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > LIMIT) break;
    value = next;
    scale *= 10;
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/** Go's quoting in the errors of package `time`: every byte that is not printable ASCII as `\xNN`. */
function quote(text: string): string {
  const escaped = [...text].map((char) => {
    if (char === '"' || char === '\\') return `\\${char}`;
    return char >= ' ' && char < '\u0080'
      ? char
      : utf8(char)
          .map((byte) => `\\x${hex(byte)}`)
          .join('');
  });
  return `"${escaped.join('')}"`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** A duration that was probably meant, and whether nothing else can have been. */
export interface MeantDuration {
  readonly text: string;
  readonly certain: boolean;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(w|wks?|weeks?)$/i, 'w'],
  [/^(d|days?)$/i, 'd'],
  [/^(h|hrs?|hours?)$/i, 'h'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(s|secs?|seconds?)$/i, 's'],
  [/^(ms|msecs?|millis|milliseconds?)$/, 'ms'],
];

const HOURS: Readonly<Record<string, number>> = { w: 168, d: 24, h: 1 };

/** What a text that Go refuses was meant to be: `1d` is `24h`, `5 minutes` is `5m`, a bare number perhaps seconds. */
export function meantDuration(text: string): MeantDuration | undefined {
  const compact = text.replace(/\s+/g, '');
  if (/^\d{1,9}$/.test(compact)) return { text: `${compact}s`, certain: false };
  if (!/^(\d{1,6}(\.\d{1,3})?[a-z\u00b5\u03bc]+)+$/i.test(compact)) return undefined;
  let hours = 0;
  let others = '';
  for (const [, amount = '', word = ''] of compact.matchAll(/([\d.]+)(\D+)/g)) {
    const unit = WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? word;
    const factor = HOURS[unit];
    if (factor === undefined) others += `${amount}${unit}`;
    else hours += Number(amount) * factor;
  }
  const meant = `${hours === 0 ? '' : `${Number(hours.toFixed(3))}h`}${others}`;
  return 'error' in parseGoDuration(meant) ? undefined : { text: meant, certain: true };
}
