import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { CanaryStore } from './backEnds/backEnd.ts';
import type { FaultKind } from './faults.ts';
import type { VaultReply, VaultRequest } from './vaultProcess.ts';

/** The process that holds the planted secrets. */
export interface CanaryVaults {
  /** What it serves: one for each back end. */
  readonly stores: readonly CanaryStore[];
  /** The certificate of the authority behind those that speak TLS, PEM. */
  readonly authority: string;
  /** The AWS endpoint of Secrets Manager. */
  readonly url: string;
  /** Where pieces of a secret stand in a text. */
  searchText(text: string): Promise<NonNullable<VaultReply['found']>>;
  /** Where pieces of a secret stand in a file, or in the files below a folder; in a heap, literals of manifests may stand. */
  searchPath(path: string, heap?: boolean): Promise<NonNullable<VaultReply['found']>>;
  /** Has every vault answer so, or as it should. */
  fault(kind: FaultKind | undefined): Promise<void>;
  stop(): void;
}

type Asked<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Starts the process. */
export async function startCanaryVaults(): Promise<CanaryVaults> {
  const child = fork(join(import.meta.dirname, 'vaultProcess.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { stores, authority } = await reply(child, 0);
  if (stores === undefined || authority === undefined) throw new Error('the vault process did not start');
  let last = 0;
  async function ask(question: Asked<VaultRequest>) {
    const id = ++last;
    const answer = reply(child, id);
    child.send({ ...question, id } satisfies VaultRequest);
    return (await answer).found ?? [];
  }
  return {
    stores,
    authority,
    url: stores.find(({ name }) => name === 'aws')?.env?.['AWS_ENDPOINT_URL_SECRETS_MANAGER'] ?? '',
    searchText: (text) => ask({ kind: 'search-text', text }),
    searchPath: (path, heap = false) => ask({ kind: 'search-path', path, heap }),
    async fault(fault) {
      await ask({ kind: 'fault', fault });
    },
    stop() {
      if (child.connected) child.disconnect();
    },
  };
}

function reply(child: ChildProcess, id: number): Promise<VaultReply> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown) => {
      if ((message as VaultReply).id !== id) return;
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(message as VaultReply);
    };
    const onExit = () => reject(new Error('the vault process has ended'));
    child.on('message', onMessage);
    child.once('exit', onExit);
  });
}
