import { commands, env, l10n, UIKind, version, window, workspace } from 'vscode';
import { type ReportFacts, reportFactsRequest } from '../../../server/src/protocol.ts';
import { type IssueEnvironment, issueText } from '../issueText.ts';
import type { Command, CommandContext } from './command.ts';

/**
 * *Report Issue*: shows what would be told of this installation, and hands it to VS Code's own form, in which all of it can be changed
 * before it goes anywhere.
 */
export const reportIssue: Command = async (context) => {
  const { documents, extension, server } = context;
  const facts =
    server.state === 'running' ? ((await server.ask<ReportFacts | null>(reportFactsRequest)) ?? undefined) : undefined;
  const data = issueText(environmentOf(context), facts);
  await documents.showText(l10n.t('What the report says of this installation'), data);
  const [open, copy] = [l10n.t('Open Issue Reporter'), l10n.t('Copy')];
  const message = l10n.t(
    'This is what the report says of your installation: versions, counts and codes, no names. You write the rest, and send it yourself.',
  );
  const chosen = await window.showInformationMessage(message, open, copy);
  // The form of VS Code in a browser takes neither text nor data.
  const isPasted = chosen === copy || (chosen === open && env.uiKind === UIKind.Web);
  if (isPasted) {
    await env.clipboard.writeText(data);
    window.setStatusBarMessage(`$(clippy) ${l10n.t('Copied, to be pasted into the report')}`, 5000);
  }
  if (chosen !== open) return;
  const issueBody = l10n.t(
    'What did you do, what did you expect, and what happened instead?\n\n(Please leave out names of your secrets, stores, hosts and accounts; a manifest helps most with names that are made up.)',
  );
  await commands.executeCommand('workbench.action.openIssueReporter', { extensionId: extension.id, issueBody, data });
};

function environmentOf({ extension, server }: CommandContext): IssueEnvironment {
  const { process } = globalThis as { readonly process?: { readonly platform: string; readonly arch: string } };
  const { contributes, version: own } = extension.packageJSON as PackageFacts;
  return {
    extension: own,
    vscode: version,
    appHost: env.appHost,
    remote: env.remoteName,
    // Absent in a browser.
    platform: process === undefined ? 'browser' : `${process.platform} ${process.arch}`,
    language: env.language,
    trusted: workspace.isTrusted,
    folders: workspace.workspaceFolders?.length ?? 0,
    server: server.state,
    operatorVersion: workspace.getConfiguration('externalSecrets').get<string>('operatorVersion') ?? '',
    changedSettings: settingNames(contributes).filter(isChanged),
  };
}

interface PackageFacts {
  readonly version: string;
  readonly contributes: { readonly configuration: readonly { readonly properties: object }[] };
}

function settingNames({ configuration }: PackageFacts['contributes']): readonly string[] {
  return configuration.flatMap(({ properties }) => Object.keys(properties));
}

function isChanged(name: string): boolean {
  const found = workspace.getConfiguration().inspect(name);
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some((value) => value !== undefined);
}
