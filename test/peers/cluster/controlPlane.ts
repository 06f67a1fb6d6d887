import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterPrograms } from '../../../scripts/setup/cluster.ts';
import { freePort } from '../../support/aws/moto.ts';
import { createAuthority } from '../../support/certificates.ts';
import { createKubernetesApi, type KubernetesApi } from './kubernetesApi.ts';
import { installOperator } from './operator.ts';
import { listens } from './ports.ts';
import { createProcesses, type Processes } from './processes.ts';

/** A real API server with the real operator, on loopback, for one test run. */
export interface ControlPlane extends Pick<KubernetesApi, 'apply' | 'create' | 'get' | 'send'> {
  readonly url: string;
  /** The token of a cluster administrator. */
  readonly token: string;
  /** The certificate of the authority that has signed the server's, PEM. */
  readonly ca: string;
  /** A kubeconfig of that administrator; gone after `stop`. */
  readonly kubeconfig: string;
  /** `etcd`, `kube-apiserver`, `webhook` and `controller`, for tests that end one of them. */
  readonly processes: Processes;
  /** Ends all processes and forgets everything. */
  stop(): Promise<void>;
}

/** What a test may ask of its control plane. */
export interface ControlPlaneOptions {
  /** Files with other CustomResourceDefinitions than those of the operator's own version. */
  readonly crds?: readonly string[];
  /** Further environment of the operator, such as `AWS_SECRETSMANAGER_ENDPOINT`. */
  readonly operatorEnv?: Readonly<Record<string, string>>;
  /** Users beside the administrator, by their tokens; what they may do is a matter of RBAC. */
  readonly users?: Readonly<Record<string, string>>;
}

/** Starts all of it and waits until a store would be admitted and reconciled. Throws with a program's last words if it ends. */
export async function startControlPlane(programs: ClusterPrograms, options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'control-plane-'));
  const processes = createProcesses();
  const clean = async () => {
    await processes.endAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const server = await startApiServer(programs, folder, processes, options.users ?? {});
    const { api, url, token, ca, kubeconfig } = server;
    await installOperator({ programs, folder, processes, api, kubeconfig, ...options });
    const stop = async () => {
      api.close();
      await clean();
    };
    const { apply, create, get, send } = api;
    return { url, token, ca, kubeconfig, processes, stop, apply, create, get, send };
  } catch (error) {
    await clean();
    throw error;
  }
}

async function startApiServer(
  programs: ClusterPrograms,
  folder: string,
  processes: Processes,
  users: Readonly<Record<string, string>>,
) {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const [etcdPort, port] = [await freePort(), await freePort()];
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const etcdArgs = ['--data-dir', join(folder, 'etcd'), '--listen-client-urls', etcd, '--advertise-client-urls', etcd];
  const peers = ['--listen-peer-urls', 'http://127.0.0.1:0', '--unsafe-no-fsync', '--log-level', 'warn'];
  processes.start('etcd', programs.etcd, [...etcdArgs, ...peers]);

  const url = `https://127.0.0.1:${port}`;
  const token = randomBytes(16).toString('hex');
  const authority = createAuthority('Test control plane');
  const serving = authority.issue('127.0.0.1');
  const accounts = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signingKey = file('accounts.key', accounts.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const verifyingKey = file('accounts.pub', accounts.publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const tokens = Object.entries(users).map(([userToken, name]) => `${userToken},${name},${name}\n`);
  await processes.until('etcd listens', () => listens(etcdPort));
  processes.start('kube-apiserver', programs.apiServer, [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.0.0.0/24',
    `--cert-dir=${folder}`,
    `--tls-cert-file=${file('server.crt', serving.cert)}`,
    `--tls-private-key-file=${file('server.key', serving.key)}`,
    `--token-auth-file=${file('tokens.csv', `${token},admin,admin,system:masters\n${tokens.join('')}`)}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${verifyingKey}`,
    `--service-account-signing-key-file=${signingKey}`,
    // Nothing here makes the ServiceAccount `default` of a namespace, without which no Pod would be admitted.
    '--disable-admission-plugins=ServiceAccount',
    '--profiling=false',
  ]);
  const api = createKubernetesApi(url, authority.cert, token);
  await processes.until('the API server is ready', async () => (await api.get('/readyz')).status === 200);
  const kubeconfig = file('kubeconfig', kubeconfigOf(url, authority.cert, token));
  return { api, url, token, ca: authority.cert, kubeconfig };
}

function kubeconfigOf(url: string, ca: string, token: string): string {
  const name = 'test';
  const authority = Buffer.from(ca).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
  });
}
