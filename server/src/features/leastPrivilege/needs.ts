import { knownAt, writtenText } from '../../model/known.ts';
import {
  externalSecretSpecPath,
  isObject,
  remoteReferences,
  type StoreRef,
  storeRefAt,
  valueAt,
} from '../../model/references.ts';
import { storeRefPlaces } from '../../model/storeRefs.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';

/** What ESO does in a vault for one entry of a manifest. */
export type Use =
  /** Reads a secret. */
  | { readonly kind: 'value'; readonly key: string }
  /** Reads the metadata of a secret (`metadataPolicy: Fetch`). */
  | { readonly kind: 'metadata'; readonly key: string }
  | FindUse
  | PushUse;

/** Looks for secrets, and reads those it finds. */
export interface FindUse {
  readonly kind: 'find';
  readonly path: string | undefined;
  /** Present where it looks by name: what every name that the expression matches begins with; may be empty. */
  readonly start: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Writes a secret, and deletes it again where the PushSecret says so. */
export interface PushUse {
  readonly kind: 'push';
  readonly key: string;
  readonly deletes: boolean;
  /** Whether its metadata give the secret a resource policy (AWS). */
  readonly setsPolicy: boolean;
}

/** A store as a manifest names it, and what is done there. */
export interface Need {
  readonly store: StoreRef;
  readonly use: Use;
}

/** What a manifest needs of vaults. */
export interface Needs {
  readonly needs: readonly Need[];
  /** How many entries cannot be judged because templates, labels or patterns decide on their key or store. */
  readonly open: number;
}

/** What ESO does for an ExternalSecret, a PushSecret or one of their cluster-wide kinds. */
export function needsOf(resource: ResourceNode): Needs {
  if (resource.kind === 'PushSecret') return pushes(resource, ['spec']);
  if (resource.kind === 'ClusterPushSecret') return pushes(resource, ['spec', 'pushSecretSpec']);
  const references = remoteReferences(resource).map(({ path, metadataPolicy }): Need | undefined => {
    const store = writtenStore(resource, path);
    const key = writtenText(resource, [...path, 'key']);
    if (store === undefined || key === undefined || key === '') return undefined;
    return { store, use: { kind: metadataPolicy === 'Fetch' ? 'metadata' : 'value', key } };
  });
  return gathered([...references, ...finds(resource)]);
}

function gathered(all: readonly (Need | undefined)[]): Needs {
  const needs = all.filter((need) => need !== undefined);
  return { needs, open: all.length - needs.length };
}

/** The store of an entry, where no template has a say in which it is. */
function writtenStore(resource: ResourceNode, path: Path): StoreRef | undefined {
  const ref = storeRefAt(resource, path);
  if (ref === undefined) return undefined;
  const spec = externalSecretSpecPath(resource) ?? [];
  const places: Path[] = [
    [...path.slice(0, -1), 'sourceRef', 'storeRef'],
    [...spec, 'secretStoreRef'],
  ];
  const isOpen = places.some((place) => ['name', 'kind'].some((field) => resource.isPlaceholder([...place, field])));
  return isOpen ? undefined : ref;
}

function finds(resource: ResourceNode): readonly (Need | undefined)[] {
  const spec = externalSecretSpecPath(resource);
  const list = spec === undefined ? undefined : valueAt(resource.json(), [...spec, 'dataFrom']);
  if (spec === undefined || !Array.isArray(list)) return [];
  return list.flatMap((entry, i) => {
    const find = isObject(entry) ? entry['find'] : undefined;
    if (!isObject(find)) return [];
    const path: Path = [...spec, 'dataFrom', i, 'find'];
    const store = writtenStore(resource, path);
    const use = findUse(resource, path);
    return [store === undefined || use === undefined ? undefined : { store, use }];
  });
}

function findUse(resource: ResourceNode, at: Path): FindUse | undefined {
  const [path, regexp, tags] = [['path'], ['name', 'regexp'], ['tags']].map((field) => knownAt(resource, at, field));
  const states = [path, regexp, tags].map((known) => known?.state);
  // What is not certain here could only make the policy too small.
  if (states.includes('templated') || states.includes('unknown')) return undefined;
  const text = (known: typeof path) => (known?.state === 'value' && typeof known.value === 'string' ? known.value : undefined);
  const expression = text(regexp);
  const pairs = tags?.state === 'value' && isObject(tags.value) ? Object.entries(tags.value) : [];
  return {
    kind: 'find',
    path: text(path),
    start: expression === undefined ? undefined : literalStart(expression),
    tags: Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
  };
}

/** What every text that a regular expression matches begins with: only `^` and plain characters tell. */
export function literalStart(expression: string): string {
  if (!expression.startsWith('^') || expression.includes('|')) return '';
  const [plain = ''] = /^(?:[A-Za-z0-9_/@=:-]|\\[./+-])*/.exec(expression.slice(1)) ?? [];
  const rest = expression.slice(1 + plain.length);
  // What repeats a character, or makes it optional, takes it out of what is certain.
  const certain = /^[*?{]/.test(rest) ? plain.replace(/\\?.$/, '') : plain;
  return certain.replaceAll('\\', '');
}

function pushes(resource: ResourceNode, spec: Path): Needs {
  const push = valueAt(resource.json(), spec);
  if (!isObject(push)) return gathered([]);
  const stores = storeRefPlaces(resource).map(({ ref }) => ref);
  const named = Array.isArray(push['secretStoreRefs']) ? push['secretStoreRefs'].length : 0;
  const data = Array.isArray(push['data']) ? push['data'] : [];
  const patterns = Array.isArray(push['dataTo']) ? push['dataTo'].length : 0;
  const deletes = push['deletionPolicy'] === 'Delete';
  const entries = data.flatMap((entry, i) => {
    const key = writtenText(resource, [...spec, 'data', i, 'match', 'remoteRef', 'remoteKey']);
    if (key === undefined || key === '') return [undefined];
    const setsPolicy = valueAt(entry, ['metadata', 'spec', 'resourcePolicy']) !== undefined;
    return stores.map((store): Need => ({ store, use: { kind: 'push', key, deletes, setsPolicy } }));
  });
  const { needs, open } = gathered(entries);
  // `dataTo` makes its keys from those of the Secret, and labels choose stores in the cluster.
  return { needs, open: open + patterns + Math.max(0, named - stores.length) };
}
