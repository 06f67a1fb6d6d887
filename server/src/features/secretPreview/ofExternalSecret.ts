import type { CancellationToken } from '../../cancellation.ts';
import { type Localisation, type Phrase, phrase } from '../../localisation.ts';
import { copiesFetched, externalSecretNameOf, targetsSecret, targetText } from '../../model/externalSecret.ts';
import { isPresent, knownAt, textAt } from '../../model/known.ts';
import { selectedNamespaces } from '../../model/mentions/secretName.ts';
import type { ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';
import type { FeatureContext } from '../context.ts';
import { fetchedVariables } from '../fetchedVariables.ts';
import type { PreviewEntries, PreviewEntry, SecretPreview } from './preview.ts';
import { contentOf, copiedEntries, fetchedEntries, renderContextOf, type SecretContent } from './secretData.ts';

/** What is asked besides the manifest. */
export interface PreviewSetting {
  readonly context: FeatureContext;
  readonly uri: string;
  /** Whether the vaults may be asked for names; otherwise the manifest alone tells. */
  readonly asksVaults: boolean;
}

/** The Secret, or other object, that ESO makes of an ExternalSecret, or of a ClusterExternalSecret in each namespace. */
export async function previewOfExternalSecret(
  setting: PreviewSetting,
  resource: ResourceNode,
  spec: Path,
  token: CancellationToken,
): Promise<SecretPreview> {
  const { asksVaults, context, uri } = setting;
  const { l10n } = context;
  const fetched = await fetchedVariables(resource, spec, asksVaults ? { context, uri } : undefined, token);
  const template = [...spec, 'target', 'template'];
  const rendering = { index: context.index, uri, resource, context: renderContextOf(fetched, l10n) };
  const isCopied = copiesFetched(resource, template);
  const before: PreviewEntries = isCopied ? fetchedEntries(resource, fetched.variables, l10n) : new Map();
  const missing = isCopied ? fetched.others.map(({ origin }) => l10n.t('and {0}', l10n.of(origin))) : [];
  const child = childOf(resource, l10n);
  const name = targetText(resource, spec, 'name', '') || child.name;
  const common = {
    title: name,
    name,
    namespace: child.namespace,
    finalizers: textsAt(resource, [...template, 'metadata', 'finalizers']),
  };
  if (!targetsSecret(resource, spec)) return ofManifest(resource, spec, common, before, missing, setting);
  const creation = targetText(resource, spec, 'creationPolicy', 'Owner') ?? 'Owner';
  const content = contentOf(rendering, template, before, missing, l10n);
  const immutable = knownAt(resource, [...spec, 'target'], ['immutable']);
  return {
    ...common,
    ...metadataOf(resource, spec, content, child, creation, l10n),
    heading: [
      ...headingOf(resource, l10n.t('Preview of the Secret that ESO makes of {0}.', `${child.kind} ${child.name}`), setting),
      policies[creation] === undefined ? '' : l10n.of(policies[creation]),
    ],
    apiVersion: 'v1',
    kind: 'Secret',
    owner: creation === 'Owner' ? { kind: 'ExternalSecret', name: child.name } : undefined,
    type: textAt(resource, template, ['type'], '') || 'Opaque',
    immutable: immutable.state === 'value' && immutable.value === true,
    dataAt: ['stringData'],
    data: content.data,
    others: [
      ...content.others,
      ...(creation === 'Merge' || creation === 'CreateOrMerge' ? [l10n.t('and the keys that it has already')] : []),
    ],
  };
}

/** What the creationPolicy means for the Secret. */
const policies: Readonly<Record<string, Phrase | undefined>> = {
  Owner: phrase('creationPolicy Owner: ESO removes other keys from it, and Kubernetes deletes it with the ExternalSecret.'),
  Orphan: phrase('creationPolicy Orphan: ESO removes other keys from it; it stays when the ExternalSecret is deleted.'),
  Merge: phrase('creationPolicy Merge: written only where the Secret is there already, beside its other keys.'),
  CreateOrMerge: phrase('creationPolicy CreateOrMerge: made where it is not there; other keys stay.'),
  None: phrase('creationPolicy None: nothing of this is written. It is what would be with another one.'),
};

/** The first lines of every preview. */
export function headingOf(
  { kind }: ResourceNode,
  preview: string,
  { context: { index, l10n }, uri }: PreviewSetting,
): readonly string[] {
  const isMoved = index.renamedBy(uri) !== undefined;
  return [
    preview,
    l10n.t('No value was read: <…> stands for one.'),
    l10n.t('Values are shown as plain text; the cluster keeps them as base64 under data.'),
    ...(kind === 'ClusterExternalSecret'
      ? [l10n.t('There is one in each namespace that the ClusterExternalSecret selects.')]
      : []),
    ...(isMoved ? [l10n.t('A kustomization gives it other names or another namespace.')] : []),
  ];
}

interface Child {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Where its labels and annotations stand. */
  readonly metadata: Path;
}

/** The ExternalSecret itself: of a ClusterExternalSecret the one that it makes. */
function childOf(resource: ResourceNode, l10n: Localisation): Child {
  const own = resource.name ?? '<name>';
  if (resource.kind !== 'ClusterExternalSecret')
    return { kind: 'ExternalSecret', name: own, namespace: resource.namespace, metadata: ['metadata'] };
  const name = externalSecretNameOf(resource) ?? own;
  const namespaces = selectedNamespaces(resource);
  const namespace =
    namespaces === undefined
      ? `<${l10n.t('each that is selected')}>`
      : namespaces.length === 1
        ? namespaces[0]
        : `<${namespaces.join(', ')}>`;
  return { kind: 'ExternalSecret', name, namespace, metadata: ['spec', 'externalSecretMetadata'] };
}

function metadataOf(
  resource: ResourceNode,
  spec: Path,
  { annotations, labels }: SecretContent,
  { metadata, name, namespace }: Child,
  creation: string,
  l10n: Localisation,
): { readonly labels: PreviewEntries; readonly annotations: PreviewEntries } {
  const hasTemplate = isPresent(resource, [...spec, 'target'], ['template']);
  const from = l10n.t(
    'copied from the {0}',
    resource.kind === 'ClusterExternalSecret' ? 'externalSecretMetadata' : 'ExternalSecret',
  );
  const copied = (field: string) => (hasTemplate ? [] : [...copiedEntries(resource, [...metadata, field], from)]);
  const owned: [string, PreviewEntry][] = [
    [
      'reconcile.external-secrets.io/created-by',
      { value: `<${l10n.t('SHA3-224 of {0}', `${namespace ?? '<namespace>'}/${name}`)}>`, notes: [l10n.t('set by ESO')] },
    ],
  ];
  return {
    labels: new Map([
      ...copied('labels'),
      ...labels,
      ['reconcile.external-secrets.io/managed', { value: 'true', notes: [l10n.t('set by ESO')] }],
      ...(creation === 'Owner' ? owned : []),
    ]),
    annotations: new Map([
      ...copied('annotations'),
      ...annotations,
      [
        'reconcile.external-secrets.io/data-hash',
        { value: `<${l10n.t('SHA3-224 of the data')}>`, notes: [l10n.t('set by ESO')] },
      ],
    ]),
  };
}

/** An object of another kind, by `target.manifest`. */
function ofManifest(
  resource: ResourceNode,
  spec: Path,
  common: Pick<SecretPreview, 'title' | 'name' | 'namespace' | 'finalizers'>,
  before: PreviewEntries,
  missing: readonly string[],
  setting: PreviewSetting,
): SecretPreview {
  const { l10n } = setting.context;
  const manifest = [...spec, 'target', 'manifest'];
  const kind = textAt(resource, manifest, ['kind']) ?? '<kind>';
  const template = [...spec, 'target', 'template'];
  const hasTemplate = isPresent(resource, [...spec, 'target'], ['template']);
  const copied = (field: string) =>
    copiedEntries(resource, [...template, 'metadata', field], l10n.t('template.metadata.{0}, not rendered', field));
  return {
    ...common,
    heading: [
      ...headingOf(
        resource,
        l10n.t('Preview of the {0} that ESO makes of {1}.', kind, `ExternalSecret ${resource.name ?? ''}`),
        setting,
      ).slice(0, 2),
      l10n.t('The controller makes it only if it runs with --unsafe-allow-generic-targets.'),
    ],
    apiVersion: textAt(resource, manifest, ['apiVersion']) ?? '<apiVersion>',
    kind,
    labels: copied('labels'),
    annotations: copied('annotations'),
    owner: undefined,
    type: undefined,
    immutable: false,
    dataAt: kind === 'ConfigMap' ? ['data'] : ['spec', 'data'],
    data: hasTemplate ? new Map() : before,
    others: hasTemplate ? [l10n.t('what the template writes into such an object is not evaluated here')] : missing,
  };
}

function textsAt(resource: ResourceNode, path: Path): readonly string[] {
  const node = resource.nodeAt(path);
  const items = node?.type === 'seq' ? node.items : [];
  return items.flatMap((item) => (item.type === 'scalar' && typeof item.value === 'string' ? [item.value] : []));
}
