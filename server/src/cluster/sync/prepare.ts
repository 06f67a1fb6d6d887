import type { CancellationToken } from '../../cancellation.ts';
import type { Localisation } from '../../localisation.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonValue } from '../../syntax/node.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import { type ClusterOutcome, describeFailure, isNotFound } from '../outcome.ts';
import { isHonoured, type Situation } from './honour.ts';
import { addressOf, externalSecretSpec, type StoreName, secretType, storesOf, targetName, textAt } from './objects.ts';
import { operatorText } from './operatorText.ts';
import { pooled } from './pooled.ts';

/** An object whose annotation will be honoured. */
export interface Prepared {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  readonly notes: readonly string[];
  /** What answers: the object itself, or the ExternalSecrets that a ClusterExternalSecret has made. */
  readonly followed: readonly Followed[];
}

/** An object whose status tells how it went. */
export interface Followed {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
  /** The metadata of its target Secret beforehand; undefined for PushSecrets and where they cannot be read. */
  readonly target: Situation['target'];
  /** The ClusterExternalSecret that passes the annotation on to it. */
  readonly via: ObjectRef | undefined;
}

/** An object that is left out, and why. */
export interface LeftOut {
  readonly ref: ObjectRef;
  /** What is the matter, and what to do; a sentence each. */
  readonly reason: string;
  readonly fix: string;
}

/** Reads the objects and what decides about them, and parts them into those to be annotated and those left out. Changes nothing. */
export async function prepare(
  connection: ClusterConnection,
  refs: readonly ObjectRef[],
  token: CancellationToken,
  l10n: Localisation,
): Promise<{ readonly ready: readonly Prepared[]; readonly refused: readonly LeftOut[] }> {
  const rights = new Map<string, Promise<boolean>>();
  const classes = new Map<string, Promise<string>>();
  const all = await pooled(refs, async (ref): Promise<Prepared | LeftOut> => {
    if (!(await mayPatch(connection, ref, rights, token))) return forbidden(ref, l10n);
    const got = await connection.get(ref, token);
    if (got.outcome !== 'done') return unreadable(ref, got, l10n);
    const object = got.value;
    const target = await targetOf(connection, object, token);
    const otherClass = await storesOfOtherClass(connection, object, classes, token);
    const verdict = isHonoured(object, { target, otherClass });
    if (!verdict.honoured) return { ref, reason: l10n.of(verdict.reason), fix: l10n.of(verdict.fix) };
    if (ref.type.kind !== 'ClusterExternalSecret')
      return { ref, object, notes: verdict.notes.map(l10n.of), followed: [{ ref, object, target, via: undefined }] };
    const followed = await childrenOf(connection, ref, object, token);
    return followed.length > 0 ? { ref, object, notes: verdict.notes.map(l10n.of), followed } : childless(ref, l10n);
  });
  const isReady = (one: Prepared | LeftOut): one is Prepared => 'followed' in one;
  return { ready: all.filter(isReady), refused: all.filter((one): one is LeftOut => !isReady(one)) };
}

/** The metadata of an ExternalSecret's target Secret; undefined where there is none to look for, or it cannot be seen. */
export async function targetOf(
  connection: ClusterConnection,
  object: KubeObject,
  token: CancellationToken,
): Promise<Situation['target']> {
  if (object['kind'] !== 'ExternalSecret' || isObject(valueAt(object, ['spec', 'target', 'manifest']))) return undefined;
  const namespace = textAt(object, ['metadata', 'namespace']);
  const secret = await connection.get({ type: secretType, namespace, name: targetName(object) }, token);
  if (secret.outcome === 'done') return secret.value;
  return isNotFound(secret) ? 'absent' : undefined;
}

/** Whether the login may annotate; where that cannot be found out, the attempt will tell. */
function mayPatch(
  connection: ClusterConnection,
  { type, namespace }: ObjectRef,
  known: Map<string, Promise<boolean>>,
  token: CancellationToken,
): Promise<boolean> {
  const key = `${type.resource} ${namespace ?? ''}`;
  const asked = known.get(key);
  if (asked !== undefined) return asked;
  const question = { verb: 'patch', group: type.group, resource: type.resource, namespace };
  const answer = connection.can(question, token).then((can) => can.outcome !== 'done' || can.value);
  known.set(key, answer);
  return answer;
}

