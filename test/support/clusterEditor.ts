import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import {
  type ClusterStatus,
  type CommandResult,
  clusterStatusRequest,
  serverCommands,
  type VerifyResult,
} from '../../server/src/protocol.ts';
import { type ClientOptions, type LspClient, type Prompt, startClient } from './lspClient.ts';

/** The server as it is shipped, for editors other than VS Code. */
export const serverProgram = join(import.meta.dirname, '../../server/bin/external-secrets-language-server');

/** What an editor of a test is like. */
export interface ClusterEditorOptions extends Omit<ClientOptions, 'command' | 'env' | 'cwd' | 'workspaceFolder'> {
  /** The value of `KUBECONFIG`: one path, or several with the separator of the system. */
  readonly kubeconfig: string;
  /** The manifests of the workspace by their file names. */
  readonly files?: Readonly<Record<string, string>>;
  /** A folder with the user's own files; by default an empty one, which goes with the editor. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** An editor with a workspace of its own and the server behind it. */
export interface ClusterEditor {
  readonly client: LspClient;
  /** The URI of a file of the workspace. */
  uri(file: string): string;
  /** The user's consents as kept on the disk; empty where there are none. */
  consents(): string;
  status(): Promise<ClusterStatus>;
  /** Connects to the current context, or the one named. */
  connect(context?: string): Promise<ClusterStatus>;
  run<T = CommandResult>(command: keyof typeof serverCommands, argument: unknown): Promise<T>;
  /** The same with progress under the name of `id`, and what cancels it. */
  start<T = CommandResult>(
    command: keyof typeof serverCommands,
    argument: unknown,
    id: string,
  ): { readonly result: Promise<T>; cancel(): void };
  /** The titles of the lenses of a file. */
  lenses(file: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts the shipped server as an editor would, opens all files, and waits for nothing. */
export async function startClusterEditor(options: ClusterEditorOptions): Promise<ClusterEditor> {
  const { kubeconfig, files = {}, home, env = {}, ...rest } = options;
  const folder = mkdtempSync(join(tmpdir(), 'cluster-editor-'));
  const userFolder = home ?? join(folder, 'home');
  const workspace = join(folder, 'workspace');
  for (const one of [workspace, userFolder]) mkdirSync(one, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text);
  const client = await startClient({
    ...rest,
    command: [process.execPath, serverProgram, '--stdio'],
    env: { PATH: process.env['PATH'], HOME: userFolder, XDG_CONFIG_HOME: userFolder, KUBECONFIG: kubeconfig, ...env },
    workspaceFolder: pathToFileURL(workspace).href,
    capabilities: { workspace: { configuration: true }, window: { workDoneProgress: true }, ...rest.capabilities },
  });
  const uri = (file: string) => pathToFileURL(join(workspace, file)).href;
  for (const [name, text] of Object.entries(files)) client.open(uri(name), text);
  const consents = () => {
    try {
      return readFileSync(join(userFolder, 'external-secrets/consents.json'), 'utf8');
    } catch {
      return '';
    }
  };
  return {
    client,
    uri,
    consents,
    status: () => client.connection.sendRequest(clusterStatusRequest),
    connect: async (context) =>
      (await client.execute(serverCommands.connectCluster, context === undefined ? {} : { context })) as ClusterStatus,
    run: async <T>(command: keyof typeof serverCommands, argument: unknown) =>
      (await client.execute(serverCommands[command], argument)) as T,
    start(command, argument, id) {
      const cancellation = new CancellationTokenSource();
      const params = { command: serverCommands[command], arguments: [argument], workDoneToken: id };
      const result = client.connection.sendRequest('workspace/executeCommand', params, cancellation.token);
      return { result: result as Promise<never>, cancel: () => cancellation.cancel() };
    },
    async lenses(file) {
      const lenses: { command?: { title: string } }[] | null = await client.connection.sendRequest('textDocument/codeLens', {
        textDocument: { uri: uri(file) },
      });
      return (lenses ?? []).map(({ command }) => command?.title ?? '');
    },
    async stop() {
      await client.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A user who presses the first of these buttons that a question offers, and closes every other question. */
export function presses(...titles: readonly string[]): (prompt: Pick<Prompt, 'actions'>) => string | null {
  return ({ actions }) => actions.find((action) => titles.includes(action)) ?? null;
}

/** The checks of a verification that are not as they should be. */
export function wrongChecks({ checks }: VerifyResult): readonly string[] {
  return checks.filter(({ state }) => state !== 'ok').map(({ title, detail }) => `${title}: ${detail}`);
}

/** The result of a command, or an error after so many seconds: what hangs is not waited for until the whole file is given up. */
export function within<T>(result: Promise<T>, seconds = 10): Promise<T> {
  const late = new Promise<T>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000).unref();
  });
  return Promise.race([result, late]);
}
