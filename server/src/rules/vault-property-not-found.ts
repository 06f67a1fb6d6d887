import type { Rule } from './rule.ts';

/** Reported by the vault diagnostics, only for stores whose login the user has confirmed to be the store's own vault. */
export const vaultPropertyNotFound: Rule = {
  meta: {
    id: 'vault-property-not-found',
    severity: 'warning',
    kinds: ['ExternalSecret', 'ClusterExternalSecret'],
    needs: 'vault',
    summary: 'A `remoteRef.property` does not exist in its secret.',
    why: 'ESO reports `SecretSyncedError` minutes later: `key passwrd does not exist in secret prod/myapp/database`. Property names are known only where you have allowed values to be read for the store; the values are dropped at once.',
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
        property: passwrd
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
        property: password
`,
    fixable: true,
    since: '0.1.0',
  },
};
