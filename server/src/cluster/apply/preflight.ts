import type { CancellationToken } from '../../cancellation.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { ClusterConnection, KubeObject, ObjectRef, ResourceType } from '../clusterClient.ts';
import { createdByLabel, managedLabel } from '../eso.ts';
import { promiseOf } from '../rotation/target.ts';
import { type Admitted, actionOf } from './dryRun.ts';
import { titleOf } from './plan.ts';

const secretType: ResourceType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };

/** What a person should know before an object is applied, in sentences; only of objects that would be created or changed. */
export async function preflight(
  connection: ClusterConnection,
  trial: Admitted,
  token: CancellationToken,
): Promise<readonly string[]> {
  if (actionOf(trial) === 'unchanged') return [];
  const found = [deliveredBy(trial), renamedTarget(trial), await emptiedSecret(connection, trial, token)];
  return found.filter((one) => one !== undefined);
}

/**
 * Who will put another version of the object back: Argo CD, Flux, Helm, or the ClusterExternalSecret that makes it. Told from the
 * live object's labels, annotations and owner.
 */
export function deliveredBy({ object, live }: Admitted): string | undefined {
  if (live === undefined) return undefined;
  const who = titleOf(object.address);
  const metadata = live.metadata;
  const label = (name: string) => textAt(metadata, ['labels', name]);
  const annotation = (name: string) => textAt(metadata, ['annotations', name]);
  const reverted = (by: string) =>
    `${who} is delivered by ${by}, which will put its own version back. Make the change where it takes it from.`;
  const tracking = annotation('argocd.argoproj.io/tracking-id').split(':')[0];
  if (tracking) return reverted(`Argo CD (application ${tracking})`);
  const instance = label('app.kubernetes.io/instance');
  if (instance && managersOf(metadata).some((name) => name.startsWith('argocd')))
    return reverted(`Argo CD (application ${instance})`);
  for (const tool of ['kustomize', 'helm']) {
    const name = label(`${tool}.toolkit.fluxcd.io/name`);
    const kind = tool === 'helm' ? 'HelmRelease' : 'Kustomization';
    if (name) return reverted(`Flux (${kind} ${label(`${tool}.toolkit.fluxcd.io/namespace`) || '?'}/${name})`);
  }
  const release = annotation('meta.helm.sh/release-name');
  if (label('app.kubernetes.io/managed-by') === 'Helm' && release) {
    return `${who} belongs to the Helm release ${release}, whose next upgrade overwrites the change. Make it in the chart or its values.`;
  }
  const owner = ownersOf(metadata).find(({ kind }) => kind === 'ClusterExternalSecret' || kind === 'ClusterPushSecret');
  return owner && `${who} is made by ${owner.kind} ${owner.name}, which will put its own version back. Change that one.`;
}

/** What becomes of the old Secret where an ExternalSecret gets another target. Under Owner ESO deletes what it made under another name. */
export function renamedTarget({ object, live, proposed }: Admitted): string | undefined {
  const { kind, namespace = '' } = object.address;
  if (kind !== 'ExternalSecret' || live === undefined || makesNoSecret(live) || makesNoSecret(proposed)) return undefined;
  const [before, after] = [promiseOf(live, namespace), promiseOf(proposed, namespace)];
  if (before.name === after.name || before.creationPolicy === 'None') return undefined;
  const from = `The target of ${titleOf(object.address)} changes from Secret ${before.name} to ${after.name}`;
  return before.creationPolicy === 'Owner'
    ? `${from}: ESO deletes ${namespace}/${before.name}. What uses it must name ${after.name} first.`
    : `${from}: ${namespace}/${before.name} stays as it is and is not updated any more.`;
}

/**
 * An existing Secret of which ESO would rebuild all data (creationPolicy Owner and Orphan), although it has not come from this
 * ExternalSecret. Its keys are named from its metadata alone; values are not read.
 */
