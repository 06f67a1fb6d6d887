import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder, fillOnce } from './cache.ts';
import { execute, lastLine, mustExecute } from './execute.ts';

/** The programs of a Kubernetes control plane with the External Secrets Operator. */
export interface ClusterPrograms {
  readonly etcd: string;
  readonly apiServer: string;
  /** kube-controller-manager: makes Pods of workloads, collects garbage, empties namespaces. */
  readonly controllerManager: string;
  /** The operator: its controller, and its webhook as a sub-command. */
  readonly operator: string;
  /** The CustomResourceDefinitions of the same version of the operator, one YAML file each. */
  readonly crds: readonly string[];
}

/** Where the programs are, or why there are none. */
export type ClusterSetup =
  | { readonly ready: true; readonly programs: ClusterPrograms }
  | { readonly ready: false; readonly reason: string };

const sources = resolve(import.meta.dirname, '../../test/peers/cluster/go');
const names = {
  etcd: 'etcd',
  apiServer: 'kube-apiserver',
  controllerManager: 'kube-controller-manager',
  operator: 'external-secrets',
} as const;
const operatorModule = 'github.com/external-secrets/external-secrets';

/** The programs as an earlier `setUpCluster` has left them, or the reason why they are not there. Builds nothing. */
export function findCluster(): ClusterSetup {
  const folder = builtFolder();
  if (!existsSync(folder)) return { ready: false, reason: 'the control plane is not built (node scripts/setup/cluster.ts)' };
  const program = (name: string) => join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  const crds = readdirSync(join(folder, 'crds')).sort();
  return {
    ready: true,
    programs: {
      etcd: program(names.etcd),
      apiServer: program(names.apiServer),
      controllerManager: program(names.controllerManager),
      operator: program(names.operator),
      crds: crds.map((name) => join(folder, 'crds', name)),
    },
  };
}

/**
 * Builds etcd, kube-apiserver, kube-controller-manager and the operator from their Go modules into the user's cache, once for each set of versions: many
 * minutes the first time, nothing after that. The reason where that is impossible: no Go, or a module out of reach.
 */
export async function setUpCluster(): Promise<ClusterSetup> {
  const found = findCluster();
  if (found.ready) return found;
  const go = await execute('go', ['version']);
  if (go.code !== 0) return { ready: false, reason: 'Go (1.25.1 or later), which builds the control plane, was not found' };
  try {
    await fillOnce(builtFolder(), build);
  } catch (error) {
    return { ready: false, reason: `the control plane could not be built: ${lastLine(error)}` };
  }
  return findCluster();
}

/** Named after all that decides what is built: the sources with the versions and check sums of every module. */
function builtFolder(): string {
  const hash = createHash('sha256');
  for (const name of ['go.mod', 'go.sum', ...Object.values(names).map((program) => join(program, 'main.go'))])
    hash.update(readFileSync(join(sources, name)));
  return cacheFolder(`control-plane-${hash.digest('hex').slice(0, 12)}`);
}

async function build(folder: string): Promise<void> {
  const options = { cwd: sources, env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' } };
  const about = async (module: string, format: string) =>
    (await mustExecute('go', ['list', '-m', '-f', format, module], options)).trim();
  const version = await about('k8s.io/kubernetes', '{{.Version}}');
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  // Kubernetes' own build sets these; without them the API server says that it is v0.0.0.
  const stamps = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const stamp = Object.entries(stamps).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  const flags = ['-p=2', '-trimpath', '-buildvcs=false', `-ldflags=-s -w ${stamp.join(' ')}`];
  for (const name of Object.values(names)) await mustExecute('go', ['build', ...flags, '-o', `${folder}/`, `./${name}`], options);
  const bases = join(await about(operatorModule, '{{.Dir}}'), 'config/crds/bases');
  mkdirSync(join(folder, 'crds'));
  for (const name of readdirSync(bases).filter((file) => file.includes('external-secrets.io_')))
    copyFileSync(join(bases, name), join(folder, 'crds', name));
}

if (import.meta.main) {
  const result = await setUpCluster();
  console.log(result.ready ? `The control plane is ready: ${result.programs.apiServer}` : `Not available: ${result.reason}`);
  process.exitCode = result.ready ? 0 : 1;
}
