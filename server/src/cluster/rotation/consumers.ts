import type { CancellationToken } from '../../cancellation.ts';
import type { ResourceAddress } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import { isObject } from '../../model/references.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { explainFailure } from '../access.ts';
import type { ClusterConnection, KubeObject, ResourceType } from '../clusterClient.ts';
import { type ClusterOutcome, done } from '../outcome.ts';
import { count, member, objects, text } from './json.ts';
import { type SecretUse, secretUses } from './secretUses.ts';
import { startOf } from './startOf.ts';

/** Something that uses a Secret, with those of its Pods that run and use it. */
export interface SecretConsumer {
  readonly workload: ResourceAddress;
  /** By its template and by its Pods, each once. */
  readonly uses: readonly SecretUse[];
  readonly pods: readonly ConsumingPod[];
  /** Whether a rollout restart can be made of it. */
  readonly restartable: boolean;
}

/** A Pod that has neither ended nor is being deleted. */
export interface ConsumingPod {
  readonly name: string;
  readonly uses: readonly PodUse[];
}

/** A use of the Secret by a Pod. */
export interface PodUse extends SecretUse {
  /** When it took the values in, epoch milliseconds; undefined where it has not begun, or is over. */
  readonly started: number | undefined;
}

/** Who uses a Secret. */
export interface Consumers {
  /** Those that can be restarted first, then by kind and name. */
  readonly consumers: readonly SecretConsumer[];
  /** Whether the Pods could be listed; otherwise nothing is known of what runs. */
  readonly podsSeen: boolean;
  /** What could not be looked at, and why; sentences. */
  readonly unseen: readonly string[];
}

/** The kinds of which a rollout restart can be made, as `kubectl rollout restart` does. */
export const restartableKinds: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet'];

const looksAt = [
  ['', 'Pod'],
  ['apps', 'Deployment'],
  ['apps', 'StatefulSet'],
  ['apps', 'DaemonSet'],
  ['apps', 'ReplicaSet'],
  ['batch', 'Job'],
  ['batch', 'CronJob'],
  ['', 'ServiceAccount'],
  ['networking.k8s.io', 'Ingress'],
] as const;

type LookedAt = (typeof looksAt)[number][1];

/**
 * Who in the namespace uses the Secret: Pods by the workload behind them, workloads without Pods by their template, ServiceAccounts and
 * Ingresses. What the login may not list is left out and said. Nine listings, at the same time.
 */
export async function consumersOf(
  connection: ClusterConnection,
  namespace: string,
  secretName: string,
  token: CancellationToken,
  l10n: Localisation,
): Promise<Consumers> {
  const found = new Map<LookedAt, readonly KubeObject[]>();
  const unseen: string[] = [];
  await Promise.all(
    looksAt.map(async ([group, kind]) => {
      const type = await connection.resourceType(group, kind, undefined, token);
      const listed = type.outcome === 'done' ? await listOf(connection, type.value, namespace, token) : type;
      if (listed.outcome !== 'done') unseen.push(l10n.t('{0}s could not be listed: {1}', kind, explainFailure(listed, l10n)));
      else found.set(kind, listed.value);
    }),
  );
  const seen = (kind: LookedAt) => found.get(kind) ?? [];
  const consumers = new Map<string, SecretConsumer>();
  const add = (kind: string, name: string, uses: readonly SecretUse[], pod?: ConsumingPod) => {
    if (uses.length === 0) return;
    const known = consumers.get(`${kind}/${name}`);
    consumers.set(`${kind}/${name}`, {
      workload: { kind, name, namespace },
      uses: distinct([...(known?.uses ?? []), ...uses]),
      pods: [...(known?.pods ?? []), ...(pod === undefined ? [] : [pod])],
      restartable: restartableKinds.includes(kind),
    });
  };
  for (const pod of seen('Pod').filter(isAlive)) {
    const uses = secretUses(objectAt(pod, 'spec'), secretName, l10n);
    const { kind, name } = workloadOf(pod, [...seen('ReplicaSet'), ...seen('Job')]);
    const started = uses.map((use) => ({ ...use, started: startOf(pod, use) }));
    add(kind, name, uses, { name: pod.metadata.name, uses: started });
  }
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job'] as const) {
    for (const object of seen(kind).filter((one) => kind !== 'Job' || isPending(one)))
      add(kind, object.metadata.name, secretUses(templateOf(object), secretName, l10n));
  }
  for (const account of seen('ServiceAccount')) add('ServiceAccount', account.metadata.name, accountUses(account, secretName));
  for (const ingress of seen('Ingress')) add('Ingress', ingress.metadata.name, ingressUses(ingress, secretName));
  return { consumers: [...consumers.values()].sort(byImportance), podsSeen: found.has('Pod'), unseen: unseen.sort() };
}

