import type { Random } from './random.ts';
import { type Leaf, type List, type Mapping, printTree, type Tree, textOf } from './tree.ts';

/**
 * The text of a tree as nobody's formatter would have it, and as people write it all the same: every node by chance in another
 * style, indentation and quoting, with comments, blank lines, tags and markers between.
 */
export function printOddly(tree: Tree, random: Random): string {
  const before = random.pick([
    '',
    '',
    '',
    '---\n',
    '--- # x\n',
    '# x\n',
    '\n\n',
    '\ufeff',
    '%YAML 1.1\n---\n',
    '---\n# x\n',
    '\t\n',
    '%TAG ! !\n---\n',
  ]);
  const after = random.pick(['', '', '', '...\n', '# x\n', '\n\n', '---\n', '... # x\n', ' \n', '#x']);
  const text = `${before}${node(tree, 0, random).replace(/^\n|^ /, '')}${after}`;
  return random.chance(0.15) ? text.replaceAll('\n', '\r\n') : text;
}

/** What stands behind a key's colon or a dash, up to and with its last line break. */
function node(tree: Tree, column: number, random: Random): string {
  const tag = random.chance(0.02) ? ` ${random.pick(['!!map', '!!seq', '!!str', '!', '!x', '&y'])}` : '';
  if (tree.type === 'leaf') return `${tag}${scalar(tree, column, random)}`;
  if (random.chance(0.1) || (tree.type === 'mapping' ? tree.entries : tree.items).length === 0)
    return `${tag} ${flow(tree, column, random)}${comment(random)}\n`;
  const head = tree.anchor === undefined ? tag : `${tag} &${tree.anchor}`;
  return `${head}${random.chance(0.1) ? comment(random) : ''}\n${tree.type === 'list' ? list(tree, column, random) : mapping(tree, column, random)}`;
}

function mapping({ entries }: Mapping, column: number, random: Random): string {
  const lines = entries.map(({ key, value }) => {
    const pad = ' '.repeat(column);
    const deeper = value.type === 'list' && random.chance(0.5) ? column : column + random.pick([1, 2, 2, 2, 3, 4]);
    const colon = random.pick([':', ':', ':', ':', ' :', '  :', ': ', ':\t']);
    const name = keyText(key, random);
    const text = node(value, deeper, random);
    if (random.chance(0.03)) return `${pad}? ${name}\n${pad}:${text.startsWith('\n') ? text : ` ${text.trimStart()}`}`;
    return `${between(column, random)}${pad}${name}${colon}${text}`;
  });
  return lines.join('');
}

function list({ items }: List, column: number, random: Random): string {
  const lines = items.map((item) => {
    const gap = ' '.repeat(random.pick([1, 1, 1, 2, 3]));
    const pad = ' '.repeat(column);
    const inner = column + 1 + gap.length;
    const isCompact = item.type !== 'leaf' && item.anchor === undefined && random.chance(0.8);
    const text = node(item, inner, random);
    if (!isCompact || !text.startsWith('\n')) return `${between(column, random)}${pad}-${text}`;
    return `${between(column, random)}${pad}-${gap}${text.slice(1).trimStart()}`;
  });
  return lines.join('');
}

/** A scalar in another style, where it is a text whose value is clear. */
function scalar({ text }: Leaf, column: number, random: Random): string {
  const value = textOf(text);
  const pad = ' '.repeat(column);
  const tail = `${comment(random)}\n`;
  if (value === undefined || value === '' || /[^ -~]/.test(value) || random.chance(0.5)) return ` ${text}${tail}`;
  switch (random.below(9)) {
    case 0:
      return ` '${value.replaceAll("'", "''")}'${tail}`;
    case 1:
      return ` ${JSON.stringify(value)}${tail}`;
    case 2:
      return ` ${random.pick(['|', '|-', '|+', '>', '>-', '>+'])}${comment(random)}\n${pad}${value}\n`;
    case 3:
      return ` |${random.pick([1, 2, 3])}-\n${pad}${value}\n`;
    case 4:
      return `\n${pad}${text}${tail}`;
    case 5:
      return ` "${JSON.stringify(value).slice(1, -1).replace(' ', ` \\\n${pad}`)}"${tail}`;
    case 6:
      return ` "${value.replace(/[^\\"]/g, (c) => (random.chance(0.2) ? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}` : c))}"${tail}`;
    case 7:
      return ` ${random.pick(['!!str', '!', '&z', '!!str &z'])} ${text}${tail}`;
    default:
      return ` ${text.replaceAll(' ', `\n${pad}`)}${tail}`;
  }
}

function flow(tree: Tree, column: number, random: Random): string {
  const text = printTree(tree, 'flow').trimEnd();
  if (/["']/.test(text)) return text;
  const pad = ' '.repeat(random.pick([column, column + 2, Math.max(0, column - 1)]));
  switch (random.below(6)) {
    case 0:
      return text.replace(/, /g, `,\n${pad}`);
    case 1:
      return text.replace(/([\]}])$/, `,$1`);
    case 2:
      return text.replace(/([[{])/g, '$1 ').replace(/([\]}])/g, ' $1');
    case 3:
      return text.replace(/, /g, ' , ').replace(/: /g, ' : ');
    case 4:
      return text.replace(/, /g, random.pick([',', ', # x\n ', ',\n\n']));
    default:
      return text;
  }
}

function keyText(key: string, random: Random): string {
  const value = textOf(key);
  if (value === undefined || /[^ -~]|["'\\]/.test(value) || random.chance(0.9)) return key;
  return random.pick([`"${value}"`, `'${value}'`, `!!str ${key}`, `&k ${key}`, `"${value}" `]);
}

/** A line that says nothing. */
function between(column: number, random: Random): string {
  if (random.chance(0.95)) return '';
  return random.pick([
    '\n',
    `${' '.repeat(column)}# x\n`,
    '# x\n',
    `${' '.repeat(column + 3)}# x\n`,
    '   \n',
    '\t\n',
    ' \t# x\n',
  ]);
}

function comment(random: Random): string {
  return random.chance(0.95) ? '' : random.pick([' # x', '  #x', ' #', '   ', '\t# x', ' # "x: {']);
}
