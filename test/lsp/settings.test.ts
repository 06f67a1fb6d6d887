import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identityFor, readSettings } from '../../server/src/lsp/settings.ts';
import { defaultSettings } from '../../server/src/protocol.ts';

describe('settings', () => {
  it('are the defaults where nothing usable is set', () => {
    for (const value of [undefined, null, 'x', [], {}, { operatorVersion: 1, vault: 'x', stores: 3, rules: [] }]) {
      assert.deepEqual({ ...readSettings(value), rules: {}, stores: {} }, defaultSettings);
    }
    assert.deepEqual(readSettings({ vault: { cacheMinutes: -1, maxCallsPerListing: 1e9 } }).vault, defaultSettings.vault);
  });

  it('keep what is usable beside what is not', () => {
    const { rules, vault } = readSettings({
      rules: { a: 'off', b: 'loud', c: 3 },
      vault: { cacheMinutes: 1, maxCallsPerListing: 'x' },
    });
    assert.deepEqual({ ...rules }, { a: 'off' });
    assert.deepEqual(vault, { ...defaultSettings.vault, cacheMinutes: 1 });
  });

  it('map a login to a store by the first pattern that fits its whole name', () => {
    const settings = readSettings({
      stores: {
        'prod-*': { profile: 'prod', role: 'arn:aws:iam::1:role/r', token: 'x' },
        'a.b': { profile: 'dot' },
        '*': { profile: 'any' },
      },
    });
    assert.deepEqual(identityFor(settings, 'prod-eu'), { profile: 'prod', role: 'arn:aws:iam::1:role/r' });
    assert.deepEqual(identityFor(settings, 'my-prod-eu'), { profile: 'any' });
    assert.deepEqual(identityFor(settings, 'a.b'), { profile: 'dot' });
    assert.deepEqual(identityFor(settings, 'aXb'), { profile: 'any' });
    assert.deepEqual(identityFor(readSettings({}), 'x'), {});
  });
});
