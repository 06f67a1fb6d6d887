import assert from 'node:assert/strict';
import { test } from 'node:test';
import { english } from '../../server/src/localisation.ts';
import { exactDay, exactTime, relativeDay, relativeTime } from '../../server/src/model/relativeTime.ts';

const now = Date.UTC(2026, 10, 23, 12, 0);
const hours = 3_600_000;

test('instants are said as people say them', () => {
  const said = (distance: number) => relativeTime(now - distance, now, english);
  assert.equal(said(20_000), 'just now');
  assert.equal(said(-20_000), 'just now');
  assert.equal(said(5 * 60_000), '5 min ago');
  assert.equal(said(hours), '1 hour ago');
  assert.equal(said(23.9 * hours), '23 hours ago');
  assert.equal(said(73 * hours), '3 days ago');
  assert.equal(said(70 * 24 * hours), '2 months ago');
  assert.equal(said(800 * 24 * hours), '2 years ago');
  assert.equal(said(-27 * 24 * hours), 'in 27 days');
});

test('a day is compared with the calendar, not with the clock', () => {
  assert.equal(relativeDay(Date.UTC(2026, 10, 23), now, english), 'today');
  assert.equal(relativeDay(Date.UTC(2026, 10, 22, 23, 59), now, english), 'yesterday');
  assert.equal(relativeDay(Date.UTC(2026, 10, 11), now, english), '12 days ago');
  assert.equal(relativeDay(Date.UTC(2026, 10, 24), now, english), 'tomorrow');
});

test('exact dates are in UTC, and nonsense is empty', () => {
  assert.equal(exactTime(now), '2026-11-23 12:00 UTC');
  assert.equal(exactDay(now), '2026-11-23');
  assert.equal(exactTime(Number.NaN), '');
  assert.equal(exactDay(1e20), '');
});
