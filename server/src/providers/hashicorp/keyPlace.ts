import type { Product } from './product.ts';

/** What of a store decides where its keys are. */
export interface Engine {
  readonly product: Product;
  /** `path`: where the engine is mounted, as written. Undefined: keys name it. */
  readonly mount: string | undefined;
  /** The version of the key-value engine. */
  readonly version: 'v1' | 'v2';
}

/** Reads it from a store's block, which may hold anything. */
export function engineOf({ path, version }: Readonly<Record<string, unknown>>, product: Product): Engine {
  return {
    product,
    mount: typeof path === 'string' && path !== '' ? path : product.defaultMount,
    version: version === 'v1' ? 'v1' : 'v2',
  };
}

/** Where a key's secret is: path segments, unescaped. Without a mount on version 1, `path` begins with it. */
export interface KeyPlace {
  readonly mount: readonly string[];
  readonly path: readonly string[];
}

/** The parts of the API below a mount of version 2; version 1 has none. */
export type Part = 'metadata' | 'data' | 'subkeys';

/**
 * Where ESO looks for a key (providers/v1/vault/client_get.go, buildPath): with a mount, below it, after taking away the mount, and
 * `data/` after it, where the key repeats them; without one, the first segment is the mount unless the key has `/data/` in it. The
 * client library then cleans the path: empty segments go. Undefined where it leads nowhere or, by `..`, elsewhere.
 */
export function placeOf(key: string, { mount, version, product }: Engine): KeyPlace | undefined {
  if (mount !== undefined) {
    let rest = key;
    if (product.repeatsMount && rest.startsWith(`${mount}/`)) {
      rest = rest.slice(mount.length + 1);
      if (version === 'v2' && rest.startsWith('data/')) rest = rest.slice('data/'.length);
    }
    return checked({ mount: segments(mount), path: segments(rest) });
  }
  if (version === 'v1') return checked({ mount: [], path: segments(key) });
  const data = key.indexOf('/data/');
  if (data >= 0) return checked({ mount: segments(key.slice(0, data)), path: segments(key.slice(data + '/data/'.length)) });
  const [first = '', ...path] = segments(key);
  return checked({ mount: [first], path });
}

/** How a manifest of this store writes the key of a secret, the short way if there is one; undefined where no key leads to it. */
export function keyOf(place: KeyPlace, store: Engine): string | undefined {
  const [mount, path] = [store.mount ?? place.mount.join('/'), place.path.join('/')];
  const ways = mount === '' ? [path] : [`${mount}/${path}`, `${mount}/data/${path}`];
  return (store.mount === undefined ? ways : [path, ...ways]).find((key) => isSame(placeOf(key, store), place, store));
}

/** The way to a secret or a folder in one part of the API. */
export function apiPath({ mount, path }: KeyPlace, part: Part, { version }: Engine): readonly string[] {
  return version === 'v2' ? [...mount, part, ...path] : [...mount, ...path];
}

/** The segments of a path, without empty ones. */
export function segments(text: string): readonly string[] {
  return text.split('/').filter((segment) => segment !== '');
}

function isSame(found: KeyPlace | undefined, { mount, path }: KeyPlace, { version }: Engine): boolean {
  if (found === undefined) return false;
  const textOf = (parts: readonly (readonly string[])[]) =>
    version === 'v1' ? parts.flat().join('/') : parts.map((part) => part.join('/')).join('\n');
  return textOf([found.mount, found.path]) === textOf([mount, path]);
}

function checked(place: KeyPlace): KeyPlace | undefined {
  const all = [...place.mount, ...place.path];
  return place.path.length === 0 || all.some((segment) => /^\.{1,2}$/.test(segment) || segment === '') ? undefined : place;
}
