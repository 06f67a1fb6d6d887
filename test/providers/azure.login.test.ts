import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { accessQuestion } from '../../server/src/providers/consentQuestions.ts';
import type { RestRequest, RestTransport } from '../../server/src/providers/rest/restTransport.ts';
import type { CatalogProblem, Destination, Identity, StoreConfig } from '../../server/src/providers/secretProvider.ts';
import { challenge } from '../support/azure/keyVault.ts';
import { type AzureTools, createAzureTools, tokenFor } from '../support/azure/tools.ts';
import { createAuthority } from '../support/certificates.ts';
import { type Answer, type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { azureStore, azureWith, type Setup, vaultUrl } from './azureSetup.ts';

const authority = createAuthority();
const path = process.env['PATH'];
const jane = tokenFor({ upn: 'jane@example.com', tid: 'tenant-id' });
let home: string;
let tools: AzureTools;
let sent: RestRequest[];

/** Stands for the network, so that addresses of Azure can be used: every vault has one secret. */
const vaults: RestTransport = {
  async send(request) {
    sent.push(request);
    const body = JSON.stringify({ value: [{ id: `${request.url.origin}/secrets/app` }] });
    return { status: 200, headers: {}, body: new TextEncoder().encode(body) };
  },
  proxyTo: () => undefined,
};

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'azure-login-'));
  tools = createAzureTools(home);
  process.env['PATH'] = `${tools.folder}:/usr/bin:/bin`;
  sent = [];
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(home, { recursive: true });
});

interface Options extends Setup {
  readonly config?: StoreConfig['config'];
}

/** What comes of listing a store, and what it says of its destination. */
async function list({ config = { vaultUrl }, identity = {}, transport = vaults, env = {}, ...setup }: Options) {
  const { provider, log } = azureWith({ ...setup, transport, env: { HOME: home, ...env } });
  const store = azureStore(config);
  const destination = await provider.destination(store, identity);
  const catalog = provider.open(store, { identity, mayReadValues: () => false });
  return { provider, store, destination, catalog, log, listing: await catalog.keys('', neverCancelled) };
}
const place = (destination: Destination | CatalogProblem) => {
  assert.ok(!('code' in destination), JSON.stringify(destination));
  return destination;
};
const resources = () => tools.calls().map((call) => /--resource (\S+)/.exec(call)?.[1] ?? call);
const authorizations = () => sent.map(({ url, headers }) => [url.host, headers['authorization']]);

/** As the Azure CLI writes it, with a byte order mark. */
function signedIn(name: string): void {
  mkdirSync(join(home, '.azure'), { recursive: true });
  const subscriptions = [
    { isDefault: false, user: { name: 'other' } },
    { isDefault: true, user: { name } },
  ];
  writeFileSync(join(home, '.azure/azureProfile.json'), `\uFEFF${JSON.stringify({ subscriptions })}`);
}

