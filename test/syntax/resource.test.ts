import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nodePathAt } from '../../server/src/syntax/cursor.ts';
import type { NodePart, ResourceNode } from '../../server/src/syntax/manifest.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { formatPath, type Path } from '../../server/src/syntax/path.ts';
import { readMarker } from '../support/marker.ts';

function resourcesIn(source: string): readonly ResourceNode[] {
  return parseManifestFile(source).documents.flatMap((document) => document.parsed.resources);
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('the resources of a document', () => {
  it('are its root', () => {
    const [resource, ...rest] = resourcesIn('apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\n  namespace: ns\n');
    assert.equal(rest.length, 0);
    assert.deepEqual(
      [resource?.apiVersion, resource?.kind, resource?.name, resource?.namespace, resource?.root],
      ['v1', 'Secret', 'app', 'ns', []],
    );
  });

  it('are read as Kubernetes does it where it differs from the library', () => {
    const read = (source: string) => plain(resourcesIn(`kind: A\n${source}`)[0]?.json());
    assert.deepEqual(read('a: &a {k: 1}\nb: {<<: *a, k: 2}\nc: {k: 3, <<: *a}\n'), {
      kind: 'A',
      a: { k: 1 },
      b: { k: 2 },
      c: { k: 1 },
    });
    assert.deepEqual(read('a:\n  b: [c,\nd] #e\n  f: {g: h}#i\nj: 1\n'), {
      kind: 'A',
      a: { b: ['c', 'd'], f: { g: 'h' } },
      j: 1,
    });
    assert.deepEqual(read('a: {1.5: a, 1000000.0: b, 1000000: c, -.inf: d, 1.0: e, 0.00001: f, 16777217.0: g, 1e40: h}\n'), {
      kind: 'A',
      a: { 1: 'e', 1000000: 'c', 1.5: 'a', '1e+06': 'b', '-.inf': 'd', '1e-05': 'f', '1.6777216e+07': 'g', '.inf': 'h' },
    });
    assert.deepEqual(read('a: !!null ""\nb: x\x85c: z\n'), { kind: 'A', a: null, b: 'x', c: 'z' });
  });

  it('are the items of a List, and of a List in it', () => {
    const found = resourcesIn(
      'apiVersion: v1\nkind: List\nitems:\n- kind: A\n- kind: BList\n  items:\n  - kind: B\n- just text\n',
    );
    assert.deepEqual(
      found.map(({ kind, root }) => [kind, formatPath(root)]),
      [
        ['A', 'items[0]'],
        ['B', 'items[1].items[0]'],
      ],
    );
  });

  it('are none where the root is no mapping or has neither apiVersion nor kind', () => {
    for (const source of ['- a', 'text', 'a: 1', '', '# c']) assert.deepEqual(resourcesIn(source), []);
  });
});

describe('a resource as JSON', () => {
  const cases: readonly (readonly [source: string, expected: unknown])[] = [
    ['kind: X\na: &a {b: 1}\nc: *a', { kind: 'X', a: { b: 1 }, c: { b: 1 } }],
    ['kind: X\nbase: &a\n  b: 1\n  c: 2\nd:\n  <<: *a\n  c: 3', { kind: 'X', base: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
    ['kind: X\nd:\n  <<: [{a: 1, b: 1}, {b: 2, c: 2}]\n', { kind: 'X', d: { a: 1, b: 1, c: 2 } }],
    ['kind: X\na: 1\na: 2', { kind: 'X', a: 2 }],
    ['kind: X\n? a\n: 1', { kind: 'X', a: 1 }],
    ['kind: X\na:\n- b\n-\n- c', { kind: 'X', a: ['b', null, 'c'] }],
    ['kind: X\na: "x\ny\n\n z\\\n\t\\tw"\nb: \'{\n "c": 1\n}\'', { kind: 'X', a: 'x y\nz\tw', b: '{ "c": 1 }' }],
    ['kind: X\ra:\r  b: 1\r  c: 2\r', { kind: 'X', a: { b: 1, c: 2 } }],
    ['\ufeffkind: X\r\na: 1\r\n', { kind: 'X', a: 1 }],
    ['kind: X\na: *unknown', { kind: 'X', a: null }],
  ];
  for (const [source, expected] of cases)
    it(JSON.stringify(source), () => assert.deepEqual(plain(resourcesIn(source)[0]?.json()), expected));

  it('is made once', () => {
    const [resource] = resourcesIn('kind: X');
    assert.equal(resource?.json(), resource?.json());
  });
});

describe('the place of a path', () => {
  const source =
    'kind: X\nspec:\n  data:\n    - key: a # c\n      text: |\n        x\n        y\n\n    - {}\n  empty:\nbase: &b {c: 1}\nuse: *b\nmore:\n  <<: *b\n';
  const cases: readonly (readonly [path: Path, part: NodePart, expected: string])[] = [
    [['spec', 'data', 0, 'key'], 'key', 'key'],
    [['spec', 'data', 0, 'key'], 'value', 'a'],
    [['spec', 'data', 0, 'key'], 'entry', 'key: a'],
    [['spec', 'data', 0, 'text'], 'value', '|\n        x\n        y'],
    [['spec', 'data', 0], 'key', 'key'],
    [['spec', 'data', 1], 'entry', '{}'],
    [['spec', 'data', 0, 'missing', 'deep'], 'value', 'key'],
    [['spec', 'missing'], 'key', 'spec'],
    [['missing'], 'key', 'kind'],
    [['spec', 'empty'], 'value', 'empty'],
    [['use', 'c'], 'value', '*b'],
    [['use'], 'value', '*b'],
    [['more', 'c'], 'value', '*b'],
    [[], 'key', 'kind'],
  ];
  for (const [path, part, expected] of cases) {
    it(`${formatPath(path)} ${part}`, () => {
      const range = resourcesIn(source)[0]?.rangeOf(path, part);
      assert.equal(source.slice(range?.start, range?.end), expected);
    });
  }
});

describe('the node under the pointer', () => {
  const cases: readonly (readonly [marked: string, expected: string])[] = [
    ['kind: X\nspec:\n  a│b: 1', 'key spec.ab "ab"'],
    ['kind: X\nspec:\n  ab: 1│2', 'value spec.ab "12"'],
    ['kind: X\nspec:\n  ab: 12│', 'value spec.ab "12"'],
    ['kind: X\nspec: [a, │b]', 'value spec[1] "b"'],
    ['kind: List\nitems:\n- kind: A\n  b: c│', 'value b "c"'],
    ['a: 1\n---\nkind: X│', 'value kind "X"'],
    ['kind: X\na: &a 1\nb: *│a', 'value b "*a"'],
    ['kind: X # c│', 'none'],
    ['kind:  │ X', 'none'],
    ['a: 1│', 'none'],
  ];
  for (const [marked, expected] of cases) {
    it(JSON.stringify(marked), () => {
      const { text, offset } = readMarker(marked);
      const found = nodePathAt(parseManifestFile(text), offset);
      const shown =
        found && `${found.part} ${formatPath(found.path)} ${JSON.stringify(text.slice(found.range.start, found.range.end))}`;
      assert.equal(shown ?? 'none', expected);
    });
  }
});

describe('comments', () => {
  it('are found where they are, and not in strings', () => {
    const source = '# one\na: "x # no" # two\nb: |  # three\n  # no\n  x\nc: a#no\n---\n#four\n';
    const found = parseManifestFile(source).documents.flatMap(({ start, parsed }) =>
      parsed.comments.map(({ text, offset }) => [text, source[start + offset]]),
    );
    assert.deepEqual(found, [
      [' one', '#'],
      [' two', '#'],
      [' three', '#'],
      ['four', '#'],
    ]);
  });
});
