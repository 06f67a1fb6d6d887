import { neverCancelled } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import type { Localisation } from '../localisation.ts';
import type { StoreConfig } from '../model/storeConfig.ts';
import { anotherAccount, notConnected, refused, strayToken, unsupported, untrusted } from './accessProblems.ts';
import { withdrawn } from './answerCache.ts';
import { type CachedCatalog, createCachedCatalog } from './cachedCatalog.ts';
import { createCheckedCatalog } from './checkedCatalog.ts';
import type { Consent, ConsentStore } from './consent.ts';
import { accessQuestion, confirmedName, valuesQuestion } from './consentQuestions.ts';
import { askVaults, providerFor } from './registry.ts';
import { namesOf } from './search/names.ts';
import type { CatalogProblem, Destination, Identity, KeyPages, SecretCatalog, SecretProvider } from './secretProvider.ts';
import { type VaultState, vaultState } from './vaultState.ts';

/** What the gate to the vaults works with. */
export interface VaultAccessOptions {
  readonly providers: readonly SecretProvider[];
  readonly consents: ConsentStore;
  readonly clock: Clock;
  /** Whether the workspace is trusted; asked at each use. */
  readonly trusted: () => boolean;
  /** The URIs of the workspace's folders, joined; empty when none. What is confirmed of a store is confirmed there only. */
  readonly workspace: () => string;
  /** The developer's own login for a store, from user settings. */
  readonly identityFor: (store: StoreConfig) => Identity;
  /** Whether the user's settings bind the store's token file to the address that calls go to. Absent: nobody's. */
  readonly isTokenFor?: (store: StoreConfig, endpoint: string) => boolean;
  /** Milliseconds for which a listing counts; 5 minutes by default. */
  readonly cacheMilliseconds?: () => number;
  /** The language of the questions; English by default. */
  readonly l10n?: Localisation | undefined;
}

/** A catalog that may be used, or why there is none. */
export type VaultAnswer =
  | {
      readonly catalog: SecretCatalog;
      readonly provider: SecretProvider;
      /** Absent where the manifest itself is the vault. */
      readonly destination?: Destination;
      /** Whether the user has said that this login looks at this store's vault: only then may absence be claimed. */
      readonly confirmed: boolean;
    }
  | { readonly problem: CatalogProblem; readonly provider?: SecretProvider; readonly destination?: Destination };

/** The gate through which every feature reaches a vault. Only `connect` and `allowValues` ever ask the user anything. */
export interface VaultAccess {
  /** The catalog of a store. Makes no call and asks nothing. */
  catalogFor(store: StoreConfig): Promise<VaultAnswer>;
  /** Asks for consent to the store's destination, whatever was answered before; if given, begins to list. */
  connect(store: StoreConfig): Promise<VaultState>;
  /** Asks whether values may be read to learn property names; asks for access first where there is none. */
  allowValues(store: StoreConfig): Promise<VaultState>;
  /** Forgets what is known of the store's vault, or of all: login and listing are taken anew at the next use. */
  refresh(store?: StoreConfig): Promise<void>;
  /** Takes consent back. */
  disconnect(store: StoreConfig): Promise<VaultState>;
  /** The pages on which people look at the store's secrets; undefined where none are known. Makes no call. */
  pagesOf(store: StoreConfig): Promise<KeyPages | undefined>;
  /** How the store's vault stands, in words. */
  state(store: StoreConfig): Promise<VaultState>;
  /** Counts how often what is known was dropped, or may be asked otherwise than before: what was said until then is to be asked again. */
  readonly revision: number;
  /** Calls back when the state of some store may have changed. */
  onDidChange(listener: () => void): { dispose(): void };
}

