import { phrase } from '../localisation.ts';
import { externalSecretKinds, judgedSpecPath, mappingsIn, targetsSecret } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isAbsent, isPresent, isWritten, writtenText } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';
import { entryLike, type Texts } from './sameStyle.ts';

/** Labels and annotations that other tools look for on Secrets, and that mean nothing on an ExternalSecret. */
const OF_SECRETS =
  /^(?:argocd\.argoproj\.io\/secret-type|cnpg\.io\/reload|grafana_(?:dashboard|datasource)|jenkins\.io\/credentials-.+|kubed\.appscode\.com\/sync|reconcile\.fluxcd\.io\/watch|(?:reflector\.v1\.k8s\.emberstack\.com|replicator\.v1\.mittwald\.de)\/.+)$/;

const example = (target: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: cluster-eu
  labels:
    argocd.argoproj.io/secret-type: cluster
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
${target}  dataFrom:
    - extract:
        key: argocd/cluster-eu
`;

/** ESO: with a template the Secret gets the labels and annotations of the template, and none of the ExternalSecret. */
export const labelsNotCopied: Rule = {
  meta: {
    id: 'labels-not-copied',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'A label or annotation that other tools want on the Secret stays on the ExternalSecret.',
    why: 'Without a template ESO copies all labels and annotations of the ExternalSecret to the Secret. As soon as there is a template, even with nothing but a type, the Secret has those of `template.metadata` only. Spoken of are labels and annotations that mean something on Secrets alone: those of Argo CD, Reflector, Replicator, Jenkins, Flux, CloudNativePG, Grafana.',
    bad: example('      type: Opaque\n'),
    good: example('      type: Opaque\n      metadata:\n        labels:\n          argocd.argoproj.io/secret-type: cluster\n'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    const template = [...(spec ?? []), 'target', 'template'];
    if (spec === undefined || !targetsSecret(resource, spec) || !isPresent(resource, template, [])) return [];
    const metadata = resource.kind === 'ClusterExternalSecret' ? ['spec', 'externalSecretMetadata'] : ['metadata'];
    return ['labels', 'annotations'].flatMap((field) => judge(resource, [...metadata, field], template, field));
  },
};

function judge(resource: ResourceNode, own: Path, template: Path, field: string): readonly Finding[] {
  const node = resource.nodeAt(own);
  if (node?.type !== 'map' || resource.isPlaceholder(own) || isTemplated(resource, template)) return [];
  return node.entries
    .filter(({ name, key }) => !key.placeholder && OF_SECRETS.test(name))
    .filter(({ name }) => isAbsent(resource, template, ['metadata', field, name]))
    .map(({ name }) => ({
      rule: 'labels-not-copied',
      severity: 'warning',
      at: { path: [...own, name], part: 'key' },
      message: `With a template ESO copies no ${field} of the ExternalSecret: the Secret will lack ${name}. Repeat it in target.template.metadata.${field}.`,
      fixes: fixesOf(resource, template, field, name, writtenText(resource, [...own, name])),
    }));
}

/** Whether templateFrom may write labels or annotations. */
function isTemplated(resource: ResourceNode, template: Path): boolean {
  const list = [...template, 'templateFrom'];
  if (isAbsent(resource, template, ['templateFrom'])) return false;
  const items = mappingsIn(resource, list);
  const node = resource.nodeAt(list);
  return (
    node?.type !== 'seq' || items.length !== node.items.length || !items.every((item) => isAbsent(resource, item, ['target']))
  );
}

/** Puts the entry as deep into the template as there are mappings for it. */
function fixesOf(resource: ResourceNode, template: Path, field: string, name: string, value: string | undefined): readonly Fix[] {
  if (value === undefined) return [];
  const places: readonly (readonly [Path, string, Texts])[] = [
    [[...template, 'metadata', field], name, value],
    [[...template, 'metadata'], field, { [name]: value }],
    [template, 'metadata', { [field]: { [name]: value } }],
  ];
  for (const [place, key, texts] of places) {
    const node = resource.nodeAt(place);
    const first = node?.type === 'map' ? node.entries[0] : undefined;
    if (first === undefined) continue;
    const path = [...place, first.name];
    if (!isWritten(resource, path)) return [];
    const edits = [{ at: { path, part: 'entry' as const }, newText: entryLike(first, key, texts), beside: 'after' as const }];
    return [{ title: phrase('Add {0} to the template', name), preferred: false, edits }];
  }
  return [];
}
