import assert from 'node:assert/strict';
import { it } from 'node:test';
import { english } from '../../../server/src/localisation.ts';
import { templateFunctions } from '../../../server/src/model/goTemplate/catalogue.ts';
import { keyTemplate } from '../../../server/src/model/goTemplate/evaluateKey.ts';
import { goLower, goNoSpace, goTrimSpace, goUpper } from '../../../server/src/model/goTemplate/goStrings.ts';
import { evaluatedFunctions } from '../../../server/src/model/goTemplate/render/functions.ts';
import { dice, fuzzFactor, fuzzSeed } from '../../support/fuzz.ts';
import { describeEngine } from './describeEngine.ts';
import { grammarKeys, writeTemplate } from './grammar.ts';
import { compareRendering, renderEach } from './rendered.ts';
import { sinceThen } from './versions.ts';

/** Arguments that are hard on functions, each as a template writes it. */
const edges = [
  ...['""', '"a"', '"A b"', '"ß\\u20ac"', '"\\U0001F600"', '"\\u0130\\u03a3"', '"\\u00a0x\\u0085 "', '"\\x00\\x7f"', '"\\xff"'],
  ...['`"\\`', '"a\\nb\\n"', '"%s%d"', '"\\u2028<&"', '0', '-1', '3', '101', '12345678901', '017', "'c'", '1.5', 'true', 'false'],
  ...['nil', '.', '.user', '.empty', '(list)', '(list "a" nil 1)', '(dict "a" 1)', '(tuple (list "b"))'],
];

const verbs = ['%s', '%v', '%d', '%q', '%%', '%x', '%5s', '%', '%t', '%!', '%s%s', '%v %v', 'a%sb%q', '%é', '%[1]s'];

const sample = <T>(count: number, make: () => T): readonly T[] => Array.from({ length: count * fuzzFactor }, make);

describeEngine('the preview, beside the engine', (engine) => {
  it('evaluates functions as the engine does, whatever they are given', () => {
    const roll = dice(fuzzSeed);
    const names = [...evaluatedFunctions(english).keys(), 'index'].filter((name) => !sinceThen.includes(name));
    const calls = names.flatMap((name) => {
      const { least = 0, most = 0 } = templateFunctions.get(name) ?? {};
      const given = [
        ...(least <= 1 && most >= 1 ? edges.map((one) => [one]) : []),
        ...(least <= 2 && most >= 2 ? sample(200, () => [roll.one(edges), roll.one(edges)]) : []),
        ...(most >= 3 ? sample(200, () => [roll.one(edges), roll.one(edges), roll.one(edges)]) : []),
      ];
      return given.map((each) => [name, ...each].join(' '));
    });
    const formats = verbs.flatMap((verb) =>
      edges.map((one) => `printf "${verb}" ${one}${roll.once(2) ? ` ${roll.one(edges)}` : ''}`),
    );
    const templates = [...calls, ...formats].map((call) =>
      roll.once(5) ? `{{ if ${call} }}y{{ else }}n{{ end }}` : `{{ ${call} }}`,
    );
    // More blanks than memory.
    const bounded = templates.filter((template) => !/indent 12345678901/.test(template));
    const { differences, evaluated } = compareRendering(engine, bounded, grammarKeys, 'known');
    assert.deepEqual(differences.slice(0, 5), [], `${differences.length} of ${bounded.length}`);
    assert.ok(evaluated > bounded.length / 10, `${evaluated} of ${bounded.length} evaluated`);
  });

  for (const values of ['known', 'words'] as const) {
    const count = 2500 * fuzzFactor;
    it(`renders ${count} templates with values that are ${values} as the engine does, or says what it does not (seed ${fuzzSeed})`, () => {
      const roll = dice(fuzzSeed);
      const templates = Array.from({ length: count }, () => writeTemplate(roll));
      const { differences, evaluated } = compareRendering(engine, templates, grammarKeys, values);
      assert.deepEqual(differences.slice(0, 5), [], `${differences.length} of ${count}`);
      assert.ok(evaluated > count / 5, `${evaluated} of ${count} evaluated`);
    });
  }

  it('knows capitals, small letters and white space as the engine does', () => {
    const characters = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code));
    const letters = characters.filter((c) => /[\p{Cased}\p{Changes_When_Casemapped}]/u.test(c));
    for (const [name, change] of [['upper', goUpper] as const, ['lower', goLower] as const]) {
      const [changed = ''] = renderEach(engine, `{{ .a | ${name} }}`, 'a', [letters.join('\n')]);
      const theirs = changed.split('\n');
      // Of letters that are younger than the engine's tables it leaves all as they are.
      const differences = letters.filter((c, i) => change(c) !== theirs[i] && c !== theirs[i]);
      assert.deepEqual(differences, [], name);
    }
    const spaces = characters
      .filter((c) => /[\p{White_Space}\p{Z}\p{Cc}\u200b\ufeffàé…]/u.test(c))
      .map((c) => `${c}x${c} y\u00e9${c}`);
    assert.deepEqual(renderEach(engine, '{{ .a | trim }}', 'a', spaces), spaces.map(goTrimSpace));
    assert.deepEqual(renderEach(engine, '{{ .a | nospace }}', 'a', spaces), spaces.map(goNoSpace));
  });

  it('changes names of keys as the engine does', () => {
    const keys = ['', 'a', 'prod/DB_pass-word', ' \u00e9 x\u0130', 'prod/', 'ß\ufb01', 'a\nb'];
    for (const pipeline of [
      '.value',
      '.value | upper',
      '.value | lower | replace "/" "_"',
      'trimPrefix "prod/" .value',
      '.value | trimSuffix "/"',
      '.value | trimSuffix ""',
      '.value | nospace',
      '(replace "a" "" .value) | trimPrefix ""',
      '.value | replace "-" "\\xff"',
    ]) {
      const template = `x{{ ${pipeline} }}`;
      const own = keyTemplate(template);
      if (own === undefined) assert.match(template, /xff/);
      else assert.deepEqual(renderEach(engine, template, 'value', keys), keys.map(own), template);
    }
  });
});
