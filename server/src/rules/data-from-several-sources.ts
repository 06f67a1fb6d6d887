import { phrase } from '../localisation.ts';
import { externalSecretKinds, judgedSpecPath, mappingsIn, refusal } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isAbsent, isPresent, isWritten } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

const SOURCES: readonly Path[] = [['extract'], ['find'], ['sourceRef', 'generatorRef']];

/** ESO: `extract, find, or generatorRef cannot be set at the same time`. */
export const dataFromSeveralSources: Rule = {
  meta: {
    id: 'data-from-several-sources',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'One item of dataFrom has more than one of extract, find and sourceRef.generatorRef.',
    why: 'The webhook answers `extract, find, or generatorRef cannot be set at the same time`. For a ClusterExternalSecret it answers so to each ExternalSecret that the controller tries to make. Often only the dash before the second one is missing.',
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
      find:
        name:
          regexp: ^myapp-
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
    - find:
        name:
          regexp: ^myapp-
`,
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    return spec === undefined ? [] : mappingsIn(resource, [...spec, 'dataFrom']).flatMap((item) => judge(resource, item));
  },
};

function judge(resource: ResourceNode, item: Path): readonly Finding[] {
  const found = SOURCES.filter((source) => isPresent(resource, item, source))
    .map((source): Path => [...item, ...source])
    .sort((a, b) => resource.rangeOf(a, 'key').start - resource.rangeOf(b, 'key').start);
  const [first, second] = found;
  if (first === undefined || second === undefined) return [];
  const names = found.map((path) => path.at(-1)).join(' and ');
  return [
    {
      rule: 'data-from-several-sources',
      severity: 'error',
      at: { path: second, part: 'key' },
      message: `One item of dataFrom can have only one of extract, find and generatorRef, and this has ${names}: ${refusal(resource)}. Make ${String(second.at(-1))} an item of its own.`,
      fixes: splitAt(resource, item, second.slice(0, item.length + 1)),
    },
  ];
}

/** A store of the item's own might be meant for either part. */
function splitAt(resource: ResourceNode, item: Path, path: Path): readonly Fix[] {
  if (!isWritten(resource, path) || !isAbsent(resource, item, ['sourceRef', 'storeRef'])) return [];
  const title = phrase('Make {0} an item of its own', String(path.at(-1)));
  return [{ title, preferred: true, edits: [{ at: { path, part: 'entry' }, newText: '', beside: 'split' }] }];
}
