import { ConfigurationTarget, l10n, type QuickPickItem, ThemeIcon, window, workspace } from 'vscode';
import {
  type CommandResult,
  type DownloadTarget,
  type KnownVersions,
  serverCommands,
  versionsRequest,
} from '../../../server/src/protocol.ts';
import { plainLabel } from '../plainText.ts';
import { tellResult } from './cluster/results.ts';
import { runCommand } from './cluster/run.ts';
import type { Command, CommandContext } from './command.ts';
import { serverRuns } from './store.ts';

const versionPattern = /^v?\d+(\.\d+){0,2}$/;

/** *Set ESO Version…*: the version that is passed, or that the user picks, into the settings of the workspace. */
export const setOperatorVersion: Command = async (context, argument) => {
  const given = typeof argument === 'string' && versionPattern.test(argument) ? argument : undefined;
  const version = given ?? (await pickVersion(context));
  if (version === undefined) return;
  const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await workspace.getConfiguration('externalSecrets').update('operatorVersion', version === '' ? undefined : version, target);
  const said =
    version === '' ? l10n.t('Manifests are checked for the newest ESO') : l10n.t('Manifests are checked for ESO {0}', version);
  window.setStatusBarMessage(`$(check) ${said}`, 5000);
};

/** *Download CRDs…*: of a release or from an address. The server asks before anything is fetched. */
export const downloadCrds: Command = async (context) => {
  const set = workspace.getConfiguration('externalSecrets').get<string>('crds') ?? '';
  const answer = await window.showInputBox({
    title: l10n.t('Download CRDs'),
    prompt: l10n.t('An ESO version, or an https address of its CRDs'),
    placeHolder: '2.10.0',
    value: set.startsWith('https://') ? set : '',
    validateInput: (text) =>
      targetOf(text) === undefined ? l10n.t('A version such as 2.10.0, or an address that begins with https://') : undefined,
  });
  const target = targetOf(answer ?? '');
  if (target === undefined) return;
  const named = target.url === undefined || /\d+\.\d+\.\d+/.test(target.url) ? target : await withVersion(target);
  if (named === undefined) return;
  await tellResult(await runCommand<CommandResult>(context, serverCommands.downloadCrds, named, l10n.t('Downloading CRDs')));
};

function targetOf(text: string): DownloadTarget | undefined {
  const trimmed = text.trim();
  if (/^v?\d+\.\d+\.\d+$/.test(trimmed)) return { version: trimmed.replace(/^v/, '') };
  return /^https:\/\/\S+$/.test(trimmed) ? { url: trimmed } : undefined;
}

async function withVersion({ url = '' }: DownloadTarget): Promise<DownloadTarget | undefined> {
  const version = await window.showInputBox({
    title: l10n.t('Download CRDs'),
    prompt: l10n.t('Which ESO version are they of?'),
    placeHolder: '2.10.0',
    validateInput: (text) => (/^\d+\.\d+\.\d+$/.test(text.trim()) ? undefined : l10n.t('A version such as 2.10.0')),
  });
  return version === undefined ? undefined : { url, version: version.trim() };
}

interface VersionItem extends QuickPickItem {
  /** Empty: the newest known. */
  readonly version: string;
}

const remove = { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Remove the Downloaded CRDs') };

/** All known versions, the newest first; downloaded ones can be removed from the list. */
async function pickVersion(context: CommandContext): Promise<string | undefined> {
  if (!(await serverRuns(context))) return undefined;
  const picker = window.createQuickPick<VersionItem>();
  picker.placeholder = l10n.t('Which External Secrets Operator do your clusters run?');
  const show = async () => {
    picker.items = itemsOf(context, await context.server.ask<KnownVersions>(versionsRequest, {}));
  };
  await show();
  return await new Promise((resolve) => {
    picker.onDidTriggerItemButton(async ({ item: { version } }) => {
      picker.busy = true;
      await runCommand(context, serverCommands.removeCrds, { version }, l10n.t('Removing CRDs'));
      await show();
      picker.busy = false;
    });
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.version);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function itemsOf({ hasMachine }: CommandContext, known: KnownVersions | undefined): readonly VersionItem[] {
  const set = workspace.getConfiguration('externalSecrets').get<string>('operatorVersion') ?? '';
  const mark = (version: string) => (version === set ? l10n.t('current') : '');
  const versions = [...(known?.versions ?? [])].reverse().map(({ url, version }): VersionItem => {
    const downloaded = url === undefined ? '' : l10n.t('downloaded from {0}', plainLabel(hostOf(url), 100));
    const description = [mark(version), downloaded].filter(Boolean).join(' · ');
    return { label: version, version, description, ...(url === undefined ? {} : { buttons: [remove] }) };
  });
  return [
    { label: l10n.t('Newest known'), version: '', description: mark('') },
    ...(hasMachine ? [{ label: l10n.t('That of the connected cluster'), version: 'auto', description: mark('auto') }] : []),
    ...versions,
  ];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
