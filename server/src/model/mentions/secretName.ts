import type { ResourceNode } from '../../syntax/manifest.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { isEsoResource } from '../esoKinds.ts';
import { externalSecretSpecPath, isObject, valueAt } from '../references.ts';
import { nameText } from './names.ts';

/** Where the name of the Secret stands that an ExternalSecret writes. */
export interface SecretNamePath {
  readonly path: Path;
  /** Whether it is the name of the ExternalSecret, which the Secret gets where `target.name` is not written. */
  readonly isImplied: boolean;
}

/**
 * Where an ExternalSecret or ClusterExternalSecret names its Secret. Undefined for other kinds, other targets, and where none is
 * written. Unlike `writtenSecretOf`, on which findings rest, it takes what is there for meant where templates choose.
 */
export function secretNamePath(resource: ResourceNode): SecretNamePath | undefined {
  const spec = isEsoResource(resource) ? externalSecretSpecPath(resource) : undefined;
  if (spec === undefined) return undefined;
  const target = valueAt(resource.json(), [...spec, 'target']);
  if (isObject(target)) {
    const { creationPolicy, manifest } = target;
    if (creationPolicy === 'None') return undefined;
    if (isObject(manifest) && (manifest['apiVersion'] !== 'v1' || manifest['kind'] !== 'Secret')) return undefined;
  }
  const named = [...spec, 'target', 'name'];
  if (nameText(resource, named) !== undefined) return { path: named, isImplied: false };
  const child = resource.kind === 'ClusterExternalSecret' ? ['spec', 'externalSecretName'] : undefined;
  const isNamed = child !== undefined && nameText(resource, child) !== undefined;
  return { path: isNamed ? child : ['metadata', 'name'], isImplied: true };
}

/**
 * The namespaces in which a ClusterExternalSecret makes its Secret, where it names each; undefined where it selects them otherwise.
 */
export function selectedNamespaces(resource: ResourceNode): readonly string[] | undefined {
  const spec = valueAt(resource.json(), ['spec']);
  if (!isObject(spec)) return undefined;
  const { namespaces, namespaceSelector, namespaceSelectors } = spec;
  const selectors = [...(Array.isArray(namespaceSelectors) ? namespaceSelectors : []), namespaceSelector].filter(isObject);
  const listed = Array.isArray(namespaces) ? namespaces : [];
  const names = [...listed, ...selectors.map(nameIn)];
  const known = names.filter((name) => typeof name === 'string');
  return known.length === 0 || known.length < names.length ? undefined : known;
}

/** Every namespace has its name as a label. */
function nameIn({ matchLabels, matchExpressions }: JsonObject): JsonValue | undefined {
  return isObject(matchLabels) && matchExpressions === undefined ? matchLabels['kubernetes.io/metadata.name'] : undefined;
}
