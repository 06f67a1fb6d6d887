import { compileGoRegexp } from './goRegexp.ts';
import { keyTemplate } from './goTemplate/evaluateKey.ts';

/** One item of `rewrite`. */
export type RewriteOperation =
  | { readonly type: 'regexp'; readonly source: string; readonly target: string }
  | { readonly type: 'transform'; readonly template: string }
  | { readonly type: 'merge'; readonly strategy: string; readonly into: string };

/** How the names that a `find` or `extract` brings become the keys of the Secret. */
export interface KeyRules {
  readonly operations: readonly RewriteOperation[];
  /** `Default`, `Unicode` or `None`; counts where there is no rewrite. */
  readonly conversion: string;
  /** Whether the back end converts by itself, before any rewrite. */
  readonly convertsFirst: boolean;
}

/** A key of the Secret with the names that come out as it. */
export interface FinalKey {
  readonly key: string;
  /** Of one name, or of several that collide; none for a key that a merge makes. */
  readonly names: readonly string[];
  /** Why the sync fails over it. */
  readonly refusal?: string;
}

/** The keys of the Secret, or why they cannot be told. */
export type FinalKeys =
  | {
      readonly state: 'known';
      readonly keys: readonly FinalKey[];
      /** Whether keys that collide fail the sync; otherwise one of their values wins, a random one each time. */
      readonly collisionsFail: boolean;
    }
  /** `merge`: they stand in the values. `template`: it is more than is understood here. `regexp`: Go does not compile it. */
  | { readonly state: 'unknown'; readonly why: 'merge' | 'template' | 'regexp' };

/**
 * The keys of the Secret as ESO makes them of the names of secrets (runtime/esutils: RewriteMap, ConvertKeys, ValidateKeys): rewrite
 * operations in their order, each on all keys; the conversion only where there are none; then the judgement of each key.
 */
export function finalKeys(names: readonly string[], { operations, conversion, convertsFirst }: KeyRules): FinalKeys {
  const convert = (key: string) => converted(key, conversion);
  let keys: Keys = new Map(names.map((name) => [name, [name]]));
  if (convertsFirst || operations.length === 0) {
    keys = renamed(keys, convert);
    if ([...keys.values()].some((of) => of.length > 1)) return known(keys, true);
  }
  for (const operation of operations) {
    if (operation.type === 'merge') {
      if (operation.strategy !== 'JSON') return { state: 'unknown', why: 'merge' };
      keys = new Map([...keys, [operation.into, []]]);
      continue;
    }
    const rename = renaming(operation);
    if (rename === undefined) return { state: 'unknown', why: operation.type === 'regexp' ? 'regexp' : 'template' };
    keys = renamed(keys, rename);
  }
  return known(keys, false);
}

/** Keys with the names that have become them. */
type Keys = ReadonlyMap<string, readonly string[]>;

function renaming(operation: Exclude<RewriteOperation, { type: 'merge' }>): ((key: string) => string) | undefined {
  if (operation.type === 'transform') return keyTemplate(operation.template);
  const regexp = compileGoRegexp(operation.source);
  return regexp && ((key) => regexp.replaceAll(key, operation.target));
}

function renamed(keys: Keys, rename: (key: string) => string): Keys {
  const result = new Map<string, readonly string[]>();
  for (const [key, names] of keys) {
    const next = rename(key);
    result.set(next, [...(result.get(next) ?? []), ...names]);
  }
  return result;
}

/** ESO leaves empty keys out without a word. */
function known(keys: Keys, collisionsFail: boolean): FinalKeys {
  const kept = [...keys].filter(([key]) => key !== '');
  const judged = kept.map(([key, names]): FinalKey => {
    const refusal = refusalOf(key);
    return refusal === undefined ? { key, names } : { key, names, refusal };
  });
  return { state: 'known', keys: judged, collisionsFail };
}

function converted(key: string, conversion: string): string {
  if (conversion !== 'Default' && conversion !== 'Unicode') return key;
  return key.replace(/[^\p{L}\p{N}._-]/gu, (character) =>
    conversion === 'Default' ? '_' : `_U${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}_`,
  );
}

/** ESO refuses what is neither letter nor number; of those the API server takes only the ones of ASCII. */
function refusalOf(key: string): string | undefined {
  const [foreign] = /[^\p{L}\p{N}._-]/u.exec(key) ?? [];
  if (foreign !== undefined) return `key has invalid character ${foreign}`;
  if (/[^\w.-]/.test(key)) return 'the API server takes only letters of ASCII';
  if (key.length > 253) return `key has length ${key.length} but max is 253`;
  return key === '.' || key.startsWith('..') ? 'the API server takes neither . nor a key that begins with ..' : undefined;
}