export async function emptiedSecret(
  connection: ClusterConnection,
  { object, live, proposed }: Admitted,
  token: CancellationToken,
): Promise<string | undefined> {
  const { kind, namespace, name } = object.address;
  if (kind !== 'ExternalSecret' || namespace === undefined || makesNoSecret(proposed)) return undefined;
  const promise = promiseOf(proposed, namespace);
  if (promise.creationPolicy !== 'Owner' && promise.creationPolicy !== 'Orphan') return undefined;
  const ref: ObjectRef = { type: secretType, namespace, name: promise.name };
  const secret = await connection.get(ref, token);
  if (secret.outcome !== 'done') return undefined;
  const title = `Secret ${namespace}/${promise.name}`;
  const owner = ownersOf(secret.value.metadata).find(({ controller }) => controller);
  if (owner?.kind === 'ExternalSecret' && owner.name === name) return undefined;
  if (owner !== undefined) {
    const says = `${title} belongs to ${owner.kind} ${owner.name}`;
    return `${says}: ESO will not write it for ${titleOf(object.address)}. Choose another target.name.`;
  }
  const isManaged = textAt(secret.value.metadata, ['labels', managedLabel]) === 'true';
  const wasTarget = live !== undefined && !makesNoSecret(live) && promiseOf(live, namespace).name === promise.name;
  if (isManaged && wasTarget && !merges(promiseOf(live, namespace).creationPolicy)) return undefined;
  const isOthers = isManaged && textAt(secret.value.metadata, ['labels', createdByLabel]) === '';
  const exists = `${title} exists and ${isOthers ? 'holds more than ESO has written' : 'is not managed by ESO'}`;
  const rebuilt = `creationPolicy ${promise.creationPolicy} rebuilds its data`;
  const names = await connection.secretKeyNames(namespace, promise.name, token);
  const keys = names.outcome === 'done' ? names.value : undefined;
  const keep = 'To keep them set creationPolicy Merge.';
  if (keys === undefined) return `${exists}: ${rebuilt}, and keys that the ExternalSecret does not make go. ${keep}`;
  const others = keys.filter((key) => !promise.keys.includes(key));
  const replaced = keys.filter((key) => promise.keys.includes(key));
  const rest = replaced.length === 0 ? '' : ` ${listed(replaced)} ${plural(replaced, 'gets a new value', 'get new values')}.`;
  if (others.length === 0) return replaced.length === 0 ? undefined : `${exists}: ${rebuilt}.${rest}`;
  const unless =
    promise.open.length === 0 ? '' : `, unless ${promise.open.slice(0, 2).join(' or ')} makes ${plural(others, 'it', 'them')}`;
  return `${exists}: ${rebuilt}, so that ${plural(others, 'its key', 'its keys')} ${listed(others)} ${plural(others, 'goes', 'go')}${unless}.${rest} ${others.length === 1 ? keep.replace('them', 'it') : keep}`;
}

function merges(creationPolicy: string): boolean {
  return creationPolicy === 'Merge' || creationPolicy === 'CreateOrMerge';
}

/** A `target.manifest` other than a Secret. */
function makesNoSecret(object: KubeObject): boolean {
  const manifest = valueAt(object, ['spec', 'target', 'manifest']);
  return isObject(manifest) && !(manifest['apiVersion'] === 'v1' && manifest['kind'] === 'Secret');
}

interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly controller: boolean;
}

function ownersOf(metadata: JsonObject): readonly Owner[] {
  return objectsAt(metadata, 'ownerReferences').map((one) => ({
    kind: String(one['kind']),
    name: String(one['name']),
    controller: one['controller'] === true,
  }));
}

function managersOf(metadata: JsonObject): readonly string[] {
  return objectsAt(metadata, 'managedFields').map((entry) => String(entry['manager'] ?? ''));
}

function objectsAt(value: JsonObject, name: string): readonly JsonObject[] {
  const list: JsonValue | undefined = value[name];
  return Array.isArray(list) ? (list as readonly JsonValue[]).filter(isObject) : [];
}

function textAt(value: JsonObject, path: Path): string {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found.slice(0, 253) : '';
}

function plural(list: readonly unknown[], one: string, many: string): string {
  return list.length === 1 ? one : many;
}

/** At most ten names. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
