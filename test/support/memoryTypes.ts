import type { ResourceType } from '../../server/src/cluster/clusterClient.ts';

/** The kinds that a memory cluster serves: ESO's own, and the core kinds that go with them. */
export const memoryTypes: readonly ResourceType[] = [
  ...['Secret', 'ConfigMap', 'Event', 'Pod', 'ServiceAccount'].map((kind) => typeOf('', 'v1', kind)),
  typeOf('', 'v1', 'Namespace', false),
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].map((kind) => typeOf('apps', 'v1', kind)),
  ...['Job', 'CronJob'].map((kind) => typeOf('batch', 'v1', kind)),
  typeOf('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', false),
  typeOf('admissionregistration.k8s.io', 'v1', 'ValidatingWebhookConfiguration', false),
  typeOf('coordination.k8s.io', 'v1', 'Lease'),
  typeOf('discovery.k8s.io', 'v1', 'EndpointSlice'),
  typeOf('external-secrets.io', 'v1', 'ExternalSecret'),
  typeOf('external-secrets.io', 'v1', 'SecretStore'),
  typeOf('external-secrets.io', 'v1', 'ClusterSecretStore', false),
  typeOf('external-secrets.io', 'v1', 'ClusterExternalSecret', false),
  typeOf('external-secrets.io', 'v1alpha1', 'PushSecret'),
  typeOf('external-secrets.io', 'v1alpha1', 'ClusterPushSecret', false),
  ...['Password', 'UUID', 'SSHKey', 'Fake', 'Webhook', 'ECRAuthorizationToken', 'ACRAccessToken', 'GCRAccessToken'].map(
    generator,
  ),
  ...['GithubAccessToken', 'VaultDynamicSecret', 'QuayAccessToken', 'STSSessionToken', 'MFA', 'Grafana'].map(generator),
  typeOf('generators.external-secrets.io', 'v1alpha1', 'ClusterGenerator', false),
];

/** The type of a kind; throws for kinds that no memory cluster serves. */
export function memoryType(kind: string): ResourceType {
  const found = memoryTypes.find((type) => type.kind === kind);
  if (found === undefined) throw new Error(`a memory cluster has no kind ${kind}`);
  return found;
}

function generator(kind: string): ResourceType {
  return typeOf('generators.external-secrets.io', 'v1alpha1', kind);
}

function typeOf(group: string, version: string, kind: string, namespaced = true): ResourceType {
  const plural = kind.endsWith('s') ? `${kind}es` : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  return { group, version, kind, resource: plural.toLowerCase().replace('sshkeies', 'sshkeys'), namespaced };
}
