import { phrase } from '../localisation.ts';
import { changeTo, mappingsIn } from '../model/externalSecret.ts';
import type { Finding, Fix, FixEdit } from '../model/finding.ts';
import { isOpen, isWritten, type Known, knownAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { type CertainStore, certainStores, definitionsOf, pushSpecPath } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { pushingExample } from './storeExamples.ts';

const provider = `aws:
  service: SecretsManager
  region: eu-central-1`;

const wrapper = { apiVersion: 'kubernetes.external-secrets.io/v1alpha1', kind: 'PushSecretMetadata' } as const;

/** The schema lets any JSON through; ESO reads it as an object of its own with apiVersion and kind. */
export const pushMetadata: Rule = {
  meta: {
    id: 'push-metadata',
    severity: 'warning',
    kinds: ['PushSecret', 'ClusterPushSecret'],
    needs: 'workspace',
    summary: 'The metadata of a PushSecret are not a PushSecretMetadata.',
    why: 'Providers that take metadata, such as AWS, Azure, Google and Kubernetes, read them as an object with apiVersion `kubernetes.external-secrets.io/v1alpha1`, kind `PushSecretMetadata` and a spec. Anything else is admitted, and every push fails with `unexpected apiVersion "", expected "kubernetes.external-secrets.io/v1alpha1"` or `failed to parse` it.',
    bad: pushingExample(
      provider,
      `data:
  - match:
      secretKey: password
      remoteRef:
        remoteKey: prod/database
    metadata:
      tags:
        team: a`,
    ),
    good: pushingExample(
      provider,
      `data:
  - match:
      secretKey: password
      remoteRef:
        remoteKey: prod/database
    metadata:
      apiVersion: kubernetes.external-secrets.io/v1alpha1
      kind: PushSecretMetadata
      spec:
        tags:
          team: a`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const spec = pushSpecPath(resource);
    const store = certainStores(resource, workspace).find(({ facts }) => facts.pushMetadata === 'wrapped');
    if (spec === undefined || store === undefined) return [];
    return ['data', 'dataTo'].flatMap((list) =>
      mappingsIn(resource, [...spec, list]).flatMap((item) => judge(resource, [...item, 'metadata'], store)),
    );
  },
};

function judge(resource: ResourceNode, path: Path, store: CertainStore): readonly Finding[] {
  if (resource.nodeAt(path)?.type !== 'map') return [];
  for (const field of ['apiVersion', 'kind'] as const) {
    const known = knownAt(resource, path, [field]);
    if (!isWrong(known, wrapper[field])) continue;
    const isAbsent = known.state === 'absent';
    const says = isAbsent ? `has no ${field}` : `has another ${field}`;
    return [
      {
        rule: 'push-metadata',
        severity: 'warning',
        at: isAbsent ? { path, part: 'key' } : { path: [...path, field], part: 'value' },
        message: `"${store.name}" is ${store.facts.name}, which reads metadata as a ${wrapper.kind} of ${wrapper.apiVersion}. This ${says}, and every push fails.`,
        fixes: isAbsent ? wrapped(resource, path) : changeTo(resource, [...path, field], wrapper[field], true),
        related: definitionsOf(store),
      },
    ];
  }
  return [];
}

function isWrong(known: Known, wanted: string): boolean {
  return known.state === 'absent' || (known.state === 'value' && known.value !== wanted);
}

/** apiVersion and kind in front, and all else into a spec unless it is in one; in block style only, where the three edits cannot meet. */
function wrapped(resource: ResourceNode, path: Path): readonly Fix[] {
  const node = resource.nodeAt(path);
  const names = node?.type === 'map' ? node.entries.map(({ name }) => name) : [];
  const [first] = names;
  if (node?.type !== 'map' || node.flow || isOpen(node) || first === undefined || !isWritten(resource, path)) return [];
  if (names.includes('apiVersion') || names.includes('kind') || (names.includes('spec') && names.length > 1)) return [];
  const before = (newText: string): FixEdit => ({ at: { path: [...path, first], part: 'entry' }, newText, beside: 'before' });
  const wrap: FixEdit = { at: { path, part: 'value' }, newText: 'spec', beside: 'wrap' };
  const edits = [before(`apiVersion: ${wrapper.apiVersion}`), before(`kind: ${wrapper.kind}`)];
  const title = phrase('Make it a {0}', wrapper.kind);
  return [{ title, preferred: true, edits: first === 'spec' ? edits : [...edits, wrap] }];
}
