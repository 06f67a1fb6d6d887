import assert from 'node:assert/strict';
import { it } from 'node:test';
import { templateFunctions, type WantedType } from '../../../server/src/model/goTemplate/catalogue.ts';
import { describeEngine } from './describeEngine.ts';
import { otherArguments, sinceThen, upToThen } from './versions.ts';

/** More arguments than any function names. */
const many = 8;

describeEngine('the functions of templates, as ours and as the engine of ESO 0.20.4 has them', (engine) => {
  const functions = engine.functions();

  it('are the same, save those that came or went since', () => {
    const known = [...templateFunctions.values()];
    const added = known.filter(({ origin }) => origin !== 'Go').map(({ name }) => name);
    assert.deepEqual([...added, ...upToThen].sort(), [...functions.keys(), ...sinceThen].sort());
    const notThere = engine.read(known.map(({ name }) => `{{ ${name} }}`)).flatMap((error, i) => {
      return error === undefined ? [] : [known[i]?.name];
    });
    assert.deepEqual(notThere.sort(), sinceThen);
  });

  it('refuse the numbers of arguments that we say they refuse', () => {
    const calls = [...templateFunctions.values()]
      .filter(({ name }) => !sinceThen.includes(name) && !otherArguments.includes(name))
      .flatMap((called) => Array.from({ length: many }, (_, count) => ({ called, count })));
    const answers = engine.render(
      calls.map(({ called, count }) => ({ template: `{{ ${called.name}${' nil'.repeat(count)} }}` })),
    );
    const differences = calls.flatMap(({ called: { name, least, most }, count }, i) => {
      const answer = answers[i];
      const error = answer !== undefined && 'error' in answer ? answer.error : '';
      const isRefused = /wrong number of args|missing argument for comparison|needs at least three arguments/.test(error);
      return isRefused === (count < least || count > most) ? [] : [{ name, count, least, most, error }];
    });
    assert.deepEqual(differences, []);
  });

  it('want what we say they want', () => {
    const differences = [...functions].flatMap(([name, { parameters, variadic }]) => {
      const ours = templateFunctions.get(name)?.parameters;
      // `dig` tells its arguments from each other by their places alone.
      if (ours === undefined || otherArguments.includes(name) || name === 'dig') return [];
      const wants = ours.map((_, n) => typeOf(parameters[Math.min(n, parameters.length - 1)] ?? ''));
      const says = ours.map((parameter) => parameter.wants);
      return String(wants) === String(says) && ours.some(({ repeated }) => repeated) === variadic
        ? []
        : [{ name, parameters, variadic, ours }];
    });
    assert.deepEqual(differences, []);
  });
});

/** Our word for a type of Go, of one parameter or of the list of all that remain. */
function typeOf(type: string): WantedType {
  const named = {
    string: 'text',
    int: 'integer',
    uint32: 'integer',
    bool: 'boolean',
    'map[string]interface {}': 'dict',
  } as const;
  return named[type.replace(/^\[\]/, '') as keyof typeof named] ?? 'any';
}
