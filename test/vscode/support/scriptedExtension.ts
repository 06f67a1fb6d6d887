import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../../scripts/build.ts';
import { projectRoot } from '../../../scripts/setup/cache.ts';
import type {
  ClusterStatus,
  ConfirmParams,
  ContextItem,
  DiffFile,
  ResourceAddress,
  Syncable,
  TreeNode,
} from '../../../server/src/protocol.ts';

/** What the server of a scripted extension says. */
export interface Scene {
  readonly status: ClusterStatus;
  /** The children of each node by its id; the roots are those of the empty id. */
  readonly tree?: Readonly<Record<string, readonly TreeNode[]>>;
  readonly contexts?: readonly ContextItem[];
  readonly syncables?: readonly Syncable[];
  readonly resourceAt?: ResourceAddress;
  /** What each command does, by the last part of its id. */
  readonly commands?: Readonly<Record<string, readonly Step[]>>;
}

/** One step of a command: a question, a diff, progress until it is cancelled, the end of the server, or of the command. */
export type Step =
  | { readonly ask: ConfirmParams }
  | { readonly show: readonly DiffFile[] }
  | { readonly progress: string; readonly percentage: number }
  | { readonly dies: true }
  | { readonly result: object };

/** The client with a server that plays scenes. */
export interface ScriptedExtension {
  /** Where it is, for `openWorkbench`. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  play(scene: Scene): void;
  /** What the server was told to do and what was answered, in order. */
  log(): readonly string[];
  remove(): void;
}

/** Builds the client with the scripted server in the place of the real one, in a folder of its own. */
export async function scriptExtension(first: Scene): Promise<ScriptedExtension> {
  const folder = mkdtempSync(join(tmpdir(), 'external-secrets-scripted-'));
  for (const path of ['package.json', 'package.nls.json', 'client/resources', 'server/bin']) {
    cpSync(join(projectRoot, path), join(folder, path), { recursive: true });
  }
  const server = fileURLToPath(new URL('./scriptedServer.ts', import.meta.url));
  const entries = {
    'client/extension': 'client/src/node.ts',
    'server/main': server,
    'server/compiledCode': 'server/src/node/compiledCode.ts',
  };
  await build({ entries, folder: join(folder, 'dist') });
  const file = join(folder, 'scene.json');
  const play = (scene: Scene) => {
    // Renamed into place: the server must not read half of it.
    writeFileSync(`${file}.next`, JSON.stringify(scene));
    renameSync(`${file}.next`, file);
  };
  play(first);
  return {
    folder,
    env: { SCRIPTED_SCENE: file },
    play,
    log: () => (existsSync(`${file}.log`) ? readFileSync(`${file}.log`, 'utf8').trim().split('\n') : []),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
