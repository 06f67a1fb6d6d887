import type { ResourceAddress } from '../../clusterProtocol.ts';
import { type Phrase, phrase } from '../../localisation.ts';
import { groupOf, isEsoDocument } from '../../model/esoKinds.ts';
import { hasPatchDirective } from '../../model/kustomization.ts';
import { isObject } from '../../model/references.ts';
import type { ManifestDocument, ManifestFile, NodePart, ResourceNode } from '../../syntax/manifest.ts';
import type { JsonObject, JsonValue, YamlNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { isEsoGroup } from '../eso.ts';
import { outsideText } from '../live/outsideText.ts';
import { lastAppliedAnnotation } from './differences.ts';

/** A file of which documents are to be applied. */
export interface ApplyInput {
  readonly uri: string;
  readonly file: ManifestFile;
  /** Those of the file that were chosen. */
  readonly documents: readonly ManifestDocument[];
  /** Whether a kustomization lays the file over others (`WorkspaceIndex.isPatch`). */
  readonly isPatch: boolean;
  /** The kustomization that gives what is in the file another namespace or other names (`WorkspaceIndex.renamedBy`). */
  readonly renamedBy: string | undefined;
}

/** A resource of a manifest in its place. */
export interface ManifestPlace {
  readonly uri: string;
  /** Zero-based. */
  readonly line: number;
  readonly document: ManifestDocument;
  readonly resource: ResourceNode;
}

/** A resource that can be applied. */
export interface PlannedObject extends ManifestPlace {
  readonly address: ResourceAddress;
  readonly group: string;
  readonly version: string;
  /** What is sent: the manifest without what the server itself keeps, and with its namespace. */
  readonly object: JsonObject;
  /** Whether the namespace is that of the kubeconfig's context because the manifest names none. */
  readonly namespaceOfContext: boolean;
}

/** A resource that is not applied, and where in it the reason stands. */
export interface RefusedObject extends ManifestPlace {
  readonly address: ResourceAddress;
  readonly path: Path;
  readonly part: NodePart;
  /** One or two sentences, with the resource named. */
  readonly message: Phrase;
}

/** What applying would come to, before anything is asked of the cluster. */
export interface ApplyPlan {
  /** In the order in which they are to be applied: generators and stores before what uses them. */
  readonly objects: readonly PlannedObject[];
  readonly refused: readonly RefusedObject[];
  /** Kinds of others and documents that cannot be read, in a sentence for each: `Deployment app: only ESO's kinds are applied …`. */
  readonly leftOut: readonly Phrase[];
}

/** Sorts resources into those that can be applied and those that cannot. `namespace` is that of the kubeconfig's context. */
export function planApply(inputs: readonly ApplyInput[], context: { readonly namespace: string | undefined }): ApplyPlan {
  const objects: PlannedObject[] = [];
  const refused: RefusedObject[] = [];
  const leftOut: Phrase[] = [];
  for (const input of inputs) {
    leftOut.push(...unreadable(input));
    for (const place of placesIn(input)) {
      const { kind = 'resource', name = '', apiVersion = '' } = place.resource;
      if (!isEsoGroup(groupOf(apiVersion))) {
        leftOut.push(phrase("{0}: only ESO's kinds are applied; use kubectl for the rest.", titleOf({ kind, name })));
        continue;
      }
      const reason = reasonAgainst(place, input) ?? namespaceReason(place, context.namespace);
      const namespace = place.resource.namespace ?? (isClusterKind(kind) ? undefined : context.namespace);
      const address = { kind, name, ...(namespace === undefined || isClusterKind(kind) ? {} : { namespace }) };
      if (reason !== undefined) refused.push({ ...place, address, ...reason });
      else objects.push(planned(place, address));
    }
  }
  const [single, repeated] = withoutRepetitions(objects);
  return { objects: inOrder(single), refused: [...refused, ...repeated], leftOut };
}

/**
 * Kind, namespace and name, as people write it: `ExternalSecret default/db-credentials`. On one line and without characters that hide
 * others: a manifest may call itself anything.
 */
export function titleOf({ kind, namespace, name }: ResourceAddress): string {
  return outsideText(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`);
}

interface Reason {
  readonly path: Path;
  readonly part: NodePart;
  readonly message: Phrase;
}

function placesIn({ uri, file, documents }: ApplyInput): readonly ManifestPlace[] {
  return documents.flatMap((document) =>
    document.parsed.resources.map((resource) => {
      const { line } = file.lines.positionAt(document.start + resource.node.range.start);
      return { uri, document, resource, line };
    }),
  );
}

/** Documents of ESO in which no resource can be seen for errors or template text. */
function unreadable({ uri, file, documents }: ApplyInput): readonly Phrase[] {
  return documents
    .filter(({ parsed }) => parsed.resources.length === 0 && isEsoDocument(parsed))
    .map(({ start, parsed }) => {
      const why = parsed.templated ? phrase('it is template text') : phrase('its YAML has errors');
      return phrase(
        'The document at line {0} of {1} cannot be read: {2}.',
        file.lines.positionAt(start).line + 1,
        fileName(uri),
        why,
      );
    });
}

/** ESO's kinds without namespaces are those named `Cluster…`. */
function isClusterKind(kind: string): boolean {
  return kind.startsWith('Cluster');
}

function reasonAgainst({ resource, document: { parsed } }: ManifestPlace, input: ApplyInput): Reason | undefined {
  const { kind = 'resource', name } = resource;
  const who = titleOf({ kind, name: name ?? '' });
  const at = (path: Path, part: NodePart, message: Phrase): Reason => ({ path, part, message });
  if (input.isPatch || hasPatchDirective(parsed)) {
    return at(
      ['kind'],
      'value',
      phrase(
        '{0} is a Kustomize patch, a fragment that only means something on top of its base. Apply what "kubectl kustomize" makes of it.',
        who,
      ),
    );
  }
  if (input.renamedBy !== undefined) {
    const by = input.renamedBy.split('/').slice(-2).join('/');
    const text = phrase(
      '{0} gets its namespace or name from {1}: the file alone is not what is meant. Apply what "kubectl kustomize" makes of it.',
      who,
      by,
    );
    return at(['metadata'], 'key', text);
  }
  if (parsed.problems.length > 0) return at(['kind'], 'value', phrase('{0} stands in YAML with errors. Mend those first.', who));
  const placeholder = placeholderIn(resource.node, []);
  if (parsed.templated || placeholder !== undefined) {
    const text = phrase(
      '{0} holds template text, which Helm, Flux or another tool replaces before it reaches the cluster. Apply what that tool renders.',
      who,
    );
    return at(placeholder ?? ['kind'], 'value', text);
  }
  if (resource.kind === undefined) return at(['apiVersion'], 'value', phrase('The resource has no kind.'));
  if (name === undefined || name === '') {
    const text = phrase(
      '{0} has no metadata.name, without which it cannot be applied again; generateName only works with "kubectl create".',
      who,
    );
    return at(['metadata', 'generateName'], 'key', text);
  }
  if (kind === 'GeneratorState')
    return at(['kind'], 'value', phrase('{0}: the operator itself keeps the objects of this kind.', who));
  return undefined;
}

function namespaceReason({ resource }: ManifestPlace, ofContext: string | undefined): Reason | undefined {
  const { kind = '', name, namespace } = resource;
  if (isClusterKind(kind) || namespace !== undefined || ofContext !== undefined) return undefined;
  const message = phrase(
    "{0} names no namespace, and neither does the kubeconfig's context: where it belongs is unknown. Write metadata.namespace.",
    titleOf({ kind, name: name ?? '' }),
  );
  return { path: ['metadata'], part: 'key', message };
}

/** The path of the first scalar, or else of the first key, that is template text. */
function placeholderIn(node: YamlNode, path: Path): Path | undefined {
  if (node.type === 'scalar') return node.placeholder ? path : undefined;
  const children: readonly (readonly [Path, YamlNode, boolean])[] =
    node.type === 'map'
      ? node.entries.map(({ name, key, value }) => [[...path, name], value, key.placeholder] as const)
      : node.items.map((item, i) => [[...path, i], item, false] as const);
  for (const [at, child, isKey] of children) {
    const found = isKey ? at : placeholderIn(child, at);
    if (found !== undefined) return found;
  }
  return node.placeholder || node.open ? path : undefined;
}

function planned(place: ManifestPlace, address: ResourceAddress): PlannedObject {
  const { apiVersion = '', namespace } = place.resource;
  return {
    ...place,
    address,
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf('/') + 1),
    object: sentObject(place.resource.json(), address.namespace),
    namespaceOfContext: namespace === undefined && address.namespace !== undefined,
  };
}

/** Manifests that were read from a cluster carry fields that only the server may write, and that make it refuse an apply. */
function sentObject(json: JsonValue, namespace: string | undefined): JsonObject {
  const { status: _, ...object } = isObject(json) ? json : {};
  const metadata: Record<string, JsonValue> = { ...(isObject(object['metadata']) ? object['metadata'] : {}) };
  for (const field of ['managedFields', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'selfLink'])
    delete metadata[field];
  const { annotations } = metadata;
  if (isObject(annotations) && lastAppliedAnnotation in annotations) {
    const { [lastAppliedAnnotation]: __, ...others } = annotations;
    metadata['annotations'] = others;
  }
  if (namespace !== undefined) metadata['namespace'] = namespace;
  return { ...object, metadata };
}

/** Two manifests of one object: applying both would leave the one that happens to come last. */
function withoutRepetitions(objects: readonly PlannedObject[]): [readonly PlannedObject[], readonly RefusedObject[]] {
  const keyOf = ({ group, address }: PlannedObject) => `${group} ${titleOf(address)}`;
  const byKey = new Map<string, PlannedObject[]>();
  for (const object of objects) byKey.set(keyOf(object), [...(byKey.get(keyOf(object)) ?? []), object]);
  const refused = objects.flatMap((object): RefusedObject[] => {
    const other = byKey.get(keyOf(object))?.find((one) => one !== object);
    if (other === undefined) return [];
    const message = phrase(
      '{0} is also in {1}, line {2}: which of the two is meant is unknown. Apply one of them by itself.',
      titleOf(object.address),
      fileName(other.uri),
      other.line + 1,
    );
    const { uri, line, document, resource, address } = object;
    return [{ uri, line, document, resource, address, path: ['metadata', 'name'], part: 'value', message }];
  });
  return [objects.filter((object) => byKey.get(keyOf(object))?.length === 1), refused];
}

function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const ranks: Readonly<Record<string, number>> = {
  ClusterGenerator: 0,
  ClusterSecretStore: 2,
  SecretStore: 3,
  ClusterExternalSecret: 4,
  ExternalSecret: 5,
  ClusterPushSecret: 6,
  PushSecret: 7,
};

/** Whatever has no rank of its own is a generator. */
function inOrder(objects: readonly PlannedObject[]): readonly PlannedObject[] {
  const rankOf = ({ address }: PlannedObject) => ranks[address.kind] ?? 1;
  return [...objects].sort((a, b) => rankOf(a) - rankOf(b));
}
