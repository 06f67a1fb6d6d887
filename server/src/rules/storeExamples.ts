/**
 * The file of an example: a ClusterSecretStore `vault` and an ExternalSecret that reads from it.
 *
 * @param provider what stands below `spec.provider`
 * @param spec what stands below the ExternalSecret's `secretStoreRef`
 */
export function readingExample(provider: string, spec: string): string {
  return `${clusterStore(provider)}---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: team-a
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
${indented(spec, 2)}
`;
}

/** The same of a PushSecret that writes to it; `spec` stands below its `selector`. */
export function pushingExample(provider: string, spec: string): string {
  return `${clusterStore(provider)}---
apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata:
  name: db-credentials
  namespace: team-a
spec:
  secretStoreRefs:
    - name: vault
      kind: ClusterSecretStore
  selector:
    secret:
      name: db-credentials
${indented(spec, 2)}
`;
}

function clusterStore(provider: string): string {
  return `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: vault
spec:
  provider:
${indented(provider, 4)}
`;
}

function indented(text: string, by: number): string {
  return text.trim().replace(/^/gm, ' '.repeat(by));
}
