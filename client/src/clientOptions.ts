import { type FileSystemWatcher, type LogOutputChannel, l10n, workspace } from 'vscode';
import { type LanguageClientOptions, RevealOutputChannelOn } from 'vscode-languageclient';
import type { InitializationOptions } from '../../server/src/protocol.ts';
import type { CrashPolicy } from './crashPolicy.ts';
import { provideDiagnostics } from './features/neighbours.ts';
import { withKeysFollowed } from './features/walkthrough.ts';
import { resolveCodeLens } from './lensReferences.ts';

/** The languages in which manifests are written. The server itself leaves alone what is no manifest of the operator. */
const languages = ['yaml', 'helm', 'yaml.gotmpl', 'json'] as const;

/** Where files live that a person edits: on disks, and wherever the folders of the workspace are. */
export const fileSchemes: ReadonlySet<string> = new Set([
  'file',
  'vscode-remote',
  'vscode-vfs',
  ...(workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme),
]);

/** The same of documents; not the read-only sides of a diff, not output channels. */
const schemes = ['untitled', ...fileSchemes];

/** Which documents are handed to the server: for the client, and for features that ask whether a document is one of them. */
export const documentSelector = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

/** The client's options, and the watcher of manifest files, which the caller disposes. */
export function clientOptions(
  outputChannel: LogOutputChannel,
  crashes: CrashPolicy,
): { readonly options: LanguageClientOptions; readonly watcher: FileSystemWatcher } {
  const watcher = workspace.createFileSystemWatcher('**/*.{yaml,yml,json}');
  const options: LanguageClientOptions = {
    documentSelector,
    diagnosticCollectionName: 'external-secrets',
    outputChannel,
    // Faults are told by the status item and the log, never by a popup over the text being typed.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler: crashes.errorHandler,
    initializationFailedHandler: () => false,
    initializationOptions: (): InitializationOptions => ({
      trusted: workspace.isTrusted,
      keepsConsent: true,
      showsAccessLog: true,
      readsFiles: true,
      ...(l10n.bundle === undefined ? {} : { texts: l10n.bundle }),
    }),
    synchronize: { fileEvents: watcher },
    middleware: {
      resolveCodeLens,
      provideDiagnostics,
      provideCompletionItem: async (document, position, context, token, next) =>
        withKeysFollowed(await next(document, position, context, token)),
    },
    // Text from outside is escaped; of links that the server makes these alone are followed.
    markdown: { isTrusted: { enabledCommands: ['externalSecrets.signIn'] }, supportHtml: false },
  };
  return { options, watcher };
}
