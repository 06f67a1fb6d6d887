import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterPrograms } from '../../../scripts/setup/cluster.ts';
import { freePort } from '../../support/aws/moto.ts';
import { createAuthority } from '../../support/certificates.ts';
import { createKubernetesApi } from './kubernetesApi.ts';
import { listens } from './ports.ts';
import type { Processes } from './processes.ts';

/** How an API server is started. */
export interface ApiServerOptions {
  readonly programs: ClusterPrograms;
  /** Where its data, keys and certificates are put. */
  readonly folder: string;
  readonly processes: Processes;
  /** The administrator's. */
  readonly token: string;
  /** Whether something makes the ServiceAccount `default` of each namespace, without which no Pod would be admitted. */
  readonly serviceAccounts: boolean;
}

/** Starts etcd and kube-apiserver on free ports of loopback and waits until the server is ready. */
export async function startApiServer(options: ApiServerOptions): Promise<{ readonly url: string; readonly ca: string }> {
  const { programs, folder, processes, token, serviceAccounts } = options;
  const etcd = await startEtcd(programs, folder, processes);
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const authority = createAuthority('Test control plane');
  const serving = authority.issue('127.0.0.1');
  const accounts = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signingKey = file('accounts.key', accounts.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const verifyingKey = file('accounts.pub', accounts.publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const api = createKubernetesApi({ url, ca: authority.cert, token });
  await processes.start({
    name: 'kube-apiserver',
    path: programs.apiServer,
    args: [
      `--etcd-servers=${etcd}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      '--endpoint-reconciler-type=none',
      '--service-cluster-ip-range=10.0.0.0/24',
      `--cert-dir=${folder}`,
      `--tls-cert-file=${file('server.crt', serving.cert)}`,
      `--tls-private-key-file=${file('server.key', serving.key)}`,
      `--token-auth-file=${file('tokens.csv', `${token},admin,admin,system:masters\n`)}`,
      '--authorization-mode=RBAC',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${verifyingKey}`,
      `--service-account-signing-key-file=${signingKey}`,
      ...(serviceAccounts ? [] : ['--disable-admission-plugins=ServiceAccount']),
      '--profiling=false',
    ],
    ready: async () => (await api.get('/readyz')).status === 200,
  });
  api.close();
  return { url, ca: authority.cert };
}

async function startEtcd(programs: ClusterPrograms, folder: string, processes: Processes): Promise<string> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const clients = ['--listen-client-urls', url, '--advertise-client-urls', url];
  const peers = ['--listen-peer-urls', 'http://127.0.0.1:0', '--unsafe-no-fsync', '--log-level', 'warn'];
  await processes.start({
    name: 'etcd',
    path: programs.etcd,
    args: ['--data-dir', join(folder, 'etcd'), ...clients, ...peers],
    ready: () => listens(port),
  });
  return url;
}
