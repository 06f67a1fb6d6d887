import { PIECES, PLAIN } from './pieces.ts';

/** Templates, right and wrong ones, the same for the same seed. */
export function generateTemplates(count: number, seed: number): readonly string[] {
  const random = mulberry(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const made: string[] = [...PLAIN];
  while (made.length < count) {
    let text = random() < 0.5 ? pick(PLAIN) : write(pick, random, 3);
    const mutations = Math.floor(random() * 4);
    for (let i = 0; i < mutations; i++) text = mutate(text, pick, random);
    made.push(text);
  }
  return made;
}

type Pick = <T>(items: readonly T[]) => T;

function write(pick: Pick, random: () => number, depth: number): string {
  const pieces = Array.from({ length: 1 + Math.floor(random() * 4) }, () => writePiece(pick, random, depth));
  return pieces.join(random() < 0.2 ? '\n' : '');
}

function writePiece(pick: Pick, random: () => number, depth: number): string {
  const open = pick(['{{ ', '{{', '{{- ', '{{-\n']);
  const close = pick([' }}', '}}', ' -}}', '\n-}}']);
  const kind = depth === 0 ? 'action' : pick(['text', 'action', 'action', 'action', 'block', 'else', 'comment']);
  if (kind === 'text') return pick(['x', ' x ', '\n  y: ', '}', '{', '{ {']);
  if (kind === 'comment') return `${pick(['{{', '{{- '])}/* ${pick(['a', '}}', '\n'])} */${pick(['}}', ' -}}'])}`;
  if (kind === 'action') return open + pipeline(pick, random, 2) + close;
  const head = pick(['if', 'with', 'range', 'range $k, $v :=', 'range $v :=', 'with $x :=', 'define "d"', 'block "b"']);
  const subject = head.startsWith('define') ? '' : ` ${pipeline(pick, random, 1)}`;
  const otherwise =
    kind === 'else'
      ? pick(['{{ else }}', '{{else}}', '{{ else if .b }}', '{{ else with .b }}']) + write(pick, random, depth - 1)
      : '';
  return `${open}${head}${subject}${close}${write(pick, random, depth - 1)}${otherwise}{{ end }}`;
}

function pipeline(pick: Pick, random: () => number, depth: number): string {
  const variable = random() < 0.1 ? pick(['$x := ', '$x = ', '$x:=', '$ := ']) : '';
  const commands = Array.from({ length: 1 + Math.floor(random() * 2.5) }, () => {
    const operands = Array.from({ length: 1 + Math.floor(random() * 2.5) }, () =>
      depth > 0 && random() < 0.15 ? `(${pipeline(pick, random, depth - 1)})` : operand(pick, random),
    );
    return operands.join(' ');
  });
  return variable + commands.join(pick([' | ', '|']));
}

function operand(pick: Pick, random: () => number): string {
  if (random() < 0.15) return pick(PIECES);
  return pick([
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

function mutate(text: string, pick: Pick, random: () => number): string {
  const characters = [...text];
  const at = Math.floor(random() * (characters.length + 1));
  const length = Math.floor(random() * 3);
  const [before, after] = [characters.slice(0, at).join(''), characters.slice(at + length).join('')];
  switch (pick(['insert', 'insert', 'replace', 'remove', 'cut', 'repeat'])) {
    case 'insert':
      return before + pick(PIECES) + characters.slice(at).join('');
    case 'replace':
      return before + pick(PIECES) + after;
    case 'remove':
      return before + after;
    case 'cut':
      return before;
    default:
      return text + characters.slice(at).join('');
  }
}

/** Random numbers from 0 to 1, the same for the same seed. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
