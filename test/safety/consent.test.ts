import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { identityFor, isTokenFor } from '../../server/src/lsp/settings.ts';
import { nodeClock } from '../../server/src/node/nodeClock.ts';
import { createNodeProviders } from '../../server/src/node/providers.ts';
import { defaultSettings } from '../../server/src/protocol.ts';
import type { Consent } from '../../server/src/providers/consent.ts';
import type { ProviderCapabilities, SecretProvider, StoreConfig } from '../../server/src/providers/secretProvider.ts';
import { createVaultAccess } from '../../server/src/providers/vaultAccess.ts';
import type { CanaryStore } from '../canary/backEnds/backEnd.ts';
import { type CanaryVaults, startCanaryVaults } from '../canary/vault.ts';
import { openRest } from '../providers/restSetup.ts';
import { memoryConsents } from '../support/memoryConsents.ts';
import { startScriptedHttp } from '../support/scriptedHttp.ts';
import { restDoubles } from '../support/vaults/index.ts';
import { loginOf, needle } from '../support/vaults/restDouble.ts';

// What is said before a vault is listed, of every back end that the product has, and what is sent before somebody has agreed to it.

type Kind = ProviderCapabilities['listing'];

/** What the listing call of each back end returns. A new one has to be thought about. */
const kinds: Readonly<Record<string, Kind>> = {
  'Fake (in the manifest)': 'manifest',
  'AWS Secrets Manager': 'names',
  'AWS Parameter Store': 'names',
  'Azure Key Vault': 'names',
  'Kubernetes Secrets': 'names',
  'HashiCorp Vault': 'names',
  OpenBao: 'names',
  'Google Secret Manager': 'names',
  Akeyless: 'names',
  'Bitwarden Secrets Manager': 'names',
  Conjur: 'names',
  'Delinea DevOps Secrets Vault': 'names',
  Doppler: 'names',
  GitLab: 'includes-values',
  'IBM Cloud Secrets Manager': 'names',
  Infisical: 'names',
  '1Password Connect': 'names',
  'Oracle Vault': 'names',
  'Scaleway Secret Manager': 'names',
  'Yandex Lockbox': 'names',
};

/** What the question says of such a call. */
const words: Readonly<Record<Exclude<Kind, 'manifest'>, RegExp>> = {
  names: /^Allow External Secrets to list secret names in .*\? Names and metadata only; values are not read\.$/,
  'includes-values':
    /^Allow External Secrets to list the secrets in .*\? The listing call of this service returns values too: they are dropped at once\.$/,
  none: /^Allow External Secrets to look secrets up by name in .*\? This service lists no names; values are not read\.$/,
};

