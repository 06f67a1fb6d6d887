import { externalSecretKinds, hasOnly, judgedSpecPath, refusal, specFields } from '../model/externalSecret.ts';
import { isAbsent, isExpectation, isOpen, knownAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `either data or dataFrom should be specified`. */
export const noData: Rule = {
  meta: {
    id: 'no-data',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'An ExternalSecret has neither data nor dataFrom, or both are empty.',
    why: 'The webhook answers `either data or dataFrom should be specified`. For a ClusterExternalSecret it answers so to each ExternalSecret that the controller tries to make.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data: []
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
        property: password
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || isExpectation(resource) || !fetchesNothing(resource, spec)) return [];
    const written = ['data', 'dataFrom'].find((field) => resource.nodeAt([...spec, field]) !== undefined);
    return [
      {
        rule: 'no-data',
        severity: 'error',
        at: { path: written === undefined ? spec : [...spec, written], part: 'key' },
        message: `Neither data nor dataFrom says what to fetch: ${refusal(resource)}. Add entries to one of them.`,
      },
    ];
  },
};

function fetchesNothing(resource: ResourceNode, spec: Path): boolean {
  // A ClusterExternalSecret without externalSecretSpec is the structure's to report.
  if (resource.nodeAt(spec)?.type !== 'map') return resource.kind === 'ExternalSecret' && isAbsent(resource, [], spec);
  // A field that does not exist is already reported, and was most likely meant to be one of the two.
  return hasOnly(resource, spec, specFields) && isEmpty(resource, spec, 'data') && isEmpty(resource, spec, 'dataFrom');
}

function isEmpty(resource: ResourceNode, spec: Path, field: string): boolean {
  const node = resource.nodeAt([...spec, field]);
  if (node?.type === 'seq' && node.items.length > 0) return false;
  const known = knownAt(resource, spec, [field]);
  if (known.state !== 'value') return known.state === 'absent';
  return Array.isArray(known.value) && known.value.length === 0 && !isOpen(node);
}
