import type { ScalarValue } from './node.ts';

/**
 * A plain scalar as Kubernetes reads it (go.yaml.in/yaml/v2 behind sigs.k8s.io/yaml): YAML 1.1 booleans, octal and binary
 * integers, underscores; but no base 60, and timestamps stay strings. Integers beyond 2^53 become `bigint`; those beyond 64 bits
 * are floating point there, so here too.
 */
export function resolvePlain(source: string): ScalarValue {
  const first = source.charCodeAt(0);
  if (source === '') return null;
  if (first === DOT) return named(source) ?? (/^\.\d+(?:[eE][-+]?\d+)?$/.test(source) ? (finite(source) ?? source) : source);
  const sign = first === PLUS || first === MINUS;
  if (sign || (first >= ZERO && first <= NINE)) return (sign ? named(source) : undefined) ?? number(source) ?? source;
  if ('yYnNtTfFoO~'.includes(source[0] as string)) return word(source);
  return source;
}

/** The value of a scalar with an explicit core tag such as `!!int`; undefined where the text does not fit the tag. */
export function resolveTagged(tag: string, source: string): ScalarValue | undefined {
  const value = resolvePlain(source);
  switch (tag) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return isInteger(value, source) ? value : undefined;
    case 'float':
      return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : undefined;
    case 'null':
      return value === null ? null : undefined;
    default:
      return source;
  }
}

/** A mapping key as sigs.k8s.io/yaml turns it into a JSON key; undefined for what it refuses: null, and numbers beyond an int64. */
export function keyName(value: ScalarValue, source: string): string | undefined {
  if (value === null || (typeof value === 'bigint' && value >= 1n << 63n)) return undefined;
  return typeof value === 'number' && !isInteger(value, source) ? floatName(value) : String(value);
}

/** Go: `strconv.FormatFloat(key, 'g', -1, 32)`, and YAML's words for what is no number. */
function floatName(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single < 0 ? '-.inf' : '.inf';
  const texts = Array.from({ length: 9 }, (_, i) => single.toPrecision(i + 1));
  const number = Number(texts.find((text) => Math.fround(Number(text)) === single));
  const [digits = '', exponent = '0'] = number.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return Object.is(number, -0) ? '-0' : String(number);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Whether Kubernetes reads a number as an integer: `1.0` is none to it. */
function isInteger(value: ScalarValue, source: string): boolean {
  return typeof value === 'bigint' || (Number.isSafeInteger(value) && /^[-+]?(?:0[xXbBoO][\da-fA-F_]+|[\d_]+)$/.test(source));
}

const DOT = 46;
const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

function word(source: string): ScalarValue {
  if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return true;
  if (/^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source)) return false;
  return /^(?:~|null|Null|NULL)$/.test(source) ? null : source;
}

function named(source: string): number | undefined {
  if (/^\+?\.(?:inf|Inf|INF)$/.test(source)) return Number.POSITIVE_INFINITY;
  if (/^-\.(?:inf|Inf|INF)$/.test(source)) return Number.NEGATIVE_INFINITY;
  return /^\.(?:nan|NaN|NAN)$/.test(source) ? Number.NaN : undefined;
}

function number(source: string): number | bigint | undefined {
  const plain = source.replaceAll('_', '');
  const integer = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]+|0|[1-9][0-9]*)$/.exec(plain);
  if (integer !== null) {
    const digits = integer[2] as string;
    const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
    const signed = integer[1] === '-' ? -value : value;
    const fits = integer[1] === '' ? signed < 1n << 64n : signed >= -(1n << 63n) && signed < 1n << 63n;
    if (fits) return signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER ? Number(signed) : signed;
  }
  return /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain) ? finite(plain) : undefined;
}

/** Go reports a range error for what is too large, and the text stays a string. */
function finite(source: string): number | undefined {
  const value = Number(source);
  if (!Number.isFinite(value)) return undefined;
  // As a double it is the same as the largest integer, which is taken where this is not.
  return value === 2 ** 63 ? 2 ** 63 + 2048 : value;
}
