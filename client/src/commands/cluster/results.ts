import { commands, l10n, type QuickPickItem, window } from 'vscode';
import type { CommandResult, NextStep, ResultItem } from '../../../../server/src/protocol.ts';
import { plainLabel, plainMessage } from '../../plainText.ts';
import { nameOf } from './words.ts';

/** The states of an item that are as they should be. */
const good: ReadonlySet<string> = new Set(['applied', 'ready', 'synced', 'unchanged', 'restarted', 'created', 'configured']);

/** The states of an item that a manifest's problems explain. */
const bad: ReadonlySet<string> = new Set(['failed', 'refused']);

/** The palette command of each step. */
const stepCommands: Readonly<Record<NextStep['step'], string>> = {
  'rotation-impact': 'externalSecrets.rotationImpact',
  verify: 'externalSecrets.verifySecret',
  'force-sync': 'externalSecrets.forceSync',
  wait: 'externalSecrets.waitUntilReady',
  open: 'externalSecrets.showResource',
};

/** A button of the notification. */
interface Button {
  readonly title: string;
  readonly run: () => unknown;
}

/** Tells in one notification how a command ended, with at most two things to do next. Resolves when that is done or put away. */
export async function tellResult(result: CommandResult | undefined): Promise<void> {
  if (result === undefined || result.message === '') return;
  const message = plainMessage(result.message, 500);
  if (result.outcome === 'cancelled' && result.items.length === 0) {
    window.setStatusBarMessage(plainLabel(result.message, 100), 5000);
    return;
  }
  const buttons = buttonsOf(result);
  const show = {
    done: window.showInformationMessage,
    cancelled: window.showInformationMessage,
    refused: window.showWarningMessage,
  };
  const tell = result.outcome === 'failed' ? window.showErrorMessage : show[result.outcome];
  const chosen = await tell<Button>(message, ...buttons);
  await chosen?.run();
}

function buttonsOf(result: CommandResult): readonly Button[] {
  const { items, outcome } = result;
  const buttons: Button[] = [];
  if (outcome !== 'done' && items.some(({ state, place }) => bad.has(state) && place !== undefined)) buttons.push(showProblems());
  const steps = new Map<NextStep['step'], ResultItem[]>();
  const titles = new Map<NextStep['step'], string>();
  for (const item of items) {
    for (const { step, title } of item.next ?? []) {
      steps.set(step, [...(steps.get(step) ?? []), item]);
      titles.set(step, title);
    }
  }
  for (const [step, of] of steps)
    buttons.push({ title: plainMessage(titles.get(step) ?? step, 40), run: () => runStep(step, of) });
  if (items.length > 1) buttons.splice(1, 0, { title: l10n.t('Show Details'), run: () => showItems(result) });
  return buttons.slice(0, 2);
}

function showProblems(): Button {
  return { title: l10n.t('Show Problems'), run: () => commands.executeCommand('workbench.actions.view.problems') };
}

async function runStep(step: NextStep['step'], items: readonly ResultItem[]): Promise<void> {
  if (step === 'force-sync') {
    await commands.executeCommand(stepCommands[step], { resources: items.map(({ resource }) => resource) });
    return;
  }
  const item = items.length === 1 ? items[0] : await pickItem(items, l10n.t('Choose one'));
  if (item !== undefined) await commands.executeCommand(stepCommands[step], item.resource);
}

/** Everything that happened, object by object; choosing one leads to its manifest, or to its details. */
async function showItems({ items, message }: CommandResult): Promise<void> {
  const item = await pickItem(items, plainLabel(message, 200));
  if (item === undefined) return;
  if (item.place === undefined) await commands.executeCommand('externalSecrets.showResource', item.resource);
  else await commands.executeCommand('externalSecrets.openManifest', item);
}

async function pickItem(items: readonly ResultItem[], placeHolder: string): Promise<ResultItem | undefined> {
  const rows = items.map((item): QuickPickItem & { readonly item: ResultItem } => ({
    label: `$(${iconOf(item.state)}) ${plainLabel(nameOf(item.resource), 120)}`,
    description: plainLabel(`${item.resource.kind} · ${item.state}`, 120),
    detail: plainLabel(item.message, 400),
    item,
  }));
  return (await window.showQuickPick(rows, { placeHolder, matchOnDescription: true, matchOnDetail: true }))?.item;
}

function iconOf(state: string): string {
  if (good.has(state)) return 'pass';
  return bad.has(state) ? 'error' : 'question';
}
