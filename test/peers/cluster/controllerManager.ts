import { join } from 'node:path';
import type { ClusterPrograms } from '../../../scripts/setup/cluster.ts';
import type { KubernetesApi } from './kubernetesApi.ts';
import type { Processes } from './processes.ts';

/** Where kube-controller-manager works. */
export interface ControllerManagerOptions {
  readonly programs: ClusterPrograms;
  /** Where its certificates would be put. */
  readonly folder: string;
  readonly processes: Processes;
  readonly api: KubernetesApi;
  readonly kubeconfig: string;
}

/** Those that workloads, owner references and the end of namespaces need; the others want nodes, volumes or a cloud. */
const controllers = ['garbage-collector', 'namespace', 'deployment', 'replicaset', 'statefulset', 'daemonset', 'serviceaccount'];

/** The only node: it is there so that DaemonSets have Pods and Pods have a place. */
export const nodeName = 'node-1';

/** Starts kube-controller-manager with the controllers of workloads, waits until it works, and adds one node that has no kubelet. */
export async function startControllerManager(options: ControllerManagerOptions): Promise<void> {
  const { programs, folder, processes, api, kubeconfig } = options;
  await processes.start({
    name: 'kube-controller-manager',
    path: programs.controllerManager,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${controllers.map((name) => `${name}-controller`).join(',')}`,
      '--leader-elect=false',
      // No port for metrics and health: nothing reads them, and two control planes may run at once.
      '--secure-port=0',
      `--cert-dir=${join(folder, 'kube-controller-manager')}`,
      '--kube-api-qps=200',
      '--kube-api-burst=400',
    ],
    // It makes the ServiceAccount of every namespace as soon as its informers have filled.
    ready: async () => (await api.get('/api/v1/namespaces/default/serviceaccounts/default')).status === 200,
  });
  await addNode(api);
}

async function addNode(api: KubernetesApi): Promise<void> {
  await api.send('POST', '/api/v1/nodes', { metadata: { name: nodeName, labels: { 'kubernetes.io/hostname': nodeName } } });
  const merge = 'application/merge-patch+json';
  const ready = { type: 'Ready', status: 'True', reason: 'Test', message: 'there is no kubelet' };
  await api.send('PATCH', `/api/v1/nodes/${nodeName}/status`, { status: { conditions: [ready] } }, merge);
  // Admission has marked it as not ready.
  const { status, body } = await api.send('PATCH', `/api/v1/nodes/${nodeName}`, { spec: { taints: null } }, merge);
  if (status !== 200) throw new Error(`the node could not be added: ${body.message}`);
}
