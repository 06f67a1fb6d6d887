import type { Structure } from '../../../server/src/schema/structure.ts';
import { derive, type Resolve } from './derive.ts';
import { at, type Mutation } from './mutation.ts';
import {
  hasKey,
  isBelowRoot,
  isFilled,
  isLeaf,
  isList,
  isMapping,
  isReference,
  named,
  type Place,
  type PlaceOf,
  placesOf,
} from './places.ts';
import type { Random } from './random.ts';
import { shapes } from './shapes.ts';
import * as spellings from './spellings.ts';
import { copyOf, type Entry, leaf, type Tree, textOf, treeOf } from './tree.ts';

/** Makes one random change to a tree, in place, and says which; undefined where that one has nothing to change. */
export function mutate(tree: Tree, form: Structure, resolve: Resolve, random: Random): string | undefined {
  const subject = { places: [...placesOf(tree, form, '', () => {}, resolve)], random, resolve };
  const name = random.pick(weighted);
  return mutations[name]?.(subject) ? name : undefined;
}

function spelled(values: readonly string[], suits: (place: Place) => place is PlaceOf<Tree>): Mutation {
  return at(suits, ({ replace }, { random }) => replace(leaf(random.pick(values))));
}

function misspell(text: string, random: Random): string {
  const i = random.below(Math.max(1, text.length - 1));
  const variants = [
    text.toLowerCase(),
    text.toUpperCase(),
    text.charAt(0).toUpperCase() + text.slice(1),
    text.slice(0, i) + text.slice(i + 1),
    text.slice(0, i) + (text[i + 1] ?? '') + (text[i] ?? '') + text.slice(i + 2),
    `${text}s`,
    `${text}Ref`,
    text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    `${text} `,
    ` ${text}`,
  ];
  return JSON.stringify(random.pick(variants.filter((variant) => variant !== text)));
}

