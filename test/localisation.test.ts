import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBundle } from '../scripts/l10n.ts';
import type { LiveRecord } from '../server/src/cluster/live/liveRecord.ts';
import { stateWords } from '../server/src/cluster/live/liveWords.ts';
import { english, localisation } from '../server/src/localisation.ts';

test('a text is said in the language that has it, with values in their places, and else in English', () => {
  const some = localisation({ 'Apply {0} in context {1}?': '{1}: {0} anwenden?' });
  assert.equal(some.t('Apply {0} in context {1}?', 'app', 'prod'), 'prod: app anwenden?');
  assert.equal(some.t('Restart {0} in context {1}?', 'app', 'prod'), 'Restart app in context prod?');
  assert.equal(english.t('constructor'), 'constructor');
});

test('values are put in as they are, whatever they look like', () => {
  assert.equal(english.t('{0} and {1}', '{1}', '$&'), '{1} and $&');
});

test('the state of an object is said in German, with its age', () => {
  const now = Date.UTC(2026, 0, 10);
  const record = { kind: 'ExternalSecret', state: 'ok', reason: 'SecretSynced', message: '' } as LiveRecord;
  const said = (age: number) => stateWords({ ...record, refreshTime: now - age }, now, localisation(readBundle('de')));
  assert.equal(said(5 * 60_000), 'synchronisiert vor 5 min');
  assert.equal(said(3 * 24 * 60 * 60_000), 'synchronisiert vor 3 Tagen');
});
