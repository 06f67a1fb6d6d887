import type { Rule } from './rule.ts';

/** Reported by the cluster diagnostics, while a cluster is connected and all its stores are known. */
export const storeNotInCluster: Rule = {
  meta: {
    id: 'store-not-in-cluster',
    severity: 'warning',
    kinds: ['ExternalSecret', 'PushSecret'],
    needs: 'cluster',
    summary: 'Neither the connected cluster nor the workspace has the store that is named.',
    why: 'Every sync would fail with `could not get SecretStore "vault"`. It is said only from a complete list of the stores, and never of template text. A SecretStore is looked for in the namespace of the manifest, else in that of the context.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  secretStoreRef:
    name: vualt
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  secretStoreRef:
    name: vault
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
};
