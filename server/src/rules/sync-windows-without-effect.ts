import { externalSecretKinds, isNoInterval, judgedSpecPath, refreshPolicyOf } from '../model/externalSecret.ts';
import { isPresent, textAt } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO asks sync windows only when a periodic refresh is due. */
export const syncWindowsWithoutEffect: Rule = {
  meta: {
    id: 'sync-windows-without-effect',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'syncWindows stands in an ExternalSecret that has no periodic refresh.',
    why: 'Windows hold back only the refresh that is due because the interval is over. The first sync, a sync after a change and the repair of the Secret are not held back. With refreshPolicy CreatedOnce or OnChange, or with an interval of zero, no window is ever looked at.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshPolicy: OnChange
  syncWindows:
    kind: deny
    windows:
      - schedule: 0 9 * * 1-5
        duration: 8h
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
  refreshPolicy: Periodic
  syncWindows:
    kind: deny
    windows:
      - schedule: 0 9 * * 1-5
        duration: 8h
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    const policy = spec && refreshPolicyOf(resource, spec);
    if (spec === undefined || policy === undefined || !isPresent(resource, spec, ['syncWindows'])) return [];
    const interval = textAt(resource, spec, ['refreshInterval'], '1h');
    const never = interval !== undefined && isNoInterval(interval);
    if (policy === 'Periodic' && !never) return [];
    const because = policy === 'Periodic' ? `an interval of ${interval}` : `refreshPolicy ${policy}`;
    return [
      {
        rule: 'sync-windows-without-effect',
        severity: 'warning',
        at: { path: [...spec, 'syncWindows'], part: 'key' },
        message: `syncWindows hold back only periodic refreshes, and with ${because} there are none. Remove them, or use refreshPolicy Periodic with an interval.`,
      },
    ];
  },
};
