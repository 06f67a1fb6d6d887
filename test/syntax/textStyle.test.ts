import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { quoteScalar, type TextStyle, textStyleOf } from '../../server/src/syntax/textStyle.ts';
import { fc, runs } from '../support/fuzz.ts';

function styleOf(source: string): TextStyle {
  const [document] = parseManifestFile(source).documents;
  assert.ok(document !== undefined);
  return textStyleOf(document.parsed);
}

describe('the style of a document', () => {
  it('is two spaces, indented dashes and no quotes where it shows none', () => {
    assert.deepEqual(styleOf(''), { indent: 2, dashIndent: 2, quote: undefined, quoteAll: false, eol: '\n' });
  });

  it('is what it does most', () => {
    const source = "a:\r\n    b:\r\n        c: 'x'\r\n    d:\r\n    - e: 'y'\r\n    - \"z\"\r\n";
    assert.deepEqual(styleOf(source), { indent: 4, dashIndent: 0, quote: "'", quoteAll: true, eol: '\r\n' });
  });
});

const AUTOMATIC = { quote: undefined, quoteAll: false };

describe('a string is written', () => {
  const cases: readonly (readonly [text: string, written: string])[] = [
    ...[
      'prod/db',
      'a b',
      'a:b',
      'a#b',
      'ExternalSecret',
      "it's",
      'a"b',
      '-x',
      '1h',
      'a, b',
      'a[0]',
      'é😀',
      'http://x/y?z=1',
      'NaN',
    ].map((text) => [text, text] as const),
    ...[
      '',
      'yes',
      'on',
      'n',
      'null',
      '~',
      '017',
      '1_000',
      '0o7',
      '1.5',
      '1:30',
      '2024-01-01',
      '<<',
      '*a',
      '&a',
      '!a',
      '|',
      '>',
      '%a',
      '@a',
      '`a',
      '{a',
      '[a',
      '#a',
      ' a',
      'a ',
      'a: b',
      'a #b',
      'a:',
      '- a',
      '-',
      '---',
      '{{ .x }}',
    ].map((text) => [text, `"${text}"`] as const),
    ['"a"', `'"a"'`],
    ['\\d ', `'\\d '`],
    ["'a\\", '"\'a\\\\"'],
    ['a\nb', '"a\\nb"'],
    ['a\u0000\u2028', '"a\\u0000\\u2028"'],
  ];
  for (const [text, written] of cases) it(JSON.stringify(text), () => assert.equal(quoteScalar(text, AUTOMATIC), written));

  it('with more quotes inside brackets', () => {
    assert.deepEqual(
      ['a, b', 'a]', 'a', 'https://a/b?c=d'].map((text) => quoteScalar(text, AUTOMATIC, 'flow')),
      ['"a, b"', '"a]"', 'a', '"https://a/b?c=d"'],
    );
  });

  it('as the author likes it', () => {
    assert.equal(quoteScalar("it's", { quote: "'", quoteAll: true }), "'it''s'");
    assert.equal(quoteScalar('a', { quote: '"', quoteAll: true }), '"a"');
  });

  it('so that it is read back as it was', () => {
    const odd = fc.constantFrom(
      'yes',
      ': ',
      ' #',
      '\n',
      '\r',
      '\t',
      "'",
      '"',
      '\\',
      '-',
      '?',
      '0',
      '1',
      '_',
      '.',
      'e',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&',
      '*',
      '!',
      '|',
      '>',
      '%',
      '@',
      '`',
      '~',
      '<<',
      '=',
      '\u0085',
      '\u2028',
      '\ufeff',
      ' ',
      'x',
      '😀',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(odd, { maxLength: 6 }).map((parts) => parts.join('')),
    );
    const style = fc.record({ quote: fc.constantFrom('"' as const, "'" as const, undefined), quoteAll: fc.boolean() });
    fc.assert(
      fc.property(text, style, (value, how) => {
        fc.pre(!value.includes('{{') && !value.includes('{%'));
        const block = quoteScalar(value, how);
        const flow = quoteScalar(value, how, 'flow');
        const source = `kind: X\na: ${block}\nb:\n  - ${block}\nc: {d: ${flow}, e: [${flow}]}\n`;
        const [resource] = parseManifestFile(source).documents[0]?.parsed.resources ?? [];
        assert.deepEqual(JSON.parse(JSON.stringify(resource?.json())), {
          kind: 'X',
          a: value,
          b: [value],
          c: { d: value, e: [value] },
        });
      }),
      runs(3000),
    );
  });
});
