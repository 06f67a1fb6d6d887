import { externalSecretKinds, judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { cronProblem } from '../model/goCron.ts';
import { writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** The CRD's pattern for schedules; texts that do not match it are the structure's to report. */
const ADMITTED = /^(?:@(?:annually|yearly|monthly|weekly|daily|midnight|hourly)|@every \S+.*|\S+(?: \S+){4})$/;

/** ESO passes over windows whose schedule it cannot read. */
export const syncWindowSchedule: Rule = {
  meta: {
    id: 'sync-window-schedule',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'The schedule of a sync window is admitted, but is none that ESO can read.',
    why: 'The API server only looks whether there are five fields. ESO passes over a window whose schedule cannot be read, and no condition says so: a deny window then denies nothing, and where it is the only one of kind allow no periodic refresh ever happens. Sunday is 0, not 7; times are those of the controller, mostly UTC.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  syncWindows:
    kind: deny
    windows:
      - schedule: 0 9 * * 7
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
  syncWindows:
    kind: deny
    windows:
      - schedule: 0 9 * * 0
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
    if (spec === undefined) return [];
    return mappingsIn(resource, [...spec, 'syncWindows', 'windows']).flatMap((item) => judge(resource, [...item, 'schedule']));
  },
};

function judge(resource: ResourceNode, path: Path): readonly Finding[] {
  const written = writtenText(resource, path);
  const problem = written === undefined || !ADMITTED.test(written) ? undefined : cronProblem(written);
  if (problem === undefined) return [];
  return [
    {
      rule: 'sync-window-schedule',
      severity: 'warning',
      at: { path, part: 'value' },
      message: `ESO cannot read this schedule and passes over the window without a word: ${problem}.`,
    },
  ];
}
