import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const unknownField: Rule = {
  meta: {
    id: 'unknown-field',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A field does not exist in the schema of this kind.',
    why: '`kubectl apply` refuses it (`strict decoding error: unknown field "spec.refreshIntervall"`); most GitOps tools only warn and drop the field, so that what it was meant to say is lost.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshIntervall: 1h
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
  refreshInterval: 1h
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
};