/** Makes the gate. Nothing is asked, opened or read before it is used. */
export function createVaultAccess(options: VaultAccessOptions): VaultAccess {
  const { clock, consents } = options;
  const catalogs = new Map<string, CachedCatalog>();
  /** Destinations whose login has answered for another account than was agreed to: shut until connected or refreshed. */
  const changedLogins = new Map<string, CatalogProblem>();
  const listeners = new Set<() => void>();
  let revision = 0;
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };

  const nobodyFor = (store: StoreConfig) => unsupported(store, askVaults(options.providers));

  async function gate(store: StoreConfig): Promise<Gate> {
    const provider = providerFor(options.providers, store);
    if (provider === undefined) return { problem: nobodyFor(store) };
    if (provider.capabilities.listing === 'manifest') return { provider };
    if (!options.trusted()) return { provider, problem: untrusted };
    const identity = options.identityFor(store);
    const destination = await provider.destination(store, identity);
    if ('code' in destination) return { provider, problem: destination };
    if (identity.tokenFile !== undefined && destination.vendorEndpoint !== true) {
      const isBound = options.isTokenFor?.(store, destination.endpoint) === true;
      if (!isBound) return { provider, problem: strayToken(store, destination, identity.tokenFile) };
    }
    const problem = await standing(store, provider, destination);
    const consent = consents.get(destination);
    return {
      provider,
      destination,
      ...(consent === undefined ? {} : { consent }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Why the vault may not be asked, or what it has answered not be used, by what the user has agreed to. */
  async function standing(
    store: StoreConfig,
    provider: SecretProvider,
    destination: Destination,
  ): Promise<CatalogProblem | undefined> {
    const consent = consents.get(destination);
    if (consent === undefined) return notConnected(store, destination);
    if (consent.access === 'never') return refused(store);
    const shut = changedLogins.get(destination.id);
    const answered = catalogs.get(catalogId(store, provider, destination))?.account?.();
    if (shut !== undefined || answered === undefined) return shut;
    const before = destination.account ?? consent.account;
    // Where nothing names the account, the first that answers is the one that was meant; another one must be asked about.
    if (before === undefined) await consents.noteAccount(destination, answered);
    if (before === undefined || before === answered) return undefined;
    const problem = anotherAccount(destination, answered, before);
    drop(destination, problem);
    return problem;
  }

  function open(store: StoreConfig, provider: SecretProvider, destination: Destination): CachedCatalog {
    const id = catalogId(store, provider, destination);
    const known = catalogs.get(id);
    if (known !== undefined) return known;
    const inner = provider.open(store, {
      identity: options.identityFor(store),
      mayReadValues: () => options.trusted() && mayRead(consents.get(destination)),
      destination,
    });
    const lifetime = options.cacheMilliseconds === undefined ? {} : { lifetime: options.cacheMilliseconds };
    const catalog = createCachedCatalog(inner, { clock, ...lifetime, onDidChange: changed });
    catalogs.set(id, catalog);
    return catalog;
  }

  async function catalogFor(store: StoreConfig): Promise<VaultAnswer> {
    const { provider, destination, consent, problem } = await gate(store);
    const known = { ...(provider === undefined ? {} : { provider }), ...(destination === undefined ? {} : { destination }) };
    if (provider === undefined || problem !== undefined) return { problem: problem ?? nobodyFor(store), ...known };
    if (destination === undefined) {
      const identity = {};
      return { catalog: provider.open(store, { identity, mayReadValues: () => true }), provider, confirmed: true };
    }
    const confirmed = consent?.confirmedStores.includes(confirmedName(store, options.workspace())) ?? false;
    return { catalog: checked(store, provider, destination), provider, destination, confirmed };
  }

  function checked(store: StoreConfig, provider: SecretProvider, destination: Destination): SecretCatalog {
    const catalog = open(store, provider, destination);
    const isCurrent = () => catalogs.get(catalogId(store, provider, destination)) === catalog;
    return createCheckedCatalog(catalog, {
      clock,
      // One that was dropped meanwhile speaks for a login, and perhaps an account, that no longer counts.
      problem: async () => (await standing(store, provider, destination)) ?? (isCurrent() ? undefined : withdrawn),
      isVerified: () =>
        destination.account !== undefined ||
        consents.get(destination)?.account === undefined ||
        catalog.account?.() !== undefined,
    });
  }

  async function state(store: StoreConfig): Promise<VaultState> {
    const found = await gate(store);
    const { provider, destination, problem } = found;
    const open = provider && destination && !problem ? catalogs.get(catalogId(store, provider, destination)) : undefined;
    return vaultState(
      { store, ...found, ...(open === undefined ? {} : { status: open.status(), account: open.account?.() }) },
      clock.now(),
      options.l10n,
    );
  }

  /** Drops the catalogs of one destination, or all; with a problem, none is opened again until the next drop. */
  function drop(destination?: Destination, problem?: CatalogProblem): void {
    if (destination === undefined) changedLogins.clear();
    else if (problem === undefined) changedLogins.delete(destination.id);
    else changedLogins.set(destination.id, problem);
    for (const [id, catalog] of [...catalogs]) {
      if (destination !== undefined && !id.startsWith(`${destination.id}\n`)) continue;
      catalog.refresh();
      catalogs.delete(id);
    }
    revision++;
    changed();
  }

  async function connect(store: StoreConfig): Promise<VaultState> {
    const { provider, destination } = await gate(store);
    if (provider === undefined || destination === undefined) return state(store);
    // What was confirmed of other stores, and that values may be read, was said of the other account.
    if (changedLogins.has(destination.id)) await consents.forget(destination);
    await consents.ask(accessQuestion(store, provider, destination, options.workspace(), options.l10n));
    drop(destination);
    const answer = await catalogFor(store);
    if ('catalog' in answer) void namesOf(answer.catalog, '', neverCancelled);
    return state(store);
  }

  async function allowValues(store: StoreConfig): Promise<VaultState> {
    if ((await gate(store)).problem?.code === 'not-connected') await connect(store);
    const { provider, destination, problem } = await gate(store);
    const properties = provider?.capabilities.properties;
    const mayHelp = properties === 'reads-values' || properties === 'names-else-values';
    if (mayHelp && provider !== undefined && destination !== undefined && problem === undefined) {
      await consents.ask(valuesQuestion(store, provider, destination, options.workspace(), options.l10n));
      revision++;
      changed();
    }
    return state(store);
  }

  async function disconnect(store: StoreConfig): Promise<VaultState> {
    const { destination } = await gate(store);
    if (destination !== undefined) {
      await consents.forget(destination);
      drop(destination);
    }
    return state(store);
  }

  return {
    catalogFor,
    pagesOf: async (store) => providerFor(options.providers, store)?.pages?.(store, options.identityFor(store)),
    connect,
    allowValues,
    disconnect,
    state,
    refresh: async (store) => drop(store === undefined ? undefined : (await gate(store)).destination),
    get revision() {
      return revision;
    },
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

/** How far a store gets on the way to its vault; without a `problem`, all the way. */
interface Gate {
  readonly provider?: SecretProvider;
  readonly destination?: Destination;
  readonly consent?: Consent;
  readonly problem?: CatalogProblem;
}

function catalogId(store: StoreConfig, provider: SecretProvider, destination: Destination): string {
  return `${destination.id}\n${provider.scope(store)}`;
}

function mayRead(consent: Consent | undefined): boolean {
  return consent?.access === 'allow' && consent.readValues;
}
