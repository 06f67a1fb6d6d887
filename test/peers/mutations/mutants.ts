import type { Structure } from '../../../server/src/schema/structure.ts';
import { mutate } from './mutate.ts';
import { printOddly } from './oddLayout.ts';
import { createRandom, type Random } from './random.ts';
import { allSeeds, resolveStructure, type Seed, servedKinds } from './seeds.ts';
import { accidents } from './spellings.ts';
import { copyOf, printTree, type Style, type Tree, textOf } from './tree.ts';

/** A manifest that may be wrong, and where it is from. */
export interface Mutant {
  /** Position in its sequence: with the seed all that is needed to make it again. */
  readonly index: number;
  readonly from: string;
  /** What was done to it; nothing for a manifest as it was. */
  readonly changes: readonly string[];
  readonly text: string;
}

/** The endless sequence of mutants of a seed, the same whenever it is asked for: first of all the manifests as they are. */
export function* mutants(seed: number, version: string): Generator<Mutant> {
  const seeds = allSeeds(version);
  const written = seeds.filter((one) => !one.isDerived);
  const forms = new Map(
    servedKinds(version).map(({ apiVersion, kind, schema }) => [`${apiVersion} ${kind}`, resolveStructure(schema)]),
  );
  for (const [index, { from, tree }] of seeds.entries()) yield { index, from, changes: [], text: printTree(tree, 'block') };
  for (let index = seeds.length; ; index++) {
    // A sequence of its own for each, so that one can be looked at without those before it.
    const random = createRandom(seed * 1_000_003 + index);
    yield { index, ...mutantOf(random.pick(random.chance(0.4) ? written : seeds), forms, random) };
  }
}

const styles: readonly Style[] = ['block', 'block', 'block', 'block', 'indented-lists', 'flow', 'json'];

function mutantOf(seed: Seed, forms: ReadonlyMap<string, Structure>, random: Random): Omit<Mutant, 'index'> {
  const tree = copyOf(seed.tree);
  const form = forms.get(`${plainText(tree, 'apiVersion')} ${plainText(tree, 'kind')}`) ?? {};
  const changes: string[] = [];
  if (random.chance(0.2)) return { from: seed.from, ...oddlyLaidOut(tree, form, random) };
  const number = random.pick([1, 1, 1, 1, 2, 3]);
  const style = random.pick(styles);
  for (let tries = 0; changes.length < number && tries < 20; tries++) {
    const change = mutate(tree, form, resolveStructure, random);
    if (change !== undefined) changes.push(change);
  }
  const text = printTree(tree, style);
  if (!random.chance(0.12)) return { from: seed.from, changes: [...changes, style], text };
  return { from: seed.from, changes: [...changes, style, 'accident'], text: withAccident(text, style, random) };
}

/** A manifest in a layout that puts readers to the test, mostly otherwise as it was. */
function oddlyLaidOut(tree: Tree, form: Structure, random: Random): Pick<Mutant, 'changes' | 'text'> {
  const change = random.chance(0.3) ? mutate(tree, form, resolveStructure, random) : undefined;
  return { changes: change === undefined ? ['odd layout'] : [change, 'odd layout'], text: printOddly(tree, random) };
}

function withAccident(text: string, style: Style, random: Random): string {
  const at = random.below(text.length);
  const lines = text.split('\n');
  const line = random.below(lines.length);
  const own = lines[line] ?? '';
  const withLine = (by: readonly string[]) => [...lines.slice(0, line), ...by, ...lines.slice(line + 1)].join('\n');
  const isOneLine = style === 'flow' || style === 'json';
  switch (isOneLine ? 6 * random.below(2) : random.below(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return withLine([]);
    case 2:
      return withLine([own, own]);
    case 3:
      return withLine([` ${own}`]);
    case 4:
      return withLine([`${own} # comment`]);
    case 5:
      return text.replaceAll('\n', '\r\n');
    default:
      return text.slice(0, at) + random.pick(accidents) + text.slice(at);
  }
}

function plainText(tree: Tree, name: string): string {
  const value = tree.type === 'mapping' ? tree.entries.find(({ key }) => key === name)?.value : undefined;
  return value?.type === 'leaf' ? (textOf(value.text) ?? '') : '';
}
