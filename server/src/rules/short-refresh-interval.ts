import { externalSecretKinds, judgedSpecPath, refreshPolicyOf } from '../model/externalSecret.ts';
import { parseGoDuration } from '../model/goDuration.ts';
import { writtenText } from '../model/known.ts';
import type { Rule } from './rule.ts';
import { changeText } from './sameStyle.ts';

const MINUTE = 60_000_000_000n;

const example = (interval: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshInterval: ${interval}
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
`;

/** ESO asks the vault for everything again whenever the interval is over. */
export const shortRefreshInterval: Rule = {
  meta: {
    id: 'short-refresh-interval',
    severity: 'hint',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'An ExternalSecret is refreshed more than once a minute.',
    why: 'Every refresh reads each secret from the vault again. Many back ends count or bill calls and slow down those who make too many, and then every ExternalSecret of the store waits. A change of the ExternalSecret, or of an annotation, is acted on at once whatever the interval.',
    bad: example('10s'),
    good: example('5m'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || refreshPolicyOf(resource, spec) !== 'Periodic') return [];
    const path = [...spec, 'refreshInterval'];
    const written = writtenText(resource, path);
    const read = parseGoDuration(written ?? '');
    if (!('nanoseconds' in read) || read.nanoseconds <= 0n || read.nanoseconds >= MINUTE) return [];
    return [
      {
        rule: 'short-refresh-interval',
        severity: 'hint',
        at: { path, part: 'value' },
        message: `Every ${written} ESO reads all of this from the vault again, which can cost money or be throttled. Minutes are enough for most secrets.`,
        fixes: changeText(resource, path, '5m', false),
      },
    ];
  },
};
