import assert from 'node:assert/strict';
import { it } from 'node:test';
import { functionDocs } from '../../../server/src/model/goTemplate/functionDocs/index.ts';
import { describeEngine } from './describeEngine.ts';
import type { Answer } from './engine.ts';
import { keys, own } from './exampleKeys.ts';
import { type Expected, expectedExamples } from './expectedExamples.ts';
import { otherArguments, otherOutput, sinceThen } from './versions.ts';

describeEngine('the examples of the functions, rendered by the engine', (engine) => {
  it('are all rendered, save of what ESO has since or has otherwise', () => {
    const known = [...Object.keys(expectedExamples), ...sinceThen, ...otherArguments, ...otherOutput];
    assert.deepEqual(known.sort(), [...functionDocs.keys()].sort());
  });

  it('give what their sentences say', () => {
    const names = Object.keys(expectedExamples);
    const common = keys(engine);
    const exceptions = own(engine, common);
    const questions = names.map((name) => ({
      template: functionDocs.get(name)?.example ?? '',
      data: { ...common, ...exceptions[name] },
    }));
    const differences = engine.render(questions).flatMap((answer, i) => {
      const name = names[i] as string;
      return fits(answer, expectedExamples[name]) ? [] : [{ name, answer, expected: expectedExamples[name] }];
    });
    assert.deepEqual(differences, []);
  });
});

function fits(answer: Answer, expected: Expected | undefined): boolean {
  const isError = typeof expected === 'object' && 'error' in expected;
  if ('error' in answer) return isError && expected.error.test(answer.error);
  return expected instanceof RegExp ? expected.test(answer.output) : expected === answer.output;
}
