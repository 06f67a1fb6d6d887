import {
  externalSecretKinds,
  isNoInterval,
  judgedSpecPath,
  mappingsIn,
  refreshPolicyOf,
  remove,
  setRefreshPolicy,
} from '../model/externalSecret.ts';
import { isAbsent, isPresent, knownAt, textAt } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** Generators whose every run is a new secret that nobody else knows. */
const RANDOM = ['Password', 'SSHKey', 'UUID'];

/** ESO runs a generator at every refresh. */
export const regeneratedSecret: Rule = {
  meta: {
    id: 'regenerated-secret',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A generated password, key or UUID is replaced at every refresh.',
    why: 'With refreshPolicy Periodic, the default, ESO runs the generator again whenever the interval is over; without refreshInterval that is every hour. What was set up with the old value stops working. Where an interval is written the rotation may be meant, and this is only information.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  dataFrom:
    - sourceRef:
        generatorRef:
          kind: Password
          name: database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  refreshPolicy: CreatedOnce
  dataFrom:
    - sourceRef:
        generatorRef:
          kind: Password
          name: database
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || refreshPolicyOf(resource, spec) !== 'Periodic') return [];
    const interval = textAt(resource, spec, ['refreshInterval'], '1h');
    const immutable = knownAt(resource, spec, ['target', 'immutable']);
    if (
      interval === undefined ||
      isNoInterval(interval) ||
      (immutable.state === 'value' ? immutable.value === true : immutable.state !== 'absent')
    )
      return [];
    const chosen = !isAbsent(resource, spec, ['refreshInterval']);
    return mappingsIn(resource, [...spec, 'dataFrom'])
      .filter((item) => isPresent(resource, item, ['sourceRef', 'generatorRef']))
      .map((item) => [...item, 'sourceRef', 'generatorRef', 'kind'])
      .filter((path) => RANDOM.includes(textAt(resource, path.slice(0, -1), ['kind']) ?? ''))
      .map((path) => ({
        rule: 'regenerated-secret',
        severity: chosen ? 'information' : 'warning',
        at: { path, part: 'value' },
        message: `This generator makes a new secret at every refresh, ${chosen ? `every ${interval}` : 'every hour where no refreshInterval is set'}. Add refreshPolicy: CreatedOnce to keep the first.`,
        fixes: setRefreshPolicy(resource, spec, 'dataFrom', ['CreatedOnce']).map((fix) => ({
          ...fix,
          edits: [...fix.edits, ...remove(resource, [...spec, 'refreshInterval'], false).flatMap(({ edits }) => edits)],
        })),
      }));
  },
};
