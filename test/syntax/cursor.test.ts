import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cursorAt } from '../../server/src/syntax/cursor.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { formatPath } from '../../server/src/syntax/path.ts';
import { readMarker } from '../support/marker.ts';

/** Reads the cursor at the caret and says it in one line: part, path, what is typed, what is replaced, siblings, indentation. */
function at(marked: string): string {
  const { text, offset } = readMarker(marked);
  const cursor = cursorAt(parseManifestFile(text), offset);
  if (cursor === undefined) return 'none';
  const words = [cursor.part, formatPath(cursor.path) || '(root)', JSON.stringify(cursor.typed)];
  words.push(`replaces ${JSON.stringify(text.slice(cursor.replace.start, cursor.replace.end))}`);
  if (cursor.siblings.length > 0) words.push(`beside ${cursor.siblings.join(',')}`);
  words.push(`indent ${cursor.indent}`);
  if (cursor.needsDash) words.push('needs dash');
  if (cursor.style !== 'plain') words.push(cursor.style);
  return words.join(' ');
}

function check(cases: readonly (readonly [marked: string, expected: string])[]): void {
  for (const [marked, expected] of cases) it(JSON.stringify(marked), () => assert.equal(at(marked), expected));
}

describe('cursor in a document that is only begun', () => {
  check([
    ['│', 'key (root) "" replaces "" indent 0'],
    ['\n│\n', 'key (root) "" replaces "" indent 0'],
    ['# about\n│', 'key (root) "" replaces "" indent 0'],
    ['api│', 'key (root) "api" replaces "api" indent 0'],
    ['apiVersion:│', 'value apiVersion "" replaces "" indent 0'],
    ['apiVersion: │', 'value apiVersion "" replaces "" indent 0'],
    ['apiVersion: external│', 'value apiVersion "external" replaces "external" indent 0'],
    ['apiVersion: v1\nki│', 'key (root) "ki" replaces "ki" beside apiVersion indent 0'],
    ['a: 1\n---\n│', 'key (root) "" replaces "" indent 0'],
    ['a: 1\n---\n│\n---\nb: 1\n', 'key (root) "" replaces "" indent 0'],
    ['│\nkind: X\n', 'key (root) "" replaces "" beside kind indent 0'],
  ]);
});

describe('cursor on a key', () => {
  check([
    ['spec:\n  refr│', 'key spec "refr" replaces "refr" indent 2'],
    ['spec:\n  a: 1\n  refr│\n  b: 2', 'key spec "refr" replaces "refr" beside a,b indent 2'],
    ['spec:\n  re│fr: 1h\n  b: 2', 'key spec "re" replaces "refr" beside b indent 2'],
    ['spec:\n  refr│\n  b:\n    c: 1', 'key spec "refr" replaces "refr" beside b indent 2'],
    ['spec:\n  refr│\nkind: X', 'key spec "refr" replaces "refr" indent 2'],
    ['spec:\n  "re│fr": 1h\n', 'key spec "re" replaces "\\"refr\\"" indent 2 double-quoted'],
    ['data:\n  - secretKey: a\n    rem│\n', 'key data[0] "rem" replaces "rem" beside secretKey indent 4'],
    ['data:\n  - rem│\n    secretKey: a\n', 'key data[0] "rem" replaces "rem" beside secretKey indent 4'],
    ['data:\n  - rem│: x\n    secretKey: a\n', 'key data[0] "rem" replaces "rem" beside secretKey indent 4'],
    ['data:\n- secretKey: a\n  rem│\n- b: c', 'key data[0] "rem" replaces "rem" beside secretKey indent 2'],
  ]);
});

describe('cursor on a word below items', () => {
  check([
    ['spec:\n  data:\n  - a: 1\n  re│\n  b: 2', 'key spec "re" replaces "re" beside data,b indent 2'],
    ['spec:\n  data:\n    - a: 1\n    re│\n', 'value spec.data[1] "re" replaces "re" indent 4 needs dash'],
    ['kind: List\nitems:\n  - kind: A\n    sp│\n', 'key (root) "sp" replaces "sp" beside kind indent 4'],
    ['kind: List\nitems:\n  - │\n', 'value (root) "" replaces "" indent 2'],
  ]);
});

