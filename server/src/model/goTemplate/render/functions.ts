import type { Localisation } from '../../../localisation.ts';
import { goLower, goNoSpace, goTrimSpace, goUpper } from '../goStrings.ts';
import { goQuote } from '../goText.ts';
import { described, joined, knownText, literal, mapped, type Part, type Words } from './parts.ts';
import { format } from './printf.ts';
import { isTrue, putOut, type Value } from './value.ts';

/** A function that is understood: what it gives, or undefined where that is not certain. */
type Run = (...given: readonly Value[]) => Value | undefined;

/** Those that say nothing of their own. */
const plainFunctions: Readonly<Record<string, Run>> = {
  text: (value, ...more) => (more.length > 0 ? undefined : asText(value && putOut(value))),
  print: (...given) => printed(given, (a, b) => a.type !== 'text' && b.type !== 'text'),
  println: (...given) => {
    const line = printed(given, () => true);
    return line?.type === 'text' ? asText(joined([line.parts, literal('\n')])) : undefined;
  },
  printf: (pattern, ...given) => {
    const text = known(pattern);
    return text === undefined ? undefined : asText(format(text, given));
  },
  cat: (...given) => printed(given, () => true),
  quote: (...given) => wrapped(given, (parts) => quoted(parts)),
  squote: (...given) => wrapped(given, (parts) => joined([literal("'"), parts, literal("'")])),
  toJson: (value, ...more) => (more.length > 0 ? undefined : json(value)),
  list: (...items) => ({ type: 'list', items }),
  tuple: (...items) => ({ type: 'list', items }),
  join: (separator, list, ...more) => {
    const between = known(separator);
    if (between === undefined || more.length > 0 || list?.type !== 'list') return undefined;
    const texts = list.items.map(putOut);
    return texts.includes(undefined) ? undefined : asText(joined(texts as readonly (readonly Part[])[], between));
  },
  ternary: (yes, no, condition, ...more) => {
    const chosen = condition === undefined || more.length > 0 ? undefined : isTrue(condition);
    return condition?.type !== 'boolean' || chosen === undefined ? undefined : chosen ? yes : no;
  },
  and: (...given) => decided(given, false),
  or: (...given) => decided(given, true),
  not: (value, ...more) => {
    const truth = value === undefined || more.length > 0 ? undefined : isTrue(value);
    return truth === undefined ? undefined : { type: 'boolean', value: !truth };
  },
  eq: (value, ...others) => compared(value, others),
  ne: (value, other, ...more) => {
    const same = more.length > 0 || other === undefined ? undefined : compared(value, [other]);
    return same?.type === 'boolean' ? { type: 'boolean', value: !same.value } : undefined;
  },
};

/** Those that say in words what they make of a value. */
function wordedFunctions(l10n: Localisation): Readonly<Record<string, Run>> {
  const withoutSpace = (what: string) => l10n.t('without white space: {0}', what);
  return {
    default: (fallback, value, ...more) => {
      if (fallback === undefined || value === undefined || more.length > 0) return undefined;
      const isSet = isTrue(value);
      if (isSet !== undefined) return isSet ? value : fallback;
      const [own, other] = [putOut(value), putOut(fallback)];
      return own === undefined || other === undefined
        ? undefined
        : asText(described(own, (what) => l10n.t('{0}, else {1}', what, quotedWords(other))));
    },
    upper: each(goUpper, (what) => l10n.t('upper case of {0}', what)),
    lower: each(goLower, (what) => l10n.t('lower case of {0}', what)),
    // What becomes of a letter beyond ASCII depends on whether there is white space anywhere.
    nospace: (...given) => (isAscii(given) ? each : whole)(goNoSpace, withoutSpace)(...given),
    trim: whole(goTrimSpace, (what) => l10n.t('trimmed {0}', what)),
    indent: (spaces, text, ...more) => (more.length > 0 ? undefined : indented(spaces, text, '', l10n)),
    nindent: (spaces, text, ...more) => (more.length > 0 ? undefined : indented(spaces, text, '\n', l10n)),
    replace: (old, by, text, ...more) => {
      const [from, to] = [known(old), known(by)];
      if (from === undefined || from === '' || to === undefined || more.length > 0) return undefined;
      return changed(
        text,
        (all) => all.replaceAll(from, to),
        (what) => l10n.t('{0}, with {1} replaced by {2}', what, JSON.stringify(from), JSON.stringify(to)),
      );
    },
    trimPrefix: (prefix, text, ...more) => {
      const start = known(prefix);
      if (start === undefined || more.length > 0) return undefined;
      const cut = (all: string) => (all.startsWith(start) ? all.slice(start.length) : all);
      return changed(text, cut, (what) => l10n.t('{0}, without {1} in front', what, JSON.stringify(start)));
    },
    trimSuffix: (suffix, text, ...more) => {
      const end = known(suffix);
      if (end === undefined || more.length > 0) return undefined;
      const cut = (all: string) => (end !== '' && all.endsWith(end) ? all.slice(0, -end.length) : all);
      return changed(text, cut, (what) => l10n.t('{0}, without {1} at its end', what, JSON.stringify(end)));
    },

    b64enc: symbolic((what) => l10n.t('base64 of {0}', what)),
    b64dec: symbolic((what) => l10n.t('what is in the base64 of {0}', what)),
    sha1sum: symbolic((what) => l10n.t('SHA-1 of {0}', what)),
    sha256sum: symbolic((what) => l10n.t('SHA-256 of {0}', what)),
    sha512sum: symbolic((what) => l10n.t('SHA-512 of {0}', what)),
  };
}

