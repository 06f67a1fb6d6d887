import { l10n, type QuickPickItem, window } from 'vscode';
import type { ResourceAddress, Syncable } from '../../../../server/src/protocol.ts';
import { oneLine, plainLabel } from '../../plainText.ts';
import { kindOf } from './words.ts';

const icons: Readonly<Record<Syncable['state'], string>> = { failing: 'error', waiting: 'watch', ok: 'pass' };

interface Item extends QuickPickItem {
  readonly resource: ResourceAddress;
}

/** Lets the user choose among what can be force-synced, in the order given. Undefined: cancelled. */
export async function pickSyncables(
  syncables: readonly Syncable[],
  options: { readonly placeHolder: string; readonly many: boolean; readonly title?: string },
): Promise<readonly ResourceAddress[] | undefined> {
  const items = syncables.map(
    ({ resource, state, description }): Item => ({
      label: `$(${icons[state]}) ${plainLabel(resource.name, 100)}`,
      description: plainLabel(kindOf(resource), 120),
      detail: plainLabel(`${wordOf(state)}${oneLine(description, 300)}`, 300),
      resource,
    }),
  );
  const { placeHolder, title } = options;
  const shared = { placeHolder, matchOnDescription: true, matchOnDetail: true, ...(title === undefined ? {} : { title }) };
  if (options.many) return (await window.showQuickPick(items, { ...shared, canPickMany: true }))?.map(({ resource }) => resource);
  const chosen = await window.showQuickPick(items, shared);
  return chosen === undefined ? undefined : [chosen.resource];
}

/** The state in words, for those who do not see the icon. */
function wordOf(state: Syncable['state']): string {
  if (state === 'failing') return l10n.t('Not ready: ');
  return state === 'waiting' ? l10n.t('Waiting: ') : '';
}
