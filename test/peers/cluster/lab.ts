import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { findCluster } from '../../../scripts/setup/cluster.ts';
import { type Moto, startMoto } from '../../support/aws/moto.ts';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './controlPlane.ts';
import { type ClusterAccess, readKubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { createKubernetesApi, type KubernetesApi } from './kubernetesApi.ts';
import { keepPodsRunning, makePodsRun, type PodRunner } from './podRunner.ts';
import { addUser, removeClusterWide, type UserOptions } from './users.ts';

/** A cluster with ESO for the tests of one file: a control plane of our own, or the cluster that `ESO_TEST_KUBECONFIG` names. */
export interface Lab {
  /** A kubeconfig of an administrator with the one context `test`; gone after `stop`. */
  readonly kubeconfig: string;
  /** The same as data. */
  readonly access: ClusterAccess;
  /** Requests as that administrator. */
  readonly api: KubernetesApi;
  /** Our own processes; undefined in a cluster of others. */
  readonly plane: ControlPlane | undefined;
  /** The AWS that the operator speaks to, where `moto` was asked for. */
  readonly moto: Moto | undefined;
  /** Creates a namespace that nothing else uses, and returns its name, which begins with `purpose`. */
  namespace(purpose?: string): Promise<string>;
  /** Creates a user who may only do what the rules say, and returns the path of a kubeconfig. Its context has the user's name. */
  user(options: UserOptions): Promise<string>;
  /** See `podRunner.ts`. In a cluster of others, which has kubelets, nothing is done. */
  makePodsRun(namespace: string): Promise<number>;
  /** The same over and over until stopped, at the latest with the lab. */
  keepPodsRunning(namespace: string): PodRunner;
  /** Ends our own processes; in a cluster of others, removes what this lab has made there. */
  stop(): Promise<void>;
}

/** What a test file asks of its lab. All but `controllerManager` is possible in a control plane of our own only. */
export interface LabOptions extends ControlPlaneOptions {
  /** Starts moto and leads the operator to it: `SecretsManager` and the STS of web identities, in every region. */
  readonly moto?: boolean;
  /** The tests end processes and start them again. */
  readonly processes?: boolean;
}

const foreign = process.env['ESO_TEST_KUBECONFIG'];

/** Why there can be no such lab here, for `skip`; undefined where there can be. */
export function whyNoLab(options: LabOptions = {}): string | undefined {
  if (!foreign) {
    const cluster = findCluster();
    return cluster.ready ? undefined : cluster.reason;
  }
  const asked = Object.entries(options).filter(([name, value]) => value !== undefined && name !== 'controllerManager');
  return asked.length === 0
    ? undefined
    : `the cluster of ESO_TEST_KUBECONFIG is not ours to change (${asked.map(([name]) => name).join(', ')})`;
}

/** Starts a lab before the tests of a `describe` and stops it after them. The lab is there once the tests run, not earlier. */
export function useLab(options: LabOptions = {}): () => Lab {
  let lab: Lab | undefined;
  before(async () => {
    lab = await startLab(options);
  });
  after(() => lab?.stop());
  return () => {
    if (lab === undefined) throw new Error('the lab is there for tests and hooks, not while they are defined');
    return lab;
  };
}

/** Starts a lab; throws where `whyNoLab` says that there can be none, or the cluster does not work. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const obstacle = whyNoLab(options);
  if (obstacle !== undefined) throw new Error(obstacle);
  return foreign ? foreignLab(foreign) : ownLab(options);
}

async function ownLab({ moto: wantsMoto = false, processes: _, ...options }: LabOptions): Promise<Lab> {
  const cluster = findCluster();
  if (!cluster.ready) throw new Error(cluster.reason);
  const moto = wantsMoto ? await startMoto() : undefined;
  if (moto && 'reason' in moto) throw new Error(moto.reason);
  const endpoints = moto ? { AWS_SECRETSMANAGER_ENDPOINT: moto.url, AWS_STS_ENDPOINT: moto.url } : {};
  try {
    const operatorEnv = { ...endpoints, ...options.operatorEnv };
    const plane = await startControlPlane(cluster.programs, { ...options, operatorEnv });
    const { url, ca, token, api } = plane;
    const base = createBase({ url, ca, token }, api);
    const stop = async () => {
      await base.forget();
      await plane.stop();
      await moto?.close();
    };
    return { ...base.lab, plane, moto, stop };
  } catch (error) {
    await moto?.close();
    throw error;
  }
}

async function foreignLab(file: string): Promise<Lab> {
  const access = readKubeconfig(file);
  const api = createKubernetesApi(access);
  const { status } = await api.get('/apis/external-secrets.io/v1');
  if (status !== 200)
    throw new Error(`the cluster of ESO_TEST_KUBECONFIG serves no external-secrets.io/v1 (${status}): install ESO there`);
  const base = createBase(access, api);
  const stop = async () => {
    await base.remove();
    await base.forget();
    api.close();
  };
  const noRunner: PodRunner = { stop: () => Promise.resolve() };
  const podsRunBySelf = { makePodsRun: () => Promise.resolve(0), keepPodsRunning: () => noRunner };
  return { ...base.lab, ...podsRunBySelf, plane: undefined, moto: undefined, stop };
}

/** What does not depend on whose cluster it is. */
function createBase(access: ClusterAccess, api: KubernetesApi) {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-lab-'));
  const namespaces: string[] = [];
  const users: UserOptions[] = [];
  const runners: PodRunner[] = [];
  const namespace: Lab['namespace'] = async (purpose = 'test') => {
    const name = `${purpose}-${randomBytes(4).toString('hex')}`;
    const { status, body } = await api.send('POST', '/api/v1/namespaces', { metadata: { name } });
    if (status !== 201) throw new Error(`the namespace ${name} could not be created: ${body.message}`);
    namespaces.push(name);
    return name;
  };
  let homeOfUsers: Promise<string> | undefined;
  const user: Lab['user'] = async (options) => {
    homeOfUsers ??= namespace('users');
    users.push(options);
    return addUser({ api, access, folder, namespace: await homeOfUsers }, options);
  };
  return {
    lab: {
      kubeconfig: writeKubeconfig(join(folder, 'kubeconfig'), access),
      access,
      api,
      namespace,
      user,
      makePodsRun: (name: string) => makePodsRun(api, name),
      keepPodsRunning(name: string) {
        const runner = keepPodsRunning(api, name);
        runners.push(runner);
        return runner;
      },
    },
    /** Removes from the cluster what was made in it. */
    async remove() {
      const home = await homeOfUsers;
      for (const { name, namespaces: scope } of users)
        if (home !== undefined && scope === undefined) await removeClusterWide(api, home, name);
      for (const name of namespaces) await api.send('DELETE', `/api/v1/namespaces/${name}`);
    },
    async forget() {
      for (const runner of runners) await runner.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