/**
 * The functions that are evaluated, by name, with their words in a language: the subset of `docs/templates.md`. `index` is the renderer's,
 * who knows the context.
 */
export function evaluatedFunctions(l10n: Localisation): ReadonlyMap<string, Run> {
  const all = Object.entries({ ...plainFunctions, ...wordedFunctions(l10n) });
  return new Map(all.map(([name, run]) => [name === 'text' ? 'toString' : name, run]));
}

/** A function of one text that is the same for each of its pieces. */
function each(change: (text: string) => string, words: Words): Run {
  return (value, ...more) => (value?.type !== 'text' || more.length > 0 ? undefined : asText(mapped(value.parts, change, words)));
}

/** Whether what is known of texts is ASCII. */
function isAscii(values: readonly Value[]): boolean {
  const known = values.flatMap((value) => (value.type === 'text' ? value.parts : []));
  return known.every((part) => !('text' in part) || /^\p{ASCII}*$/u.test(part.text));
}

/** A function of one text as a whole. */
function whole(change: (text: string) => string, words: Words): Run {
  return (value, ...more) => (more.length > 0 ? undefined : changed(value, change, words));
}

function changed(value: Value | undefined, change: (text: string) => string, words: Words): Value | undefined {
  if (value?.type !== 'text') return undefined;
  const text = knownText(value.parts);
  return asText(text === undefined ? described(value.parts, words) : literal(change(text)));
}

/** A function of one text of which only the words are said, whatever it is. */
function symbolic(words: Words): Run {
  return (value, ...more) => (value?.type !== 'text' || more.length > 0 ? undefined : asText(described(value.parts, words)));
}

function asText(parts: readonly Part[] | undefined): Value | undefined {
  return parts && { type: 'text', parts };
}

function known(value: Value | undefined): string | undefined {
  return value?.type === 'text' ? knownText(value.parts) : undefined;
}

/** Go's `Sprint`: blanks where two of them want one. */
function printed(given: readonly Value[], parted: (before: Value, value: Value) => boolean): Value | undefined {
  const pieces: (readonly Part[])[] = [];
  for (const [i, value] of given.entries()) {
    const parts = putOut(value);
    const before = given[i - 1];
    if (parts === undefined) return undefined;
    if (before !== undefined && parted(before, value)) pieces.push(literal(' '));
    pieces.push(parts);
  }
  return asText(joined(pieces));
}

function wrapped(given: readonly Value[], wrap: (parts: readonly Part[]) => readonly Part[]): Value | undefined {
  const texts = given.map(putOut);
  if (texts.includes(undefined)) return undefined;
  return asText(
    joined(
      (texts as readonly (readonly Part[])[]).map((parts) => wrap(parts)),
      ' ',
    ),
  );
}

/** In double quotes; what stands for a value stands there for the escaped one. */
function quoted(parts: readonly Part[]): readonly Part[] {
  const inner = mapped(
    parts,
    (text) => goQuote(text).slice(1, -1),
    (standsFor) => standsFor,
  );
  return joined([literal('"'), inner, literal('"')]);
}

function json(value: Value | undefined): Value | undefined {
  if (value?.type === 'number' || value?.type === 'boolean') return asText(putOut(value));
  if (value?.type !== 'text') return undefined;
  const inJson = (text: string) =>
    JSON.stringify(text)
      .slice(1, -1)
      // As Go does by default.
      .replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return asText(joined([literal('"'), mapped(value.parts, inJson, (standsFor) => standsFor), literal('"')]));
}

function quotedWords(parts: readonly Part[]): string {
  const [only] = described(parts, (what) => what);
  return only !== undefined && 'standsFor' in only ? only.standsFor : '';
}

/** `and` and `or`: the first value that decides, else the last. */
function decided(given: readonly Value[], by: boolean): Value | undefined {
  for (const value of given) {
    const truth = isTrue(value);
    if (truth === undefined) return undefined;
    if (truth === by) return value;
  }
  return given.at(-1);
}

function compared(value: Value | undefined, others: readonly Value[]): Value | undefined {
  if (value === undefined || others.length === 0) return undefined;
  const plain = [value, ...others].map((each) =>
    each.type === 'text' ? knownText(each.parts) : 'value' in each ? each.value : undefined,
  );
  const [first, ...rest] = plain;
  if (plain.includes(undefined) || others.some(({ type }) => type !== value.type)) return undefined;
  return { type: 'boolean', value: rest.includes(first) };
}

function indented(spaces: Value | undefined, value: Value | undefined, before: string, l10n: Localisation): Value | undefined {
  if (spaces?.type !== 'number' || spaces.value < 0 || spaces.value > 100 || value?.type !== 'text') return undefined;
  const blanks = ' '.repeat(spaces.value);
  const inner = mapped(
    value.parts,
    (text) => text.replaceAll('\n', `\n${blanks}`),
    (standsFor) => l10n.t('{0}, indented by {1}', standsFor, spaces.value),
  );
  return asText(joined([literal(before + blanks), inner]));
}
