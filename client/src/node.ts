import type { ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import { type ExtensionContext, workspace } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateExtension } from './extension.ts';
import { addMachine } from './machine.ts';
import { quiet } from './quietClient.ts';
import type { Server, ServerClient } from './server.ts';
import { serverEnvironment, type UserSettings } from './serverEnvironment.ts';

/** What of the settings `serverEnvironment` makes variables of. */
const environmentSettings = ['externalSecrets.aws.endpointUrl', 'externalSecrets.cluster.kubeconfig', 'http'] as const;

/** The server of this window, for `deactivate`, which VS Code calls without any argument. */
let running: Server | undefined;

/** VS Code's entry point on desktop, remote hosts and code-server: the server is a process of its own. */
export function activate(context: ExtensionContext): void {
  const server = activateExtension(context, {
    createClient: (options) => createClient(context, options),
    addMachine: (parts) => addMachine(context, parts),
  });
  running = server;
  let environment = currentEnvironment();
  context.subscriptions.push(
    workspace.onDidChangeConfiguration((event) => {
      if (!environmentSettings.some((name) => event.affectsConfiguration(name))) return;
      const next = currentEnvironment();
      if (JSON.stringify(next) === JSON.stringify(environment)) return;
      environment = next;
      void server.restart();
    }),
  );
}

/** Lets the server end in good order; VS Code waits for it. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

/** The client of a server process that is spoken to over Node's IPC. */
function createClient(context: ExtensionContext, options: LanguageClientOptions): ServerClient {
  const module = context.asAbsolutePath('server/bin/external-secrets-language-server');
  const start = (execArgv: string[]) => ({
    module,
    transport: TransportKind.ipc,
    // Read anew at every start, so that a restart picks up changed settings.
    options: {
      execArgv,
      // By default it would be the workspace, and a repository could bring what the environment names by a relative path.
      cwd: homedir(),
      get env() {
        return currentEnvironment();
      },
    },
  });
  // Room for new objects, in megabytes: most of a manifest's tree stays, so that the sixteen of Node are only filled, copied and kept.
  const memory = '--max-semi-space-size=4';
  const run = { run: start([memory]), debug: start([memory, '--nolazy', '--inspect=6009']) };
  const client = quiet(new LanguageClient('externalSecrets', 'External Secrets', run, options));
  return {
    client,
    program() {
      const { serverProcess } = client as unknown as { readonly serverProcess?: ChildProcess };
      return serverProcess === undefined || hasEnded(serverProcess) ? undefined : { kill: () => kill(serverProcess) };
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function kill(process: ChildProcess): Promise<void> {
  if (hasEnded(process)) return;
  const ended = new Promise<void>((resolve) => process.once('close', () => resolve()));
  process.kill('SIGKILL');
  await ended;
}

function currentEnvironment(): Record<string, string> {
  return serverEnvironment(userSettings(), process.env);
}

/** Only values of the user's own settings: a workspace must not be able to redirect a login. */
function userSettings(): UserSettings {
  const awsEndpointUrl = userValue<string>('externalSecrets', 'aws.endpointUrl');
  const kubeconfig = userValue<string>('externalSecrets', 'cluster.kubeconfig');
  const proxy = userValue<string>('http', 'proxy');
  const noProxy = userValue<readonly string[]>('http', 'noProxy');
  const proxySupport = userValue<string>('http', 'proxySupport');
  return {
    ...(typeof awsEndpointUrl === 'string' ? { awsEndpointUrl } : {}),
    ...(typeof kubeconfig === 'string' ? { kubeconfig } : {}),
    ...(typeof proxy === 'string' ? { proxy } : {}),
    ...(Array.isArray(noProxy) ? { noProxy: noProxy.filter((host) => typeof host === 'string') } : {}),
    ...(typeof proxySupport === 'string' ? { proxySupport } : {}),
  };
}

function userValue<T>(section: string, key: string): T | undefined {
  return workspace.getConfiguration(section).inspect<T>(key)?.globalValue;
}
