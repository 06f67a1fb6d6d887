import { type AccessibilityInformation, l10n, MarkdownString, ThemeColor } from 'vscode';
import type { VaultStatus } from '../../../server/src/protocol.ts';
import { oneLine, plainLabel, plainMarkdown } from '../plainText.ts';

/** How the status item looks. `undefined` members take away what an earlier state has set. */
export interface StatusLook {
  readonly text: string;
  readonly tooltip: MarkdownString;
  readonly backgroundColor: ThemeColor | undefined;
  readonly accessibilityInformation: AccessibilityInformation;
}

/** The codicon of each state. The text beside it says the same, so that no state is told by its icon alone. */
const icons: Readonly<Record<VaultStatus['state'], string>> = {
  manifest: 'key',
  connected: 'key',
  'not-connected': 'plug',
  listing: 'sync~spin',
  problem: 'warning',
  untrusted: 'lock',
  refused: 'circle-slash',
  unsupported: 'info',
};

/** Whether the vault answers, or is being listed: the listing goes on when connecting is done. */
export function isConnected({ state }: VaultStatus): boolean {
  return state === 'connected' || state === 'listing';
}

/** The look of a vault's state. */
export function lookOf(status: VaultStatus): StatusLook {
  const { name } = status.store;
  return look(icons[status.state], status.text, name, status.tooltip, status.state === 'problem');
}

/** The look of a server that stays down. */
export function lookOfStopped(): StatusLook {
  const text = l10n.t('External Secrets stopped');
  return look(
    'error',
    text,
    text,
    l10n.t('The language server stopped several times in a row. Choose this item to restart it.'),
    true,
  );
}

function look(icon: string, text: string, title: string, details: string, warns: boolean): StatusLook {
  const tooltip = new MarkdownString(`$(${icon}) **${plainMarkdown(title)}**\n\n${plainMarkdown(details)}`, true);
  tooltip.isTrusted = false;
  return {
    text: `$(${icon}) ${plainLabel(text, 40)}`,
    tooltip,
    backgroundColor: warns ? new ThemeColor('statusBarItem.warningBackground') : undefined,
    accessibilityInformation: {
      label: l10n.t('External Secrets, {0}: {1}', text, oneLine(details, 300)),
      role: 'button',
    },
  };
}
