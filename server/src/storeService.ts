import type { Position } from 'vscode-languageserver-types';
import type { Documents } from './documents.ts';
import type { Localisation } from './localisation.ts';
import { storeRefAt } from './model/references.ts';
import { resourceAt } from './model/resourceAt.ts';
import { type StoreConfig, storeConfigOf, storeLabel } from './model/storeConfig.ts';
import type { WorkspaceIndex } from './model/workspaceIndex.ts';
import type { StoreAddress, TerminalCommand, VaultStatus } from './protocol.ts';
import { isLoginProblem, remedyFor } from './providers/accessProblems.ts';
import { problemText } from './providers/told.ts';
import type { VaultAccess } from './providers/vaultAccess.ts';
import type { VaultState } from './providers/vaultState.ts';
import { nodePathAt } from './syntax/cursor.ts';

/** The stores of the workspace and the state of their vaults, as status items and commands need them. */
export interface StoreService {
  /** The stores that have a vault of their own to connect to, each vault once, by name. */
  addresses(): readonly StoreAddress[];
  /** The state of the store that the place is about: the one the manifest there is, or reads from. Null where there is none. */
  statusAt(uri: string, position: Position): Promise<VaultStatus | null>;
  /** Asks the user for consent to the store's destination. Undefined where the workspace has no such store; so below. */
  connect(address: StoreAddress): Promise<VaultStatus | undefined>;
  /** Asks whether values may be read, to list property names. */
  allowReadingValues(address: StoreAddress): Promise<VaultStatus | undefined>;
  /** Takes consent back. */
  disconnect(address: StoreAddress): Promise<VaultStatus | undefined>;
  /** Forgets what is known of the store's vault, or of all vaults. */
  refresh(address: StoreAddress | undefined): Promise<VaultStatus | undefined>;
  /** The command line that signs in to the store's vault again, where there is one. */
  signIn(address: StoreAddress): Promise<TerminalCommand | undefined>;
  /** Calls back when the state of some store may have changed. */
  onDidChange(listener: () => void): void;
}

/** Builds the service over the open documents, the index of the workspace and the gate to the vaults. */
export function createStoreService(
  documents: Documents,
  index: WorkspaceIndex,
  vaults: VaultAccess,
  l10n: Localisation,
): StoreService {
  function find({ kind, name, namespace, uri }: StoreAddress): FoundStore | undefined {
    const same = defined().filter(({ config }) => config.kind === kind && config.name === name);
    const here = same.filter(({ config }) => config.namespace === namespace);
    return here.find((store) => store.uri === uri) ?? here[0] ?? same[0];
  }

  function defined(): readonly FoundStore[] {
    return index.stores().flatMap(({ config, uri }) => (config === undefined ? [] : [{ config, uri }]));
  }

  async function act(
    address: StoreAddress,
    change: (store: StoreConfig) => Promise<VaultState>,
  ): Promise<VaultStatus | undefined> {
    const store = find(address);
    return store === undefined ? undefined : statusOf(store, await change(store.config));
  }

  function storeAt(uri: string, position: Position): FoundStore | undefined {
    const document = documents.get(uri);
    if (document === undefined) return undefined;
    const offset = document.file.lines.offsetAt(position);
    const place = nodePathAt(document.file, offset);
    const resource = place?.resource ?? resourceAt(document.file, offset);
    if (resource === undefined) return undefined;
    const ref = storeRefAt(resource, place?.path ?? []);
    const found =
      ref === undefined
        ? { config: storeConfigOf(resource), uri }
        : index.resolveStore(ref, { uri, namespace: resource.namespace });
    return found?.config === undefined ? undefined : { config: found.config, uri: found.uri };
  }

  return {
    addresses: () => distinct(defined().filter(({ config }) => config.provider !== 'fake')),
    async statusAt(uri, position) {
      const store = storeAt(uri, position);
      return store === undefined ? null : statusOf(store, await vaults.state(store.config));
    },
    connect: (address) => act(address, vaults.connect),
    allowReadingValues: (address) => act(address, vaults.allowValues),
    disconnect: (address) => act(address, vaults.disconnect),
    async refresh(address) {
      if (address !== undefined) return act(address, (store) => vaults.refresh(store).then(() => vaults.state(store)));
      await vaults.refresh();
      return undefined;
    },
    async signIn(address) {
      const store = find(address);
      return store === undefined ? undefined : signInTo(store, await vaults.state(store.config), l10n);
    },
    onDidChange: (listener) => void vaults.onDidChange(listener),
  };
}

/** A store of the workspace, and the file that defines it. */
interface FoundStore {
  readonly config: StoreConfig;
  readonly uri: string;
}

function addressOf({ config: { kind, name, namespace }, uri }: FoundStore): StoreAddress {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }), uri };
}

function statusOf(store: FoundStore, { state, text, tooltip, problem, readValues, cutOff }: VaultState): VaultStatus {
  const remedy = problem && remedyFor(problem);
  return {
    store: addressOf(store),
    state,
    text,
    tooltip,
    readValues,
    ...(remedy === undefined ? {} : { remedy }),
    ...(cutOff === undefined ? {} : { cutOff }),
  };
}

function signInTo(store: FoundStore, { problem }: VaultState, l10n: Localisation): TerminalCommand {
  const label = storeLabel(store.config);
  const line = problem && remedyFor(problem);
  if (problem === undefined || line === undefined) {
    const message =
      problem === undefined ? l10n.t('Nothing is known to be wrong with the login for {0}.', label) : problemText(problem, l10n);
    return { outcome: 'refused', message, items: [], forms: [] };
  }
  const isLogin = isLoginProblem(problem);
  const form = {
    title: isLogin ? l10n.t('Sign in again') : l10n.t('Mend it'),
    commandLine: line,
    advice: l10n.t('Press Enter to run it. The vault is asked again when it has ended.'),
  };
  const message = isLogin ? l10n.t('Sign in again for {0}.', label) : l10n.t('Mend it for {0}.', label);
  return { outcome: 'done', message, items: [], forms: [form], store: addressOf(store) };
}

/** Each vault once, by name: files that define a store of the same name in the same way mean the same. */
function distinct(stores: readonly FoundStore[]): readonly StoreAddress[] {
  const whole = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  const idOf = ({ config }: FoundStore) =>
    JSON.stringify([config.name, config.namespace, config.kind, config.provider, config.config], whole);
  const byId = new Map([...stores].reverse().map((store) => [idOf(store), addressOf(store)]));
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address);
}
