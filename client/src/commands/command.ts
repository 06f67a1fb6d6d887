import type { LogOutputChannel } from 'vscode';
import type { VaultStatusView } from '../features/vaultStatus.ts';
import type { Server } from '../server.ts';

/** What commands work with. */
export interface CommandContext {
  readonly server: Server;
  readonly status: VaultStatusView;
  readonly output: LogOutputChannel;
  readonly accessLog: LogOutputChannel;
}

/** A palette command. `argument` is whatever the caller passed, any extension among them: to be checked before use. */
export type Command = (context: CommandContext, argument: unknown) => Promise<void> | void;
