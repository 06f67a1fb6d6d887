import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { Mention, Subject } from './mention.ts';
import { keyName, type PlacedName, valueName } from './names.ts';

/** A resource that is looked through for names. */
export interface Reading {
  readonly resource: ResourceNode;
  readonly document: ParsedDocument;
  /** Where what it refers to is looked for; see `Mention.namespaces`. */
  readonly namespaces: readonly string[] | undefined;
}

/** Kinds of ESO whose objects are in no namespace. */
const clusterKinds: ReadonlySet<string> = new Set([
  'ClusterExternalSecret',
  'ClusterGenerator',
  'ClusterPushSecret',
  'ClusterSecretStore',
]);

/** Whether objects of the kind are in no namespace. */
export function isClusterKind(kind: string): boolean {
  return clusterKinds.has(kind);
}

/** Looks at a resource as one that refers to what is in its own namespace. */
export function readingOf(resource: ResourceNode, document: ParsedDocument): Reading {
  const isNowhere = resource.namespace === undefined || isClusterKind(resource.kind ?? '');
  return { resource, document, namespaces: isNowhere ? undefined : [resource.namespace] };
}

/** The value at a path. */
export function nameAt({ resource, document }: Reading, path: Path, whole?: OffsetRange): PlacedName | undefined {
  return valueName(resource, document, path, whole);
}

/** The key at a path. */
export function keyAt({ resource, document }: Reading, path: Path): PlacedName | undefined {
  return keyName(resource, document, path);
}

/** A place that refers to something. */
export function use({ namespaces, resource }: Reading, subject: Subject, { place }: PlacedName): Mention {
  return { resource, subject, isDefinition: false, namespaces, place };
}

/** A place that defines something. */
export function definition(reading: Reading, subject: Subject, name: PlacedName): Mention {
  return { ...use(reading, subject, name), isDefinition: true };
}

/** The use of a Secret by its name, and of its keys. */
export function secretUse(reading: Reading, name: Path, keys: readonly Path[] = []): readonly Mention[] {
  const secret = nameAt(reading, name);
  if (secret === undefined) return [];
  const used = keys.flatMap((path) => {
    const key = nameAt(reading, path);
    return key === undefined ? [] : [use(reading, { sort: 'secretKey', secret: secret.text, key: key.text }, key)];
  });
  return [use(reading, { sort: 'secret', name: secret.text }, secret), ...used];
}
