import { homedir } from 'node:os';
import { type ExtensionContext, workspace } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { activateExtension } from './extension.ts';
import type { Server } from './server.ts';
import { serverEnvironment, type UserSettings } from './serverEnvironment.ts';

/** What of the settings `serverEnvironment` makes variables of. */
const environmentSettings = ['externalSecrets.aws.endpointUrl', 'externalSecrets.cluster.kubeconfig', 'http'] as const;

/** The server of this window, for `deactivate`, which VS Code calls without any argument. */
let running: Server | undefined;

/** VS Code's entry point on desktop, remote hosts and code-server: the server is a process of its own. */
export function activate(context: ExtensionContext): void {
  const server = activateExtension(context, (options) => createClient(context, options));
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
function createClient(context: ExtensionContext, options: LanguageClientOptions): LanguageClient {
  const module = context.asAbsolutePath('dist/server/main.cjs');
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
  return new QuietClient(
    'externalSecrets',
    'External Secrets',
    { run: start([]), debug: start(['--nolazy', '--inspect=6009']) },
    options,
  );
}

/** A client that logs what the library would show as a popup, and whose trace names messages without their contents. */
class QuietClient extends LanguageClient {
  /** Logs; never notifies, whatever the library asks. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** Names the message only: its contents are the user's manifests, which may hold literals of the `fake` provider. */
  override trace(message: string): void {
    super.trace(message);
  }
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
