import type { CancellationToken } from '../../server/src/cancellation.ts';
import type { Clock } from '../../server/src/host.ts';
import type { SecretEntry } from '../../server/src/providers/secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../../server/src/providers/secretProvider.ts';

/** A small vault in memory that counts what it is asked. */
export interface ScriptedCatalog extends SecretCatalog {
  /** `keys prod/`, `lookup a`, in order. */
  readonly asked: string[];
  /** Tokens of the calls, in order. */
  readonly tokens: CancellationToken[];
  /** The keys it has; may be changed. */
  keysInIt: string[];
  /** Answers with this problem while it is set. */
  problem: CatalogProblem | undefined;
  /** How many names one listing brings. */
  most: number;
  /** While true, answers wait for `release`. */
  holding: boolean;
  /** The one call that waits; undefined: all do. */
  held: string | undefined;
  release(): void;
}

/** A vault with the given keys. */
export function scriptedCatalog(clock: Clock, ...keys: string[]): ScriptedCatalog {
  let waiting: (() => void)[] = [];
  const answer = async <T>(call: string, token: CancellationToken, make: () => T): Promise<T> => {
    catalog.asked.push(call);
    catalog.tokens.push(token);
    if (catalog.holding && (catalog.held === undefined || catalog.held === call))
      await new Promise<void>((resolve) => waiting.push(resolve));
    return make();
  };
  const listing = <T>(items: T[]): Listing<T> => {
    if (catalog.problem) return { items: [], complete: false, asOf: clock.now(), problem: catalog.problem };
    if (items.length <= catalog.most) return { items, complete: true, asOf: clock.now() };
    const problem = { code: 'call-budget', message: 'too many' } as const;
    return { items: items.slice(0, catalog.most), complete: false, asOf: clock.now(), problem };
  };
  const found = <T>(key: string, item: T): Lookup<T> => {
    if (catalog.problem) return { state: 'unknown', problem: catalog.problem };
    return catalog.keysInIt.includes(key) ? { state: 'found', item, asOf: clock.now() } : { state: 'missing', asOf: clock.now() };
  };
  const catalog: ScriptedCatalog = {
    asked: [],
    tokens: [],
    keysInIt: keys,
    problem: undefined,
    most: Number.POSITIVE_INFINITY,
    holding: false,
    held: undefined,
    release() {
      catalog.holding = false;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    keys: (typed, token, progress) => {
      progress?.(catalog.keysInIt.slice(0, 1).map((key) => ({ key })));
      const entries = () => catalog.keysInIt.filter((key) => key.startsWith(typed)).map((key): SecretEntry => ({ key }));
      return answer(`keys ${typed}`, token, () => listing(entries()));
    },
    properties: (key, _version, token) =>
      answer(`properties ${key}`, token, () => listing([{ property: 'p', path: ['p'], type: 'string' as const }])),
    versions: (key, token) => answer(`versions ${key}`, token, () => listing([])),
    describe: (key, token) => answer(`describe ${key}`, token, () => found(key, { key, tags: [], versions: [] })),
    lookup: (key, token) => answer(`lookup ${key}`, token, () => found(key, { key })),
    listsAs: (key) => !key.startsWith('arn:'),
  };
  return catalog;
}
