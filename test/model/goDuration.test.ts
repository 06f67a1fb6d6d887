import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { meantDuration, parseGoDuration } from '../../server/src/model/goDuration.ts';
import { fc } from '../support/fuzz.ts';

const read = (text: string): string => {
  const result = parseGoDuration(text);
  return 'error' in result ? result.error : String(result.nanoseconds);
};

describe('parseGoDuration', () => {
  // Texts and answers of Go 1.26.
  for (const [text, answer] of [
    ['0', '0'],
    ['-0', '0'],
    ['1h0m0s', '3600000000000'],
    ['1.5h', '5400000000000'],
    ['.5s', '500000000'],
    ['1.s', '1000000000'],
    ['-1m', '-60000000000'],
    ['+5ms', '5000000'],
    ['3us', '3000'],
    ['3\u00b5s', '3000'],
    ['3\u03bcs', '3000'],
    ['1h1h', '7200000000000'],
    ['0.3333333333333333333h', '1200000000000'],
    ['9223372036854775807ns', '9223372036854775807'],
    ['-9223372036854775808ns', '-9223372036854775808'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['2562048h', 'time: invalid duration "2562048h"'],
    ['', 'time: invalid duration ""'],
    ['-', 'time: invalid duration "-"'],
    ['.s', 'time: invalid duration ".s"'],
    ['h', 'time: invalid duration "h"'],
    [' 1h', 'time: invalid duration " 1h"'],
    ['60', 'time: missing unit in duration "60"'],
    ['1h30', 'time: missing unit in duration "1h30"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1 h', 'time: unknown unit " h" in duration "1 h"'],
    ['1H', 'time: unknown unit "H" in duration "1H"'],
    ['1é', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
    ['1"\\', 'time: unknown unit "\\"\\\\" in duration "1\\"\\\\"'],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as Go does`, () => assert.equal(read(text), answer));
  }
  it('adds up what is written', () => {
    const part = fc.tuple(fc.nat(10_000), fc.constantFrom(['h', 3600n], ['m', 60n], ['s', 1n]) as fc.Arbitrary<[string, bigint]>);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const sum = parts.reduce((total, [amount, [, seconds]]) => total + BigInt(amount) * seconds, 0n);
        assert.equal(read(parts.map(([amount, [unit]]) => `${amount}${unit}`).join('')), String(sum * 1_000_000_000n));
      }),
    );
  });
});

describe('meantDuration', () => {
  for (const [text, meant] of [
    ['1d', '24h'],
    ['1w', '168h'],
    ['1.5 days', '36h'],
    ['1d12h30m', '36h30m'],
    ['1 h', '1h'],
    [' 30m ', '30m'],
    ['5 minutes', '5m'],
    ['1H', '1h'],
    ['2 hours 30 sec', '2h30s'],
  ] as const) {
    it(`takes ${JSON.stringify(text)} for ${meant}`, () => assert.deepEqual(meantDuration(text), { text: meant, certain: true }));
  }
  it('only guesses the unit of a number', () => assert.deepEqual(meantDuration('60'), { text: '60s', certain: false }));
  it('does not guess months, years and other things', () => {
    for (const text of ['5M', '1month', '1y', '', 'often', 'PT1H', '1h30', '-1d'])
      assert.equal(meantDuration(text), undefined, text);
  });
  it('proposes only what Go reads', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\d.]{1,8} ?[a-zA-Z]{0,8}[\d.]{0,3}[a-z]{0,3}$/), (text) => {
        const meant = meantDuration(text);
        assert.ok(meant === undefined || 'nanoseconds' in parseGoDuration(meant.text));
      }),
    );
  });
});
