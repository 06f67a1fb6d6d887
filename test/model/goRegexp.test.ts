import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goMatches, regexpProblem } from '../../server/src/model/goRegexp.ts';

describe('regexpProblem', () => {
  // Patterns, the part that is wrong, and the answers of Go 1.26.
  for (const [pattern, part, answer] of [
    ['*', '*', 'missing argument to repetition operator: `*`'],
    ['^ok*|*bad', '*', 'missing argument to repetition operator: `*`'],
    ['^a(?!b)', '(?!', 'invalid or unsupported Perl syntax: `(?!`'],
    ['x(?<=a)b', '(?<=a)b', 'invalid named capture: `(?<=a)b`'],
    ['(a)\\1', '\\1', 'invalid escape sequence: `\\1`'],
    ['a{1001}', '{1001}', 'invalid repeat count: `{1001}`'],
    ['a**', '**', 'invalid nested repetition operator: `**`'],
    ['x[z-a]', 'z-a', 'invalid character class range: `z-a`'],
    ['x[a', '[a', 'missing closing ]: `[a`'],
    ['(a', '(a', 'missing closing ): `(a`'],
    ['a)', 'a)', 'unexpected ): `a)`'],
    ['a\\', '\\', 'trailing backslash at end of expression: ``'],
    ['(?P<a>x)(?P<a>y)', 'a', 'duplicate capture group name: `a`'],
  ] as const) {
    it(`finds what is wrong with ${pattern}`, () => {
      const problem = regexpProblem(pattern);
      assert.equal(problem?.message, `error parsing regexp: ${answer}`);
      assert.ok(part.startsWith(pattern.slice(problem.start, problem.end)));
    });
  }
  it('marks the place that is wrong, not the first that looks like it', () => {
    assert.equal(regexpProblem('^ok*|*bad')?.start, 5);
    assert.equal(regexpProblem('(?P<a>x)(?P<a>y)')?.start, 12);
  });
  it('accepts what Go accepts', () => {
    for (const pattern of [
      '',
      '^prod$',
      '(?i)abc',
      '\\bword\\b',
      '(?P<n>a)',
      '(?<n>a)',
      '[[:alpha:]]+',
      '\\pL{2,5}',
      '{a}',
      'a]',
    ]) {
      assert.equal(regexpProblem(pattern), undefined, pattern);
    }
  });
});

describe('goMatches', () => {
  it('searches anywhere in the text', () => {
    assert.equal(goMatches('nonprod', 'prod'), true);
    assert.equal(goMatches('nonprod', '^prod'), false);
  });
});
