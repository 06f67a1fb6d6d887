import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { VaultReply, VaultRequest } from './vaultProcess.ts';

/** The process that holds the planted secrets. */
export interface CanaryVault {
  /** Its AWS endpoint. */
  readonly url: string;
  /** Its Key Vault, and the certificate of the authority behind that, PEM. */
  readonly azure: { readonly url: string; readonly authority: string };
  /** Where it speaks as Google Secret Manager. */
  readonly googleUrl: string;
  /** Where pieces of a secret stand in a text. */
  searchText(text: string): Promise<NonNullable<VaultReply['found']>>;
  /** Where pieces of a secret stand in a file, or in the files below a folder. */
  searchPath(path: string): Promise<NonNullable<VaultReply['found']>>;
  stop(): void;
}

type Question = { readonly kind: 'search-text'; readonly text: string } | { readonly kind: 'search-path'; readonly path: string };

/** Starts the process. */
export async function startCanaryVault(): Promise<CanaryVault> {
  const child = fork(join(import.meta.dirname, 'vaultProcess.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { url, azure, googleUrl } = await reply(child, 0);
  if (url === undefined || azure === undefined || googleUrl === undefined) throw new Error('the vault process did not start');
  let last = 0;
  async function ask(question: Question) {
    const id = ++last;
    const answer = reply(child, id);
    child.send({ ...question, id } satisfies VaultRequest);
    return (await answer).found ?? [];
  }
  return {
    url,
    azure,
    googleUrl,
    searchText: (text) => ask({ kind: 'search-text', text }),
    searchPath: (path) => ask({ kind: 'search-path', path }),
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
      resolve(message as VaultReply);
    };
    child.on('message', onMessage);
    child.once('exit', () => reject(new Error('the vault process has ended')));
  });
}
