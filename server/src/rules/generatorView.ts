import { generatorsGroup, groupOf } from '../model/esoKinds.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';

/** Where a ClusterGenerator holds the spec of each kind of generator, below `spec.generator`. */
export const clusterGeneratorSpecs: Readonly<Record<string, string>> = {
  ACRAccessToken: 'acrAccessTokenSpec',
  BeyondtrustWorkloadCredentialsDynamicSecret: 'beyondtrustWorkloadCredentialsDynamicSecretSpec',
  CloudsmithAccessToken: 'cloudsmithAccessTokenSpec',
  ECRAuthorizationToken: 'ecrAuthorizationTokenSpec',
  Fake: 'fakeSpec',
  GCRAccessToken: 'gcrAccessTokenSpec',
  GithubAccessToken: 'githubAccessTokenSpec',
  GitlabDeployToken: 'gitlabDeployTokenSpec',
  Grafana: 'grafanaSpec',
  MFA: 'mfaSpec',
  Password: 'passwordSpec',
  QuayAccessToken: 'quayAccessTokenSpec',
  SSHKey: 'sshKeySpec',
  STSSessionToken: 'stsSessionTokenSpec',
  UUID: 'uuidSpec',
  VaultDynamicSecret: 'vaultDynamicSecretSpec',
  Webhook: 'webhookSpec',
};

/** Whether a resource is a generator or ClusterGenerator, and not a kind of that name in another group. */
export function isGenerator({ apiVersion }: ResourceNode): boolean {
  return apiVersion !== undefined && groupOf(apiVersion) === generatorsGroup;
}

/** Where a resource holds the spec of a kind of generator: its own, or below `spec.generator` of a ClusterGenerator; else undefined. */
export function generatorSpecPath(resource: ResourceNode, kind: string): Path | undefined {
  const own = resource.kind === kind ? ['spec'] : undefined;
  const path = resource.kind === 'ClusterGenerator' ? ['spec', 'generator', clusterGeneratorSpecs[kind] ?? ''] : own;
  const isThere = path !== undefined && isGenerator(resource) && resource.nodeAt(path)?.type === 'map';
  return isThere && !resource.isPlaceholder(path) ? path : undefined;
}

/** A generator's manifest around the lines of its spec. */
export function generatorExample(kind: string, spec: string): string {
  const lines = spec.trim().split('\n');
  return `apiVersion: generators.external-secrets.io/v1alpha1
kind: ${kind}
metadata:
  name: example
spec:
${lines.map((line) => `  ${line}`).join('\n')}
`;
}
