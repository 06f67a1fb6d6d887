import type { Rule } from './rule.ts';

/** Reported by the cluster diagnostics, while a cluster is connected. */
export const clusterNotReady: Rule = {
  meta: {
    id: 'cluster-not-ready',
    severity: 'warning',
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret', 'SecretStore', 'ClusterSecretStore'],
    needs: 'cluster',
    summary: 'The operator of the connected cluster could not sync, push or validate the resource.',
    why: "The condition of an ExternalSecret only says `could not get secret data from provider`; the cause is in the event `UpdateFailed`: `error processing spec.data[0] (key: prod/myapp/databse), err: Secret does not exist`. It is shown on the entry that it is about, as long as the manifest does not differ from what is in the cluster; otherwise on the resource's kind. It is the state of the cluster, not of the text: it goes away when the operator succeeds.",
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
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
  namespace: default
spec:
  secretStoreRef:
    name: demo
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`,
    fixable: false,
    since: '0.1.0',
  },
};