describe('cursor on a value', () => {
  check([
    ['spec:\n  refreshInterval: │\n', 'value spec.refreshInterval "" replaces "" indent 2'],
    ['spec:\n  refreshInterval:│\n', 'value spec.refreshInterval "" replaces "" indent 2'],
    ['spec:\n  refreshInterval: 1│h\n', 'value spec.refreshInterval "1" replaces "1h" indent 2'],
    ['spec:\n  refreshInterval: 1h│ # hourly\n', 'value spec.refreshInterval "1h" replaces "1h" indent 2'],
    ['spec:\n  refreshInterval: │ # hourly\n', 'value spec.refreshInterval "" replaces "" indent 2'],
    ['a:\n  key: "prod/│', 'value a.key "prod/" replaces "\\"prod/" indent 2 double-quoted'],
    ['a:\n  key: "prod/│\n  b: 1\nc: "x"\n', 'value a.key "prod/" replaces "\\"prod/" indent 2 double-quoted'],
    ["a:\n  key: 'prod/│\n  b: 'x'\n", 'value a.key "prod/" replaces "\'prod/" indent 2 single-quoted'],
    ['a:\n  key: "pr│od/x"\n', 'value a.key "pr" replaces "\\"prod/x\\"" indent 2 double-quoted'],
    ['a:\n  key: "prod/x"│\n', 'value a.key "prod/x" replaces "\\"prod/x\\"" indent 2 double-quoted'],
    ['a:\n  key: ""│\n', 'value a.key "" replaces "\\"\\"" indent 2 double-quoted'],
    ['a:\n  key: "│"\n', 'value a.key "" replaces "\\"\\"" indent 2 double-quoted'],
    ['a: "x\\"y│"\n', 'value a "x\\"y" replaces "\\"x\\\\\\"y\\"" indent 0 double-quoted'],
    ['list:\n  - │\n', 'value list[0] "" replaces "" indent 2'],
    ['list:\n  -│\n', 'value list[0] "" replaces "" indent 2'],
    ['list:\n  - a\n  - │\n  - b', 'value list[1] "" replaces "" indent 2'],
    ['list:\n  - a│b\n', 'value list[0] "a" replaces "ab" indent 2'],
    ['list:\n- a\n-│\nkind: X', 'value list[1] "" replaces "" indent 0'],
    ['data:\n  - remoteRef:\n      key: │\n      property: p\n', 'value data[0].remoteRef.key "" replaces "" indent 6'],
    ['spec: │\n  a: 1\n', 'value spec "" replaces "" indent 0'],
    ['a: |\n  some │text\n', 'value a "" replaces "|\\n  some text" indent 0 literal'],
    ['a: |\n  x\nb: │', 'value b "" replaces "" indent 0'],
  ]);
});

describe('cursor on an empty line', () => {
  check([
    ['spec:\n  │\n', 'key spec "" replaces "" indent 2'],
    ['spec:\n    │\n  ', 'key spec "" replaces "" indent 4'],
    ['spec:\n│\n', 'key (root) "" replaces "" beside spec indent 0'],
    ['spec:\n  a: 1\n  │\n  b: 2\n', 'key spec "" replaces "" beside a,b indent 2'],
    ['spec:\n  a: 1\n│\n', 'key (root) "" replaces "" beside spec indent 0'],
    ['spec:\n  provider:\n    │\n', 'key spec.provider "" replaces "" indent 4'],
    ['spec:\n  provider:\n  │\n', 'key spec "" replaces "" beside provider indent 2'],
    ['spec:\n  data:\n    - a: 1\n    │\n', 'value spec.data[1] "" replaces "" indent 4 needs dash'],
    ['spec:\n  data:\n    - a: 1\n      │\n', 'key spec.data[0] "" replaces "" beside a indent 6'],
    ['spec:\n  data:\n  - a: 1\n  │\n', 'value spec.data[1] "" replaces "" indent 2 needs dash'],
    ['spec:\n  data:\n    │\n', 'key spec.data "" replaces "" indent 4'],
    ['spec:\n  data:\n    │\n    - a: 1\n', 'value spec.data[0] "" replaces "" indent 4 needs dash'],
    ['spec:\n  │\n  a: 1\n', 'key spec "" replaces "" beside a indent 2'],
    ['spec:\n  a:\n    b: 1\n   │\n', 'key spec "" replaces "" beside a indent 2'],
    ['spec:\n  name: x\n      │\n', 'key spec "" replaces "" beside name indent 2'],
    ['spec:\n  text: |\n    hello\n  │\n', 'key spec "" replaces "" beside text indent 2'],
    ['spec:\n  a: {b: c}\n  │\n', 'key spec "" replaces "" beside a indent 2'],
    ['data:\n  - secretKey: a\n    remoteRef:\n      │\n  - secretKey: b\n', 'key data[0].remoteRef "" replaces "" indent 6'],
    ['\r\nspec:\r\n  a: 1\r\n  │\r\nkind: X', 'key spec "" replaces "" beside a indent 2'],
  ]);
});

