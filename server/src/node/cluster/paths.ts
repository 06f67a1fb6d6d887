import type { ListScope, ObjectRef, ResourceType } from '../../cluster/clusterClient.ts';
import { isSecret } from './secrets.ts';

/** The path under which a group and version are served. */
export function groupPath(group: string, version?: string): string {
  const name = group === '' ? '/api' : `/apis/${encodeURIComponent(group)}`;
  return version === undefined ? name : `${name}/${encodeURIComponent(version)}`;
}

/** The path of all objects of a kind, in a namespace or in all. */
export function collectionPath(type: ResourceType, namespace: string | undefined): string {
  const scope = namespace === undefined || !type.namespaced ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${groupPath(type.group, type.version)}${scope}/${encodeURIComponent(type.resource)}`;
}

/** The path of one object. */
export function objectPath({ type, namespace, name }: ObjectRef): string {
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`;
}

/** The query of a listing or watch. */
export function scopeQuery(scope: ListScope, more: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams();
  if (scope.labelSelector) query.set('labelSelector', scope.labelSelector);
  if (scope.fieldSelector) query.set('fieldSelector', scope.fieldSelector);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return query.toString();
}

/**
 * How objects are named in the access log: `externalsecrets/default/db`. Secrets are not: VS Code keeps logs on the disk, and what is in a
 * vault is not to be read there.
 */
export function inWords(type: ResourceType, namespace: string | undefined, name?: string): string {
  const known = isSecret(type) ? undefined : name;
  return [type.resource, type.namespaced ? namespace : undefined, known].filter((part) => part !== undefined).join('/');
}

/** What is accepted as an answer: of Secrets, and wherever only metadata are wanted, nothing but metadata. */
export function acceptOf(type: ResourceType, form: 'one' | 'list', metadataOnly = false): string {
  if (!metadataOnly && !isSecret(type)) return 'application/json';
  return `application/json;as=PartialObjectMetadata${form === 'list' ? 'List' : ''};g=meta.k8s.io;v=v1`;
}