describe('an Azure token', () => {
  it('goes to a vault of the cloud that the store names, and is asked for that cloud', async () => {
    tools.gives('az', jane);
    const clouds = [
      ['PublicCloud', 'vault.azure.net'],
      ['USGovernmentCloud', 'vault.usgovcloudapi.net'],
      ['ChinaCloud', 'vault.azure.cn'],
      ['GermanCloud', 'vault.microsoftazure.de'],
    ];
    for (const [environmentType = '', suffix = ''] of clouds) {
      const { listing, destination } = await list({ config: { vaultUrl: `https://My-Vault.${suffix}/`, environmentType } });
      assert.deepEqual([listing.items.length, listing.complete], [1, true], environmentType);
      assert.equal(place(destination).endpoint, `https://my-vault.${suffix}`);
      assert.deepEqual(authorizations().at(-1), [`my-vault.${suffix}`, `Bearer ${jane}`]);
    }
    assert.deepEqual(
      resources(),
      clouds.map(([, suffix]) => `https://${suffix}`),
    );
  });

  it('goes to no other host, whatever a manifest says, and is not even asked for', async () => {
    tools.gives('az', jane);
    for (const url of [
      'https://evil.example',
      'https://my-keyvault.vault.azure.net.evil.example',
      'https://my-keyvault-vault.azure.net',
      'https://vault.azure.net',
      'https://a.b.vault.azure.net',
      'https://my_vault.vault.azure.net',
      'https://my-keyvault.vault.\u0430zure.net',
      'https://my-keyvault.managedhsm.azure.net',
      'https://my-keyvault.vault.azure.net:8443',
      'https://my-keyvault.vault.azure.net/other',
      'http://my-keyvault.vault.azure.net',
      'https://127.0.0.1',
    ]) {
      const { destination, listing } = await list({ config: { vaultUrl: url } });
      assert.ok('code' in destination && destination.code === 'no-credentials', url);
      assert.match(destination.message, /"address" for azurekv:https?:\/\/.* in externalSecrets\.stores of your user settings/);
      assert.equal(listing.problem?.code, 'no-credentials');
    }
    for (const url of ['', 'my-keyvault', 'https://user@my-keyvault.vault.azure.net', 'https://${VAULT}.vault.azure.net']) {
      const { destination } = await list({ config: { vaultUrl: url } });
      assert.ok('code' in destination && destination.code === 'incomplete-store', url);
    }
    assert.deepEqual([sent, tools.calls()], [[], []]);
  });

  it('goes nowhere where vault and cloud do not fit, and it is said what would', async () => {
    const { destination } = await list({ config: { vaultUrl: 'https://my-vault.vault.usgovcloudapi.net' } });
    assert.ok('code' in destination && destination.code === 'incomplete-store');
    assert.match(destination.message, /is in Azure US Government, .* Set it to USGovernmentCloud\.$/);
    assert.deepEqual(tools.calls(), []);
  });

  it('goes to no cloud that a manifest makes up, unless the user’s settings say so', async () => {
    tools.gives('az', jane);
    const customCloudConfig = {
      activeDirectoryEndpoint: 'https://login.evil.example',
      keyVaultEndpoint: 'https://vault.evil.example',
      keyVaultDNSSuffix: 'vault.evil.example',
    };
    const config = { vaultUrl: 'https://shop.vault.stack.example', environmentType: 'AzureStackCloud', customCloudConfig };
    for (const environmentType of ['AzureStackCloud', 'PublicCloud']) {
      const { destination } = await list({ config: { ...config, environmentType } });
      assert.ok('code' in destination && destination.code === 'no-credentials');
    }
    assert.deepEqual([sent, tools.calls()], [[], []]);
    const { listing } = await list({ config, identity: { address: 'https://shop.vault.stack.example' } });
    assert.equal(listing.complete, true);
    assert.deepEqual(resources(), ['https://vault.stack.example']);
  });

  it('goes where the user’s settings say the vault is, and the question names that place', async () => {
    tools.gives('az', jane);
    const identity: Identity = { address: 'https://vault-tunnel.corp.example:8443' };
    const { destination, store, provider } = await list({ identity });
    assert.deepEqual(authorizations(), [['vault-tunnel.corp.example:8443', `Bearer ${jane}`]]);
    assert.deepEqual(resources(), ['https://vault.azure.net'], 'it is still a vault of that cloud');
    assert.equal(place(destination).customEndpoint, true);
    const { message, detail } = accessQuestion(store, provider, place(destination), '');
    assert.match(
      message,
      /list secret names in Azure Key Vault, https:\/\/vault-tunnel\.corp\.example:8443, with your Azure login/,
    );
    assert.match(detail, /Calls go to https:\/\/vault-tunnel\.corp\.example:8443, as .* your own configuration says/);
    for (const address of ['http://vault-tunnel.corp.example', 'vault-tunnel'])
      assert.ok('code' in (await list({ identity: { address } })).destination, address);
  });

  it('is for Key Vault, whatever the server would like it to be for', async () => {
    tools.gives('az', jane);
    const hostile = await startScriptedHttp(() => challenge('https://management.azure.com'), authority.issue('127.0.0.1'));
    writeFileSync(join(home, 'ca.pem'), authority.cert);
    const { provider } = azureWith({ env: { HOME: home, NODE_EXTRA_CA_CERTS: join(home, 'ca.pem') } });
    const identity = { address: hostile.url };
    const catalog = provider.open(azureStore(), { identity, mayReadValues: () => false });
    const { problem } = await catalog.keys('', neverCancelled);
    await hostile.close();
    assert.equal(problem?.code, 'expired-credentials');
    assert.deepEqual(new Set(resources()), new Set(['https://vault.azure.net']));
  });

  it('leads to a secret that the portal of the cloud shows, by a link that only vaults of Azure get', async () => {
    tools.gives('az', jane);
    const console = async (options: Options, key: string) => {
      const found = await (await list(options)).catalog.describe(key, neverCancelled);
      return found.state === 'found' ? found.item.console : assert.fail(found.state);
    };
    const asset = 'asset/Microsoft_Azure_KeyVault';
    assert.equal(await console({}, 'app'), `https://portal.azure.com/#${asset}/Secret/${vaultUrl}/secrets/app`);
    const config = { vaultUrl: 'https://v.vault.usgovcloudapi.net', environmentType: 'USGovernmentCloud', tenantId: 'shop' };
    assert.equal(
      await console({ config }, 'cert/app'),
      `https://portal.azure.us/#@shop/${asset}/Certificate/https://v.vault.usgovcloudapi.net/certificates/app`,
    );
    assert.equal(await console({ identity: { address: 'https://127.0.0.1:1' } }, 'app'), undefined);
  });

  it('is got once and used until it ends or is refused', async () => {
    tools.gives('az', jane);
    const { catalog, log } = await list({});
    await Promise.all([catalog.keys('', neverCancelled), catalog.lookup('app', neverCancelled)]);
    assert.equal(tools.calls().length, 1);
    assert.deepEqual(
      log.filter(({ operation }) => operation === 'GetToken').map(({ outcome }) => outcome),
      ['ok'],
    );
    assert.ok(!JSON.stringify(log).includes(jane));
    let refused = 0;
    const once: RestTransport = {
      ...vaults,
      send: async (request, limits, token) =>
        refused++ === 0 ? { status: 401, headers: {}, body: new Uint8Array() } : vaults.send(request, limits, token),
    };
    tools.says('az', JSON.stringify({ accessToken: 'one', expires_on: Math.floor(Date.now() / 1000) + 3600 }));
    const second = azureWith({ env: { HOME: home }, transport: once });
    const asked = second.provider.open(azureStore(), { identity: {}, mayReadValues: () => false });
    assert.equal(
      (await asked.keys('', neverCancelled)).problem?.code,
      'expired-credentials',
      'the same token again is of no use',
    );
    assert.equal(tools.calls().length, 3);
  });

  it('says for whom it is', async () => {
    for (const [claims, account] of [
      [{ upn: 'jane@example.com', tid: 't' }, 'jane@example.com in tenant t'],
      [{ unique_name: 'jane@example.com', tid: 't' }, 'jane@example.com in tenant t'],
      [{ appid: '0f0f', tid: 't' }, 'application 0f0f in tenant t'],
      [{ upn: 'two\nlines', tid: 't' }, undefined],
      [{}, undefined],
    ] as const) {
      tools.gives('az', tokenFor(claims));
      assert.equal((await list({})).catalog.account?.(), account);
    }
  });

  it('in a file that the settings name is sent as it is then, and nothing else is', async () => {
    writeFileSync(join(home, 'token'), '  from-file\n');
    const identity: Identity = { tokenFile: '~/token' };
    const { destination, catalog } = await list({ identity });
    assert.equal(place(destination).login, 'the token in ~/token, which your settings name for it');
    assert.equal(place(destination).vendorEndpoint, true, 'whatever vault of Azure a manifest names');
    const other = await list({ identity: { ...identity, address: 'https://vault.corp.example' } });
    assert.equal(place(other.destination).vendorEndpoint, undefined);
    sent = [];
    await catalog.keys('', neverCancelled);
    writeFileSync(join(home, 'token'), 'renewed');
    await catalog.keys('', neverCancelled);
    assert.deepEqual(
      authorizations().map(([, token]) => token),
      ['Bearer from-file', 'Bearer renewed'],
    );
    writeFileSync(join(home, 'key'), '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n');
    for (const tokenFile of ['~/key', '~/none', 'relative', home])
      assert.equal((await list({ identity: { tokenFile } })).listing.problem?.code, 'no-credentials', tokenFile);
    assert.equal(sent.length, 2);
    assert.deepEqual(tools.calls(), []);
  });
});