describe('cursor in flow collections', () => {
  check([
    ['a: {b: │}', 'value a.b "" replaces "" indent 0'],
    ['a: {b: x│y, c: d}', 'value a.b "x" replaces "xy" indent 0'],
    ['a: {│}', 'key a "" replaces "" indent 0'],
    ['a: {│', 'key a "" replaces "" indent 0'],
    ['a: {b: 1, │}', 'key a "" replaces "" beside b indent 0'],
    ['a: {b: 1, │ d: 1}', 'key a "" replaces "" beside b,d indent 0'],
    ['a: {b: 1, c│}\nd: 2', 'key a "c" replaces "c" beside b indent 0'],
    ['a: {b: │\nc: d', 'value a.b "" replaces "" indent 0'],
    ['a: [x, │]', 'value a[1] "" replaces "" indent 0'],
    ['a: [│', 'value a[0] "" replaces "" indent 0'],
    ['a: [{b: c, d│}]', 'key a[0] "d" replaces "d" beside b indent 0'],
    ['a: {b: "x│"}', 'value a.b "x" replaces "\\"x\\"" indent 0 double-quoted'],
    ['a: {b: "x│}\nc: d', 'value a.b "x" replaces "\\"x" indent 0 double-quoted'],
    ['a: {\n  b: 1,\n  │\n}\n', 'key a "" replaces "" beside b indent 0'],
  ]);
});

describe('cursor where nothing is completed', () => {
  check([
    ['# note │', 'none'],
    ['a: b # note │', 'none'],
    ['---│\na: 1', 'none'],
    ['a: {{ .Values.│ }}', 'none'],
    ['a: {{ .Val│', 'none'],
    ['{{- if .x│ }}\na: 1', 'none'],
    ['a: |│\n  x', 'none'],
  ]);
});

describe('cursor with mistakes in other lines', () => {
  check([
    ['spec:\n  broken\n  a:\n    b: │\n', 'value spec.a.b "" replaces "" indent 4'],
    ['metadata:\n  name: "x\nspec:\n  a: │\n', 'value spec.a "" replaces "" indent 2'],
    ['metadata:\n\tname: x\nspec:\n  a: │\n', 'value spec.a "" replaces "" indent 2'],
    ['metadata:\n  labels: {a: b\nspec:\n  │\n', 'key spec "" replaces "" indent 2'],
    ['a: b: c\nspec:\n  x: 1\n  y│', 'key spec "y" replaces "y" beside x indent 2'],
    ['spec:\n  x: 1\n  y│\nfoo: @bar\n', 'key spec "y" replaces "y" beside x indent 2'],
    ['spec:\n  x: 1\n  y│\n   bad: 1\n', 'key spec "y" replaces "y" beside x indent 2'],
  ]);
});

describe('the resource beside the cursor', () => {
  const cases: readonly (readonly [marked: string, expected: unknown])[] = [
    ['kind: X\nref:\n  key: prod/\n  property: "pass│\nb: 1', { kind: 'X', ref: { key: 'prod/', property: 'pass' }, b: 1 }],
    ['kind: X\nref:\n  key: prod/\n  property: │', { kind: 'X', ref: { key: 'prod/', property: null } }],
    ['kind: X\nref:\n  key: prod/\n  pro│', { kind: 'X', ref: { key: 'prod/' } }],
    ['kind: X\nre│f:\n  key: prod/', { kind: 'X', ref: { key: 'prod/' } }],
    ['kind: X\na: |\n  te│xt\n', { kind: 'X', a: 'text\n' }],
    ['kind: List\nitems:\n- kind: A\n  a: {b: │', { kind: 'A', a: { b: null } }],
    ['│', {}],
  ];
  for (const [marked, expected] of cases) {
    it(JSON.stringify(marked), () => {
      const { text, offset } = readMarker(marked);
      const cursor = cursorAt(parseManifestFile(text), offset);
      assert.deepEqual(JSON.parse(JSON.stringify(cursor?.resource.json())), expected);
    });
  }
});
