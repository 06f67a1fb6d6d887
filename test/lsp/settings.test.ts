import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identityFor, readSettings } from '../../server/src/lsp/settings.ts';
import type { StoreConfig } from '../../server/src/model/storeConfig.ts';
import { defaultSettings } from '../../server/src/protocol.ts';

function store(name: string, provider = 'aws', config: StoreConfig['config'] = {}): StoreConfig {
  return { kind: 'SecretStore', name, provider, config };
}

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
    assert.deepEqual(identityFor(settings, store('prod-eu')), { profile: 'prod', role: 'arn:aws:iam::1:role/r' });
    assert.deepEqual(identityFor(settings, store('my-prod-eu')), { profile: 'any' });
    assert.deepEqual(identityFor(settings, store('a.b')), { profile: 'dot' });
    assert.deepEqual(identityFor(settings, store('aXb')), { profile: 'any' });
    assert.deepEqual(identityFor(readSettings({}), store('x')), {});
  });

  it('map a login to a store by its provider and where its vault is', () => {
    const settings = readSettings({
      stores: { 'vault:https://vault.example.com': { tokenFile: '~/.prod' }, 'azurekv:https://shop-*': { tenant: 'shop' } },
    });
    const vault = (server: string) =>
      store('vault', 'vault', { server, auth: { tokenSecretRef: { name: 'https://vault.example.com' } } });
    assert.deepEqual(identityFor(settings, vault('https://vault.example.com')), { tokenFile: '~/.prod' });
    assert.deepEqual(identityFor(settings, vault('https://vault.example.com.evil.example')), {});
    assert.deepEqual(identityFor(settings, vault('https://evil.example')), {});
    const evil = { server: 'https://evil.example', caBundle: 'https://vault.example.com', path: 'https://vault.example.com' };
    assert.deepEqual(identityFor(settings, store('vault', 'vault', evil)), {}, 'what else a manifest says there is no address');
    const spelt = store('vault:https://vault.example.com', 'vault', { server: 'https://evil.example' });
    assert.deepEqual(identityFor(settings, spelt), {}, 'a name is none either');
    const azure = store('a', 'azurekv', { vaultUrl: 'https://shop-eu.vault.azure.net' });
    assert.deepEqual(identityFor(settings, azure), { tenant: 'shop' });
  });
});
