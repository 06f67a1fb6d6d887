import { isObject, valueAt } from '../../model/references.ts';
import type { NodePart } from '../../syntax/manifest.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';

/** A place in a resource. */
export interface Spot {
  readonly path: Path;
  readonly part: NodePart;
}

/**
 * The place that a webhook's sentence is about. ESO's own sentences (2.9.0: externalsecret_validator.go, secretstore_validator.go) name
 * it in ways of their own; of others the fields and values that they name are looked for in the object. The kind, where nothing is found.
 */
export function placeOfSentence(sentence: string, object: JsonObject): Spot {
  for (const { pattern, find } of sentences) {
    const match = pattern.exec(sentence);
    const path = match === null ? undefined : find(match, object);
    if (path !== undefined) return { path, part: partOf(object, path) };
  }
  return (
    fieldNamed(sentence, object) ??
    valueQuoted(sentence, object) ??
    wordNamed(sentence, object) ?? { path: ['kind'], part: 'value' }
  );
}

/** The smallest part of an entry to mark: a scalar itself, of mappings and lists, and of what is missing, the key. */
export function partOf(object: JsonObject, path: Path): NodePart {
  return isScalar(valueAt(object, path)) ? 'value' : 'key';
}

interface Sentence {
  readonly pattern: RegExp;
  readonly find: (match: RegExpExecArray, object: JsonObject) => Path | undefined;
}

const template: Path = ['spec', 'target', 'template'];

const sentences: readonly Sentence[] = [
  { pattern: /^deletionPolicy=/, find: () => ['spec', 'target', 'deletionPolicy'] },
  { pattern: /^either data or dataFrom should be specified/, find: () => ['spec'] },
  {
    pattern: /^duplicate secretKey found: (.+)$/,
    find: ([, key], object) => {
      const repeated = items(object, ['spec', 'data']).filter(({ value }) => valueAt(value, ['secretKey']) === key)[1];
      return repeated && [...repeated.path, 'secretKey'];
    },
  },
  { pattern: /^extract, find, or generatorRef cannot be set/, find: (_, object) => dataFrom(object, (count) => count > 1) },
  { pattern: /^either extract, find, or sourceRef must be set/, find: (_, object) => dataFrom(object, (count) => count === 0) },
  {
    pattern: /^generatorRef or storeRef must be set/,
    find: (_, object) => {
      const entries = items(object, ['spec', 'dataFrom']).filter(({ value }) => isObject(valueAt(value, ['sourceRef'])));
      const entry = entries.find(({ value }) => Object.keys(valueAt(value, ['sourceRef']) as JsonObject).length === 0);
      return entry && [...entry.path, 'sourceRef'];
    },
  },
  { pattern: /^template\.type=/, find: () => [...template, 'type'] },
  {
    pattern: /templateFrom target="([^"]*)" is not allowed/,
    find: ([, target], object) => {
      const entry = items(object, [...template, 'templateFrom']).find(({ value }) => valueAt(value, ['target']) === target);
      return entry && [...entry.path, 'target'];
    },
  },
  {
    pattern: /(\d+)th namespace regex in (\d+)th condition/,
    find: ([, regex, condition]) => ['spec', 'conditions', Number(condition), 'namespaceRegexes', Number(regex)],
  },
  { pattern: /Go struct field \w+\.([\w.]+) of type/, find: ([, field = '']) => field.split('.') },
  { pattern: /^invalid refreshInterval /, find: () => ['spec', 'refreshInterval'] },
  { pattern: /must only have exactly one backend/, find: () => ['spec', 'provider'] },
  { pattern: /registered store backend for type: (\w+)/, find: ([, type = '']) => ['spec', 'provider', type] },
  {
    pattern: /^store \S+ (?:isn't currently maintained|is deprecated)/,
    find: (_, object) => {
      const provider = valueAt(object, ['spec', 'provider']);
      const [name] = isObject(provider) ? Object.keys(provider) : [];
      return name === undefined ? undefined : ['spec', 'provider', name];
    },
  },
];

/** The first entry of `dataFrom` with so many sources. */
function dataFrom(object: JsonObject, isMeant: (sources: number) => boolean): Path | undefined {
  const sources: readonly Path[] = [['extract'], ['find'], ['sourceRef', 'generatorRef'], ['sourceRef', 'storeRef']];
  return items(object, ['spec', 'dataFrom']).find(({ value }) =>
    isMeant(sources.filter((path) => isObject(valueAt(value, path))).length),
  )?.path;
}

function items(object: JsonObject, path: Path): readonly { readonly path: Path; readonly value: JsonValue }[] {
  const list = valueAt(object, path);
  return Array.isArray(list) ? list.map((value, i) => ({ path: [...path, i], value })) : [];
}

/** `invalid Auth.JWT.ServiceAccountRef: namespace should …`: the deepest field whose path ends so, and its member that is named next. */
function fieldNamed(sentence: string, object: JsonObject): Spot | undefined {
  for (const [dotted] of sentence.matchAll(/[A-Za-z]\w*(?:\[\d+\])?(?:\.[A-Za-z]\w*(?:\[\d+\])?)+/g)) {
    const wanted = dotted.replace(/\[(\d+)\]/g, '.$1').toLowerCase();
    const found = allPaths(object).filter((path) => `.${path.join('.')}`.toLowerCase().endsWith(`.${wanted}`));
    const [path] = found;
    if (found.length !== 1 || path === undefined) continue;
    const value = valueAt(object, path);
    const after = sentence.slice(sentence.indexOf(dotted) + dotted.length);
    const member = isObject(value)
      ? Object.keys(value).find((name) => new RegExp(`^\\W*${escaped(name)}\\b`).test(after))
      : undefined;
    return member === undefined
      ? { path, part: partOf(object, path) }
      : { path: [...path, member], part: partOf(object, [...path, member]) };
  }
  return undefined;
}

/** The one scalar that the sentence quotes. */
function valueQuoted(sentence: string, object: JsonObject): Spot | undefined {
  const quotes = [...sentence.matchAll(/["'`]([^"'`]+)["'`]/g)].map(([, quoted = '']) => quoted);
  // The longest first: Go also quotes single characters of the value at hand.
  for (const quoted of quotes.sort((a, b) => b.length - a.length)) {
    const found = allPaths(object).filter(
      (path) => path[0] === 'spec' && isScalar(valueAt(object, path)) && String(valueAt(object, path)) === quoted,
    );
    if (found.length === 1 && found[0] !== undefined) return { path: found[0], part: 'value' };
  }
  return undefined;
}

/** The one field of the spec of which the sentence has the name as a word. Short names are ordinary words. */
function wordNamed(sentence: string, object: JsonObject): Spot | undefined {
  for (const [word] of sentence.matchAll(/\b[a-z][A-Za-z]{5,}\b/g)) {
    const found = allPaths(object).filter((path) => path[0] === 'spec' && path.at(-1) === word);
    if (found.length === 1 && found[0] !== undefined) return { path: found[0], part: 'key' };
  }
  return undefined;
}

function allPaths(value: JsonValue, path: Path = []): readonly Path[] {
  const children: readonly (readonly [string | number, JsonValue])[] = Array.isArray(value)
    ? value.map((item, i) => [i, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  return children.flatMap(([segment, child]) => [[...path, segment], ...allPaths(child, [...path, segment])]);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function isScalar(value: JsonValue | undefined): boolean {
  return value !== undefined && (typeof value !== 'object' || value === null);
}
