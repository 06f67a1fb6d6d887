import type { Structure } from '../../../server/src/schema/structure.ts';
import { derive } from './derive.ts';
import { at, type Mutation } from './mutation.ts';
import { hasKey, isBelowRoot, isLeaf, isList, isMapping, named, type Place, type PlaceOf } from './places.ts';
import type { Random } from './random.ts';
import * as spellings from './spellings.ts';
import { copyOf, leaf, type Mapping, type Tree, treeOf } from './tree.ts';

/** Mutations of several fields at once and of what lies at a limit, as the schema has them. */
export const shapes: Readonly<Record<string, Mutation>> = {
  'choose other fields of a mapping': at(hasForm, ({ tree, form }, { random, resolve }) => {
    const chosen = Object.entries(form?.properties ?? {}).filter(() => random.chance(0.5));
    const written = chosen.map(([key, child]) => ({ key, value: somethingFor(child, key, random, resolve) }));
    tree.entries.splice(0, tree.entries.length, ...written);
  }),
  'set several known fields': at(hasForm, ({ tree, form }, { random, resolve }) => {
    const simple = Object.entries(form?.properties ?? {}).filter(([, { type }]) => type !== 'object' && type !== 'array');
    for (let i = 0; i < 3 && simple.length > 0; i++) {
      const [key, child] = random.pick(simple);
      const value = somethingFor(child, key, random, resolve);
      const entry = tree.entries.find((one) => one.key === key);
      if (entry === undefined) tree.entries.push({ key, value });
      else entry.value = value;
    }
  }),
  'change both policies': at(named(/^target$/), ({ tree }, { random }) => {
    if (tree.type !== 'mapping') return;
    const policies = {
      creationPolicy: ['Owner', 'Orphan', 'Merge', 'None', 'CreateOrMerge', '""', '~', 'owner'],
      deletionPolicy: ['Delete', 'Merge', 'Retain', '""', '~', 'None'],
    };
    for (const [key, values] of Object.entries(policies)) setEntry(tree, key, leaf(random.pick(values)));
  }),
  'change the template': at(named(/^target$/), ({ tree }, { random }) => {
    if (tree.type !== 'mapping') return;
    const type = random.pick(['kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token', 'Opaque', '""']);
    const annotation = random.pick(['kubernetes.io/service-account.name', 'a']);
    const from = { literal: 'a', target: random.pick(['Data', 'annotations', 'LABELS', '', 'Spec', 'data.x']) };
    setEntry(tree, 'template', treeOf({ type, metadata: { annotations: { [annotation]: 'x' } }, templateFrom: [from] }));
    const manifest = { apiVersion: random.pick(['v1', 'apps/v1', '']), kind: random.pick(['Secret', 'ConfigMap', '']) };
    if (random.chance(0.4)) setEntry(tree, 'manifest', treeOf(manifest));
  }),
  'put items together': at(named(/^(dataFrom|data|rewrite|windows|vaults|dataTo|secretStoreRefs)$/), ({ tree }, { random }) => {
    if (tree.type !== 'list' || tree.items.length === 0) return;
    const [first, second] = [random.pick(tree.items), copyOf(random.pick(tree.items))];
    if (first.type === 'mapping' && second.type === 'mapping' && random.chance(0.6))
      first.entries.push(...second.entries.filter(({ key }) => !hasKey(first, key)));
    else tree.items.push(second);
  }),
  'go to a limit': at(isLimited, ({ tree, form, replace }, { random }) => {
    const { maxLength, minLength, minimum, maximum, maxItems, minItems } = form ?? {};
    const limit = random.pick([maxLength, minLength, minimum, maximum, maxItems, minItems].filter((one) => one !== undefined));
    const size = limit + random.pick([-1, 0, 0, 1]);
    if (form?.type === 'integer' || form?.type === 'number') replace(leaf(String(size)));
    else if (tree.type === 'list') tree.items.splice(0, tree.items.length, ...repeated(tree.items[0] ?? leaf('x'), size));
    else replace(leaf(JSON.stringify(random.pick(['a', 'a', 'a', 'é', '😀']).repeat(Math.max(0, size)))));
  }),
  'change a number': at(isNumber, ({ replace }, { random }) => replace(leaf(random.pick(spellings.numbers)))),
  'change a text': at(isLeaf, ({ replace }, { random }) => replace(leaf(random.pick(spellings.texts)))),
  'change a schedule': at(named(/^schedule$/), ({ replace }, { random }) => replace(leaf(random.pick(spellings.schedules)))),
  'add an odd key': at(isFree, ({ tree }, { random }) => {
    tree.entries.push({ key: random.pick(spellings.oddKeys), value: leaf(random.pick(['x', '1', '~', '""', '{}', '[a]'])) });
  }),
  'fill a list with what is empty': at(isList, ({ tree }, { random }) => {
    const empty = random.pick<() => Tree>([
      () => leaf('""'),
      () => leaf('~'),
      () => treeOf({}),
      () => treeOf([]),
      () => leaf('0'),
    ]);
    tree.items.splice(0, random.below(2), empty());
  }),
  'replace by something false': at(isBelowRoot, ({ replace }, { random }) =>
    replace(
      random.pick<() => Tree>([
        () => leaf('0'),
        () => leaf('false'),
        () => leaf('" "'),
        () => treeOf(['']),
        () => treeOf([{}]),
      ])(),
    ),
  ),
};

function setEntry(tree: Mapping, key: string, value: Tree): void {
  const entry = tree.entries.find((one) => one.key === key);
  if (entry === undefined) tree.entries.push({ key, value });
  else entry.value = value;
}

function repeated(item: Tree, size: number): readonly Tree[] {
  return Array.from({ length: Math.max(0, Math.min(size, 300)) }, () => copyOf(item));
}

function somethingFor(form: Structure, key: string, random: Random, resolve: Parameters<typeof derive>[2]): Tree {
  if (random.chance(0.15))
    return random.pick<() => Tree>([() => leaf('~'), () => leaf('""'), () => treeOf({}), () => treeOf([])])();
  return treeOf(derive(form, key, resolve, random, random.pick([0, 0.3, 1])));
}

function hasForm(place: Place): place is PlaceOf<Mapping> {
  return isMapping(place) && place.name !== '' && Object.keys(place.form?.properties ?? {}).length > 0;
}

function isNumber(place: Place): place is PlaceOf<Tree> {
  const { type, 'x-kubernetes-int-or-string': either } = place.form ?? {};
  return type === 'integer' || type === 'number' || either === true;
}

function isLimited(place: Place): place is PlaceOf<Tree> {
  const { maxLength, minLength, minimum, maximum, maxItems, minItems } = place.form ?? {};
  return [maxLength, minLength, minimum, maximum, maxItems, minItems].some((one) => one !== undefined);
}

/** A mapping of whatever keys. */
function isFree(place: Place): place is PlaceOf<Mapping> {
  return isMapping(place) && place.name !== '' && Object.keys(place.form?.properties ?? {}).length === 0;
}
