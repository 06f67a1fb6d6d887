import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const notAllowedValue: Rule = {
  meta: {
    id: 'not-allowed-value',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A value is not one of those that the field allows.',
    why: 'The API server refuses it: `Unsupported value: "owner": supported values: "Owner", "Orphan", …`. The values are case-sensitive.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    creationPolicy: owner
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    creationPolicy: Owner
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
};
