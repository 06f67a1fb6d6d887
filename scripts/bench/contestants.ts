import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { projectRoot } from '../setup/cache.ts';

/** A language server and how it is served best. */
export interface Contestant {
  readonly id: ContestantId;
  /** With its version. */
  readonly name: string;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Its home directory, and the working folder; its caches live there from one run to the next. */
  readonly home: string;
  readonly initializationOptions: unknown;
  /** Sent before `initialized`. */
  readonly notifications: readonly string[];
  /** Answers to `workspace/configuration` by section. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Answers to requests of the server's own. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** The kinds of completion it has anything to say to. */
  readonly completes: readonly CompletionKind[];
}

export type ContestantId = 'ours' | 'incumbent' | 'nothing';

/** What is completed: the name of a field, a value of a closed set, the name of a store, a key of the store's vault. */
export type CompletionKind = 'field' | 'value' | 'store' | 'key';

/**
 * The three that run: this server as it is packaged, `yaml-language-server`, and a server that does nothing, whose times are those of
 * the protocol. All on the same Node.
 *
 * @param schemas the folder of the CRDs' JSON Schemas for the incumbent
 * @param scratch where they have their homes
 */
export function contestants(schemas: string, scratch: string): Readonly<Record<ContestantId, Contestant>> {
  const base = (id: ContestantId) => {
    const home = join(scratch, id);
    mkdirSync(home, { recursive: true });
    const env = { PATH: process.env['PATH'], HOME: home, USERPROFILE: home };
    return { id, env, home, initializationOptions: {}, notifications: [], settings: {}, answers: {} };
  };
  const incumbent = base('incumbent');
  return {
    ours: {
      ...base('ours'),
      name: `this server ${versionOf('.')}`,
      command: [process.execPath, join(projectRoot, 'server/bin/external-secrets-language-server'), '--stdio'],
      initializationOptions: { trusted: true },
      completes: ['field', 'value', 'store', 'key'],
    },
    incumbent: {
      ...incumbent,
      name: `yaml-language-server ${versionOf('node_modules/yaml-language-server')}`,
      command: [process.execPath, fileURLToPath(import.meta.resolve('yaml-language-server/bin/yaml-language-server')), '--stdio'],
      // Compiled code is kept for it too, as our program does for itself.
      env: { ...incumbent.env, NODE_COMPILE_CACHE: join(incumbent.home, 'compiled') },
      // So it asks the client for what it would otherwise fetch from GitHub: the schema of Kubernetes' own kinds, of which the
      // manifests have none.
      notifications: ['yaml/registerContentRequest'],
      answers: { 'vscode/content': '{"oneOf": []}' },
      settings: {
        yaml: {
          schemas: { kubernetes: ['*.yaml'] },
          kubernetesCRDStore: { enable: true, url: pathToFileURL(schemas).href },
          schemaStore: { enable: false },
        },
      },
      completes: ['field', 'value'],
    },
    nothing: {
      ...base('nothing'),
      name: 'a server that does nothing',
      command: [process.execPath, join(import.meta.dirname, 'idleServer.ts')],
      completes: [],
    },
  };
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(projectRoot, folder, 'package.json'), 'utf8')).version;
}