const mutations: Readonly<Record<string, Mutation>> = {
  ...shapes,
  'drop a field': at(isFilled, ({ tree }, { random }) => tree.entries.splice(random.below(tree.entries.length), 1)),
  'rename a field': at(isFilled, ({ tree }, { random }) => {
    const entry = random.pick(tree.entries);
    entry.key = misspell(textOf(entry.key) ?? entry.key, random);
  }),
  'write a field twice': at(isFilled, ({ tree }, { random }) => {
    const entry = random.pick(tree.entries);
    tree.entries.splice(random.below(tree.entries.length + 1), 0, copyOfEntry(entry));
  }),
  'move a field': (subject) => {
    const [from, to] = [subject.places.filter(isFilled), subject.places.filter(isMapping)];
    const source = from.length === 0 ? undefined : subject.random.pick(from).tree;
    const [entry] = source?.entries.splice(subject.random.below(source.entries.length), 1) ?? [];
    const target = subject.random.pick(to).tree;
    if (entry === undefined || contains(entry.value, target)) return false;
    target.entries.push(entry);
    return true;
  },
  'respell a scalar': at(isLeaf, ({ tree }, { random }) => {
    tree.text = random.pick(spellings.scalars);
  }),
  'replace anything by a scalar': at(isBelowRoot, ({ replace }, { random }) => replace(leaf(random.pick(spellings.scalars)))),
  'empty anything': at(isBelowRoot, ({ replace }, { random }) =>
    replace(
      random.pick<() => Tree>([() => leaf('null'), () => leaf(''), () => leaf('""'), () => treeOf([]), () => treeOf({})])(),
    ),
  ),
  'put into a list': at(isBelowRoot, ({ tree, replace }) => replace({ type: 'list', items: [tree] })),
  'take out of a list': at(isList, ({ tree, replace }) => replace(tree.items[0] ?? leaf('null'))),
  'repeat an item': at(isList, ({ tree }, { random }) => {
    if (tree.items.length > 0) tree.items.push(copyOf(random.pick(tree.items)));
  }),
  'empty a list or its item': at(isList, ({ tree }, { random }) => {
    if (random.chance(0.5) || tree.items.length === 0) tree.items.push(leaf(random.pick(['null', '', '{}', '[]', 'x'])));
    else tree.items.splice(0);
  }),
  'miss a value': at(isLeaf, ({ tree }, { random }) => {
    tree.text = misspell(textOf(tree.text) ?? tree.text, random);
  }),
  'add an unknown field': at(isMapping, ({ tree }, { random }) => {
    tree.entries.push({
      key: random.pick(['unknown', 'foo', 'namespace', 'key', 'value', 'type', 'auth', 'true', '1', '""']),
      value: leaf('x'),
    });
  }),
  'add a known field': at(isMapping, ({ tree, form }, { random, resolve }) => {
    const free = Object.entries(form?.properties ?? {}).filter(([key]) => !hasKey(tree, key));
    if (free.length === 0) return;
    const [key, child] = random.pick(free);
    tree.entries.push({ key, value: treeOf(derive(child, key, resolve, random, random.pick([0, 0.3, 1]))) });
  }),
  'change the namespace of a reference': at(isReference, ({ tree }, { random }) => {
    const at = tree.entries.findIndex(({ key }) => key === 'namespace');
    if (at >= 0) tree.entries.splice(at, 1);
    if (at < 0 || random.chance(0.5))
      tree.entries.push({ key: 'namespace', value: leaf(random.pick(['team-a', 'team-b', 'default', '""', '~', 'Team'])) });
  }),
  'change a duration': spelled(spellings.durations, named(/(interval|timeout|ttl|duration|refreshTime|lifetime)$/i)),
  'change a pattern': spelled(spellings.patterns, named(/^(regexp|source|namespaceRegexes|regex)$/i)),
  'change an address': spelled(spellings.addresses, named(/(url|host|server|domain|endpoint|projectid|siteid|region|vaults?)$/i)),
  'change what is encoded': spelled(
    spellings.encoded,
    named(/^(caBundle|when|creationTimestamp|deletionTimestamp|time|refreshTime)$/),
  ),
  'change a name': spelled(spellings.names, named(/^(name|namespace|secretKey|key|generateName|keyName)$/)),
  'change the kind': spelled(
    [
      ...[
        'ExternalSecret',
        'ClusterExternalSecret',
        'SecretStore',
        'ClusterSecretStore',
        'PushSecret',
        'externalsecret',
        'Password',
        'List',
      ],
      ...[
        'external-secrets.io/v1',
        'external-secrets.io/v1beta1',
        'external-secrets.io/v1alpha1',
        'generators.external-secrets.io/v1alpha1',
      ],
    ],
    named(/^(kind|apiVersion)$/),
  ),
  'change metadata': at(named(/^metadata$/), ({ tree }, { random }) => {
    if (tree.type === 'mapping') tree.entries.push(metadataEntry(random));
  }),
  'add a status': (subject) => {
    const [root] = subject.places.filter(isMapping);
    const text = subject.random.pick([
      '{}',
      '{foo: 1}',
      '~',
      '[]',
      'x',
      '{conditions: []}',
      '{conditions: [{type: Ready}]}',
      '{refreshTime: x}',
    ]);
    root?.tree.entries.push({ key: 'status', value: leaf(text) });
    return root !== undefined;
  },
  'refer by an alias': (subject) => {
    const targets = subject.places.filter(isBelowRoot).filter(({ tree }) => tree.type !== 'leaf');
    if (targets.length < 2) return false;
    const [first, second] = [subject.random.pick(targets), subject.random.pick(targets)];
    if (
      first.tree === second.tree ||
      first.tree.type === 'leaf' ||
      contains(second.tree, first.tree) ||
      contains(first.tree, second.tree)
    )
      return false;
    first.tree.anchor = 'a';
    second.replace(leaf('*a'));
    return true;
  },
  'merge a mapping': (subject) => {
    const targets = subject.places.filter(isBelowRoot).filter(isMapping);
    if (targets.length < 2) return false;
    const [first, second] = [subject.random.pick(targets), subject.random.pick(targets)];
    if (first.tree === second.tree || contains(first.tree, second.tree) || contains(second.tree, first.tree)) return false;
    first.tree.anchor = 'a';
    second.tree.entries.splice(subject.random.below(second.tree.entries.length + 1), 0, {
      key: '<<',
      value: leaf(subject.random.pick(['*a', '*a', '[*a]', '[*a, *a]', '{x: y}', 'x', '~'])),
    });
    return true;
  },
};

/** What finds most comes up most. */
const weighted: readonly string[] = Object.keys(mutations).flatMap((name) =>
  Array<string>(/drop|respell|empty any|known|namespace|metadata|address/.test(name) ? 3 : 1).fill(name),
);

function copyOfEntry({ key, value }: Entry): Entry {
  return { key, value: copyOf(value) };
}

function contains(tree: Tree, wanted: Tree): boolean {
  if (tree === wanted) return true;
  if (tree.type === 'leaf') return false;
  return (tree.type === 'list' ? tree.items : tree.entries.map(({ value }) => value)).some((child) => contains(child, wanted));
}

function metadataEntry(random: Random): Entry {
  const pair: Entry = { key: random.pick(spellings.metadataKeys), value: leaf(random.pick(spellings.metadataValues)) };
  const map: Tree = { type: 'mapping', entries: [pair] };
  const [key, value] = random.pick<readonly [string, Tree]>([
    ['labels', map],
    ['annotations', map],
    ['labels', leaf('~')],
    ['finalizers', treeOf([random.pick(['a/b', 'x', '', 'a b/c', 'kubernetes'])])],
    ['generateName', leaf(random.pick(spellings.names))],
    ['ownerReferences', treeOf([{ apiVersion: 'v1', kind: 'Secret', name: 'x', uid: random.pick(['1', '']) }])],
    ['creationTimestamp', leaf(random.pick(['null', '~', '2026-01-31T12:00:00Z', 'x', '""', '1']))],
    ['deletionGracePeriodSeconds', leaf(random.pick(['1', 'x', '1.5']))],
    ['generation', leaf(random.pick(['1', '"1"', '1.0', '-1']))],
    ['selfLink', leaf('x')],
    ['clusterName', leaf('x')],
  ]);
  return { key, value };
}
