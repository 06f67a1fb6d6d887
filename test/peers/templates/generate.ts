import type { Dice } from '../../support/fuzz.ts';
import { writeTemplate } from './grammar.ts';
import { PIECES, PLAIN } from './pieces.ts';

/** Templates, right and wrong ones. */
export function generateTemplates(count: number, roll: Dice): readonly string[] {
  const made: string[] = [...PLAIN];
  while (made.length < count) {
    let text = roll.once(3) ? writeTemplate(roll) : roll.once(2) ? roll.one(PLAIN) : write(roll, 3);
    const mutations = roll.number(4);
    for (let i = 0; i < mutations; i++) text = mutate(text, roll);
    made.push(text);
  }
  return made;
}

function write(roll: Dice, depth: number): string {
  const pieces = Array.from({ length: 1 + roll.number(4) }, () => writePiece(roll, depth));
  return pieces.join(roll.once(5) ? '\n' : '');
}

function writePiece(roll: Dice, depth: number): string {
  const open = roll.one(['{{ ', '{{', '{{- ', '{{-\n']);
  const close = roll.one([' }}', '}}', ' -}}', '\n-}}']);
  const kind = depth === 0 ? 'action' : roll.one(['text', 'action', 'action', 'action', 'block', 'else', 'comment']);
  if (kind === 'text') return roll.one(['x', ' x ', '\n  y: ', '}', '{', '{ {']);
  if (kind === 'comment') return `${roll.one(['{{', '{{- '])}/* ${roll.one(['a', '}}', '\n'])} */${roll.one(['}}', ' -}}'])}`;
  if (kind === 'action') return open + pipeline(roll, 2) + close;
  const head = roll.one(['if', 'with', 'range', 'range $k, $v :=', 'range $v :=', 'with $x :=', 'define "d"', 'block "b"']);
  const subject = head.startsWith('define') ? '' : ` ${pipeline(roll, 1)}`;
  const otherwise =
    kind === 'else'
      ? roll.one(['{{ else }}', '{{else}}', '{{ else if .b }}', '{{ else with .b }}']) + write(roll, depth - 1)
      : '';
  return `${open}${head}${subject}${close}${write(roll, depth - 1)}${otherwise}{{ end }}`;
}

function pipeline(roll: Dice, depth: number): string {
  const variable = roll.once(10) ? roll.one(['$x := ', '$x = ', '$x:=', '$ := ']) : '';
  const commands = Array.from({ length: 1 + roll.number(3) }, () => {
    const operands = Array.from({ length: 1 + roll.number(3) }, () =>
      depth > 0 && roll.once(7) ? `(${pipeline(roll, depth - 1)})` : operand(roll),
    );
    return operands.join(' ');
  });
  return variable + commands.join(roll.one([' | ', '|']));
}

function operand(roll: Dice): string {
  if (roll.once(7)) return roll.one(PIECES);
  return roll.one([
    '.',
    '.a',
    '.a.b',
    '$',
    '$.a',
    '$x',
    '$k',
    '"s"',
    '`r`',
    '1',
    '1.5',
    'true',
    'nil',
    'print',
    'len',
    'index',
    'printf',
    "'c'",
    'print',
  ]);
}

function mutate(text: string, roll: Dice): string {
  const characters = [...text];
  const at = roll.number(characters.length + 1);
  const length = roll.number(3);
  const [before, after] = [characters.slice(0, at).join(''), characters.slice(at + length).join('')];
  switch (roll.one(['insert', 'insert', 'replace', 'remove', 'cut', 'repeat'])) {
    case 'insert':
      return before + roll.one(PIECES) + characters.slice(at).join('');
    case 'replace':
      return before + roll.one(PIECES) + after;
    case 'remove':
      return before + after;
    case 'cut':
      return before;
    default:
      return text + characters.slice(at).join('');
  }
}
