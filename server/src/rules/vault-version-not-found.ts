import type { Rule } from './rule.ts';

/** Reported by the vault diagnostics, only for stores whose login the user has confirmed to be the store's own vault. */
export const vaultVersionNotFound: Rule = {
  meta: {
    id: 'vault-version-not-found',
    severity: 'warning',
    kinds: ['ExternalSecret', 'ClusterExternalSecret'],
    needs: 'vault',
    summary: 'A `remoteRef.version` does not exist in its secret, or cannot be read any more.',
    why: 'ESO reports `SecretSyncedError` minutes later: `Secret does not exist`, or of a version that somebody has switched off `Secret Version [...] is in DISABLED state`. A `fake` store knows no newest version: key and version have to be those of one entry. It is said of back ends that tell all versions, and only after you have confirmed that your login looks at the vault that the store uses.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: demo
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        version: v9
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: demo
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        version: v1
`,
    fixable: true,
    since: '0.1.0',
  },
};
