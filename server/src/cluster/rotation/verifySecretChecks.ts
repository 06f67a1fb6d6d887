import type { Check } from '../../clusterProtocol.ts';
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
export function checkSecret(externalSecret: KubeObject, promise: SecretPromise, secret: KnownSecret): readonly Check[] {
  return [
    checkKeys(promise, secret),
    checkType(promise, secret),
    checkImmutable(promise, secret),
    checkOwner(externalSecret, promise, secret),
    checkManaged(secret),
    ...checkCreatedBy(externalSecret, promise, secret),
  ];
}

/** Owner and Orphan rebuild the data, so that foreign keys cannot stay; Merge and CreateOrMerge leave them alone. */
function checkKeys({ keys: promised, open, ...promise }: SecretPromise, { keys }: KnownSecret): Check {
  const title = 'Keys';
  if (keys === undefined) return { title, state: 'unknown', detail: 'The metadata of the Secret do not tell its keys.' };
  const found = keys.map(({ name, bytes }) =>
    bytes === undefined ? name : `${name} (${bytes} ${bytes === 1 ? 'byte' : 'bytes'})`,
  );
  const present = found.length === 0 ? 'It has no keys.' : `It has ${found.join(', ')}.`;
  const missing = promised.filter((key) => !keys.some(({ name }) => name === key));
  const further = keys.map(({ name }) => name).filter((name) => !promised.includes(name));
  const rebuilt = promise.creationPolicy === 'Owner' || promise.creationPolicy === 'Orphan';
  const unpredictable = open.length === 0 ? '' : ` Not predictable: ${open.join('; ')}.`;
  if (missing.length > 0) {
    const lost = `Missing: ${missing.join(', ')}. ${present}`;
    if (promise.immutable)
      return { title, state: 'problem', detail: `${lost} It is immutable: delete the Secret, and it is made anew.` };
    if (promise.deletionPolicy !== 'Retain') {
      const detail = `${lost} With deletionPolicy ${promise.deletionPolicy} keys go when the vault no longer has them.`;
      return { title, state: 'warning', detail };
    }
    return { title, state: 'problem', detail: `${lost} Force a sync, or see why the last one failed.` };
  }
  if (further.length > 0 && open.length === 0) {
    if (!rebuilt) return { title, state: 'ok', detail: `${present} Of others, and kept: ${further.join(', ')}.` };
    const what = promise.immutable ? 'Being immutable it keeps them.' : 'They go at the next refresh.';
    return { title, state: 'problem', detail: `Not promised: ${further.join(', ')}. ${present} ${what}` };
  }
  const empty = keys.filter(({ bytes }) => bytes === 0).map(({ name }) => name);
  if (empty.length > 0) return { title, state: 'warning', detail: `Empty: ${empty.join(', ')}. ${present}${unpredictable}` };
  return { title, state: 'ok', detail: `${present}${unpredictable}` };
}

/** ESO sets the type of the template, else leaves what is there, and makes `Opaque`; a type cannot be changed afterwards. */
function checkType({ type: promised, creationPolicy }: SecretPromise, { type }: KnownSecret): Check {
  const title = 'Type';
  if (type === undefined) return { title, state: 'unknown', detail: 'Not read: only the whole Secret tells its type.' };
  const expected = promised ?? (creationPolicy === 'Owner' ? 'Opaque' : type);
  if (type === expected) return { title, state: 'ok', detail: `${type}.` };
  if (promised === undefined) {
    const detail = `${type}, and not Opaque as a Secret made by ESO: it was there before, and its type stays.`;
    return { title, state: 'warning', detail };
  }
  const detail = `${type}, promised is ${promised}. The type of a Secret cannot be changed: delete it, and it is made anew.`;
  return { title, state: 'problem', detail };
}

function checkImmutable({ immutable: promised }: SecretPromise, { immutable }: KnownSecret): Check {
  const title = 'Immutable';
  if (immutable === undefined) return { title, state: 'unknown', detail: 'Not read: only the whole Secret tells it.' };
  if (immutable === promised) {
    const detail = immutable ? 'Yes, as promised: changes in the vault do not reach it.' : 'No, as promised.';
    return { title, state: 'ok', detail };
  }
  if (promised) return { title, state: 'problem', detail: 'No, though target.immutable is set. Force a sync.' };
  const detail = 'Yes, though the manifest does not say so: ESO cannot update it. Delete it, and it is made anew.';
  return { title, state: 'problem', detail };
}

function checkOwner(externalSecret: KubeObject, { creationPolicy }: SecretPromise, { metadata }: KnownSecret): Check {
  const title = 'Owner';
  const owners = objects(metadata, 'ownerReferences');
  const isMine = (owner: (typeof owners)[number]) => text(owner, 'uid') === text(externalSecret.metadata, 'uid');
  const mine = owners.find(isMine);
  const others = owners.filter((owner) => !isMine(owner)).map((owner) => `${text(owner, 'kind')} ${text(owner, 'name')}`);
  const also = others.length === 0 ? '' : ` Also owned by ${others.join(', ')}.`;
  const name = externalSecret.metadata.name;
  if (creationPolicy !== 'Owner') {
    if (mine === undefined)
      return { title, state: 'ok', detail: `Not owned, as creationPolicy ${creationPolicy} has it.${also}` };
    const detail = `Owned by ExternalSecret ${name}, though creationPolicy is ${creationPolicy}: it goes with it.${also}`;
    return { title, state: 'warning', detail };
  }
  if (mine !== undefined && member(mine, 'controller') === true)
    return { title, state: 'ok', detail: `ExternalSecret ${name}.${also}` };
  if (others.length > 0) {
    const detail = `Not this ExternalSecret but ${others.join(', ')}. Give it another target.name.`;
    return { title, state: 'problem', detail };
  }
  const detail = `Nobody, so it stays when ExternalSecret ${name} is deleted. Force a sync.`;
  return { title, state: 'problem', detail };
}

function checkManaged({ metadata }: KnownSecret): Check {
  const title = 'Managed by ESO';
  if (text(metadata, 'labels', managedLabel) === 'true')
    return { title, state: 'ok', detail: `It has the label ${managedLabel}.` };
  const detail = `It lacks the label ${managedLabel}: ESO does not notice changes of it. Force a sync.`;
  return { title, state: 'problem', detail };
}

/** The label is the SHA3-224 of "namespace/name" (externalsecret_controller.go), with creationPolicy Owner only. */
function checkCreatedBy(externalSecret: KubeObject, promise: SecretPromise, { metadata }: KnownSecret): readonly Check[] {
  if (promise.creationPolicy !== 'Owner') return [];
  const title = 'Created by';
  const { name } = externalSecret.metadata;
  const label = text(metadata, 'labels', createdByLabel);
  if (label === sha3Of224(`${promise.namespace}/${name}`))
    return [{ title, state: 'ok', detail: `The label says ExternalSecret ${name}.` }];
  const detail =
    label === undefined
      ? `It lacks the label ${createdByLabel}, by which ESO finds Secrets to clean up. Force a sync.`
      : 'The label is of another ExternalSecret, which deletes this Secret as soon as its own has another name.';
  return [{ title, state: 'warning', detail }];
}
