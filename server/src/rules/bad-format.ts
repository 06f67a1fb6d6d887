import type { Rule } from './rule.ts';

/** Reported by the schema layer. */
export const badFormat: Rule = {
  meta: {
    id: 'bad-format',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'A value does not have the form that the field demands.',
    why: 'The API server refuses it: `Invalid value: "My_Secret": spec.target.name in body should match …`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: My_Secret
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
    name: my-secret
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
};
