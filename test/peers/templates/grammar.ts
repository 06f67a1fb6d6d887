import type { Dice } from '../../support/fuzz.ts';

/** The keys that the templates of `writeTemplate` name, with values that are hard on functions of text. */
export const grammarKeys: Readonly<Record<string, string>> = {
  user: 'Jön "x"\n<&> ',
  empty: '',
  port: '5432',
  plain: 'app',
  'tls.crt': '---\nabc\n',
  '\uff5a': 'wide',
  '\u{1f600}': 'smile',
};

/** What an expression is meant to give; now and then it gives something else. */
type Kind = 'text' | 'number' | 'boolean' | 'list' | 'any';

interface State {
  /** The variables that are declared; what a block declares goes with it. */
  readonly variables: string[];
  readonly inLoop: boolean;
  /** Whether the dot is what the template was given. */
  readonly dotIsContext: boolean;
  /** How much deeper it may go. */
  readonly depth: number;
}

/**
 * A template that Go reads: text, actions, conditions, loops, definitions and comments, with the functions that the preview evaluates and
 * some that it does not. Most of them Go renders as well, with the keys of `grammarKeys`. It goes round no loop more than 999 times, and calls no
 * template from a definition.
 */
export function writeTemplate(roll: Dice): string {
  const state: State = { variables: [], inLoop: false, dotIsContext: true, depth: 3 };
  const definitions = roll.once(6)
    ? `{{ define "part" }}${nodes(roll, { ...state, depth: 1, dotIsContext: false })}{{ end }}`
    : '';
  const call = definitions !== '' && roll.once(2) ? `{{ template "part" ${argument(roll, state, 'any')} }}` : '';
  return definitions + nodes(roll, state) + call;
}

function nodes(roll: Dice, state: State): string {
  const own = { ...state, variables: [...state.variables], depth: state.depth - 1 };
  return Array.from({ length: 1 + roll.number(3) }, () => node(roll, own)).join('');
}

function node(roll: Dice, state: State): string {
  const kind = state.depth > 0 ? roll.number(10) : roll.number(7);
  if (kind < 2) return roll.one(['x', ' y ', '\n  z: ', '}', '{ ', '\u00a0 ', 'é\n']);
  if (kind === 2 && roll.once(2)) return roll.one(['{{/* a */}}', '{{- /* }} */ -}}', '{{- /* a\n*/}}']);
  if (kind === 3) return declaration(roll, state);
  if (kind < 7) return braces(roll, pipeline(roll, state, roll.one(['text', 'text', 'any'])));
  return control(roll, state);
}

function braces(roll: Dice, inner: string): string {
  return roll.one(['{{ ', '{{ ', '{{', '{{- ', '{{-\n']) + inner + roll.one([' }}', ' }}', '}}', ' -}}', '\n-}}']);
}

function declaration(roll: Dice, state: State): string {
  const isNew = state.variables.length === 0 || roll.once(2);
  const name = isNew ? roll.one(['$a', '$b', '$ünd']) : roll.one(state.variables);
  // The variable is not there yet in what it gets.
  const value = pipeline(roll, state, 'any');
  if (isNew) state.variables.push(name);
  return braces(roll, `${name} ${isNew ? ':=' : '='} ${value}`);
}

function control(roll: Dice, state: State): string {
  const word = roll.one(['if', 'if', 'with', 'range']);
  const inside = { ...state, variables: [...state.variables], dotIsContext: state.dotIsContext && word === 'if' };
  const subject = word === 'range' ? rangeSubject(roll, state) : pipeline(roll, state, roll.one(['text', 'boolean', 'any']));
  const names = roll.once(2) ? [] : word === 'range' ? roll.one([['$v'], ['$k', '$v']]) : ['$w'];
  const declared = names.length === 0 ? '' : `${names.join(', ')} := `;
  inside.variables.push(...names);
  const body = nodes(roll, { ...inside, inLoop: state.inLoop || word === 'range' });
  const jump = (state.inLoop || word === 'range') && roll.once(6) ? roll.one(['{{ break }}', '{{ continue }}']) : '';
  const other = roll.once(2) ? otherwise(roll, { ...inside, dotIsContext: state.dotIsContext }, word) : '';
  return `${braces(roll, `${word} ${declared}${subject}`)}${body}${jump}${other}${braces(roll, 'end')}`;
}

function otherwise(roll: Dice, state: State, word: string): string {
  if (word === 'range' || roll.once(2)) return braces(roll, 'else') + nodes(roll, state);
  const inside = { ...state, dotIsContext: state.dotIsContext && word === 'if' };
  return `${braces(roll, `else ${word} ${pipeline(roll, state, 'any')}`)}${nodes(roll, inside)}`;
}

function rangeSubject(roll: Dice, state: State): string {
  if (roll.once(4)) return roll.one(['$', '3', '0', 'until 2', 'splitList "," "a,b"', 'dict "b" 1 "a" 2']);
  return pipeline(roll, state, 'list');
}

