import type { Rule } from './rule.ts';

/** Reported by the vault diagnostics, only for stores whose login the user has confirmed to be the store's own vault. */
export const vaultKeyNotFound: Rule = {
  meta: {
    id: 'vault-key-not-found',
    severity: 'warning',
    kinds: ['ExternalSecret', 'ClusterExternalSecret'],
    needs: 'vault',
    summary: 'A `remoteRef.key` does not exist in the vault of its store.',
    why: 'ESO reports `SecretSyncedError` minutes later: `error retrieving secret at .data[0], key: prod/myapp/databse, err: Secret does not exist`. It is said only after you have confirmed that your login looks at the vault that the store uses, and only from a complete listing or a fresh look-up of that very key.',
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
        key: prod/myapp/databse
        property: password
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
