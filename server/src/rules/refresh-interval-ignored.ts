import { externalSecretKinds, isNoInterval, judgedSpecPath, refreshPolicyOf, remove } from '../model/externalSecret.ts';
import { textAt } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO, shouldRefresh: CreatedOnce and OnChange do not look at the interval. */
export const refreshIntervalIgnored: Rule = {
  meta: {
    id: 'refresh-interval-ignored',
    severity: 'information',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'refreshInterval stands beside a refreshPolicy that does not look at it.',
    why: 'With CreatedOnce ESO fetches once, with OnChange when the ExternalSecret changes. The interval starts no fetch.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshPolicy: CreatedOnce
  refreshInterval: 15m
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
  refreshPolicy: CreatedOnce
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    const policy = spec && refreshPolicyOf(resource, spec);
    if (spec === undefined || (policy !== 'CreatedOnce' && policy !== 'OnChange')) return [];
    const interval = textAt(resource, spec, ['refreshInterval']);
    if (interval === undefined || isNoInterval(interval)) return [];
    const path = [...spec, 'refreshInterval'];
    const when = policy === 'CreatedOnce' ? 'once, when the Secret is first made' : 'only when this ExternalSecret changes';
    return [
      {
        rule: 'refresh-interval-ignored',
        severity: 'information',
        at: { path, part: 'key' },
        message: `With refreshPolicy ${policy} ESO fetches ${when}: the interval starts no fetch. Remove it, or use refreshPolicy Periodic.`,
        fixes: remove(resource, path, true),
      },
    ];
  },
};
