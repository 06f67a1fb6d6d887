import type { ResourceAddress } from '../../clusterProtocol.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';

/** The core kinds that are read beside ESO's; every API server serves them in this version. */
export const secretType: ResourceType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };
export const eventType: ResourceType = { group: '', version: 'v1', kind: 'Event', resource: 'events', namespaced: true };

/** The condition `Ready` of an object's status. */
export interface ReadyCondition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly since: string;
}

/** The condition `Ready`; undefined where the operator has not written one yet. */
export function readyOf(object: JsonObject | undefined): ReadyCondition | undefined {
  const conditions = valueAt(object, ['status', 'conditions']);
  if (!Array.isArray(conditions)) return undefined;
  const ready = (conditions as readonly JsonValue[]).filter(isObject).find((one) => one['type'] === 'Ready');
  return ready === undefined
    ? undefined
    : {
        status: text(ready, 'status'),
        reason: text(ready, 'reason'),
        message: text(ready, 'message'),
        since: text(ready, 'lastTransitionTime'),
      };
}

/** `status.syncedResourceVersion`: generation and a hash of labels and annotations at the last success; empty before the first. */
export function syncedVersion(object: JsonObject): string {
  return textAt(object, ['status', 'syncedResourceVersion']);
}

/** Whether the last success was of the object's present generation. */
export function isSyncedGeneration(object: KubeObject): boolean {
  return syncedVersion(object).split('-', 1)[0] === String(object.metadata['generation'] ?? '');
}

/** The spec of an ExternalSecret, or of the ExternalSecrets that a ClusterExternalSecret makes. */
export function externalSecretSpec(object: JsonObject): JsonObject {
  const path = object['kind'] === 'ClusterExternalSecret' ? ['spec', 'externalSecretSpec'] : ['spec'];
  const spec = valueAt(object, path);
  return isObject(spec) ? spec : {};
}

/** The name of an ExternalSecret's target Secret: by default its own. */
export function targetName(object: KubeObject): string {
  return textAt(object, ['spec', 'target', 'name']) || object.metadata.name;
}

/** Whether something that generates new credentials at every fetch stands behind the object. */
export function generatorsOf(object: JsonObject): readonly string[] {
  const dataFrom = externalSecretSpec(object)['dataFrom'];
  const entries: readonly JsonValue[] = Array.isArray(dataFrom) ? dataFrom : [];
  const paths: readonly (JsonValue | undefined)[] = [
    ...entries.map((entry) => valueAt(entry, ['sourceRef', 'generatorRef'])),
    valueAt(object, ['spec', 'selector', 'generatorRef']),
  ];
  return [...new Set(paths.filter(isObject).map((ref) => `${text(ref, 'kind')} ${text(ref, 'name')}`))];
}

/** The stores that an object names, without repetition. */
export function storesOf(object: KubeObject): readonly StoreName[] {
  const spec = externalSecretSpec(object);
  const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
  const refs = [
    spec['secretStoreRef'],
    ...list(spec['secretStoreRefs']),
    ...[...list(spec['data']), ...list(spec['dataFrom'])].map((entry) => valueAt(entry, ['sourceRef', 'storeRef'])),
  ];
  const stores = refs.filter(isObject).map((ref) => ({ kind: text(ref, 'kind') || 'SecretStore', name: text(ref, 'name') }));
  return [...new Map(stores.filter(({ name }) => name !== '').map((store) => [`${store.kind}/${store.name}`, store])).values()];
}

/** A store as it is referred to. */
export interface StoreName {
  readonly kind: string;
  readonly name: string;
}

/** The ClusterExternalSecret that controls an ExternalSecret; undefined where none does. */
export function clusterOwner(object: KubeObject): string | undefined {
  const owners = object.metadata['ownerReferences'];
  const owner = (Array.isArray(owners) ? (owners as readonly JsonValue[]) : [])
    .filter(isObject)
    .find((one) => one['kind'] === 'ClusterExternalSecret' && text(one, 'apiVersion').startsWith(`${esoGroup}/`));
  return owner === undefined ? undefined : text(owner, 'name');
}

/** The value of an annotation; empty where there is none. */
export function annotation(object: JsonObject, key: string): string {
  return textAt(object, ['metadata', 'annotations', key]);
}

/** A text at a path; empty where there is none. */
export function textAt(object: JsonValue | undefined, path: Path): string {
  const value = valueAt(object, path);
  return typeof value === 'string' ? value : '';
}

/** `ExternalSecret default/db`, for sentences and as a key. */
export function nameOf({ kind, namespace, name }: ResourceAddress): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The address of an object for results. */
export function addressOf({ type, namespace, name }: ObjectRef): ResourceAddress {
  return { kind: type.kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function text(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}
