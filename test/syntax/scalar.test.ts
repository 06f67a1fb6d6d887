import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

/** The value of `a` in a manifest, as Kubernetes would have it. */
function read(written: string): unknown {
  const json = parseManifestFile(`kind: X\na: ${written}\n`).documents[0]?.parsed.resources[0]?.json();
  return (json as { a: unknown }).a;
}

describe('a plain scalar is what Kubernetes reads', () => {
  const cases: readonly (readonly [written: string, value: unknown])[] = [
    ...['yes', 'Yes', 'YES', 'on', 'On', 'ON', 'y', 'Y', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
    ...['no', 'No', 'NO', 'off', 'Off', 'OFF', 'n', 'N', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
    ...['', '~', 'null', 'Null', 'NULL', '# c'].map((word) => [word, null] as const),
    ...[
      'yEs',
      'oN',
      'tRUE',
      'nULL',
      'none',
      'nil',
      '+',
      '.',
      '1:30',
      '190:20:30',
      '2024-01-01',
      '2024-01-01T00:00:00Z',
      '1h',
      '0x',
      '0b2',
      '_1',
      '1e400',
    ].map((word) => [word, word] as const),
    ['0', 0],
    ['017', 15],
    ['0o17', 15],
    ['-017', -15],
    ['0b101', 5],
    ['-0b101', -5],
    ['0x1F', 31],
    ['1_000', 1000],
    ['+12', 12],
    ['08', 8],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['1e3', 1000],
    ['1.', 1],
    ['.inf', Number.POSITIVE_INFINITY],
    ['-.INF', Number.NEGATIVE_INFINITY],
    ['.nan', Number.NaN],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
    ['99999999999999999999', 1e20],
    ['"yes"', 'yes'],
    ["'017'", '017'],
    ['!!str 017', '017'],
    ['!!int "5"', 5],
    ['!!bool "yes"', true],
    ['!vault secret', 'secret'],
    ['foo\n  bar', 'foo bar'],
    ['|\n  x\n  y', 'x\ny\n'],
    ['>-\n  x\n  y', 'x y'],
  ];
  for (const [written, value] of cases) it(JSON.stringify(written), () => assert.deepEqual(read(written), value));

  it('also under a %YAML directive, which Kubernetes refuses unless it says 1.1', () => {
    const [document] = parseManifestFile('%YAML 1.2\n---\nkind: X\na: yes\n').documents;
    assert.deepEqual(document?.parsed.problems, [{ code: 'bad-directive', range: { start: 0, end: 9 }, name: '%YAML 1.2' }]);
    assert.deepEqual({ ...(document?.parsed.resources[0]?.json() as object) }, { kind: 'X', a: true });
    assert.deepEqual(parseManifestFile('%YAML 1.1\n---\na: 1\n').documents[0]?.parsed.problems, []);
  });
});

describe('a key', () => {
  it('is what JSON makes of it', () => {
    const json = parseManifestFile(
      'kind: X\n1: a\ntrue: b\n1.5: c\n0x10: d\n__proto__: e\n',
    ).documents[0]?.parsed.resources[0]?.json() as object;
    assert.deepEqual(Object.entries(json), [
      ['1', 'a'],
      ['16', 'd'],
      ['kind', 'X'],
      ['true', 'b'],
      ['1.5', 'c'],
      ['__proto__', 'e'],
    ]);
    assert.equal(Object.getPrototypeOf(json), null);
  });
});
