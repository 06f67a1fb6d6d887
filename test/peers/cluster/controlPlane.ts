import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterPrograms } from '../../../scripts/setup/cluster.ts';
import { startApiServer } from './apiServer.ts';
import { startControllerManager } from './controllerManager.ts';
import { type ClusterAccess, writeKubeconfig } from './kubeconfig.ts';
import { createKubernetesApi, type KubernetesApi } from './kubernetesApi.ts';
import { installDefinitions, installOperator } from './operator.ts';
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
  /** All of it as that administrator. */
  readonly api: KubernetesApi;
  /** The programs that run: see `ProgramName`. A test ends one of them and starts it again. */
  readonly processes: Processes;
  /** Ends one program; with `SIGKILL` as a crash would. */
  end(name: ProgramName, signal?: NodeJS.Signals): Promise<void>;
  /** Starts a program again on the same port with the same data, and waits until it is ready. */
  startAgain(name: ProgramName): Promise<void>;
  /** Ends all processes and forgets everything. */
  stop(): Promise<void>;
}

/** The programs of a control plane; `webhook` and `controller` are the operator's, `kube-controller-manager` runs on demand. */
export type ProgramName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'webhook' | 'controller';

/** What a test may ask of its control plane. */
export interface ControlPlaneOptions {
  /** Files with other CustomResourceDefinitions than those of the operator's own version. None of them: ESO is not installed. */
  readonly crds?: readonly string[];
  /** False: the CustomResourceDefinitions are there, but neither controller nor webhook. */
  readonly operator?: boolean;
  /** Further environment of the operator, such as `AWS_SECRETSMANAGER_ENDPOINT`. */
  readonly operatorEnv?: Readonly<Record<string, string>>;
  /** Further flags of the operator's controller. */
  readonly controllerArgs?: readonly string[];
  /**
   * Runs kube-controller-manager: Deployments get Pods, what has lost its owner is collected, namespaces can be deleted, each has its
   * ServiceAccount `default`. Without a kubelet no Pod ever runs by itself (`podRunner.ts`).
   */
  readonly controllerManager?: boolean;
}

/** Starts all of it and waits until a store would be admitted and reconciled. Throws with a program's last words if it ends. */
export async function startControlPlane(programs: ClusterPrograms, options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { crds = programs.crds, operator = true, operatorEnv = {}, controllerArgs = [], controllerManager = false } = options;
  const folder = mkdtempSync(join(tmpdir(), 'control-plane-'));
  const processes = createProcesses();
  const token = randomBytes(16).toString('hex');
  const clean = async () => {
    await processes.endAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { url, ca } = await startApiServer({ programs, folder, processes, token, serviceAccounts: controllerManager });
    const access: ClusterAccess = { url, ca, token };
    const kubeconfig = writeKubeconfig(join(folder, 'kubeconfig'), access);
    const api = createKubernetesApi(access);
    await installDefinitions(api, processes, crds);
    // After the kinds: the garbage collector looks for new ones every half minute only.
    if (controllerManager) await startControllerManager({ programs, folder, processes, api, kubeconfig });
    if (operator && crds.length > 0)
      await installOperator({ programs, folder, processes, api, kubeconfig, env: operatorEnv, controllerArgs });
    const stop = async () => {
      api.close();
      await clean();
    };
    const { end, startAgain } = processes;
    const { apply, create, get, send } = api;
    return { url, token, ca, kubeconfig, api, processes, end, startAgain, stop, apply, create, get, send };
  } catch (error) {
    await clean();
    throw error;
  }
}
