import type { Extension, LogOutputChannel } from 'vscode';
import type { ClusterView } from '../features/cluster.ts';
import type { ClusterDocuments } from '../features/clusterDocuments.ts';
import type { PreviewDocuments } from '../features/previewDocuments.ts';
import type { VaultStatusView } from '../features/vaultStatus.ts';
import type { Server } from '../server.ts';

/** What commands work with. */
export interface CommandContext {
  readonly server: Server;
  readonly status: VaultStatusView;
  readonly documents: ClusterDocuments;
  readonly previews: PreviewDocuments;
  readonly output: LogOutputChannel;
  /** This extension. */
  readonly extension: Extension<unknown>;
  /** Whether there is a machine to work on, with terminals, vaults and clusters; a browser alone has none. */
  readonly hasMachine: boolean;
}

/** What commands work with that need such a machine. */
export interface MachineContext extends CommandContext {
  readonly cluster: ClusterView;
  readonly accessLog: LogOutputChannel;
}

/**
 * A palette command. `argument` is whatever the caller passed, any extension among them: to be checked before use. `selection` is
 * what menus of the explorer and of trees pass beside it: everything that is selected there.
 */
export type Command<C extends CommandContext = CommandContext> = (
  context: C,
  argument: unknown,
  selection?: unknown,
) => Promise<void> | void;

/** A palette command that needs a machine. */
export type MachineCommand = Command<MachineContext>;
