import type { Localisation } from '../../localisation.ts';
import { capitalised } from '../../model/plainText.ts';
import { exactTime, relativeTime } from '../../model/relativeTime.ts';
import { type FollowedKind, isStoreKind, type LiveRecord } from './liveRecord.ts';
import { outsideText } from './outsideText.ts';

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
export function stateWords(record: LiveRecord, now: number, l10n: Localisation): string {
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
export function nextWords({ state, nextRefresh }: LiveRecord, now: number, l10n: Localisation): string {
  if (state !== 'ok' || nextRefresh === undefined) return '';
  if (nextRefresh <= now) return l10n.t('next is due');
  return nextRefresh - now < 60_000 ? l10n.t('next within a minute') : l10n.t('next {0}', relativeTime(nextRefresh, now, l10n));
}

/** Everything known of an object, a line each: exact times and messages. */
export function recordTooltip(record: LiveRecord, l10n: Localisation): string {
  const { kind, namespace, name, reason, message, refreshTime, nextRefresh, stores, target, provider } = record;
  const ready = record.conditions.find(({ type }) => type === 'Ready');
  const lines = [
    `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
    `${capitalised(spokenState(record, l10n))}${reason === '' ? '' : ` (${reason})`}${message === '' ? '' : `: ${message}`}`,
    ready?.since === undefined ? '' : l10n.t('Since {0}', exactTime(ready.since)),
    refreshTime === undefined ? '' : lastWords(kind, exactTime(refreshTime), l10n),
    nextRefresh === undefined ? '' : l10n.t('Next refresh {0}', exactTime(nextRefresh)),
    stores.length === 0 ? '' : l10n.t('Stores: {0}', stores.map((store) => `${store.kind} ${store.name}`).join(', ')),
    target === undefined
      ? ''
      : `${target.kind} ${target.name}${target.creationPolicy === '' ? '' : `, creationPolicy ${target.creationPolicy}`}`,
    provider === '' ? '' : l10n.t('Provider: {0}', provider),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** The state as one says it: `ready`, `failing`, `waiting`. */
export function spokenState(record: LiveRecord, l10n: Localisation): string {
  if (isDoubtful(record)) return l10n.t('ready with a warning');
  if (record.state === 'ok') return l10n.t('ready');
  return record.state === 'failing' ? l10n.t('failing') : l10n.t('waiting');
}

/** When it was last done, as a line of its own. */
function lastWords(kind: FollowedKind, time: string, l10n: Localisation): string {
  if (kind === 'PushSecret') return l10n.t('Last pushed {0}', time);
  return kind === 'ClusterExternalSecret' ? l10n.t('Last provisioned {0}', time) : l10n.t('Last synced {0}', time);
}

function doneWord(kind: FollowedKind, l10n: Localisation): string {
  if (kind === 'PushSecret') return l10n.t('pushed');
  return kind === 'ClusterExternalSecret' ? l10n.t('provisioned') : l10n.t('synced');
}