describe('an Azure login', () => {
  it('is that of the Azure CLI, with its user, where that is signed in', async () => {
    signedIn('jane@example.com');
    tools.gives('az', jane);
    const { destination, listing } = await list({});
    assert.equal(place(destination).login, 'your Azure CLI login (jane@example.com)');
    assert.equal(listing.complete, true);
    writeFileSync(join(home, '.azure/azureProfile.json'), '{"subscriptions": [{"isDefault": true, "user": {"name": "a\\nb"}}]}');
    assert.match(place((await list({})).destination).login, /^your Azure login \(/);
  });

  it('is that of another tool where the CLI has none', async () => {
    tools.says('az', '', "ERROR: Please run 'az login' to setup account.", 1);
    tools.gives('azd', 'from-azd');
    const { destination } = await list({});
    assert.equal(place(destination).login, 'your Azure login (Azure CLI, Azure Developer CLI or Azure PowerShell)');
    assert.deepEqual(authorizations(), [['my-keyvault.vault.azure.net', 'Bearer from-azd']]);
  });

  it('is what AZURE_TOKEN_CREDENTIALS chooses', async () => {
    signedIn('jane@example.com');
    tools.gives('az', 'from-az');
    tools.gives('azd', 'from-azd');
    const application = { AZURE_CLIENT_ID: 'app', AZURE_TENANT_ID: 't', AZURE_CLIENT_SECRET: 's' };
    const login = async (choice: string) => {
      const { provider } = azureWith({ env: { HOME: home, ...application, AZURE_TOKEN_CREDENTIALS: choice } });
      return place(await provider.destination(azureStore(), {})).login;
    };
    assert.match(await login(''), /^the application app of tenant t/);
    assert.match(await login('prod'), /^the application app/);
    assert.equal(await login('dev'), 'your Azure CLI login (jane@example.com)');
    assert.equal(await login('AzureCliCredential'), 'your Azure CLI login (jane@example.com)');
    assert.equal(await login('AzureDeveloperCliCredential'), 'your Azure Developer CLI login');
    assert.equal(await login('AzurePowerShellCredential'), 'your Azure PowerShell login');
  });

  it('is in the tenant of the settings, else of the manifest, and the question names it', async () => {
    tools.gives('az', jane);
    const config = { vaultUrl, tenantId: 'shop.example.com' };
    const { destination, store, provider } = await list({ config });
    assert.match(tools.calls().at(-1) ?? '', /--tenant shop\.example\.com$/);
    assert.match(accessQuestion(store, provider, place(destination), '').message, /in tenant shop\.example\.com/);
    const other = await list({ config, identity: { tenant: '0000-1111' } });
    assert.match(tools.calls().at(-1) ?? '', /--tenant 0000-1111$/);
    assert.notEqual(place(other.destination).id, place(destination).id, 'another tenant is another login to agree to');
    const before = tools.calls().length;
    for (const tenantId of ['$(touch x)', 'a b', '--debug', '../x', '\n'])
      assert.ok('code' in (await list({ config: { vaultUrl, tenantId } })).destination, tenantId);
    assert.equal(tools.calls().length, before);
  });

  it('that is another one than was agreed to is not used', async () => {
    tools.gives('az', jane);
    const { provider } = azureWith({ env: { HOME: home }, transport: vaults });
    const destination = place(await provider.destination(azureStore(), {}));
    const catalog = provider.open(azureStore(), { identity: {}, mayReadValues: () => false, destination });
    assert.equal((await catalog.keys('', neverCancelled)).complete, true);
    signedIn('jane@example.com');
    assert.equal((await catalog.keys('', neverCancelled)).problem?.code, 'not-connected');
    assert.equal(sent.length, 1);
  });
});

describe('an Azure login that is wanted', () => {
  const needle = 'eyJ-part-of-a-token';
  const problemAfter = async (error: string, options: Options = {}) => {
    tools.says('az', '', error, 1);
    const { problem } = (await list(options)).listing;
    assert.ok(!JSON.stringify(problem).includes(needle));
    return problem;
  };

  it('is offered as the command line of the tool, for that tenant and cloud', async () => {
    signedIn('jane@example.com');
    const scope = '--scope https://vault.azure.net/.default';
    const none = await problemAfter(`ERROR: Please run 'az login' to setup account. ${needle}`);
    assert.deepEqual([none?.code, none?.remedy], ['no-credentials', `az login ${scope}`]);
    const expired = await problemAfter(`ERROR: AADSTS70043: The refresh token has expired ${needle}`, {
      config: { vaultUrl, tenantId: 'shop.example.com' },
    });
    assert.deepEqual([expired?.code, expired?.remedy], ['expired-credentials', `az login --tenant shop.example.com ${scope}`]);
    const unknown = await problemAfter(
      `ERROR: AADSTS50020: User account from identity provider does not exist in tenant ${needle}`,
    );
    assert.equal(unknown?.code, 'no-credentials');
    assert.match(unknown?.message ?? '', /not known there\. Set "tenant"/);
    tools.remove('az');
    const absent = (await list({})).listing.problem;
    assert.deepEqual([absent?.code, absent?.remedy], ['no-credentials', `az login ${scope}`]);
    assert.match(absent?.message ?? '', /install the tool where the editor finds it/);
  });

  it('is offered for the tool that is used', async () => {
    const env = { AZURE_TOKEN_CREDENTIALS: 'AzureDeveloperCliCredential' };
    const config = { vaultUrl, tenantId: 't' };
    assert.equal((await list({ env, config })).listing.problem?.remedy, 'azd auth login --tenant-id t');
    const powershell = { AZURE_TOKEN_CREDENTIALS: 'AzurePowerShellCredential' };
    assert.equal((await list({ env: powershell })).listing.problem?.remedy, 'pwsh -Command Connect-AzAccount');
  });

  it('is wanted where a tool writes what is no token', async () => {
    tools.says('az', `not json ${needle}`);
    const { problem } = (await list({})).listing;
    assert.equal(problem?.code, 'no-credentials');
    assert.ok(!JSON.stringify(problem).includes(needle));
    assert.deepEqual(sent, []);
  });
});

describe('an application’s login to Azure in the environment', () => {
  let page: ScriptedHttp;
  const token: Answer = { status: 200, json: { token_type: 'Bearer', expires_in: 3599, access_token: 'of-the-application' } };
  /** What the page answers when it is asked for a token; who it is, it says first. */
  const tells = (answer: () => Answer) => {
    const endpoints = ['authorization', 'token', 'end_session'].map((name) => [
      `${name}_endpoint`,
      `${page.url}/tenant-id/oauth2/v2.0/${name}`,
    ]);
    const issuer = `${page.url}/tenant-id/v2.0`;
    const about = { issuer, jwks_uri: `${page.url}/tenant-id/keys`, ...Object.fromEntries(endpoints) };
    page.answer = ({ url }) => (url.includes('/.well-known/') ? { status: 200, json: about } : answer());
  };
  beforeEach(async () => {
    page = await startScriptedHttp(() => token, authority.issue('127.0.0.1'));
    tells(() => token);
    writeFileSync(join(home, 'ca.pem'), authority.cert);
  });
  afterEach(() => page.close());

  const secret = 'secret-of-the-application';
  async function asked(env: Readonly<Record<string, string>> = {}, config: StoreConfig['config'] = {}) {
    const vault = await startScriptedHttp(
      () => ({ status: 200, json: { value: [{ id: 'https://v/secrets/app' }] } }),
      authority.issue('127.0.0.1'),
    );
    const application = { AZURE_CLIENT_ID: 'app-id', AZURE_TENANT_ID: 'tenant-id', AZURE_CLIENT_SECRET: secret };
    const { provider, log } = azureWith({
      env: { HOME: home, NODE_EXTRA_CA_CERTS: join(home, 'ca.pem'), AZURE_AUTHORITY_HOST: page.url, ...application, ...env },
      limits: { attempt: 2_000, call: 10_000 },
    });
    const store = azureStore({ vaultUrl, ...config });
    const catalog = provider.open(store, { identity: { address: vault.url }, mayReadValues: () => false });
    const listing = await catalog.keys('', neverCancelled);
    await vault.close();
    assert.ok(!JSON.stringify([listing, log]).includes(secret));
    return { listing, heard: vault.heard, log };
  }

  it('is taken to the page that the environment names, over the host’s own way out', async () => {
    const { listing, heard } = await asked({}, { tenantId: 'tenant-of-the-manifest' });
    assert.equal(listing.complete, true);
    assert.equal(heard[0]?.headers.authorization, 'Bearer of-the-application');
    const asking = page.heard.find(({ url }) => url.startsWith('/tenant-id/oauth2/v2.0/token'));
    assert.match(asking?.body ?? '', /scope=https%3A%2F%2Fvault\.azure\.net%2F\.default/);
    assert.match(asking?.body ?? '', new RegExp(`client_secret=${secret}`));
    assert.ok(
      page.heard.every(({ url }) => url.startsWith('/tenant-id/')),
      'not to the tenant of the manifest',
    );
    assert.deepEqual(tools.calls(), []);
  });

  it('is not sent on to where that page redirects', async () => {
    const hostile = await startScriptedHttp(() => ({ status: 200 }), authority.issue('127.0.0.1'));
    tells(() => ({ status: 307, headers: { location: `${hostile.url}/token` } }));
    const { listing, heard } = await asked();
    assert.ok(listing.problem !== undefined);
    assert.ok(page.heard.some(({ body }) => body.includes(secret)));
    page.answer = () => ({ status: 302, headers: { location: `${hostile.url}/who-I-am` } });
    assert.ok((await asked()).listing.problem !== undefined);
    await hostile.close();
    assert.deepEqual([hostile.heard, heard], [[], []]);
  });

  it('that is refused is said to be', async () => {
    const error_description = `AADSTS7000215: Invalid client secret provided: ${secret}`;
    tells(() => ({ status: 401, json: { error: 'invalid_client', error_description } }));
    const { listing, heard, log } = await asked();
    assert.equal(listing.problem?.code, 'no-credentials');
    assert.match(listing.problem?.message ?? '', /secret or certificate of the login .* is not accepted/);
    assert.deepEqual(heard, []);
    assert.deepEqual(
      log.map(({ operation, outcome }) => [operation, outcome]),
      [['GetToken', 'no-credentials']],
    );
  });

  it('that finds no way to its page says so', async () => {
    const { listing } = await asked({ NODE_EXTRA_CA_CERTS: join(home, 'none.pem') });
    assert.equal(listing.problem?.code, 'certificate');
    assert.match(listing.problem?.message ?? '', /certificate of 127\.0\.0\.1:\d+ is not trusted/);
  });
});
