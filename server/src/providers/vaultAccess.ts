import { neverCancelled } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import { type StoreConfig, storeLabel } from '../model/storeConfig.ts';
import { type CachedCatalog, createCachedCatalog } from './cachedCatalog.ts';
import type { Consent, ConsentStore } from './consent.ts';
import { accessQuestion, valuesQuestion } from './consentQuestions.ts';
import { providerFor } from './registry.ts';
import type { CatalogProblem, Destination, Identity, SecretCatalog, SecretProvider } from './secretProvider.ts';
import { type VaultState, vaultState } from './vaultState.ts';

/** What the gate to the vaults works with. */
export interface VaultAccessOptions {
  readonly providers: readonly SecretProvider[];
  readonly consents: ConsentStore;
  readonly clock: Clock;
  /** Whether the workspace is trusted; asked at each use. */
  readonly trusted: () => boolean;
  /** The developer's own login for a store, from user settings. */
  readonly identityFor: (store: StoreConfig) => Identity;
  /** Milliseconds for which a listing counts; 5 minutes by default. */
  readonly cacheMilliseconds?: () => number;
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
  /** How the store's vault stands, in words. */
  state(store: StoreConfig): Promise<VaultState>;
  /** Calls back when the state of some store may have changed. */
  onDidChange(listener: () => void): { dispose(): void };
}

/** Makes the gate. Nothing is asked, opened or read before it is used. */
export function createVaultAccess(options: VaultAccessOptions): VaultAccess {
  const { clock, consents } = options;
  const catalogs = new Map<string, CachedCatalog>();
  /** The account that has answered, by destination. */
  const accounts = new Map<string, string>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };

  async function gate(store: StoreConfig): Promise<Gate> {
    const provider = providerFor(options.providers, store);
    if (provider === undefined) return { problem: unsupported(store) };
    if (provider.capabilities.listing === 'manifest') return { provider };
    if (!options.trusted()) return { provider, problem: untrusted };
    const destination = await provider.destination(store, options.identityFor(store));
    if ('code' in destination) return { provider, problem: destination };
    const consent = consents.get(destination);
    const problem =
      consent === undefined
        ? notConnected(store, destination)
        : consent.access === 'never'
          ? refused(store)
          : accountProblem(destination, catalogs.get(catalogId(store, provider, destination))?.account?.());
    return {
      provider,
      destination,
      ...(consent === undefined ? {} : { consent }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Where no configuration names the account, the first that answers is the one that was meant; another one must be asked about. */
  function accountProblem(destination: Destination, answered: string | undefined): CatalogProblem | undefined {
    const before = destination.account ?? accounts.get(destination.id) ?? answered;
    if (before === undefined || answered === undefined || before === answered) {
      if (answered !== undefined) accounts.set(destination.id, answered);
      return undefined;
    }
    const message = `The login (${destination.login}) now answers for account ${answered}, not ${before}. Connect the store again if that is right.`;
    return { code: 'not-connected', message };
  }

  function open(store: StoreConfig, provider: SecretProvider, destination: Destination): CachedCatalog {
    const id = catalogId(store, provider, destination);
    const known = catalogs.get(id);
    if (known !== undefined) return known;
    const inner = provider.open(store, {
      identity: options.identityFor(store),
      mayReadValues: () => options.trusted() && mayRead(consents.get(destination)),
    });
    const lifetime = options.cacheMilliseconds === undefined ? {} : { lifetime: options.cacheMilliseconds };
    const catalog = createCachedCatalog(inner, { clock, ...lifetime, onDidChange: changed });
    catalogs.set(id, catalog);
    return catalog;
  }

  async function catalogFor(store: StoreConfig): Promise<VaultAnswer> {
    const { provider, destination, consent, problem } = await gate(store);
    const known = { ...(provider === undefined ? {} : { provider }), ...(destination === undefined ? {} : { destination }) };
    if (provider === undefined || problem !== undefined) return { problem: problem ?? unsupported(store), ...known };
    if (destination === undefined) {
      const identity = {};
      return { catalog: provider.open(store, { identity, mayReadValues: () => true }), provider, confirmed: true };
    }
    const confirmed = consent?.confirmedStores.includes(storeLabel(store)) ?? false;
    return { catalog: open(store, provider, destination), provider, destination, confirmed };
  }

  async function state(store: StoreConfig): Promise<VaultState> {
    const found = await gate(store);
    const { provider, destination, problem } = found;
    const open = provider && destination && !problem ? catalogs.get(catalogId(store, provider, destination)) : undefined;
    return vaultState(
      { store, ...found, ...(open === undefined ? {} : { status: open.status(), account: open.account?.() }) },
      clock.now(),
    );
  }

  /** Drops the catalogs of one destination, or all. */
  function drop(destination?: Destination): void {
    for (const [id, catalog] of [...catalogs]) {
      if (destination !== undefined && !id.startsWith(`${destination.id}\n`)) continue;
      catalog.refresh();
      catalogs.delete(id);
    }
    changed();
  }

  async function connect(store: StoreConfig): Promise<VaultState> {
    const { provider, destination } = await gate(store);
    if (provider === undefined || destination === undefined) return state(store);
    await consents.ask(accessQuestion(store, provider, destination));
    accounts.delete(destination.id);
    drop(destination);
    const answer = await catalogFor(store);
    if ('catalog' in answer) void answer.catalog.keys('', neverCancelled);
    return state(store);
  }

  async function allowValues(store: StoreConfig): Promise<VaultState> {
    if ((await gate(store)).problem?.code === 'not-connected') await connect(store);
    const { provider, destination, problem } = await gate(store);
    if (provider?.capabilities.properties === 'reads-values' && destination !== undefined && problem === undefined) {
      await consents.ask(valuesQuestion(store, destination));
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
    connect,
    allowValues,
    disconnect,
    state,
    refresh: async (store) => drop(store === undefined ? undefined : (await gate(store)).destination),
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

const untrusted: CatalogProblem = {
  code: 'untrusted-workspace',
  message: 'This workspace is not trusted, so no vault is asked. Trust the workspace to list names.',
};

function unsupported({ provider, config }: StoreConfig): CatalogProblem {
  const service = typeof config['service'] === 'string' ? ` with service ${config['service']}` : '';
  return { code: 'unsupported', message: `Names cannot be listed from provider ${provider}${service} yet.` };
}

function notConnected(store: StoreConfig, { service, location }: Destination): CatalogProblem {
  return {
    code: 'not-connected',
    message: `${storeLabel(store)} is not connected to ${service}, ${location}. Connect it to list names.`,
  };
}

function refused(store: StoreConfig): CatalogProblem {
  return {
    code: 'refused',
    message: `You chose never to list the vault of ${storeLabel(store)}. Connect the store to change that.`,
  };
}
