import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rules } from '../../server/src/rules/index.ts';
import type { YamlNode } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import { readPlainBlocks } from '../../server/src/syntax/plainBlocks.ts';
import { fc, runs } from '../support/fuzz.ts';

const root = join(import.meta.dirname, '../..');

/** The library's tree: a tab in a comment at the end changes nothing in it, and is none of the quick reader's. */
function byLibrary(text: string): { readonly root: YamlNode | undefined; readonly problems: readonly unknown[] } {
  const [document] = parseManifestFile(`${text}${text.endsWith('\n') ? '' : '\n'}#\t`).documents;
  assert.ok(document !== undefined);
  return { root: document.parsed.root, problems: document.parsed.problems };
}

/** Compares where the quick reader takes the text; whether it does. */
function compare(text: string): boolean {
  const quick = readPlainBlocks(text);
  if (quick === undefined) return false;
  assert.deepEqual(quick, byLibrary(text), text);
  return true;
}

const documentsOf = (text: string) => parseManifestFile(text).documents.map(({ parsed }) => parsed.text);

describe('reading plain blocks quickly', () => {
  it('gives the library’s tree of every example that it takes, and takes most of what it is for', () => {
    const texts = rules.flatMap(({ meta: { bad, good } }) => [bad, good]).flatMap(documentsOf);
    const taken = texts.filter(compare).length;
    assert.ok(taken > texts.length / 2, `${taken} of ${texts.length}`);
  });

  it('gives the library’s tree of every file of the project that it takes', () => {
    const files = globSync(['examples/**/*.yaml', 'test/**/*.yaml', '../shared/corpus/**/*.{yaml,yml}'], { cwd: root });
    for (const file of files) for (const text of documentsOf(readFileSync(join(root, file), 'utf8'))) compare(text);
  });

  it('takes a document in which a word is being typed, wherever a key may stand below another one', () => {
    const lines = ['a: 1', 'b:', '  c: 1', '  d:', '    - e: 1', '      f: 1', '    - g', '  h:', 'i: 1'];
    const taken = lines.flatMap((_, i) =>
      [0, 2, 4, 6]
        .filter((column) => {
          const text = [...lines.slice(0, i), `${' '.repeat(column)}text`, ...lines.slice(i)].join('\n');
          return compare(text);
        })
        .map((column) => `${i}:${column}`),
    );
    assert.deepEqual(taken, ['1:0', '3:2', '5:6', '6:6', '7:2', '8:0', '8:2']);
  });

  it('gives the library’s tree of mappings and lists with something odd in them', () => {
    const value = fc.constantFrom(
      ...[
        'text',
        '1h',
        'a b',
        'yes',
        '~',
        '-1',
        '"q"',
        "'q'",
        'x # note',
        'x#y',
        '"q" # n',
        '0x1f',
        '1_000',
        '12345678901234567890',
        '',
      ],
      ...['ü', 'a ü', 'x\u00a0', 'x  ', 'x, [y]', '...x', '+', '9:30', '2024-01-01', 'a:b', '""', '/', '.5', '1e3'],
    );
    const key = fc.constantFrom('a', 'b', 'c-d', 'x.y/z', '_1', 'on-call', 'key');
    const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; map: Tree; seq: Tree }>((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, value, tie('map'), tie('seq')),
      map: fc.record({
        entries: fc.uniqueArray(fc.tuple(key, tie('tree')), { minLength: 1, maxLength: 3, selector: ([name]) => name }),
        indent: fc.constantFrom(1, 2, 2, 4),
        behind: fc.constantFrom('', '', ' ', ' # note'),
      }),
      seq: fc.record({
        items: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        indent: fc.constantFrom(0, 2, 2),
        dash: fc.constantFrom('- ', '-   '),
      }),
    })).map;
    const odd = fc.constantFrom(
      ...[
        '',
        '# note',
        '  # note',
        '   ',
        '---',
        '...',
        'text',
        '  text',
        'a:',
        '  a:',
        '- x',
        '  - x',
        '-',
        'yes: 1',
        'null: 1',
        '"q": 1',
        '<<: x',
        'a b: 1',
      ],
      ...['text  ', 'a', 'te xt', 'text\n', 'text\n  ', 'text\n# note', 'text\ntext', 'text # note', '12', 'yes', 'a-b.c/d'],
      ...[
        'a: .inf',
        'a: - 1',
        "a: 'it''s'",
        'a: "\\n"',
        'a: "open',
        'a: b: c',
        'a: b:',
        'a: [1]',
        'a: {a: 1}',
        'a: |',
        'a: >-',
        'a: &a x',
        'a: *a',
      ],
      ...[
        'a: !!str 1',
        'a: # note',
        'a: "q"x',
        'a: \u00a0',
        'a: ?',
        'a: %x',
        'a: @x',
        'a: , x',
        'a : 1',
        'a:1',
        '- - x',
        '- a: 1',
        '? a',
        ': a',
        '%YAML 1.1',
        'a: ${x}',
        'a: {{ x }}',
      ],
    );
    let taken = 0;
    fc.assert(
      fc.property(
        tree,
        fc.option(fc.tuple(odd, fc.nat(), fc.nat(6), fc.boolean())),
        fc.constantFrom('\n', '\n', ''),
        (made, oddity, last) => {
          const lines = linesOf(made);
          if (oddity !== null) {
            const [text, line, indent, replaces] = oddity;
            lines.splice(line % (lines.length + 1), replaces ? 1 : 0, ' '.repeat(indent) + text);
          }
          for (const each of documentsOf(`${lines.join('\n')}${last}`)) if (compare(each)) taken++;
        },
      ),
      runs(4_000),
    );
    assert.ok(taken > 200, `${taken} taken`);
  });
});

type Tree =
  | string
  | { readonly entries: readonly (readonly [string, Tree])[]; readonly indent: number; readonly behind: string }
  | { readonly items: readonly Tree[]; readonly indent: number; readonly dash: string };

function linesOf(tree: Tree): string[] {
  if (typeof tree === 'string') return [tree];
  if ('items' in tree)
    return tree.items.flatMap((item) => {
      const [first = '', ...others] = linesOf(item);
      return [tree.dash + first, ...others.map((line) => ' '.repeat(tree.dash.length) + line)];
    });
  return tree.entries.flatMap(([key, value]) => {
    if (typeof value === 'string') return [`${key}: ${value}`];
    const indent = ' '.repeat('items' in value ? value.indent : tree.indent);
    return [`${key}:${tree.behind}`, ...linesOf(value).map((line) => indent + line)];
  });
}
