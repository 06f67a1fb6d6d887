import type { Check } from '../../clusterProtocol.ts';
import type { Localisation } from '../../localisation.ts';
import type { KubeObject, ObjectMetadata } from '../clusterClient.ts';
import { createdByLabel, managedLabel } from '../eso.ts';
import { member, objects, text } from './json.ts';
import { sha3Of224 } from './sha3.ts';
import type { SecretPromise } from './target.ts';

/** What was read of a Secret: of its values no more than their sizes. */
export interface KnownSecret {
  readonly metadata: ObjectMetadata;
  /** Undefined where the managed fields do not tell. Sizes are undefined where only metadata were read. */
  readonly keys: readonly { readonly name: string; readonly bytes: number | undefined }[] | undefined;
  /** Undefined where only metadata were read. */
  readonly type: string | undefined;
  readonly immutable: boolean | undefined;
}

/** Compares a Secret with the promise, point by point. */
export function checkSecret(
  externalSecret: KubeObject,
  promise: SecretPromise,
  secret: KnownSecret,
  l10n: Localisation,
): readonly Check[] {
  return [
    checkKeys(promise, secret, l10n),
    checkType(promise, secret, l10n),
    checkImmutable(promise, secret, l10n),
    checkOwner(externalSecret, promise, secret, l10n),
    checkManaged(secret, l10n),
    ...checkCreatedBy(externalSecret, promise, secret, l10n),
  ];
}

/** Owner and Orphan rebuild the data, so that foreign keys cannot stay; Merge and CreateOrMerge leave them alone. */
function checkKeys({ keys: promised, open, ...promise }: SecretPromise, { keys }: KnownSecret, l10n: Localisation): Check {
  const title = l10n.t('Keys');
  if (keys === undefined) return { title, state: 'unknown', detail: l10n.t('The metadata of the Secret do not tell its keys.') };
  const found = keys.map(({ name, bytes }) =>
    bytes === undefined ? name : `${name} (${bytes === 1 ? l10n.t('1 byte') : l10n.t('{0} bytes', bytes)})`,
  );
  const present = found.length === 0 ? l10n.t('It has no keys.') : l10n.t('It has {0}.', found.join(', '));
  const missing = promised.filter((key) => !keys.some(({ name }) => name === key));
  const further = keys.map(({ name }) => name).filter((name) => !promised.includes(name));
  const rebuilt = promise.creationPolicy === 'Owner' || promise.creationPolicy === 'Orphan';
  const unpredictable = open.length === 0 ? '' : l10n.t(' Not predictable: {0}.', open.join('; '));
  if (missing.length > 0) {
    const lost = l10n.t('Missing: {0}. {1}', missing.join(', '), present);
    if (promise.immutable)
      return { title, state: 'problem', detail: l10n.t('{0} It is immutable: delete the Secret, and it is made anew.', lost) };
    if (promise.deletionPolicy !== 'Retain') {
      const detail = l10n.t(
        '{0} With deletionPolicy {1} keys go when the vault no longer has them.',
        lost,
        promise.deletionPolicy,
      );
      return { title, state: 'warning', detail };
    }
    return { title, state: 'problem', detail: l10n.t('{0} Force a sync, or see why the last one failed.', lost) };
  }
  if (further.length > 0 && open.length === 0) {
    if (!rebuilt) return { title, state: 'ok', detail: l10n.t('{0} Of others, and kept: {1}.', present, further.join(', ')) };
    const what = promise.immutable ? l10n.t('Being immutable it keeps them.') : l10n.t('They go at the next refresh.');
    return { title, state: 'problem', detail: l10n.t('Not promised: {0}. {1} {2}', further.join(', '), present, what) };
  }
  const empty = keys.filter(({ bytes }) => bytes === 0).map(({ name }) => name);
  if (empty.length > 0)
    return { title, state: 'warning', detail: l10n.t('Empty: {0}. {1}{2}', empty.join(', '), present, unpredictable) };
  return { title, state: 'ok', detail: `${present}${unpredictable}` };
}

