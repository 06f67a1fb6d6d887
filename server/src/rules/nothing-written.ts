import { changeTo, externalSecretKinds, judgedSpecPath, targetText } from '../model/externalSecret.ts';
import { isPresent } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO, creationPolicy None: writes no Secret and reports `secret synced`. */
export const nothingWritten: Rule = {
  meta: {
    id: 'nothing-written',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'target describes a Secret that creationPolicy None never writes.',
    why: 'With creationPolicy None ESO fetches from the vault, writes nothing, and reports Ready=True with `secret synced` all the same. A template or immutable beside it has no effect.',
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
    template:
      data:
        url: postgres://{{ .user }}:{{ .password }}@db
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
    creationPolicy: Owner
    template:
      data:
        url: postgres://{{ .user }}:{{ .password }}@db
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || targetText(resource, spec, 'creationPolicy') !== 'None') return [];
    const target = [...spec, 'target'];
    const idle = ['template', 'immutable', 'manifest'].filter((field) => isPresent(resource, target, [field]));
    if (idle.length === 0) return [];
    return [
      {
        rule: 'nothing-written',
        severity: 'warning',
        at: { path: [...target, 'creationPolicy'], part: 'value' },
        message: `With creationPolicy None ESO writes nothing and still reports "secret synced": ${idle.join(' and ')} ${idle.length === 1 ? 'has' : 'have'} no effect. Use Owner to make the Secret, or Merge to add to one.`,
        fixes: changeTo(resource, [...target, 'creationPolicy'], 'Owner', false),
      },
    ];
  },
};
