import type { Rule } from './rule.ts';

/** Reported by the syntax layer. */
export const yamlSyntax: Rule = {
  meta: {
    id: 'yaml-syntax',
    severity: 'error',
    kinds: [],
    needs: 'document',
    summary: 'The text is not YAML.',
    why: 'Nothing can be applied from a document that cannot be read: `error converting YAML to JSON`. While it lasts, nothing else is said about the document.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: "db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: "db-credentials"
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
};
