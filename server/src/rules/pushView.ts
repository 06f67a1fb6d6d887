import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { pushSpecPath } from './providerDialects.ts';

/** The kinds whose spec is, or holds, that of a PushSecret. */
export const pushSecretKinds = ['PushSecret', 'ClusterPushSecret'] as const;

/** Where the spec of a PushSecret stands that can be judged; undefined for other kinds, and where it is no mapping or template text. */
export function judgedPushSpec(resource: ResourceNode): Path | undefined {
  const path = resource.apiVersion === 'external-secrets.io/v1alpha1' ? pushSpecPath(resource) : undefined;
  return path === undefined || resource.nodeAt(path)?.type !== 'map' || resource.isPlaceholder(path) ? undefined : path;
}

/** A PushSecret of the Secret `registry` to the store `vault`, with these lines at the end of its spec. */
export function pushExample(lines: string): string {
  return `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata:
  name: registry
spec:
  secretStoreRefs:
    - name: vault
      kind: ClusterSecretStore
  selector:
    secret:
      name: registry
${lines}`;
}