/** All of a kind that is served; of ReplicaSets the metadata only, as their owners are all that matters and there are many old ones. */
async function listOf(
  connection: ClusterConnection,
  type: ResourceType | undefined,
  namespace: string,
  token: CancellationToken,
): Promise<ClusterOutcome<readonly KubeObject[]>> {
  if (type === undefined) return done([]);
  return type.kind === 'ReplicaSet'
    ? connection.listMetadata(type, { namespace }, token)
    : connection.list(type, { namespace }, token);
}

/** The workload behind a Pod: its controller, or that controller's own (Deployment behind ReplicaSet, CronJob behind Job). */
function workloadOf(pod: KubeObject, between: readonly KubeObject[]): { readonly kind: string; readonly name: string } {
  const owner = controllerOf(pod);
  if (owner === undefined) return { kind: 'Pod', name: pod.metadata.name };
  const parent = between.find(({ metadata }) => text(metadata, 'uid') === owner.uid);
  return (parent && controllerOf(parent)) ?? owner;
}

function controllerOf(object: KubeObject) {
  const owner = objects(object.metadata, 'ownerReferences').find((reference) => member(reference, 'controller') === true);
  const [kind, name] = [text(owner, 'kind'), text(owner, 'name')];
  return kind === undefined || name === undefined ? undefined : { kind, name, uid: text(owner, 'uid') };
}

function isAlive(pod: KubeObject): boolean {
  const phase = text(pod, 'status', 'phase');
  return phase !== 'Succeeded' && phase !== 'Failed' && member(pod.metadata, 'deletionTimestamp') === undefined;
}

/** A Job of nobody else that has not ended: its template may still make Pods. */
function isPending(job: KubeObject): boolean {
  const ended = objects(job, 'status', 'conditions').some(
    (condition) => ['Complete', 'Failed'].includes(text(condition, 'type') ?? '') && text(condition, 'status') === 'True',
  );
  return !ended && controllerOf(job) === undefined && (count(job, 'spec', 'completions') ?? 1) > 0;
}

function templateOf(object: KubeObject): JsonObject {
  const isCron = text(object, 'kind') === 'CronJob' || isObject(member(object, 'spec', 'jobTemplate'));
  return isCron
    ? objectAt(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
    : objectAt(object, 'spec', 'template', 'spec');
}

function accountUses(account: KubeObject, secretName: string): readonly SecretUse[] {
  return ['imagePullSecrets', 'secrets']
    .filter((field) => objects(account, field).some((ref) => text(ref, 'name') === secretName))
    .map((description) => ({ description, keys: undefined, fixed: false, container: undefined }));
}

function ingressUses(ingress: KubeObject, secretName: string): readonly SecretUse[] {
  const used = objects(ingress, 'spec', 'tls').some((tls) => text(tls, 'secretName') === secretName);
  return used ? [{ description: 'tls', keys: ['tls.crt', 'tls.key'], fixed: false, container: undefined }] : [];
}

function objectAt(object: KubeObject, ...path: readonly string[]): JsonObject {
  const found = member(object, ...path);
  return isObject(found) ? found : {};
}

function distinct(uses: readonly SecretUse[]): readonly SecretUse[] {
  return [...new Map(uses.map((use) => [`${use.container ?? ''} ${use.description}`, use])).values()];
}

function byImportance(a: SecretConsumer, b: SecretConsumer): number {
  const key = ({ workload: { kind, name }, restartable }: SecretConsumer) => `${restartable ? 0 : 1} ${kind} ${name}`;
  return key(a) < key(b) ? -1 : 1;
}
