import { type TemplateFunction, templateFunctions } from '../../../server/src/model/goTemplate/catalogue.ts';
import type { Dice } from '../../support/fuzz.ts';
import { writeTemplate } from './grammar.ts';
import { otherArguments, otherOutput, sinceThen } from './versions.ts';

/** Functions that take long, or give another each time, or ask for as much memory as they are told to. */
const leftOut = /^gen|^rand|bcrypt|^until|^repeat$|^derive|^seq$|indent$|^wrap|^duration/;

const functions: readonly TemplateFunction[] = [...templateFunctions.values()].filter(
  ({ name }) => !leftOut.test(name) && ![...sinceThen, ...otherArguments, ...otherOutput].includes(name),
);

/** Arguments that people give, rightly or not. */
const given = [
  ...['.', '$', '.user', '$.user', '.missing', '.user.name', '(index . "tls.crt")', '(index . "none")', '(.user)', '($)'],
  ...['nil', '"a"', '"5"', '1', '1.5', 'true', '(list)', '(list "a" .)', '(dict "a" 1)', '(toJson . | fromJson)', '(now)'],
];

/** A template with a call of any function, with too many or too few arguments and wrong ones; some in a block, loop or definition. */
export function writeCall(roll: Dice): string {
  const action = `{{ ${call(roll, 0)} }}`;
  return roll.one([
    () => action,
    () => action,
    () => `{{ if .user }}${action}{{ end }}`,
    () => `{{ with ${roll.one(given)} }}${action}{{ end }}`,
    () => `{{ range ${roll.one([...given, '.user', 'index . "none"'])} }}${action}{{ end }}`,
    () => `{{ $x := ${call(roll, 0)} }}${action}`,
    () => `{{ if ${call(roll, 0)} }}{{ end }}`,
    () => `{{ ${roll.one(given)} ${roll.one(given)} }}`,
    () => `{{ define "part" }}${action}{{ end }}{{ template "part" . }}`,
    () => writeTemplate(roll).replace(/\.user|\.port|\.plain|"a"/, () => roll.one(given)),
  ])();
}

function call(roll: Dice, depth: number): string {
  const { name, least, most } = roll.one(functions);
  const count = roll.once(5) ? roll.number(5) : least + (most > least ? roll.number(3) : 0);
  const args = Array.from({ length: count }, () => {
    if (depth < 2 && roll.once(6)) return `(${call(roll, depth + 1)})`;
    return roll.once(15) ? roll.one(functions).name : roll.one(given);
  });
  const last = args.at(-1);
  if (last === undefined || !roll.once(3)) return [name, ...args].join(' ');
  return `${last.replace(/^\((.*)\)$/, '$1')} | ${[name, ...args.slice(0, -1)].join(' ')}`;
}
