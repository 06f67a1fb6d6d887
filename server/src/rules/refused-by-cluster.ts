import type { Rule } from './rule.ts';

/** What an API server, its webhooks, or the operator said when the manifest was applied; made where manifests are applied. */
export const refusedByCluster: Rule = {
  meta: {
    id: 'refused-by-cluster',
    severity: 'error',
    kinds: [],
    needs: 'cluster',
    summary: 'The cluster that the manifest was to be applied to has refused it, or the operator could not carry it out.',
    why: 'Apply Manifest first makes a dry run on the API server, which asks the admission webhooks too. What they object to is shown where it stands in the manifest, until the manifest changes or is applied again. Nothing has been changed in the cluster by a refused dry run.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: no-such-namespace
spec:
  secretStoreRef:
    name: aws-secretsmanager
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: default
spec:
  secretStoreRef:
    name: aws-secretsmanager
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
