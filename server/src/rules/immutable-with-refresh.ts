import {
  externalSecretKinds,
  isNoInterval,
  judgedSpecPath,
  refreshPolicyOf,
  remove,
  setRefreshPolicy,
} from '../model/externalSecret.ts';
import { knownAt, textAt } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO, target.immutable: what the vault has later is fetched and ignored, and Ready stays True. */
export const immutableWithRefresh: Rule = {
  meta: {
    id: 'immutable-with-refresh',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'An immutable Secret is to be refreshed at an interval.',
    why: 'ESO fetches at each interval, ignores what has changed without an error, and Ready stays True: a rotated secret never arrives. Only a Secret of another name, or one made anew, gets the new value.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  refreshInterval: 15m
  target:
    immutable: true
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
  target:
    immutable: true
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || refreshPolicyOf(resource, spec) !== 'Periodic') return [];
    const immutable = knownAt(resource, [...spec, 'target'], ['immutable']);
    // Without an interval of its own the manifest does not promise any rotation.
    const interval = textAt(resource, spec, ['refreshInterval']);
    if (immutable.state !== 'value' || immutable.value !== true || interval === undefined || isNoInterval(interval)) return [];
    return [
      {
        rule: 'immutable-with-refresh',
        severity: 'warning',
        at: { path: [...spec, 'target', 'immutable'], part: 'value' },
        message: `The Secret is fetched anew every ${interval}, and what has changed is ignored without an error, because it is immutable. Remove immutable, or say refreshPolicy: CreatedOnce.`,
        fixes: [
          ...remove(resource, [...spec, 'target', 'immutable'], false),
          ...setRefreshPolicy(resource, spec, 'refreshInterval', ['CreatedOnce']),
        ],
      },
    ];
  },
};
