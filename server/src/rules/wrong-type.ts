import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const wrongType: Rule = {
  meta: {
    id: 'wrong-type',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A value has another type than the field.',
    why: 'The API server refuses it: `Invalid value: "integer": … must be of type string: "integer"`. Kubernetes reads YAML 1.1, where `yes`, `no`, `on` and `off` without quotes are booleans.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshInterval: 60
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
  refreshInterval: 60s
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
};