/** ESO sets the type of the template, else leaves what is there, and makes `Opaque`; a type cannot be changed afterwards. */
function checkType({ type: promised, creationPolicy }: SecretPromise, { type }: KnownSecret, l10n: Localisation): Check {
  const title = l10n.t('Type');
  if (type === undefined) return { title, state: 'unknown', detail: l10n.t('Not read: only the whole Secret tells its type.') };
  const expected = promised ?? (creationPolicy === 'Owner' ? 'Opaque' : type);
  if (type === expected) return { title, state: 'ok', detail: `${type}.` };
  if (promised === undefined) {
    const detail = l10n.t('{0}, and not Opaque as a Secret made by ESO: it was there before, and its type stays.', type);
    return { title, state: 'warning', detail };
  }
  const detail = l10n.t(
    '{0}, promised is {1}. The type of a Secret cannot be changed: delete it, and it is made anew.',
    type,
    promised,
  );
  return { title, state: 'problem', detail };
}

function checkImmutable({ immutable: promised }: SecretPromise, { immutable }: KnownSecret, l10n: Localisation): Check {
  const title = l10n.t('Immutable');
  if (immutable === undefined) return { title, state: 'unknown', detail: l10n.t('Not read: only the whole Secret tells it.') };
  if (immutable === promised) {
    const detail = immutable ? l10n.t('Yes, as promised: changes in the vault do not reach it.') : l10n.t('No, as promised.');
    return { title, state: 'ok', detail };
  }
  if (promised) return { title, state: 'problem', detail: l10n.t('No, though target.immutable is set. Force a sync.') };
  const detail = l10n.t('Yes, though the manifest does not say so: ESO cannot update it. Delete it, and it is made anew.');
  return { title, state: 'problem', detail };
}

function checkOwner(
  externalSecret: KubeObject,
  { creationPolicy }: SecretPromise,
  { metadata }: KnownSecret,
  l10n: Localisation,
): Check {
  const title = l10n.t('Owner');
  const owners = objects(metadata, 'ownerReferences');
  const isMine = (owner: (typeof owners)[number]) => text(owner, 'uid') === text(externalSecret.metadata, 'uid');
  const mine = owners.find(isMine);
  const others = owners.filter((owner) => !isMine(owner)).map((owner) => `${text(owner, 'kind')} ${text(owner, 'name')}`);
  const also = others.length === 0 ? '' : l10n.t(' Also owned by {0}.', others.join(', '));
  const name = externalSecret.metadata.name;
  if (creationPolicy !== 'Owner') {
    if (mine === undefined)
      return { title, state: 'ok', detail: l10n.t('Not owned, as creationPolicy {0} has it.{1}', creationPolicy, also) };
    const detail = l10n.t(
      'Owned by ExternalSecret {0}, though creationPolicy is {1}: it goes with it.{2}',
      name,
      creationPolicy,
      also,
    );
    return { title, state: 'warning', detail };
  }
  if (mine !== undefined && member(mine, 'controller') === true)
    return { title, state: 'ok', detail: l10n.t('ExternalSecret {0}.{1}', name, also) };
  if (others.length > 0) {
    const detail = l10n.t('Not this ExternalSecret but {0}. Give it another target.name.', others.join(', '));
    return { title, state: 'problem', detail };
  }
  const detail = l10n.t('Nobody, so it stays when ExternalSecret {0} is deleted. Force a sync.', name);
  return { title, state: 'problem', detail };
}

function checkManaged({ metadata }: KnownSecret, l10n: Localisation): Check {
  const title = l10n.t('Managed by ESO');
  if (text(metadata, 'labels', managedLabel) === 'true')
    return { title, state: 'ok', detail: l10n.t('It has the label {0}.', managedLabel) };
  const detail = l10n.t('It lacks the label {0}: ESO does not notice changes of it. Force a sync.', managedLabel);
  return { title, state: 'problem', detail };
}

/** The label is the SHA3-224 of "namespace/name" (externalsecret_controller.go), with creationPolicy Owner only. */
function checkCreatedBy(
  externalSecret: KubeObject,
  promise: SecretPromise,
  { metadata }: KnownSecret,
  l10n: Localisation,
): readonly Check[] {
  if (promise.creationPolicy !== 'Owner') return [];
  const title = l10n.t('Created by');
  const { name } = externalSecret.metadata;
  const label = text(metadata, 'labels', createdByLabel);
  if (label === sha3Of224(`${promise.namespace}/${name}`))
    return [{ title, state: 'ok', detail: l10n.t('The label says ExternalSecret {0}.', name) }];
  const detail =
    label === undefined
      ? l10n.t('It lacks the label {0}, by which ESO finds Secrets to clean up. Force a sync.', createdByLabel)
      : l10n.t('The label is of another ExternalSecret, which deletes this Secret as soon as its own has another name.');
  return [{ title, state: 'warning', detail }];
}
