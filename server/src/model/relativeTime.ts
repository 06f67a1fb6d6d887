import type { Localisation } from '../localisation.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * An instant in relation to now, as people say it: `just now`, `5 min ago`, `3 days ago`, `in 2 hours`.
 * Both in epoch milliseconds; `now` is the host's clock.
 */
export function relativeTime(instant: number, now: number, l10n: Localisation): string {
  const distance = Math.abs(now - instant);
  if (distance < minute) return l10n.t('just now');
  const amount = roughly(distance, l10n);
  return instant < now ? l10n.t('{0} ago', amount) : l10n.t('in {0}', amount);
}

/** Whether an answer of the past is old enough that its age has to be said. Both in epoch milliseconds. */
export function isOld(instant: number, now: number): boolean {
  return now - instant >= minute;
}

/** A calendar day (UTC), known only to the day, in relation to now: `today`, `yesterday`, `12 days ago`. Epoch milliseconds. */
export function relativeDay(instant: number, now: number, l10n: Localisation): string {
  const days = Math.floor(now / day) - Math.floor(instant / day);
  if (days === 0) return l10n.t('today');
  if (days === 1) return l10n.t('yesterday');
  if (days === -1) return l10n.t('tomorrow');
  const amount = roughly(Math.abs(days) * day, l10n);
  return days > 0 ? l10n.t('{0} ago', amount) : l10n.t('in {0}', amount);
}

/** An instant to the minute, in UTC: `2026-11-23 21:35 UTC`. Empty for what is no date. Epoch milliseconds. */
export function exactTime(instant: number): string {
  const iso = isoOf(instant);
  return iso === '' ? '' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** The day of an instant, in UTC: `2026-11-23`. Empty for what is no date. Epoch milliseconds. */
export function exactDay(instant: number): string {
  return isoOf(instant).slice(0, 10);
}

function roughly(milliseconds: number, l10n: Localisation): string {
  const count = (amount: number, one: string, many: string) => (amount === 1 ? one : many.replace('{0}', String(amount)));
  if (milliseconds < hour) return l10n.t('{0} min', Math.floor(milliseconds / minute));
  if (milliseconds < day) return count(Math.floor(milliseconds / hour), l10n.t('1 hour'), l10n.t('{0} hours'));
  const days = Math.floor(milliseconds / day);
  if (days < 60) return count(days, l10n.t('1 day'), l10n.t('{0} days'));
  if (days < 730) return count(Math.floor(days / 30.44), l10n.t('1 month'), l10n.t('{0} months'));
  return count(Math.floor(days / 365.25), l10n.t('1 year'), l10n.t('{0} years'));
}

function isoOf(instant: number): string {
  return Number.isFinite(instant) && Math.abs(instant) <= 8.64e15 ? new Date(instant).toISOString() : '';
}
