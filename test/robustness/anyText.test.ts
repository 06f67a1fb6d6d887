import { describe, it } from 'node:test';
import { askEverything, serviceOf } from './everything.ts';

const head = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n';
const times = (count: number, each: (i: number) => string) => Array.from({ length: count }, (_, i) => each(i)).join('');
const inTemplate = (text: string) => `${head}  target:\n    template:\n      data:\n        x: "${text}"\n`;
const find = (regexp: string) => `${head}  dataFrom:\n    - find:\n        name:\n          regexp: "${regexp}"\n`;

/** What nobody writes by hand, and a generator, an attacker or a slip of the keyboard does. */
const texts: Readonly<Record<string, string>> = {
  'a list of aliases that doubles': `${head}  a0: &a0 [x, x]\n${times(30, (i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}  data: *a30\n`,
  'a mapping of aliases that doubles': `${head}  a0: &a0 {x: 1}\n${times(30, (i) => `  a${i + 1}: &a${i + 1} {p: *a${i}, q: *a${i}}\n`)}  target: *a30\n`,
  'merges that double': `${head}  a0: &a0 {x: 1}\n${times(30, (i) => `  a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}\n`)}  <<: *a30\n`,
  'an alias within its own anchor': `${head}  a: &a\n    b: *a\n  data: *a\n`,
  'brackets 10,000 deep': `${head}  target: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
  'open braces 10,000 deep': `${head}  target: ${'{a: '.repeat(10_000)}`,
  'blocks 3,000 deep': head + times(3000, (i) => `${' '.repeat(i + 2)}a:\n`),
  'dashes 10,000 deep': `${head}  data: ${'- '.repeat(10_000)}x\n`,
  'a word of a megabyte': `${head}  target:\n    name: ${'x'.repeat(1_000_000)}\n`,
  'a block string of a megabyte': `${head}  target:\n    template:\n      data:\n        x: |\n${`          ${'y'.repeat(90)}\n`.repeat(10_000)}`,
  'a string of 160,000 escapes': `${head}  target:\n    name: "${'\\u0041'.repeat(160_000)}"\n`,
  'a template of 10,000 variables': inTemplate('{{ .a }}'.repeat(10_000)),
  'a template 5,000 conditions deep': inTemplate('{{ if .a }}'.repeat(5000)),
  'a template with 10,000 parentheses': inTemplate(`{{ ${'('.repeat(10_000)} }}`),
  'NUL in every place': `${head.replace('name', '\0')}\0\0  data: \0\n`,
  'ten thousand markers': '---\n'.repeat(10_000),
  'five thousand keys': head + times(5000, (i) => `  k${i}: v\n`),
  'one key five thousand times': head + '  k: v\n'.repeat(5000),
  'two thousand entries': `${head}  data:\n${times(2000, (i) => `    - secretKey: k${i}\n      remoteRef: {key: a, property: p${i}}\n`)}`,
  'two thousand entries of one name': `${head}  data:\n${'    - secretKey: k\n      remoteRef: {key: a, property: p}\n'.repeat(2000)}`,
  'ten thousand comments': head + '  # c\n'.repeat(10_000),
  'three thousand comments that silence rules':
    head + '  # external-secrets-disable-next-line unknown-field\n  k: v\n'.repeat(3000),
  'twenty thousand Helm conditions': head + '  {{- if .x }}\n'.repeat(20_000),
  'a hundred thousand open braces of Helm': head + '{{ '.repeat(100_000),
  'a string that never ends': `${head}  a: "${'\n'.repeat(50_000)}`,
  'a thousand anchors': head + times(1000, (i) => `  k${i}: &a${i} *a${i - 1}\n`),
  'a pattern with nested stars': find('(a*)*'.repeat(2000)),
  'a pattern with 20,000 open groups': find('('.repeat(20_000)),
  'a duration of 100,000 parts': `${head}  refreshInterval: ${'1h'.repeat(100_000)}\n`,
  'a rewrite of 500 steps': `${head}  dataFrom:\n    - extract: {key: a}\n      rewrite:\n${'        - regexp: {source: "(.*)(.*)", target: "$1$1$2$2"}\n'.repeat(500)}`,
  'lines that end in carriage returns': `${head.replaceAll('\n', '\r')}  data:\r    - secretKey: x\r`,
  'the line breaks of Unicode': `${head}  a: \u2028b\u2029\n\u0085`,
  'byte order marks in every place': `\ufeff\ufeff${head}---\n\ufeff${head}`,
  'tabs for indentation': head.replaceAll('  ', '\t'),
  'halves of surrogate pairs': `${head}  \ud83d: \udc00\n`,
  'pictures of several characters': `${head}  👩‍👩‍👧‍👦: 🔑\n    x: 1\n`,
  'what invalid UTF-8 becomes': `${head}  \ufffd\ufffd: "\ufffd\n`,
  'a list of 200 manifests': `apiVersion: v1\nkind: List\nitems:\n${times(200, (i) => `- apiVersion: external-secrets.io/v1\n  kind: ExternalSecret\n  metadata: {name: a${i}}\n`)}`,
  'JSON 5,000 deep on one line': `{"apiVersion":"external-secrets.io/v1","kind":"ExternalSecret","spec":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`,
  'names that JavaScript knows': `${head}  __proto__: {x: 1}\n  constructor: 1\n  toString: 2\n`,
  'kinds and providers that JavaScript knows':
    'apiVersion: external-secrets.io/v1\nkind: constructor\n---\napiVersion: external-secrets.io/v1\nkind: SecretStore\nspec:\n  provider:\n    constructor: {}\n    __proto__: {}\n',
  'five thousand directives': '%YAML 1.2\n'.repeat(5000) + head,
  'tags of all sorts': `${head}  a: !!binary x\n  b: !!timestamp 2001\n  c: !<tag:x> y\n  d: ! z\n  data: !!set {a}\n`,
  'a key of 200,000 characters': `${head}  ? ${'k'.repeat(200_000)}\n  : v\n`,
  'half a megabyte of indentation': `${head}${' '.repeat(500_000)}a: 1\n`,
};

describe('every request is answered, exactly and in bounded time, about a file with', () => {
  for (const [what, text] of Object.entries(texts)) {
    // Each takes a second or two at most; what takes the square of its length would take hours.
    it(what, { timeout: 120_000 }, async () => {
      const uri = 'file:///any.yaml';
      const languages = serviceOf();
      languages.open(uri, 'yaml', 1, text);
      await askEverything(languages, uri, text, [0, 40, text.length >> 1, text.length]);
    });
  }
});
