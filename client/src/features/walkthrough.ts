import { type CompletionItem, type CompletionList, commands, type Disposable } from 'vscode';

/** What shows that a step of the walkthrough has been done; VS Code itself remembers which are. */
export type Milestone =
  | 'secretPrepared'
  | 'clusterConnected'
  | 'policyCopied'
  | 'storeConnected'
  | 'keyCompleted'
  | 'applied'
  | 'rotated'
  | 'azureOpened';

const done = new Set<Milestone>();

/** Ticks the step, by the context key that `completionEvents` of package.json wait for. */
export function reached(milestone: Milestone): void {
  done.add(milestone);
  void commands.executeCommand('setContext', contextKey(milestone), true);
}

/** Opens the walkthrough so that it ticks what was done before: VS Code sees only keys that come to be true while it is open. */
export async function openedWith(open: () => PromiseLike<unknown>): Promise<void> {
  for (const milestone of done) await commands.executeCommand('setContext', contextKey(milestone), false);
  await open();
  for (const milestone of done) reached(milestone);
}

function contextKey(milestone: Milestone): string {
  return `externalSecrets.walkthrough.${milestone}`;
}

/** Run by the editor when a key of a vault is taken from the list. In no palette. */
const keyChosen = 'externalSecrets.walkthrough.keyChosen';

/** Lets the editor tell when a key has been completed. */
export function followKeys(): Disposable {
  return commands.registerCommand(keyChosen, () => reached('keyCompleted'));
}

/** The list with that command at the entries that are keys of a vault. */
export function withKeysFollowed<T extends CompletionItem[] | CompletionList | null | undefined>(list: T): T {
  for (const item of Array.isArray(list) ? list : (list?.items ?? [])) {
    const { source } = ((item as { readonly data?: unknown }).data ?? {}) as { readonly source?: unknown };
    if (source === 'key') item.command ??= { title: '', command: keyChosen };
  }
  return list;
}