async function childrenOf(
  connection: ClusterConnection,
  via: ObjectRef,
  object: KubeObject,
  token: CancellationToken,
): Promise<readonly Followed[]> {
  const served = await connection.resourceType(esoGroup, 'ExternalSecret', via.type.version, token);
  if (served.outcome !== 'done' || served.value === undefined) return [];
  const type = served.value;
  const name = textAt(object, ['status', 'externalSecretName']) || via.name;
  const children = await pooled(provisionedNamespaces(object), async (namespace): Promise<Followed | undefined> => {
    const ref: ObjectRef = { type, namespace, name };
    const got = await connection.get(ref, token);
    if (got.outcome !== 'done') return undefined;
    return { ref, object: got.value, target: await targetOf(connection, got.value, token), via };
  });
  return children.filter((child) => child !== undefined);
}

/** The namespaces in which a ClusterExternalSecret has made its ExternalSecret. */
export function provisionedNamespaces(object: KubeObject): readonly string[] {
  const list = valueAt(object, ['status', 'provisionedNamespaces']);
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter((one) => typeof one === 'string') : [];
}

async function storesOfOtherClass(
  connection: ClusterConnection,
  object: KubeObject,
  known: Map<string, Promise<string>>,
  token: CancellationToken,
): Promise<readonly string[]> {
  const own = textAt(object, ['metadata', 'namespace']) || undefined;
  const found = await Promise.all(
    storesOf(object).map(async (store) => {
      const namespace = store.kind === 'ClusterSecretStore' ? undefined : own;
      // The stores of a ClusterExternalSecret are other ones in every namespace.
      if (store.kind !== 'ClusterSecretStore' && namespace === undefined) return '';
      const key = `${store.kind} ${namespace ?? ''}/${store.name}`;
      const asked = known.get(key) ?? controllerClass(connection, store, namespace, token);
      known.set(key, asked);
      const name = await asked;
      return name === '' || name === 'default' ? '' : `${store.kind} ${store.name} (spec.controller: ${operatorText(name, 60)})`;
    }),
  );
  return found.filter((text) => text !== '');
}

async function controllerClass(
  connection: ClusterConnection,
  { kind, name }: StoreName,
  namespace: string | undefined,
  token: CancellationToken,
): Promise<string> {
  const served = await connection.resourceType(esoGroup, kind, undefined, token);
  if (served.outcome !== 'done' || served.value === undefined) return '';
  const store = await connection.get({ type: served.value, namespace, name }, token);
  return store.outcome === 'done' ? textAt(externalSecretSpec(store.value), ['controller']) : '';
}

function forbidden(ref: ObjectRef, l10n: Localisation): LeftOut {
  return {
    ref,
    reason:
      ref.namespace === undefined
        ? l10n.t('Your login may not patch {0}.', ref.type.resource)
        : l10n.t('Your login may not patch {0} in namespace {1}.', ref.type.resource, ref.namespace),
    fix: l10n.t('Ask for the verb patch on {0}.', `${ref.type.resource}.${ref.type.group}`),
  };
}

function unreadable(
  ref: ObjectRef,
  failure: Exclude<ClusterOutcome<unknown>, { readonly outcome: 'done' }>,
  l10n: Localisation,
): LeftOut {
  const { kind, name, namespace } = addressOf(ref);
  if (isNotFound(failure)) {
    const what = `${kind} ${name}`;
    const reason =
      namespace === undefined ? l10n.t('There is no {0}.', what) : l10n.t('There is no {0} in namespace {1}.', what, namespace);
    return { ref, reason, fix: l10n.t('Apply its manifest first.') };
  }
  return { ref, reason: operatorText(describeFailure(failure, l10n)), fix: '' };
}

function childless(ref: ObjectRef, l10n: Localisation): LeftOut {
  return {
    ref,
    reason: l10n.t('ClusterExternalSecret {0} has made no ExternalSecret that could be followed.', ref.name),
    fix: l10n.t('Check that its namespace selectors match a namespace.'),
  };
}
