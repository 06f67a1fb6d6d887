import { isObject, type StoreRef } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { KubeObject } from '../clusterClient.ts';
import { dataHashAnnotation } from '../eso.ts';
import { operatorText } from '../sync/operatorText.ts';
import { desiredJson } from './drift.ts';
import type { LiteralMask } from './literals.ts';
import {
  type FollowedKind,
  isClusterScoped,
  isStoreKind,
  type LiveCondition,
  type LiveRecord,
  type LiveSecret,
  type LiveTarget,
} from './liveRecord.ts';
import { outsideText } from './outsideText.ts';
import { externalSecretRefreshing, instantOf, memberOf, pushSecretRefreshing, type Refreshing, textOf } from './refreshTimes.ts';

/** What reducing needs beside the object. */
export interface ReduceContext {
  readonly mask: LiteralMask;
  /** The one copy of an equal text: thousands of objects repeat the same names and messages. */
  readonly shared: (text: string) => string;
}

/** Reduces an object of ESO on its arrival. */
export function recordOf(kind: FollowedKind, object: KubeObject, { mask, shared }: ReduceContext): LiveRecord {
  const { metadata } = object;
  const [spec, status] = [memberOf(object, 'spec'), memberOf(object, 'status')];
  const generation = Number(metadata['generation'] ?? 0);
  const refreshing = refreshingOf(kind, spec);
  const conditions = conditionsOf(status, shared);
  const refreshTime = instantOf(status['refreshTime']);
  const syncedResourceVersion = textOf(status, 'syncedResourceVersion');
  const standing = { ...standingOf(kind, conditions, status), ...(metadata['deletionTimestamp'] ? leaving : {}) };
  const behind = refreshing?.followsSpec === true && isBehind(syncedResourceVersion, generation);
  const state = standing.state === 'ok' && behind ? 'waiting' : standing.state;
  const every = state === 'ok' ? refreshing?.every : undefined;
  return {
    kind,
    name: metadata.name,
    namespace: isClusterScoped(kind) ? undefined : shared(textOf(metadata, 'namespace')),
    resourceVersion: textOf(metadata, 'resourceVersion'),
    generation,
    state,
    reason: shared(standing.reason),
    message: shared(standing.message),
    conditions,
    refreshTime,
    nextRefresh: refreshTime === undefined || every === undefined ? undefined : refreshTime + every,
    syncedResourceVersion,
    stores: storesOf(kind, spec, shared),
    target: targetOf(kind, metadata.name, spec, shared),
    provider: isStoreKind(kind) ? shared(Object.keys(memberOf(spec, 'provider'))[0] ?? '') : '',
    desired: desiredJson(kind, object, mask),
  };
}

/** Reduces the metadata of a Secret. */
export function secretOf({ metadata }: KubeObject, { shared }: ReduceContext): LiveSecret {
  const owners = Array.isArray(metadata['ownerReferences']) ? metadata['ownerReferences'] : [];
  const owner = owners.find((one) => isObject(one) && one['kind'] === 'ExternalSecret' && one['controller'] === true);
  return {
    namespace: shared(textOf(metadata, 'namespace')),
    name: metadata.name,
    owner: isObject(owner) ? textOf(owner, 'name') : undefined,
    dataHash: textOf(memberOf(metadata, 'annotations'), dataHashAnnotation),
    created: instantOf(metadata['creationTimestamp']),
  };
}

type Standing = Pick<LiveRecord, 'state' | 'reason' | 'message'>;

const leaving: Standing = { state: 'waiting', reason: 'Deleting', message: 'is being deleted' };

function standingOf(kind: FollowedKind, conditions: readonly LiveCondition[], status: JsonObject): Standing {
  const ready = conditions.find(({ type }) => type === 'Ready');
  if (ready === undefined) return { state: 'waiting', reason: '', message: '' };
  const { reason, message } = ready;
  if (ready.status === 'True') return { state: 'ok', reason, message };
  if (ready.status !== 'False') return { state: 'waiting', reason, message };
  return { state: 'failing', reason, message: kind === 'ClusterExternalSecret' ? withNamespaces(message, status) : message };
}

/** The condition of a ClusterExternalSecret does not say which namespaces failed, and why; another field does. */
function withNamespaces(message: string, status: JsonObject): string {
  const failed = Array.isArray(status['failedNamespaces']) ? status['failedNamespaces'].filter(isObject) : [];
  const said = failed.slice(0, 3).map((one) => `${textOf(one, 'namespace')}: ${textOf(one, 'reason')}`);
  const more = failed.length > said.length ? `; and ${failed.length - said.length} more` : '';
  return said.length === 0 ? message : operatorText(`${message} (${said.join('; ')}${more})`);
}

function conditionsOf(status: JsonObject, shared: (text: string) => string): readonly LiveCondition[] {
  const conditions = Array.isArray(status['conditions']) ? status['conditions'].filter(isObject) : [];
  return conditions.slice(0, 5).map((condition) => ({
    type: shared(textOf(condition, 'type')),
    status: shared(textOf(condition, 'status')),
    reason: shared(outsideText(textOf(condition, 'reason'), 100)),
    message: shared(operatorText(textOf(condition, 'message'))),
    since: instantOf(condition['lastTransitionTime']),
  }));
}

/** Whether the operator's last success was about an older generation: `syncedResourceVersion` is `<generation>-<hash of metadata>`. */
function isBehind(syncedResourceVersion: string, generation: number): boolean {
  return syncedResourceVersion !== '' && Number.parseInt(syncedResourceVersion, 10) !== generation;
}

function refreshingOf(kind: FollowedKind, spec: JsonObject): Refreshing | undefined {
  if (kind === 'ExternalSecret') return externalSecretRefreshing(spec);
  return kind === 'PushSecret' ? pushSecretRefreshing(spec) : undefined;
}

function storesOf(kind: FollowedKind, spec: JsonObject, shared: (text: string) => string): readonly StoreRef[] {
  const refs: (JsonValue | undefined)[] = [];
  if (kind === 'PushSecret') refs.push(...listOf(spec['secretStoreRefs']));
  if (kind === 'ExternalSecret' || kind === 'ClusterExternalSecret') {
    const own = kind === 'ExternalSecret' ? spec : memberOf(spec, 'externalSecretSpec');
    refs.push(own['secretStoreRef']);
    for (const entry of [...listOf(own['data']), ...listOf(own['dataFrom'])]) {
      refs.push(memberOf(entry, 'sourceRef')['storeRef']);
    }
  }
  const found = new Map<string, StoreRef>();
  for (const ref of refs) {
    if (!isObject(ref) || textOf(ref, 'name') === '') continue;
    const storeKind = ref['kind'] === 'ClusterSecretStore' ? 'ClusterSecretStore' : 'SecretStore';
    found.set(`${storeKind}/${ref['name']}`, { kind: storeKind, name: shared(textOf(ref, 'name')) });
  }
  return [...found.values()];
}

function targetOf(kind: FollowedKind, name: string, spec: JsonObject, shared: (text: string) => string): LiveTarget | undefined {
  if (kind === 'PushSecret') {
    const source = textOf(memberOf(memberOf(spec, 'selector'), 'secret'), 'name');
    return source === '' ? undefined : { kind: 'Secret', name: source, creationPolicy: '' };
  }
  if (kind !== 'ExternalSecret') return undefined;
  const target = memberOf(spec, 'target');
  return {
    kind: shared(textOf(memberOf(target, 'manifest'), 'kind') || 'Secret'),
    name: textOf(target, 'name') || name,
    creationPolicy: shared(textOf(target, 'creationPolicy') || 'Owner'),
  };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
