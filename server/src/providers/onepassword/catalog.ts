import type { CancellationToken } from '../../cancellation.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { lookupOf, noListing, notRead, type Outcome } from '../outcome.ts';
import { budgetSpent } from '../pages.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata } from '../secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { askItemNames, askItems, askVaults, type Item, type Vault } from './api.ts';
import { propertiesOf } from './itemNames.ts';
import { noVault } from './problems.ts';
import { type ConnectTarget, isId } from './target.ts';

/** What a title leads to: the items with it in the first vault that has any. ESO refuses to choose among several. */
interface Titled {
  readonly vault: Vault;
  readonly items: readonly [Item, ...Item[]];
}

/** The items of the vaults of a store, by their titles. */
export function createCatalog({
  client,
  target,
  clock,
  mayReadValues,
  maxCalls,
}: RestCatalogContext<ConnectTarget>): SecretCatalog {
  /** The vaults of the store, in its order. */
  async function vaultsOf(token: CancellationToken): Promise<Outcome<readonly Vault[]>> {
    const all = await askVaults(client, token);
    if ('problem' in all) return all;
    const vaults: Vault[] = [];
    for (const wanted of target.vaults) {
      const [vault, ...others] = all.value.filter(({ id, name }) => (isId(wanted) ? id : name) === wanted);
      if (vault === undefined || others.length > 0)
        return { problem: noVault(wanted, vault === undefined ? 0 : others.length + 1, target) };
      vaults.push(vault);
    }
    return { value: vaults };
  }

  async function keys(_: string, token: CancellationToken): Promise<Listing<SecretEntry>> {
    const vaults = await vaultsOf(token);
    if ('problem' in vaults) return noListing(vaults.problem, clock);
    const asked = vaults.value.slice(0, Math.max(1, maxCalls() - 1));
    const answers = await Promise.all(asked.map((vault) => askItems(client, vault, undefined, token)));
    const titles = new Map<string, Titled>();
    let problem: CatalogProblem | undefined;
    for (const [i, answer] of answers.entries()) {
      if ('problem' in answer) problem ??= answer.problem;
      else for (const titled of byTitle(asked[i] as Vault, answer.value)) titles.set(...firstOf(titles, titled));
    }
    const items = [...titles].map(([title, titled]) => entryOf(title, titled));
    if (asked.length < vaults.value.length) problem ??= budgetSpent(maxCalls(), items.length);
    return { items, complete: problem === undefined, asOf: clock.now(), ...(problem === undefined ? {} : { problem }) };
  }

  /** Asks as ESO does: vault by vault for the title; an id in the first vault only. Values come with none of these calls. */
  async function find(key: string, token: CancellationToken): Promise<Outcome<Titled>> {
    const vaults = await vaultsOf(token);
    if ('problem' in vaults) return vaults;
    for (const vault of isId(key) ? vaults.value.slice(0, 1) : vaults.value) {
      const answer = await askItems(client, vault, isId(key) ? undefined : key, token);
      if ('problem' in answer) return answer;
      const [item, ...others] = isId(key) ? answer.value.filter(({ id }) => id === key) : answer.value;
      if (item !== undefined) return { value: { vault, items: [item, ...others] } };
    }
    return { problem: { code: 'not-found', ...told('No vault of the store has it.') } };
  }

  const look = async <T>(key: string, token: CancellationToken, map: (found: Titled) => T): Promise<Lookup<T>> => {
    const found = await find(key, token);
    return lookupOf('value' in found ? { value: map(found.value) } : found, clock);
  };

  return {
    keys,
    searches: false,
    lookup: (key, token) => look(key, token, (found) => entryOf(key, found)),
    describe: (key, token) => look(key, token, (found) => metadataOf(key, found)),
    async properties(key, _, token) {
      if (!mayReadValues()) return noListing(valuesNotAllowed('1Password'), clock);
      const found = await find(key, token);
      if ('problem' in found) return noListing(found.problem, clock);
      const { vault, items } = found.value;
      if (items.length > 1) return notRead(clock);
      const names = await askItemNames(client, vault, items[0], token);
      if ('problem' in names) return noListing(names.problem, clock);
      return { items: propertiesOf(names.value), complete: true, asOf: clock.now() };
    },
    // A version makes every sync fail.
    versions: async () => notRead(clock),
    // ESO takes what the server's filter finds; whether that looks at case, for one thing, is written nowhere.
    listsAs: () => false,
  };
}

function byTitle(vault: Vault, items: readonly Item[]): readonly Titled[] {
  const titles = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const same = titles.get(item.title);
    if (same === undefined) titles.set(item.title, [item]);
    else same.push(item);
  }
  titles.delete('');
  return [...titles.values()].map((same) => ({ vault, items: same }));
}

/** The vault that comes first in the order of the store has the word. */
function firstOf(known: ReadonlyMap<string, Titled>, titled: Titled): [string, Titled] {
  const { title } = titled.items[0];
  return [title, known.get(title) ?? titled];
}

function entryOf(key: string, { vault, items }: Titled): SecretEntry {
  const { changed } = items[0];
  return {
    key,
    ...(changed === undefined ? {} : { changed }),
    ...(items.length === 1 ? {} : { unavailable: `${items.length} items of vault ${vault.name} have this title` }),
  };
}

function metadataOf(key: string, titled: Titled): SecretMetadata {
  const { id, category, tags, created, version } = titled.items[0];
  return {
    ...entryOf(key, titled),
    id,
    ...(created === undefined ? {} : { created }),
    details: [
      { name: 'vault', value: titled.vault.name },
      ...(category === '' ? [] : [{ name: 'category', value: category.toLowerCase().replaceAll('_', ' ') }]),
      ...(version === undefined ? [] : [{ name: 'version', value: String(version) }]),
      ...(tags.length === 0 ? [] : [{ name: 'tagged', value: tags.join(', ') }]),
    ],
    tags: [],
    versions: [],
  };
}
