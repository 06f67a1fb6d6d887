import type { Rule } from './rule.ts';

/** Reported by `suppressionFindings.ts`. */
export const unknownRule: Rule = {
  meta: {
    id: 'unknown-rule',
    severity: 'warning',
    kinds: [],
    needs: 'document',
    summary: 'A comment that silences rules names one that does not exist.',
    why: 'Nothing is silenced by it, so that a finding goes on being reported, or will be once there is one. Reasons are written behind ` -- `: `# external-secrets-disable-next-line unknown-store -- it comes with the platform`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    # external-secrets-disable-next-line unkown-store
    name: vault
    kind: ClusterSecretStore
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
    # external-secrets-disable-next-line unknown-store
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
};
