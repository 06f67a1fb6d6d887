import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../certificates.ts';
import { startConnectProxy } from '../connectProxy.ts';
import { type Answer, type HeardRequest, startScriptedHttp } from '../scriptedHttp.ts';

/** One request to one of Google's hosts. */
export interface CloudRequest extends HeardRequest {
  readonly host: string;
}

/** Google's hosts on this machine: whoever goes through the proxy in `env`, trusting the authority there, comes here. */
export interface Cloud {
  readonly env: Readonly<Record<string, string>>;
  readonly heard: CloudRequest[];
  /** The hosts to which ways were opened, in their order: those as well whose certificate is not to be had here. */
  hosts(): readonly string[];
  /** Replaced at will, by host. What is not here is answered with 404. */
  readonly answers: Record<string, (request: HeardRequest) => Answer>;
  close(): Promise<void>;
}

/** Starts a server with certificates for `hosts`, below `googleapis.com`, and a proxy that leads every name to it. */
export async function startCloud(...hosts: readonly [string, ...string[]]): Promise<Cloud> {
  const authority = createAuthority();
  const [first, ...others] = hosts.map((host) => `${host}.googleapis.com`);
  const folder = await mkdtemp(join(tmpdir(), 'google-cloud-'));
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, authority.cert);
  const heard: CloudRequest[] = [];
  const answers: Cloud['answers'] = {};
  const server = await startScriptedHttp(
    (request) => {
      const host = (request.headers.host ?? '').replace(/\.googleapis\.com$/, '');
      heard.push({ ...request, host });
      return answers[host]?.(request) ?? { status: 404 };
    },
    authority.issue(first ?? '', ...others),
  );
  const proxy = await startConnectProxy(server.port);
  return {
    env: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: caFile },
    heard,
    hosts: () => proxy.targets.map((target) => target.replace(/:443$/, '').replace(/\.googleapis\.com$/, '')),
    answers,
    async close() {
      await Promise.all([server.close(), proxy.close()]);
      await rm(folder, { recursive: true });
    },
  };
}
