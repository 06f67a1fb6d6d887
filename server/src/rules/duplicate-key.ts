import type { Rule } from './rule.ts';

/** Reported by the syntax layer. */
export const duplicateKey: Rule = {
  meta: {
    id: 'duplicate-key',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A key stands twice in one mapping.',
    why: '`kubectl apply` refuses it (`strict decoding error: … key "refreshInterval" already set in map`); clients that do not check keep only the last one, silently.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshInterval: 1h
  refreshInterval: 5m
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
  refreshInterval: 5m
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
};
