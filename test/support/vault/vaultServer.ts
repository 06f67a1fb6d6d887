import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setUpGoProgram } from '../../../scripts/setup/goProgram.ts';
import { vaultServerProgram } from '../../../scripts/setup/vaultServer.ts';

/** A running Vault server of a test's own, all in memory. */
export interface VaultServer {
  readonly url: string;
  readonly rootToken: string;
  /** Calls the API as root and gives back the JSON; throws unless that succeeds. */
  admin(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** A token with policies, by their text; `ttl` as `1s`. `plain`: without Vault's default policy. */
  tokenWith(policy: string, options?: { readonly ttl?: string; readonly plain?: boolean }): Promise<string>;
  close(): Promise<void>;
}

/** Starts a server on a free port of loopback, building it first where it is not yet; or says why it cannot. */
export async function startVaultServer(): Promise<VaultServer | { readonly reason: string }> {
  const setup = await setUpGoProgram(vaultServerProgram);
  if (!setup.ready) return { reason: setup.reason };
  const child = spawn(setup.executable, { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  child.stdout.setEncoding('utf8');
  const [line] = (await Promise.race([once(child.stdout, 'data'), exited.then(() => [''])])) as [string];
  const [url = '', rootToken = ''] = line.trim().split(' ');
  if (rootToken === '') return { reason: 'the Vault server was started but did not come up' };
  let policies = 0;
  const admin: VaultServer['admin'] = async (method, path, body) => {
    const request = {
      method,
      headers: { 'x-vault-token': rootToken },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await fetch(`${url}/v1/${path}`, request);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  return {
    url,
    rootToken,
    admin,
    async tokenWith(policy, { ttl = '1h', plain = false } = {}) {
      policies += 1;
      const name = `test-${policies}`;
      await admin('POST', `sys/policies/acl/${name}`, { policy });
      const made = await admin('POST', 'auth/token/create', { policies: [name], ttl, no_default_policy: plain });
      return (made['auth'] as { client_token: string }).client_token;
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
