import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileGoRegexp } from '../../server/src/model/goRegexp.ts';
import { finalKeys, type KeyRules, type RewriteOperation } from '../../server/src/model/rewrite.ts';

/** What Go 1.25 makes of pattern, text and target. */
const replaced: readonly (readonly [pattern: string, text: string, target: string, result: string])[] = [
  ['a*', 'baac', 'x', 'xbxcx'],
  ['^prod/(.*)$', 'prod/my/app', '$1', 'my/app'],
  ['(\\w+)/(\\w+)', 'prod/my', '$1_$2', 'my'],
  ['(\\w+)/(\\w+)', 'prod/my', '${1}_$2', 'prod_my'],
  ['(?P<env>\\w+)/', 'prod/my', '${env}-', 'prod-my'],
  ['(?P<env>\\w+)/', 'prod/my', '$env-', 'prod-my'],
  ['x', 'axb', '$$', 'a$b'],
  ['x', 'axb', '$', 'a$b'],
  ['x', 'axb', 'a$ b', 'aa$ bb'],
  ['x', 'axb', '${x', 'a${xb'],
  ['x', 'axb', '${}', 'a${}b'],
  ['(x)', 'axb', '$01', 'ab'],
  ['(x)', 'axb', '$0$0', 'axxb'],
  ['(x)', 'axb', '$1x', 'ab'],
  ['(x)', 'axb', '$9', 'ab'],
  ['(x)|(y)', 'axyb', '[$2]', 'a[][y]b'],
  ['', 'aéb😀c', '-', '-a-é-b-😀-c-'],
  ['$', 'abc', '-', 'abc-'],
  ['(?i)DB', 'mydbDB', 'q', 'myqq'],
  ['x', 'axb', '$$$1', 'a$b'],
  ['(a)(b)?', 'aab', '<$2>', '<><b>'],
];

const regexp = (source: string, target: string): RewriteOperation => ({ type: 'regexp', source, target });
const transform = (template: string): RewriteOperation => ({ type: 'transform', template });

/** `name, name -> key (what is wrong)`. */
function keysOf(names: readonly string[], rules: Partial<KeyRules>): readonly string[] | string {
  const found = finalKeys(names, { operations: [], conversion: 'Default', convertsFirst: false, ...rules });
  if (found.state === 'unknown') return found.why;
  return found.keys.map(
    ({ names: from, key, refusal }) =>
      `${from.join(', ')} -> ${key}${from.length > 1 ? ` (${found.collisionsFail ? 'fails' : 'random'})` : ''}${refusal === undefined ? '' : ` (${refusal})`}`,
  );
}

describe('a replacement by a regular expression', () => {
  for (const [pattern, text, target, result] of replaced)
    it(`is Go's: ${pattern} in ${text} by ${target}`, () =>
      assert.equal(compileGoRegexp(pattern)?.replaceAll(text, target), result));
});

describe('the keys of the Secret', () => {
  it('are converted where nothing rewrites them', () => {
    assert.deepEqual(keysOf(['prod/my app', 'größe'], {}), [
      'prod/my app -> prod_my_app',
      'größe -> größe (the API server takes only letters of ASCII)',
    ]);
    assert.deepEqual(keysOf(['a/b', 'a😀'], { conversion: 'Unicode' }), ['a/b -> a_U002f_b', 'a😀 -> a_U1f600_']);
    assert.deepEqual(keysOf(['a/b'], { conversion: 'None' }), ['a/b -> a/b (key has invalid character /)']);
  });

  it('collide by conversion, which fails the sync', () => {
    assert.deepEqual(keysOf(['a/b', 'a_b', 'c'], {}), ['a/b, a_b -> a_b (fails)', 'c -> c']);
    const operations = [regexp('^', 'x')];
    assert.deepEqual(keysOf(['a/b', 'a_b'], { operations, convertsFirst: true }), ['a/b, a_b -> a_b (fails)']);
  });

  it('are rewritten in order and converted no more, unless the back end does it first', () => {
    const operations = [regexp('^prod/', ''), regexp('[^-._a-zA-Z0-9]', '-')];
    assert.deepEqual(keysOf(['prod/a/b', 'prod/a-b'], { operations }), ['prod/a/b, prod/a-b -> a-b (random)']);
    assert.deepEqual(keysOf(['prod/a/b'], { operations: [regexp('^prod/', '')] }), [
      'prod/a/b -> a/b (key has invalid character /)',
    ]);
    assert.deepEqual(keysOf(['prod/a/b'], { operations: [regexp('^prod_', '')], convertsFirst: true }), ['prod/a/b -> a_b']);
  });

  it('are left out where a rewrite leaves nothing, and refused where they are too long', () => {
    assert.deepEqual(keysOf(['a', 'b'], { operations: [regexp('^a$', '')] }), ['b -> b']);
    assert.match(String(keysOf(['a'.repeat(254)], {})), /key has length 254 but max is 253/);
    assert.match(String(keysOf(['..a'], {})), /begins with \.\./);
  });

  it('come of templates that are surely understood', () => {
    const of = (template: string) => keysOf(['prod-db'], { operations: [transform(template)] });
    assert.deepEqual(of('{{ .value | upper }}'), ['prod-db -> PROD-DB']);
    assert.deepEqual(of('DB_{{ .value | trimPrefix "prod-" | replace "d" "D" }}'), ['prod-db -> DB_Db']);
    assert.deepEqual(of('{{ upper (trimSuffix "-db" .value) }}{{- "x" }}'), ['prod-db -> PRODx']);
    for (const other of ['{{ .value | snakecase }}', '{{ if .value }}a{{ end }}', '{{ .other }}', '{{ .value', '{{ upper }}'])
      assert.equal(of(other), 'template', other);
  });

  it('stand in the values where a merge takes them apart, else it makes one more', () => {
    const merge = (strategy: string): RewriteOperation => ({ type: 'merge', strategy, into: 'all' });
    assert.equal(keysOf(['a'], { operations: [merge('Extract')] }), 'merge');
    assert.deepEqual(keysOf(['a'], { operations: [merge('JSON')] }), ['a -> a', ' -> all']);
    assert.equal(keysOf(['a'], { operations: [regexp('(', '')] }), 'regexp');
  });
});
