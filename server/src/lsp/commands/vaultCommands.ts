import type { Interaction } from '../../cluster/interaction.ts';
import { type StoreAddress, serverCommands, type VaultStatus } from '../../protocol.ts';
import type { StoreService } from '../../storeService.ts';
import { readPlace, readStoreAddress, required } from './arguments.ts';
import type { CommandCall, ServerCommand } from './command.ts';

/** The commands about vaults. They ask by the consent store; their progress is the status of the store. */
export function vaultCommands(stores: StoreService): Readonly<Record<string, ServerCommand>> {
  const about = (title: string, act: (store: StoreAddress) => Promise<VaultStatus | undefined>): ServerCommand => ({
    title,
    async run(call) {
      const store = await storeOf(call, title, stores);
      return store === null ? null : ((await act(store)) ?? null);
    },
  });
  return {
    [serverCommands.connectStore]: about('Connect store', stores.connect),
    [serverCommands.allowReadingValues]: about('Allow reading values', stores.allowReadingValues),
    [serverCommands.disconnectStore]: about('Disconnect store', stores.disconnect),
    [serverCommands.refreshVaultListing]: {
      title: 'Refresh vault listing',
      run: async ({ argument }) => (await stores.refresh(readStoreAddress(argument))) ?? null,
    },
  };
}

/**
 * The store that is meant: the one that is named, the one that a place is about, or, where the editor can say neither, the one that the
 * user chooses. Null where the user chooses none.
 */
async function storeOf(
  { argument, interaction }: CommandCall,
  title: string,
  stores: StoreService,
): Promise<StoreAddress | null> {
  const named = readStoreAddress(argument);
  if (named !== undefined) return named;
  const place = readPlace(argument);
  const there = place && (await stores.statusAt(place.uri, place))?.store;
  if (there !== undefined) return there;
  if (argument !== undefined && place === undefined) return required<StoreAddress>(undefined, storeWanted);
  return choose(stores.addresses(), title, interaction);
}

const storeWanted = 'a store, { kind, name, namespace? }, or a place in a manifest, { uri, line, character }';

/** As many buttons as a question can have and still be read. */
const mostOffered = 20;

async function choose(all: readonly StoreAddress[], title: string, interaction: Interaction): Promise<StoreAddress | null> {
  const [only, ...others] = all;
  if (only === undefined)
    return required<StoreAddress>(undefined, 'a store, and no file of this workspace defines one with a vault to connect to');
  if (others.length === 0) return only;
  const offered = new Map(all.slice(0, mostOffered).map((store) => [labelOf(store), store]));
  const chosen = await interaction.ask({ message: `${title}: which one?`, detail: '', actions: [...offered.keys()] });
  return (chosen === undefined ? undefined : offered.get(chosen)) ?? null;
}

function labelOf({ kind, name, namespace }: StoreAddress): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
