import { type Phrase, phrase } from '../../localisation.ts';
import type { Finding, Fix } from '../../model/finding.ts';
import type { OffsetRange, ScalarNode, YamlNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { Structure } from '../structure.ts';
import { formAt, type Judged, listValues, placeName, sentence } from './judged.ts';
import { reshape } from './retype.ts';

/**
 * A value of another type than the field's. Kubernetes: `Invalid value: "boolean": … must be of type string`. Values are not
 * quoted: a literal of the `fake` provider may be a secret.
 */
export function wrongType(judged: Judged, path: Path): Finding {
  const { resource } = judged;
  const node = resource.nodeAt(path);
  const form = formAt(judged, path);
  // Of a block, and of what has no text, only the key is marked: the smallest token that shows what is meant.
  const isText = node?.type === 'scalar' && node.value !== null;
  const last = path.at(-1);
  const at = {
    path: !isText && typeof last === 'number' && node?.type === 'scalar' ? path.slice(0, -1) : path,
    part: isText ? 'value' : 'key',
  } as const;
  const what = sentence(
    `${placeName(judged, path)} must be ${nounOf(form)}, but ${readingOf(node, resource.rangeOf(path, 'value'))}.`,
  );
  const advice = adviceOf(form, node, path);
  const fix = fixOf(form, node, path);
  return {
    rule: 'wrong-type',
    severity: 'error',
    at,
    message: advice === undefined ? what : `${what} ${advice}`,
    ...(fix === undefined ? {} : { fixes: [fix] }),
  };
}

function nounOf(form: Structure): string {
  if (form['x-kubernetes-int-or-string'] === true) return 'a whole number or a string';
  switch (form.type) {
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return form.items?.type === 'string' ? 'a list of strings' : 'a list';
    case 'object':
      return 'a mapping';
    default:
      return 'a string';
  }
}

/** What YAML 1.1 takes for booleans, by the number of letters: the text itself is not at hand, the span of it is. */
const BOOLEAN_WORDS: Readonly<Record<string, string>> = {
  true1: 'y',
  true2: 'on',
  true3: 'yes',
  false1: 'n',
  false2: 'no',
  false3: 'off',
};

function readingOf(node: YamlNode | undefined, range: OffsetRange): string {
  if (node === undefined) return 'it has no value';
  if (node.type === 'map') return 'a mapping is written';
  if (node.type === 'seq') return 'a list is written';
  if (node.value === null) return 'it has no value';
  if (typeof node.value === 'boolean') {
    const word = BOOLEAN_WORDS[`${node.value}${range.end - range.start}`];
    return word === undefined
      ? `${node.value} is a boolean`
      : `Kubernetes reads ${word} without quotes as the boolean ${node.value}`;
  }
  if (typeof node.value === 'string') return node.style === 'plain' ? 'text is written' : 'text in quotes is written';
  return Number.isInteger(Number(node.value)) ? 'a whole number is written' : 'a number with a fraction is written';
}

/** Fields of type string that hold a Go duration, of which the CRDs do not tell. */
const DURATION_NAME = /(interval|timeout|duration|ttl|lifetime|validity)$/i;

function adviceOf(form: Structure, node: YamlNode | undefined, path: Path): string | undefined {
  if (form.type === 'string' && isNumberOrBoolean(node)) {
    if (form.enum !== undefined) return `It can be ${listValues(form.enum.map(String))}.`;
    return isDuration(node, path) ? 'Write a duration with its unit, such as "1h".' : 'Put it in quotes.';
  }
  if (form.type === 'array') return 'Begin each item with a dash.';
  if (form.type === 'object' && node?.type === 'seq') return 'Remove the dash.';
  const names = Object.keys(form.properties ?? {});
  if (form.type === 'object' && names.length > 0) return `Its fields are: ${listValues(names, 8)}.`;
  if (form.type === 'string' && node?.type === 'map' && !node.flow) return 'Write "|" behind the colon to make the lines a text.';
  if (node?.type === 'seq') return 'Write one value, without a list.';
  return isQuoted(form, node) ? 'Remove the quotes.' : undefined;
}

function fixOf(form: Structure, node: YamlNode | undefined, path: Path): Fix | undefined {
  const reshaped = reshape(form, node, path);
  if (reshaped !== undefined) {
    const title = form.type === 'array' ? phrase('Make it a list') : phrase('Take it out of the list');
    return { title, preferred: true, edits: reshaped };
  }
  if (node?.type !== 'scalar') return undefined;
  const { start, end } = node.range;
  if (form.type === 'string' && isNumberOrBoolean(node) && node.style === 'plain' && !isDuration(node, path)) {
    const meant = form.enum?.find((value) => value === `v${node.value}`);
    if (meant !== undefined) {
      const edits = [{ at: { path, part: 'value' } as const, newText: String(meant) }];
      return { title: phrase('Change to {0}', String(meant)), preferred: true, edits };
    }
    if (form.enum !== undefined) return undefined;
    return replaceEnds(phrase('Put in quotes'), { start, end: start }, { start: end, end }, '"');
  }
  if (isQuoted(form, node)) {
    return replaceEnds(phrase('Remove the quotes'), { start, end: start + 1 }, { start: end - 1, end }, '');
  }
  return undefined;
}

/** Whether only quotes keep a text from being a value of the type. */
function isQuoted(form: Structure, node: YamlNode | undefined): boolean {
  const quoted = node?.type === 'scalar' && (node.style === 'double-quoted' || node.style === 'single-quoted');
  return quoted && typeof node.value === 'string' && (UNQUOTED[form.type ?? ''] ?? NEVER).test(node.value);
}

const NEVER = /(?!)/;

/** Texts that are a value of the type once their quotes are gone. */
const UNQUOTED: Readonly<Record<string, RegExp>> = {
  integer: /^-?(0|[1-9]\d{0,14})$/,
  number: /^-?(0|[1-9]\d{0,14})(\.\d+)?$/,
  boolean: /^(true|false)$/,
};

function replaceEnds(title: Phrase, first: OffsetRange, last: OffsetRange, newText: string): Fix {
  return {
    title,
    preferred: true,
    edits: [
      { at: { range: first }, newText },
      { at: { range: last }, newText },
    ],
  };
}

function isNumberOrBoolean(node: YamlNode | undefined): node is ScalarNode {
  return node?.type === 'scalar' && node.value !== null && typeof node.value !== 'string';
}

function isDuration(node: YamlNode, path: Path): boolean {
  const name = path.at(-1);
  return node.type === 'scalar' && typeof node.value !== 'boolean' && typeof name === 'string' && DURATION_NAME.test(name);
}
