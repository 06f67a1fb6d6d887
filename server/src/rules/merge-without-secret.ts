import { changeTo, externalSecretKinds, judgedSpecPath, refusal, targetText } from '../model/externalSecret.ts';
import type { Rule } from './rule.ts';

/** ESO: `deletionPolicy=Merge must not be used with creationPolicy=None. There is no Secret to merge with`. */
export const mergeWithoutSecret: Rule = {
  meta: {
    id: 'merge-without-secret',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'deletionPolicy Merge stands beside creationPolicy None.',
    why: 'The webhook answers `deletionPolicy=Merge must not be used with creationPolicy=None. There is no Secret to merge with`. For a ClusterExternalSecret it answers so to each ExternalSecret that the controller tries to make. With creationPolicy None ESO writes no Secret, so there are no keys that it could take out of one.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    creationPolicy: None
    deletionPolicy: Merge
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
    creationPolicy: None
    deletionPolicy: Retain
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || targetText(resource, spec, 'deletionPolicy') !== 'Merge') return [];
    if (targetText(resource, spec, 'creationPolicy') !== 'None') return [];
    const path = [...spec, 'target', 'deletionPolicy'];
    return [
      {
        rule: 'merge-without-secret',
        severity: 'error',
        at: { path, part: 'value' },
        message: `deletionPolicy Merge cannot be used with creationPolicy None: ${refusal(resource)}, as there is no Secret to merge with. Use deletionPolicy Retain, or another creationPolicy.`,
        fixes: [
          ...changeTo(resource, path, 'Retain', true),
          ...changeTo(resource, [...spec, 'target', 'creationPolicy'], 'Owner', false),
        ],
      },
    ];
  },
};
