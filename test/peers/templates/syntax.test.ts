import assert from 'node:assert/strict';
import { it } from 'node:test';
import { templateFunctions } from '../../../server/src/model/goTemplate/catalogue.ts';
import { parseTemplate } from '../../../server/src/model/goTemplate/parseTemplate.ts';
import { dice, fuzzFactor, fuzzSeed } from '../../support/fuzz.ts';
import { describeEngine } from './describeEngine.ts';
import { generateTemplates } from './generate.ts';
import { sinceThen } from './versions.ts';

const count = 10_000 * fuzzFactor;

describeEngine('parseTemplate, beside the engine', (engine) => {
  it(`accepts and refuses ${count} templates as the engine does, in the same words and on the same line (seed ${fuzzSeed})`, () => {
    const templates = generateTemplates(count, dice(fuzzSeed));
    const answers = engine.read(templates);
    const hasFunction = (name: string) => templateFunctions.has(name) && !sinceThen.includes(name);
    const differences = templates.flatMap((text, i) => {
      const { error } = parseTemplate(text, { name: 'K', hasFunction });
      const own = error && `template: K:${error.line}: ${error.message}`;
      return own === answers[i] ? [] : [{ text, engine: answers[i], own }];
    });
    assert.deepEqual(differences.slice(0, 5), [], `${differences.length} of ${templates.length}`);
    const refused = answers.filter((answer) => answer !== undefined).length;
    assert.ok(refused > count / 4 && refused < (count * 3) / 4, `${refused} refused`);
  });
});
