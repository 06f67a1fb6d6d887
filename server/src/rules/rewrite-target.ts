import { type FieldPlace, fieldPlaces } from '../model/fieldPlaces.ts';
import type { Finding, Fix } from '../model/finding.ts';
import type { GoRegexp } from '../model/goRegexp.ts';
import { writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';
import { changeText } from './sameStyle.ts';

/** Go, `regexp.Expand`: `$name` takes the longest name that there is, and a group that the pattern does not have is empty. */
export const rewriteTarget: Rule = {
  meta: {
    id: 'rewrite-target',
    severity: 'warning',
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret', 'ClusterPushSecret'],
    needs: 'document',
    summary: 'The target of a rewrite names a group that its source does not have.',
    why: 'Go reads `$1_old` as the group `1_old`, not as the first group with `_old` behind it: what is not there is empty, so that all names become the same or nothing, without an error. Braces around the number say where it ends. `\\1`, as sed has it, is no group to Go.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
      rewrite:
        - regexp:
            source: ^(.*)$
            target: $1_old
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
      rewrite:
        - regexp:
            source: ^(.*)$
            target: \${1}_old
`,
    fixable: true,
    since: '0.1.0',
  },
  async check({ resource }) {
    const targets = (FIELDS[resource.kind ?? ''] ?? [])
      .flatMap((field) => fieldPlaces(resource, field))
      .filter(({ value }) => typeof value === 'string' && /[$\\]/.test(value));
    if (targets.length === 0) return [];
    const { compileGoRegexp } = await import('../model/goRegexp.ts');
    return targets.flatMap(({ path, value }: FieldPlace) => {
      const source = writtenText(resource, [...path.slice(0, -1), 'source']);
      const regexp = source === undefined ? undefined : compileGoRegexp(source);
      return regexp === undefined ? [] : judge(resource, path, String(value), regexp);
    });
  },
};

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ExternalSecret: ['spec.dataFrom[].rewrite[].regexp.target'],
  ClusterExternalSecret: ['spec.externalSecretSpec.dataFrom[].rewrite[].regexp.target'],
  PushSecret: ['spec.dataTo[].rewrite[].regexp.target'],
  ClusterPushSecret: ['spec.pushSecretSpec.dataTo[].rewrite[].regexp.target'],
};

function judge(resource: ResourceNode, path: Path, target: string, regexp: GoRegexp): readonly Finding[] {
  const [group] = regexp.unknownGroups(target);
  const [escaped] = /\\[1-9]/.exec(target) ?? [];
  if (group === undefined && escaped === undefined) return [];
  const mended = target
    .replace(/\$(\d)(?=[\p{L}_])/gu, (all, digit) => (Number(digit) <= regexp.groupCount ? `\${${digit}}` : all))
    .replace(/\\([1-9])/g, (all, digit) => (Number(digit) <= regexp.groupCount ? `\${${digit}}` : all));
  const isMended = regexp.unknownGroups(mended).length === 0 && !/\\[1-9]/.test(mended);
  const what =
    group === undefined
      ? `"${escaped}" is no group to Go, but these two characters.`
      : `Go reads the group "${group}" here, which the source does not have: it is empty, without an error.`;
  const advice = isMended ? `Write ${mended}.` : `The source has ${countOf(regexp.groupCount)}.`;
  const fixes: readonly Fix[] = isMended ? changeText(resource, path, mended, true) : [];
  const at = { path, part: 'value' } as const;
  return [{ rule: 'rewrite-target', severity: 'warning', at, message: `${what} ${advice}`, fixes }];
}

function countOf(groups: number): string {
  return groups === 0
    ? 'no group: put what is wanted of it in parentheses'
    : `${groups === 1 ? 'one group' : `${groups} groups`}`;
}
