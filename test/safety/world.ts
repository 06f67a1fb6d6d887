import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { serverProgram } from '../support/clusterEditor.ts';
import { type ClientOptions, type LspClient, startClient } from '../support/lspClient.ts';

/** The project's folder. */
export const root = join(import.meta.dirname, '../..');

/** Why tests that need the server cannot run; false where they can. */
export const notBuilt = existsSync(join(root, 'dist/server/main.cjs')) ? false : 'not built (npm run build)';

/** What every login of the planted environment begins with, so that it is found wherever it goes. */
export const planted = 'planted-login';

/** A machine with a user's home and a workspace, each in a folder of its own. */
export interface World {
  readonly home: string;
  readonly workspace: string;
  /** Where whatever a repository has managed to run would leave a file. */
  readonly marker: string;
  /** The URI of a file of the workspace. */
  uri(file: string): string;
  /** Writes a file below the workspace; `executable`: a program. */
  bring(file: string, text: string, executable?: boolean): void;
  /** Writes a file below the home. */
  keep(file: string, text: string): void;
  /** Starts the shipped server as VS Code does, in the workspace, and lets it go with the world. */
  start(options?: Omit<ClientOptions, 'command'>): Promise<LspClient>;
  close(): Promise<void>;
}

/** Makes one. */
export function createWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'safety-'));
  const [home, workspace] = [join(folder, 'home'), join(folder, 'repository')];
  for (const one of [home, workspace]) mkdirSync(one);
  const clients: LspClient[] = [];
  const write = (path: string, text: string, mode: number) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  return {
    home,
    workspace,
    marker: join(folder, 'ran'),
    uri: (file) => pathToFileURL(join(workspace, file)).href,
    bring: (file, text, executable = false) => write(join(workspace, file), text, executable ? 0o755 : 0o644),
    keep: (file, text) => write(join(home, file), text, 0o600),
    async start({ env = {}, ...options } = {}) {
      const client = await startClient({
        command: [process.execPath, serverProgram, '--stdio'],
        cwd: workspace,
        workspaceFolder: pathToFileURL(workspace).href,
        ...options,
        env: { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: join(home, '.config'), ...env },
      });
      clients.push(client);
      return client;
    },
    async close() {
      await Promise.all(clients.filter((client) => client.process.exitCode === null).map((client) => client.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Variables whose names the sources put together. */
const composed = ['VAULT_TOKEN', 'BAO_TOKEN'];

/** Every variable that the server's sources name and that could hold a login, each with a value of its own. */
export function plantedLogins(): Readonly<Record<string, string>> {
  const names = new Set(composed);
  for (const file of globSync('server/src/**/*.ts', { cwd: root })) {
    for (const [name] of readFileSync(join(root, file), 'utf8').matchAll(
      /\b[A-Z][A-Z0-9]*_(?:[A-Z0-9]+_)*(?:TOKEN|KEY|SECRET|PASSWORD|LOGIN|CREDENTIALS?|ID)\b/g,
    ))
      names.add(name);
  }
  return Object.fromEntries([...names].map((name) => [name, `${planted}-${name}`]));
}