/** Without parentheses around it, and with bars where it gets to have some. */
function pipeline(roll: Dice, state: State, wanted: Kind): string {
  const kind = roll.once(12) ? 'any' : wanted;
  if (roll.once(3)) return operand(roll, state, kind);
  const called: keyof typeof calls = kind === 'any' ? roll.one(['text', 'boolean', 'list'] as const) : kind;
  const [name, ...parameters] = roll.one(calls[called]);
  const given = parameters.map((parameter) => argument(roll, deeper(state), parameter));
  const last = given.at(-1);
  if (last === undefined || !roll.once(2)) return [name, ...given].join(' ');
  const piped = last.startsWith('(') ? last.slice(1, -1) : last;
  return `${piped} ${roll.one(['|', '| '])}${[name, ...given.slice(0, -1)].join(' ')}`;
}

function argument(roll: Dice, state: State, kind: Kind): string {
  return state.depth > -1 && roll.once(3) ? `(${pipeline(roll, state, kind)})` : operand(roll, state, kind);
}

function deeper(state: State): State {
  return { ...state, depth: state.depth - 1 };
}

function operand(roll: Dice, state: State, kind: Kind): string {
  if (roll.once(4) && state.variables.length > 0) return roll.one(state.variables);
  if (kind === 'any')
    return roll.once(8) ? roll.one(['.', '$', 'nil']) : operand(roll, state, roll.one(['text', 'number', 'boolean']));
  if (kind === 'text' && roll.once(2)) return key(roll, state);
  return roll.one(literals[kind]);
}

function key(roll: Dice, { dotIsContext }: State): string {
  const root = dotIsContext && roll.once(2) ? '' : '$';
  if (roll.once(3)) return `(index ${root || '.'} "${roll.one(['user', 'tls.crt', 'none', 'empty'])}")`;
  return `${root}.${roll.one(['user', 'empty', 'port', 'plain', '\uff5a'])}`;
}

const literals: Readonly<Record<Exclude<Kind, 'any'>, readonly string[]>> = {
  text: [
    '""',
    '"a"',
    '"A b "',
    '`r\n"\\`',
    '"é\\u00a0"',
    '"\\t\\x41\\""',
    '"ß"',
    '"%s"',
    '"a\\nb\\n"',
    '"\\xff"',
    '","',
    '"\\u2028<&>"',
  ],
  number: ['0', '1', '2', '-1', '007', '0x1F', '1_0', "'c'", '1.5', '1e3', '3i', '999'],
  boolean: ['true', 'false'],
  list: ['(list)', '(list "a" "b")', '(list 1 nil "x" true)', '(tuple "é" (list 1))', '(list "" "b")'],
};

/** Functions by what they give, with what they take. */
const calls: Readonly<Record<Exclude<Kind, 'any'>, readonly (readonly [name: string, ...parameters: readonly Kind[]])[]>> = {
  text: [
    ['toString', 'any'],
    ['print', 'any', 'any'],
    ['print', 'number', 'number', 'text', 'boolean'],
    ['println', 'any', 'text'],
    ['printf "%s:%v%%"', 'text', 'any'],
    ['printf "%q %d"', 'text', 'number'],
    ['printf', 'text', 'any'],
    ['cat', 'any', 'text', 'any'],
    ['quote', 'any', 'text'],
    ['squote', 'any', 'text'],
    ['toJson', 'any'],
    ['join', 'text', 'list'],
    ['default', 'any', 'any'],
    ['default', 'text', 'text'],
    ['ternary', 'text', 'text', 'boolean'],
    ['upper', 'text'],
    ['lower', 'text'],
    ['nospace', 'text'],
    ['trim', 'text'],
    ['trimPrefix', 'text', 'text'],
    ['trimSuffix', 'text', 'text'],
    ['replace', 'text', 'text', 'text'],
    ['indent 2', 'text'],
    ['nindent 0', 'text'],
    ['indent -1', 'text'],
    ['b64enc', 'text'],
    ['b64dec', 'text'],
    ['sha1sum', 'text'],
    ['sha256sum', 'text'],
    ['trunc 2', 'text'],
    ['and', 'text', 'text'],
    ['or', 'text', 'any', 'text'],
    ['index', 'list', 'number'],
  ],
  number: [
    ['len', 'any'],
    ['add', 'number', 'number'],
    ['atoi', 'text'],
  ],
  boolean: [
    ['not', 'any'],
    ['and', 'any', 'any'],
    ['or', 'boolean', 'any'],
    ['eq', 'text', 'text'],
    ['eq', 'number', 'number', 'number'],
    ['eq', 'any', 'any'],
    ['ne', 'text', 'text'],
    ['ne', 'boolean', 'any'],
    ['empty', 'any'],
  ],
  list: [
    ['list', 'any', 'any'],
    ['list', 'text'],
    ['tuple', 'any', 'number', 'text'],
  ],
};
