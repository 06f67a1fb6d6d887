import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identityFor, isTokenFor, readSettings } from '../../server/src/lsp/settings.ts';
import type { StoreConfig } from '../../server/src/model/storeConfig.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createNodeProviders } from '../../server/src/node/providers.ts';
import { defaultSettings } from '../../server/src/protocol.ts';
import { providerFor } from '../../server/src/providers/registry.ts';
import { withoutStructure } from '../../server/src/rules/severities.ts';

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

  it('leave the structure to others only where that is said', () => {
    assert.equal(readSettings({ schemaValidation: 'off' }).schemaValidation, 'off');
    for (const value of ['on', 'auto', 'OFF', false, undefined])
      assert.notEqual(readSettings({ schemaValidation: value }).schemaValidation, 'off');
    assert.deepEqual(withoutStructure({ 'unknown-field': 'warning', 'no-data': 'off' })['unknown-field'], 'warning');
    assert.equal(withoutStructure({})['not-allowed-value'], 'off');
    assert.equal(withoutStructure({})['no-data'], undefined);
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

  it('map a login to a store of AWS by its region, and by the account of the role that ESO takes on', () => {
    const settings = readSettings({ stores: { 'aws:123456789012': { profile: 'staging' }, 'aws:eu-*': { profile: 'eu' } } });
    const providers = createNodeProviders({ clock: nodeClock, log: () => {} });
    const at = (config: StoreConfig['config']) => {
      const asked = store('aws', 'aws', { service: 'SecretsManager', ...config });
      return identityFor(settings, asked, providerFor(providers, asked)).profile;
    };
    assert.equal(at({ region: 'us-east-1', role: 'arn:aws:iam::123456789012:role/eso' }), 'staging');
    assert.equal(at({ region: 'eu-west-1', role: 'arn:aws:iam::210987654321:role/eso' }), 'eu');
    assert.equal(at({ region: 'us-east-1', role: 'arn:aws:iam::210987654321:role/123456789012' }), undefined);
    assert.equal(at({ region: 'us-east-1', externalID: '123456789012' }), undefined);
  });

  it('map a login by the address that a back end goes to, whatever else its store says', () => {
    const settings = readSettings({ stores: { 'doppler:https://api.doppler.com': { tokenFile: '~/.doppler-token' } } });
    const providers = createNodeProviders({ clock: nodeClock, log: () => {} });
    const at = (config: StoreConfig['config']) => {
      const asked = store('d', 'doppler', config);
      return identityFor(settings, asked, providerFor(providers, asked));
    };
    assert.deepEqual(at({}), { tokenFile: '~/.doppler-token' }, "the vendor's own where the store names none");
    assert.deepEqual(at({ host: 'api.doppler.com' }), { tokenFile: '~/.doppler-token' });
    assert.deepEqual(at({ host: 'https://evil.example', project: 'https://api.doppler.com' }), {});
    assert.deepEqual(at({ host: 'https://evil.example', someUrl: 'https://api.doppler.com' }), {});
    const vault = store('v', 'vault', { server: 'https://evil.example', someUrl: 'https://vault.example.com' });
    const mapped = readSettings({ stores: { 'vault:https://vault.example.com': { tokenFile: '~/.prod' } } });
    assert.deepEqual(identityFor(mapped, vault, providerFor(providers, vault)), {});
    const right = store('v', 'vault', { server: 'https://vault.example.com/' });
    assert.deepEqual(identityFor(mapped, right, providerFor(providers, right)), { tokenFile: '~/.prod' });
  });

  it('take a star for anything in a name, and for nothing past a slash in an address', () => {
    const fits = (pattern: string, server: string) =>
      identityFor(readSettings({ stores: { [pattern]: { profile: 'p' } } }), store('s', 'vault', { server })).profile === 'p';
    assert.ok(fits('vault:https://*.example.com', 'https://eu.vault.example.com'));
    assert.ok(fits('vault:https://*.example.com/v', 'https://eu.example.com/v/'));
    assert.ok(fits('vault:*', 'https://any.example/path'));
    assert.ok(fits('vault:https://vault.example.com/*', 'https://vault.example.com/any/path'));
    assert.ok(!fits('vault:https://*.example.com', 'https://evil.example/.example.com'));
    assert.ok(!fits('vault:https://*.example.com', 'https://evil.example/x/eu.example.com'));
    assert.ok(!fits('vault:https://*/kv*', 'https://evil.example/x/kv'));
    const named = (pattern: string, name: string) =>
      identityFor(readSettings({ stores: { [pattern]: { profile: 'p' } } }), store(name)).profile === 'p';
    assert.ok(named('a*b*c', 'a-b-b-c') && named('**', '') && named('a*', 'a') && named('*-*', 'a-'));
    assert.ok(!named('a*a', 'a') && !named('a*b*c', 'a-c') && !named('a*bb*b', 'abb'));
  });

  it('are matched in one pass, however long a manifest makes its names', () => {
    const settings = readSettings({ stores: { '*a*a*a*a*a*b': { profile: 'p' }, 'vault:*a*a*a*a*b': { profile: 'p' } } });
    assert.deepEqual(identityFor(settings, store('a'.repeat(500_000), 'vault', { server: 'a'.repeat(500_000) })), {});
  });

  it('bind a token file to an address, never to a name that a manifest may choose', () => {
    const meant = (pattern: string, endpoint: string, login: object = {}, config: StoreConfig['config'] = { server: endpoint }) =>
      isTokenFor(
        readSettings({ stores: { [pattern]: { tokenFile: '~/t', ...login } } }),
        store('prod', 'vault', config),
        endpoint,
      );
    assert.ok(meant('vault:https://vault.example.com', 'https://vault.example.com'));
    assert.ok(meant('vault:https://vault.example.com:8200/', 'https://vault.example.com:8200'));
    assert.ok(meant('vault:https://*.vault.example.com:8200', 'https://eu.vault.example.com:8200'));
    assert.ok(meant('vault:https://vault.example.com/*', 'https://vault.example.com/a/b'));
    assert.ok(meant('prod', 'https://own.example', { address: 'https://own.example' }), 'the settings give the address');
    for (const pattern of ['prod', '*', 'vault:*', 'vault:https://*', 'vault:https://vault-*', 'vault:https://vault.example.co*'])
      assert.ok(!meant(pattern, 'https://vault-evil.example'), pattern);
    const beside = { server: 'https://evil.example', url: 'https://vault.example.com' };
    assert.ok(!meant('vault:https://vault.example.com', 'https://evil.example', {}, beside), 'what calls go to counts');
    assert.ok(!isTokenFor(readSettings({}), store('prod'), 'https://evil.example'));
  });
});
