import {
  externalSecretKinds,
  isNoInterval,
  judgedSpecPath,
  mappingsIn,
  refreshPolicyOf,
  setRefreshPolicy,
  targetText,
} from '../model/externalSecret.ts';
import { isAbsent, isPresent, textAt } from '../model/known.ts';
import { compareVersions } from '../schema/operatorVersion.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO, shouldRefresh: with Periodic and an interval of zero or less nothing is fetched after the first sync, whatever changed. */
export const refreshDisabled: Rule = {
  meta: {
    id: 'refresh-disabled',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'refreshInterval is zero while the refreshPolicy is Periodic, written or by default.',
    why: 'After the first sync ESO fetches nothing more: later changes of this very manifest and the annotation `force-sync` have no effect either, and Ready stays True. `refreshPolicy: OnChange` fetches when the manifest changes, `CreatedOnce` says that one fetch is meant. Where all comes from generators this is only information.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshInterval: "0"
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
  refreshPolicy: OnChange
  refreshInterval: "0"
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource, resolution }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || refreshPolicyOf(resource, spec) !== 'Periodic') return [];
    // Before refreshPolicy came, a changed manifest was fetched for whatever the interval.
    if (resolution !== undefined && compareVersions(resolution.version, '0.16') < 0) return [];
    // Without a Secret that could be valid ESO fetches at every turn.
    if (targetText(resource, spec, 'creationPolicy') === 'None') return [];
    const interval = textAt(resource, spec, ['refreshInterval']);
    if (interval === undefined || !isNoInterval(interval)) return [];
    return [
      {
        rule: 'refresh-disabled',
        // A password that is made once is what such an interval is mostly written for.
        severity: isOnlyMade(resource, spec) ? 'information' : 'warning',
        at: { path: [...spec, 'refreshInterval'], part: 'value' },
        message:
          'With this interval ESO fetches once and never again, not even when this manifest changes or is annotated with force-sync. Add refreshPolicy: OnChange to fetch on changes, or CreatedOnce if once is meant.',
        fixes: setRefreshPolicy(resource, spec, 'refreshInterval', ['OnChange', 'CreatedOnce']),
      },
    ];
  },
};

/** Whether all that gets into the Secret comes from generators. */
function isOnlyMade(resource: ResourceNode, spec: Path): boolean {
  const items = mappingsIn(resource, [...spec, 'dataFrom']);
  const isMade = items.every((item) => isPresent(resource, item, ['sourceRef', 'generatorRef']));
  return items.length > 0 && isMade && isAbsent(resource, spec, ['data']);
}
