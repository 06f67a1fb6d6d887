import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';
import { fieldPlaces } from '../fieldPlaces.ts';
import type { Mention } from './mention.ts';
import { type Reading, readingOf, secretUse } from './reader.ts';

/** A way in which Kubernetes names a Secret: where, and below that the field with the name and those with keys. */
type Way = readonly [at: string, name: string, keys?: string];

const containerWays = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((containers): readonly Way[] => [
  [`${containers}[].env[].valueFrom.secretKeyRef`, 'name', 'key'],
  [`${containers}[].envFrom[].secretRef`, 'name'],
]);

/** Volumes that are mounted with credentials. */
const drivers = ['cephfs', 'cinder', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'];

/** Below the spec of a Pod. */
const podWays: readonly Way[] = [
  ...containerWays,
  ['volumes[].secret', 'secretName', 'items[].key'],
  ['volumes[].projected.sources[].secret', 'name', 'items[].key'],
  ['volumes[].csi.nodePublishSecretRef', 'name'],
  ['volumes[].azureFile', 'secretName'],
  ...drivers.map((driver): Way => [`volumes[].${driver}.secretRef`, 'name']),
  ['imagePullSecrets[]', 'name'],
];

const templated = 'spec.template.spec';

/** Where the kinds that run Pods have a Pod's spec. */
const podSpecs: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template.spec',
  Deployment: templated,
  StatefulSet: templated,
  DaemonSet: templated,
  ReplicaSet: templated,
  ReplicationController: templated,
  Job: templated,
  CronJob: 'spec.jobTemplate.spec.template.spec',
  // Of Argo CD's sister, in place of a Deployment.
  Rollout: templated,
};

/** What the other kinds have. */
const otherWays: Readonly<Record<string, readonly Way[]>> = {
  Ingress: [['spec.tls[]', 'secretName']],
  ServiceAccount: [
    ['secrets[]', 'name'],
    ['imagePullSecrets[]', 'name'],
  ],
};

const ways: ReadonlyMap<string, readonly Way[]> = new Map([
  ...Object.entries(podSpecs).map(
    ([kind, spec]) => [kind, podWays.map(([at, ...rest]): Way => [`${spec}.${at}`, ...rest])] as const,
  ),
  ...Object.entries(otherWays),
]);

const consumingKind = new RegExp(String.raw`\bkind["']?:\s*["']?(?:${[...ways.keys()].join('|')})\b`);

/** Whether a text may have objects of Kubernetes that use a Secret: a cheap look at words. */
export function mayUseSecrets(text: string): boolean {
  return /secret/i.test(text) && consumingKind.test(text);
}

/** The Secrets, and their keys, that an object of Kubernetes' own kinds names. A Secret names itself. */
export function consumerMentions(resource: ResourceNode, document: ParsedDocument): readonly Mention[] {
  const reading = readingOf(resource, document);
  if (resource.kind === 'Secret' && resource.apiVersion === 'v1') return secretUse(reading, ['metadata', 'name']);
  return (ways.get(resource.kind ?? '') ?? []).flatMap((way) => mentionsBy(way, reading));
}

function mentionsBy([at, name, keys]: Way, reading: Reading): readonly Mention[] {
  const { resource } = reading;
  return fieldPlaces(resource, at).flatMap(({ path }) =>
    secretUse(reading, [...path, name], keys === undefined ? [] : pathsBelow(resource, path, keys)),
  );
}

function pathsBelow(resource: ResourceNode, path: Path, field: string): readonly Path[] {
  const [list = '', key] = field.split('[].');
  if (key === undefined) return [[...path, field]];
  const node = resource.nodeAt([...path, list]);
  return node?.type === 'seq' ? node.items.map((_, i): Path => [...path, list, i, key]) : [];
}
