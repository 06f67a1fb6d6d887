import type { CancellationToken } from '../../cancellation.ts';
import type { Localisation } from '../../localisation.ts';
import { isObject, valueAt } from '../../model/references.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { ClusterConnection, KubeObject, ObjectRef, ResourceType } from '../clusterClient.ts';
import { firstOf } from '../countOf.ts';
import { createdByLabel, managedLabel } from '../eso.ts';
import { promiseOf } from '../rotation/target.ts';
import { titleOf } from './plan.ts';
import { type Admitted, actionOf } from './trial.ts';

const secretType: ResourceType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };

/** What a person should know before an object is applied, in sentences; only of objects that would be created or changed. */
export async function preflight(
  connection: ClusterConnection,
  trial: Admitted,
  token: CancellationToken,
  l10n: Localisation,
): Promise<readonly string[]> {
  if (actionOf(trial) === 'unchanged') return [];
  const found = [deliveredBy(trial, l10n), renamedTarget(trial, l10n), await emptiedSecret(connection, trial, token, l10n)];
  return found.filter((one) => one !== undefined);
}

/**
 * Who will put another version of the object back: Argo CD, Flux, Helm, or the ClusterExternalSecret that makes it. Told from the
 * live object's labels, annotations and owner.
 */
export function deliveredBy({ object, live }: Admitted, l10n: Localisation): string | undefined {
  if (live === undefined) return undefined;
  const who = titleOf(object.address);
  const metadata = live.metadata;
  const label = (name: string) => textAt(metadata, ['labels', name]);
  const annotation = (name: string) => textAt(metadata, ['annotations', name]);
  const reverted = (by: string) =>
    l10n.t('{0} is delivered by {1}, which will put its own version back. Make the change where it takes it from.', who, by);
  const tracking = annotation('argocd.argoproj.io/tracking-id').split(':')[0];
  if (tracking) return reverted(l10n.t('Argo CD (application {0})', tracking));
  const instance = label('app.kubernetes.io/instance');
  if (instance && managersOf(metadata).some((name) => name.startsWith('argocd')))
    return reverted(l10n.t('Argo CD (application {0})', instance));
  for (const tool of ['kustomize', 'helm']) {
    const name = label(`${tool}.toolkit.fluxcd.io/name`);
    const kind = tool === 'helm' ? 'HelmRelease' : 'Kustomization';
    if (name) return reverted(`Flux (${kind} ${label(`${tool}.toolkit.fluxcd.io/namespace`) || '?'}/${name})`);
  }
  const release = annotation('meta.helm.sh/release-name');
  if (label('app.kubernetes.io/managed-by') === 'Helm' && release) {
    return l10n.t(
      '{0} belongs to the Helm release {1}, whose next upgrade overwrites the change. Make it in the chart or its values.',
      who,
      release,
    );
  }
  const owner = ownersOf(metadata).find(({ kind }) => kind === 'ClusterExternalSecret' || kind === 'ClusterPushSecret');
  return (
    owner && l10n.t('{0} is made by {1} {2}, which will put its own version back. Change that one.', who, owner.kind, owner.name)
  );
}

/** What becomes of the old Secret where an ExternalSecret gets another target. Under Owner ESO deletes what it made under another name. */
export function renamedTarget({ object, live, proposed }: Admitted, l10n: Localisation): string | undefined {
  const { kind, namespace = '' } = object.address;
  if (kind !== 'ExternalSecret' || live === undefined || makesNoSecret(live) || makesNoSecret(proposed)) return undefined;
  const [before, after] = [promiseOf(live, namespace, l10n), promiseOf(proposed, namespace, l10n)];
  if (before.name === after.name || before.creationPolicy === 'None') return undefined;
  const from = l10n.t('The target of {0} changes from Secret {1} to {2}', titleOf(object.address), before.name, after.name);
  return before.creationPolicy === 'Owner'
    ? l10n.t('{0}: ESO deletes {1}/{2}. What uses it must name {3} first.', from, namespace, before.name, after.name)
    : l10n.t('{0}: {1}/{2} stays as it is and is not updated any more.', from, namespace, before.name);
}

/**
 * An existing Secret of which ESO would rebuild all data (creationPolicy Owner and Orphan), although it has not come from this
 * ExternalSecret. Its keys are named from its metadata alone; values are not read.
 */
export async function emptiedSecret(
  connection: ClusterConnection,
  { object, live, proposed }: Admitted,
  token: CancellationToken,
  l10n: Localisation,
): Promise<string | undefined> {
  const { kind, namespace, name } = object.address;
  if (kind !== 'ExternalSecret' || namespace === undefined || makesNoSecret(proposed)) return undefined;
  const promise = promiseOf(proposed, namespace, l10n);
  if (promise.creationPolicy !== 'Owner' && promise.creationPolicy !== 'Orphan') return undefined;
  const ref: ObjectRef = { type: secretType, namespace, name: promise.name };
  const secret = await connection.get(ref, token);
  if (secret.outcome !== 'done') return undefined;
  const title = `Secret ${namespace}/${promise.name}`;
  const owner = ownersOf(secret.value.metadata).find(({ controller }) => controller);
  if (owner?.kind === 'ExternalSecret' && owner.name === name) return undefined;
  if (owner !== undefined) {
    const says = l10n.t('{0} belongs to {1} {2}', title, owner.kind, owner.name);
    return l10n.t('{0}: ESO will not write it for {1}. Choose another target.name.', says, titleOf(object.address));
  }
  const isManaged = textAt(secret.value.metadata, ['labels', managedLabel]) === 'true';
  const wasTarget = live !== undefined && !makesNoSecret(live) && promiseOf(live, namespace, l10n).name === promise.name;
  if (isManaged && wasTarget && !merges(promiseOf(live, namespace, l10n).creationPolicy)) return undefined;
  const isOthers = isManaged && textAt(secret.value.metadata, ['labels', createdByLabel]) === '';
  const exists = isOthers
    ? l10n.t('{0} exists and holds more than ESO has written', title)
    : l10n.t('{0} exists and is not managed by ESO', title);
  const rebuilt = l10n.t('creationPolicy {0} rebuilds its data', promise.creationPolicy);
  const names = await connection.secretKeyNames(namespace, promise.name, token);
  const keys = names.outcome === 'done' ? names.value : undefined;
  const others = keys?.filter((key) => !promise.keys.includes(key)) ?? [];
  const replaced = keys?.filter((key) => promise.keys.includes(key)) ?? [];
  if (keys !== undefined && others.length + replaced.length === 0) return undefined;
  const unless =
    promise.open.length === 0 ? '' : ` ${l10n.t('What these bring stays: {0}.', promise.open.slice(0, 2).join('; '))}`;
  const lines = [
    `${exists}: ${rebuilt}.`,
    keys === undefined ? l10n.t('Keys that the ExternalSecret does not make go.') : '',
    others.length === 0 ? '' : `${l10n.t('These keys go: {0}.', firstOf(others, 10, l10n))}${unless}`,
    replaced.length === 0 ? '' : l10n.t('These get new values: {0}.', firstOf(replaced, 10, l10n)),
    keys === undefined || others.length > 0 ? l10n.t('To keep them set creationPolicy Merge.') : '',
  ];
  return lines.filter((line) => line !== '').join(' ');
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
