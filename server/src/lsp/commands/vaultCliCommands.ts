import type { Deed } from '../../features/vaultCli/tool.ts';
import type { Log } from '../../host.ts';
import type { LanguageService } from '../../languageService.ts';
import type { Localisation } from '../../localisation.ts';
import { serverCommands, type TerminalCommand, type TerminalShell } from '../../protocol.ts';
import { readKeyTarget, readStoreAddress, required } from './arguments.ts';
import type { ServerCommand } from './command.ts';

/** What the commands below work with. */
export interface VaultCliCommandOptions {
  readonly service: Pick<LanguageService, 'stores' | 'vaultCli'>;
  readonly log: Pick<Log, 'info'>;
  /** Of a client that does not say which shell it types into. */
  readonly shell: TerminalShell;
  /** Whether the client types command lines into a terminal itself. */
  readonly ownClient: boolean;
}

/** The commands that only write command lines. Our own client types them, unrun, into a terminal; other editors tell them. */
export function vaultCliCommands(options: VaultCliCommandOptions): Readonly<Record<string, ServerCommand>> {
  const { service } = options;
  const about = (title: string, deed: Deed): ServerCommand => ({
    title,
    async run({ argument, interaction }) {
      const target = required(readKeyTarget(argument), 'a place: { uri, line, character }');
      return told(
        await service.vaultCli.prepare(deed, target, target.shell ?? options.shell, interaction.token),
        options,
        interaction.l10n,
      );
    },
  });
  return {
    [serverCommands.signIn]: {
      title: 'Sign in again',
      async run({ argument, interaction: { l10n } }) {
        const store = required(readStoreAddress(argument), 'a store: { kind, name, namespace? }');
        const made = await service.stores.signIn(store);
        return made === undefined ? null : told(made, options, l10n);
      },
    },
    [serverCommands.createInVault]: about('Create in vault', 'create'),
    [serverCommands.rotateInVault]: about('Rotate in vault', 'rotate'),
  };
}

/** For other editors the first way stands in the message, and all of them in the log. */
function told(made: TerminalCommand, { ownClient, log }: VaultCliCommandOptions, l10n: Localisation): TerminalCommand {
  const [first] = made.forms;
  if (ownClient || first === undefined) return made;
  const lines = made.forms.map(({ title, commandLine, advice }) => `${title}: ${commandLine}\n${advice}`);
  log.info([made.message, ...lines].join('\n'));
  const way = l10n.t('{0} In a terminal: {1} The command line: {2}', made.message, first.advice, first.commandLine);
  return { ...made, message: way };
}
