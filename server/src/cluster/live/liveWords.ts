import { english, type Localisation } from '../../localisation.ts';
import { exactTime, relativeTime } from '../../model/relativeTime.ts';
import { type FollowedKind, isStoreKind, type LiveRecord } from './liveRecord.ts';
import { capitalised, outsideText } from './outsideText.ts';

/** Reasons that ESO calls Ready although there is no Secret, or although it could not make sure. */
const doubtful: ReadonlySet<string> = new Set([
  'SecretMissing',
  'SecretDeleted',
  'ResourceMissing',
  'ResourceDeleted',
  'ValidationUnknown',
]);

/** How much of a message stands beside a name; the tooltip has all of it. */
const fewWords = 120;

/** Whether an object is Ready and yet not what one expects of it: `SecretMissing`, `ValidationUnknown` … */
export function isDoubtful({ state, reason }: LiveRecord): boolean {
  return state === 'ok' && doubtful.has(reason);
}

/** How an object stands, in a few words after its name: `synced 4 min ago`, `could not get secret data from provider`. `now`: epoch milliseconds. */
export function stateWords(record: LiveRecord, now: number, l10n: Localisation = english): string {
  const { state, reason, message, kind, refreshTime } = record;
  if (reason === 'Deleting') return l10n.t('is being deleted');
  if (state === 'waiting') return isStoreKind(kind) ? l10n.t('not validated yet') : l10n.t('waiting for the operator');
  if (state === 'failing') return outsideText(message || reason || l10n.t('not ready'), fewWords);
  if (isDoubtful(record)) return outsideText(message || reason, fewWords);
  if (isStoreKind(kind)) return l10n.t('valid');
  // The clock of the cluster may be ahead of this one's.
  return `${doneWord(kind, l10n)}${refreshTime === undefined ? '' : ` ${relativeTime(Math.min(refreshTime, now), now, l10n)}`}`;
}

/** When the operator looks again by itself: `next in 56 min`; empty where it will not, or where that cannot be told. */
export function nextWords({ state, nextRefresh }: LiveRecord, now: number, l10n: Localisation = english): string {
  if (state !== 'ok' || nextRefresh === undefined) return '';
  if (nextRefresh <= now) return l10n.t('next is due');
  return nextRefresh - now < 60_000 ? l10n.t('next within a minute') : l10n.t('next {0}', relativeTime(nextRefresh, now, l10n));
}

/** Everything known of an object, a line each: exact times and messages. */
export function recordTooltip(record: LiveRecord): string {
  const { kind, namespace, name, reason, message, refreshTime, nextRefresh, stores, target, provider } = record;
  const ready = record.conditions.find(({ type }) => type === 'Ready');
  const lines = [
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    `${capitalised(spokenState(record))}${reason === '' ? '' : ` (${reason})`}${message === '' ? '' : `: ${message}`}`,
    ready?.since === undefined ? '' : `Since ${exactTime(ready.since)}`,
    refreshTime === undefined ? '' : `Last ${doneWord(kind)} ${exactTime(refreshTime)}`,
    nextRefresh === undefined ? '' : `Next refresh ${exactTime(nextRefresh)}`,
    stores.length === 0 ? '' : `Stores: ${stores.map((store) => `${store.kind} ${store.name}`).join(', ')}`,
    target === undefined
      ? ''
      : `${target.kind} ${target.name}${target.creationPolicy === '' ? '' : `, creationPolicy ${target.creationPolicy}`}`,
    provider === '' ? '' : `Provider: ${provider}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** The state as one says it: `ready`, `failing`, `waiting`. */
export function spokenState(record: LiveRecord): string {
  if (isDoubtful(record)) return 'ready with a warning';
  return record.state === 'ok' ? 'ready' : record.state;
}

function doneWord(kind: FollowedKind, l10n: Localisation = english): string {
  if (kind === 'PushSecret') return l10n.t('pushed');
  return kind === 'ClusterExternalSecret' ? l10n.t('provisioned') : l10n.t('synced');
}
