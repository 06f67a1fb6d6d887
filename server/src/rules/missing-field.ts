import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const missingField: Rule = {
  meta: {
    id: 'missing-field',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A required field is absent.',
    why: 'The API server refuses it: `spec.data[0].remoteRef.key: Required value`. Fields with a default are never missing, and a `null` counts as absent.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      remoteRef:
        property: password
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`,
    fixable: false,
    since: '0.1.0',
  },
};
