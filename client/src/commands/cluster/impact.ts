import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import { type CommandResult, type Consumer, type RotationImpact, serverCommands } from '../../../../server/src/protocol.ts';
import { oneLine, plainLabel, plainMessage } from '../../plainText.ts';
import type { CommandContext } from '../command.ts';
import { tellResult } from './results.ts';
import { runCommand } from './run.ts';
import { kindOf, nameOf } from './words.ts';

const icons: Readonly<Record<Consumer['state'], string>> = {
  restart: 'warning',
  'by-itself': 'sync',
  'up-to-date': 'pass',
  unknown: 'question',
};

/** Shows who uses a Secret and what its change means for them; the first row leads to restarting those that need it. */
export async function showImpact(context: CommandContext, impact: RotationImpact): Promise<void> {
  const stale = restartable(impact).filter(({ state }) => state === 'restart');
  const restart = {
    label: `$(debug-restart) ${l10n.t('Restart Consumers…')}`,
    description: stale.length === 0 ? l10n.t('none needs it') : l10n.t('needed by {0}', stale.length),
  };
  const rows: QuickPickItem[] = [
    ...(restartable(impact).length > 0 ? [restart] : []),
    ...keysRow(impact),
    ...(impact.consumers.length > 0 ? [{ label: l10n.t('Used by'), kind: QuickPickItemKind.Separator }] : []),
    ...impact.consumers.map(rowOf),
  ];
  if (rows.length === 0) {
    void window.showInformationMessage(plainMessage(impact.message, 500));
    return;
  }
  const options = { title: titleOf(impact), placeHolder: plainLabel(impact.message, 300), matchOnDetail: true };
  if ((await window.showQuickPick(rows, options)) === restart) await pickAndRestart(context, impact);
}

/** Lets the user choose which consumers are restarted, those that need it beforehand, and has the server do it. */
export async function pickAndRestart(context: CommandContext, impact: RotationImpact): Promise<void> {
  const { secret } = impact;
  const candidates = restartable(impact);
  if (secret === undefined || candidates.length === 0) {
    void window.showInformationMessage(plainMessage(impact.message, 500));
    return;
  }
  const items = candidates.map((consumer) => ({ ...rowOf(consumer), picked: consumer.state === 'restart', consumer }));
  const chosen = await window.showQuickPick(items, {
    canPickMany: true,
    title: titleOf(impact),
    placeHolder: l10n.t('Choose what is restarted; you are asked once more before it happens'),
    matchOnDetail: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  const target = { secret, workloads: chosen.map(({ consumer }) => consumer.workload) };
  const title = l10n.t('Restarting consumers of {0}', nameOf(secret));
  await tellResult(await runCommand<CommandResult>(context, serverCommands.restartConsumers, target, title));
}

function restartable({ consumers }: RotationImpact): readonly Consumer[] {
  return consumers.filter((consumer) => consumer.restartable);
}

function titleOf({ secret }: RotationImpact): string {
  return secret === undefined ? l10n.t('Rotation Impact') : l10n.t('Rotation Impact: {0}', nameOf(secret));
}

function keysRow({ changedKeys }: RotationImpact): readonly QuickPickItem[] {
  if (changedKeys === undefined) return [];
  const label = changedKeys.length === 0 ? l10n.t('No key has changed') : l10n.t('Changed: {0}', changedKeys.join(', '));
  return [{ label: `$(key) ${plainLabel(label, 200)}` }];
}

function rowOf({ workload, uses, state, stalePods, pods, restartable: can }: Consumer): QuickPickItem {
  return {
    label: `$(${icons[state]}) ${plainLabel(workload.name, 100)}`,
    description: plainLabel(
      `${kindOf(workload)} · ${wordOf(state, stalePods, pods)}${can ? '' : ` · ${l10n.t('cannot be restarted from here')}`}`,
      200,
    ),
    detail: plainLabel(oneLine(uses.join(' · '), 400), 400),
  };
}

function wordOf(state: Consumer['state'], stalePods: number, pods: number): string {
  if (state === 'restart') return l10n.t('{0} of {1} Pods run with the old values', stalePods, pods);
  if (state === 'unknown') return l10n.t('{0} of {1} Pods may run with the old values', stalePods, pods);
  return state === 'by-itself' ? l10n.t('follows by itself') : l10n.t('up to date');
}