describe('consent to list', () => {
  let vaults: CanaryVaults;
  let home: string;
  let providers: readonly SecretProvider[];
  const environment = { ...process.env };
  /** Where sockets were opened to, and what the access log has, since it was last looked at. */
  let [sockets, logged]: [number, string[]] = [0, []];

  before(async () => {
    vaults = await startCanaryVaults();
    home = mkdtempSync(join(tmpdir(), 'consent-'));
    for (const { files = {}, env = {} } of vaults.stores) {
      Object.assign(process.env, env);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(home, path)), { recursive: true });
        writeFileSync(join(home, path), text);
      }
    }
    Object.assign(process.env, { HOME: home, XDG_CONFIG_HOME: join(home, 'config') });
    delete process.env['KUBECONFIG'];
    providers = createNodeProviders({ clock: nodeClock, log: ({ operation }) => void logged.push(operation) });
    // Node tells of every socket of a client, whoever opens it.
    subscribe('net.client.socket', () => {
      sockets += 1;
    });
  });
  after(() => {
    vaults.stop();
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    rmSync(home, { recursive: true });
  });

  /** The gate over all back ends, as a fresh user has it, and the store of one of them. */
  function gate({ name, provider, config, logins = {} }: CanaryStore, answer: Consent | undefined) {
    const settings = { ...defaultSettings, stores: logins };
    const store: StoreConfig = { kind: 'SecretStore', name, namespace: 'default', provider, config };
    const consents = memoryConsents();
    consents.answer = answer;
    const own = providers.find((each) => each.id === provider && each.supports(store));
    assert.ok(own);
    const access = createVaultAccess({
      providers,
      consents,
      clock: nodeClock,
      trusted: () => true,
      workspace: () => 'file:///w',
      identityFor: (each) => identityFor(settings, each, own),
      isTokenFor: (each, endpoint) => isTokenFor(settings, each, endpoint, own),
    });
    [sockets, logged] = [0, []];
    return { access, store, consents, own };
  }

  const sent = () => ({ sockets, logged });
  const nothing = { sockets: 0, logged: [] };
  const allowed: Consent = { access: 'allow', confirmedStores: [], readValues: false };

  it('is known of every back end, with what its listing call returns', () => {
    assert.deepEqual(Object.fromEntries(providers.map(({ title, capabilities }) => [title, capabilities.listing])), kinds);
    assert.equal(vaults.stores.length, providers.length, 'each is asked about here');
  });

  it('is asked for in the words of that kind of call, once, and nothing is sent before or without it', async () => {
    for (const each of vaults.stores)
      for (const answer of [undefined, { access: 'never', confirmedStores: [], readValues: false } as const]) {
        const { access, store, consents, own } = gate(each, answer);
        const before = await access.catalogFor(store);
        await access.state(store);
        await access.pagesOf(store);
        await access.refresh(store);
        assert.deepEqual([consents.questions, sent()], [[], nothing], own.title);
        const kind = kinds[own.title];
        if (kind === 'manifest') {
          assert.ok('catalog' in before && (await before.catalog.keys('', neverCancelled)).complete);
          await access.connect(store);
          assert.deepEqual([consents.questions, sent()], [[], nothing], 'the manifest is the vault');
          continue;
        }
        assert.ok('problem' in before && before.problem.code === 'not-connected', own.title);
        await access.connect(store);
        assert.deepEqual(
          consents.questions.map(({ kind }) => kind),
          ['access'],
          own.title,
        );
        assert.match(consents.questions[0]?.message ?? '', words[kind ?? 'none'], own.title);
        assert.ok('problem' in (await access.catalogFor(store)), own.title);
        await access.allowValues(store);
        assert.ok(
          consents.questions.every(({ kind }) => kind === 'access'),
          `${own.title}: values are asked about only once names may be listed`,
        );
        assert.deepEqual(sent(), nothing, own.title);
      }
  });

  it('lets the vault be listed once given, and no value be read for its names', async () => {
    for (const each of vaults.stores) {
      const { access, store, own } = gate(each, allowed);
      if (own.capabilities.listing === 'manifest') continue;
      await access.connect(store);
      const answer = await access.catalogFor(store);
      assert.ok('catalog' in answer, own.title);
      await answer.catalog.keys('', neverCancelled);
      assert.ok(sockets > 0 && logged.length > 0, `${own.title} is asked`);
      [sockets, logged] = [0, []];
      const { problem } = await answer.catalog.properties(each.keys[0] ?? '', undefined, neverCancelled);
      if (own.capabilities.properties !== 'reads-values') continue;
      // This process does not know the authority of those that speak TLS, and a vault that could not be listed stays shut.
      assert.match(problem?.code ?? '', /^(values-not-allowed|certificate)$/, own.title);
      assert.deepEqual(sent(), nothing, own.title);
    }
  });

  for (const double of restDoubles)
    it(`says of ${double.id} what is true of its calls, as far as its double knows`, async () => {
      const server = await startScriptedHttp(double.answer);
      let answers = '';
      server.answer = (request) => {
        const answer = double.answer(request);
        // Infisical has metadata of users' own, which the question names.
        answers += JSON.stringify(answer, (member, value) => (member === 'secretMetadata' ? undefined : value));
        return answer;
      };
      try {
        const login = loginOf(double, server.url);
        const { catalog, provider } = openRest(double.id, double.config(server.url), { ...login, mayReadValues: false });
        const { items } = await catalog.keys('', neverCancelled);
        assert.equal(items.length, double.keys.length);
        for (const key of double.keys) {
          await catalog.lookup(key, neverCancelled);
          await catalog.describe(key, neverCancelled);
          await catalog.versions(key, neverCancelled);
        }
        assert.equal(answers.includes(needle), provider.capabilities.listing === 'includes-values');
      } finally {
        await server.close();
      }
    });
});
