import { serverCommands, type VaultStatus } from '../../protocol.ts';
import type { StoreService } from '../../storeService.ts';
import { readStoreAddress, required } from './arguments.ts';
import type { ServerCommand } from './command.ts';

/** The commands about vaults. They ask by the consent store; their progress is the status of the store. */
export function vaultCommands(stores: StoreService): Readonly<Record<string, ServerCommand>> {
  const about = (
    title: string,
    act: (store: NonNullable<ReturnType<typeof readStoreAddress>>) => Promise<VaultStatus | undefined>,
  ): ServerCommand => ({
    title,
    run: async ({ argument }) => (await act(required(readStoreAddress(argument), 'a store: { kind, name, namespace? }'))) ?? null,
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
