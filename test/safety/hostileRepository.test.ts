import assert from 'node:assert/strict';
import { existsSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { contextsRequest, serverCommands, type VaultStatus } from '../../server/src/protocol.ts';
import { eventually } from '../peers/cluster/eventually.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { hostileStores } from './hostileStores.ts';
import { createWorld, notBuilt, planted, plantedLogins, type World } from './world.ts';

const anything = () => ({ status: 200, json: { data: { keys: ['app'], data: { a: 1 } }, secrets: [], value: [] } });

const runs = (marker: string) => `#!/bin/sh\necho "$0" >> ${marker}\necho '{}'\n`;

/** A kubeconfig whose login runs a program. */
const kubeconfig = (server: string, command: string) => `current-context: brought
clusters: [{name: c, cluster: {server: "${server}"}}]
users: [{name: u, user: {exec: {command: "${command}", apiVersion: client.authentication.k8s.io/v1}}}]
contexts: [{name: brought, context: {cluster: c, user: u}}]
`;

const vaultStore = (server: string, name = 'vault', more = {}) =>
  JSON.stringify({
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name, namespace: 'default' },
    spec: { provider: { vault: { server, path: 'secret', ...more } } },
  });

describe('a hostile repository', { skip: notBuilt, timeout: 300_000 }, () => {
  let attacker: ScriptedHttp;
  let mine: ScriptedHttp;
  let world: World;

  beforeEach(async () => {
    attacker = await startScriptedHttp(anything);
    mine = await startScriptedHttp(anything);
    world = createWorld();
  });
  afterEach(async () => {
    await world.close();
    await Promise.all([attacker.close(), mine.close()]);
  });

  /** The user's environment: a login of every kind, and addresses of the user's own beside some. */
  const environment = () => ({
    ...plantedLogins(),
    AWS_ENDPOINT_URL: mine.url,
    VAULT_ADDR: mine.url,
    AZURE_AUTHORITY_HOST: mine.url,
    KUBECONFIG: `${world.home}/kubeconfig`,
  });

  const heardBy = ({ heard }: ScriptedHttp) => JSON.stringify(heard);

  it('reaches no address of its own before consent, and with no login of another address after it', async () => {
    world.keep('.vault-token', `${planted}-file`);
    world.keep('kubeconfig', kubeconfig(mine.url, `${world.home}/login`));
    const stores = [...(await hostileStores(attacker.url)), ...(await hostileStores(new URL(attacker.url).host, '-bare'))];
    for (const { name, manifest } of stores) world.bring(`${name}.yaml`, manifest);
    world.bring('control.yaml', vaultStore(mine.url, 'control'));
    const client = await world.start({
      env: environment(),
      consent: ({ store }) => ({ access: 'allow', confirmedStores: [store], readValues: true }),
    });
    for (const { name, manifest } of stores) client.open(world.uri(`${name}.yaml`), manifest);
    const look = async () => {
      for (const { name, manifest } of stores) {
        const line = manifest.split('\n').findIndex((text) => text.includes('key: app'));
        await client.complete(world.uri(`${name}.yaml`), { line, character: 13 });
        await client.hover(world.uri(`${name}.yaml`), { line, character: 14 });
        await client.complete(world.uri(`${name}.yaml`), { line: line + 1, character: 18 });
      }
    };
    await look();
    assert.deepEqual([attacker.heard, mine.heard, client.questions], [[], [], []]);

    const states = new Map<string, string>();
    for (const name of [...stores.map((store) => store.name), 'control']) {
      const address = { kind: 'SecretStore', name, namespace: 'default' };
      const status = (await client.execute(serverCommands.connectStore, address)) as VaultStatus | null;
      await client.execute(serverCommands.allowReadingValues, address);
      states.set(name, status?.state ?? 'none');
    }
    await look();
    assert.ok(!heardBy(attacker).includes(planted));
    assert.ok(heardBy(mine).includes(`${planted}-VAULT_TOKEN`), 'a login that is meant for an address does go there');
    assert.notEqual(states.get('vault'), 'unsupported');
    assert.ok(!existsSync(world.marker));
  });

  it('gets no token file by calling its store as the user calls one of theirs', async () => {
    world.keep('token', `${planted}-file`);
    world.keep('kept', `${planted}-kept`);
    const stores = [
      vaultStore(attacker.url, 'prod-vault'),
      vaultStore(attacker.url, 'beside', { url: mine.url, address: mine.url, vaultUrl: mine.url }),
      vaultStore(mine.url, 'mine'),
      vaultStore('https://vault.in-cluster.example:8200', 'redirected'),
    ];
    const client = await world.start({
      capabilities: { workspace: { configuration: true } },
      settings: {
        stores: {
          'prod-*': { tokenFile: '~/token' },
          redirected: { tokenFile: '~/kept', address: mine.url },
          [`vault:${mine.url}`]: { tokenFile: '~/token' },
        },
      },
      consent: ({ store }) => ({ access: 'allow', confirmedStores: [store], readValues: true }),
    });
    client.open(world.uri('stores.yaml'), stores.join('\n---\n'));
    const connect = async (name: string) =>
      (await client.execute(serverCommands.connectStore, { kind: 'SecretStore', name, namespace: 'default' })) as VaultStatus;
    const named = await connect('prod-vault');
    assert.equal(named.state, 'problem');
    assert.match(named.tooltip, new RegExp(`name it for vault:${attacker.url} instead of store prod-vault`));
    assert.equal((await connect('beside')).state, 'problem');
    assert.deepEqual([attacker.heard, client.questions], [[], []]);
    await connect('mine');
    await connect('redirected');
    const list = { kind: 'SecretStore', namespace: 'default' };
    for (const name of ['mine', 'redirected']) await client.execute(serverCommands.refreshVaultListing, { ...list, name });
    // What a store is connected for is listed after the answer, and a listing that is forgotten meanwhile is begun by the next question.
    for (const [name, token] of [
      ['mine', 'file'],
      ['redirected', 'kept'],
    ] as const) {
      await eventually(`the own vault is asked with ${token}`, async () => {
        if (heardBy(mine).includes(`${planted}-${token}`)) return true;
        await connect(name);
        return false;
      });
    }
    assert.deepEqual(attacker.heard, []);
  });

  it('brings neither environment, nor configuration, nor programs', async () => {
    const evil = {
      AWS_ENDPOINT_URL: attacker.url,
      AWS_CA_BUNDLE: 'ca.pem',
      AWS_PROFILE: 'evil',
      VAULT_ADDR: attacker.url,
      HTTPS_PROXY: attacker.url,
      HTTP_PROXY: attacker.url,
      NODE_EXTRA_CA_CERTS: 'ca.pem',
      NODE_OPTIONS: '--require ./evil.cjs',
      KUBECONFIG: 'kubeconfig',
    };
    const dotenv = Object.entries(evil).map(([name, value]) => `${name}=${value}\n`);
    for (const file of ['.env', '.envrc', '.vscode/.env']) world.bring(file, dotenv.join(''));
    const settings = {
      'externalSecrets.aws.endpointUrl': attacker.url,
      'externalSecrets.cluster.kubeconfig': 'kubeconfig',
      'http.proxy': attacker.url,
      'terminal.integrated.env.linux': evil,
      'externalSecrets.stores': { '*': { address: attacker.url, tokenFile: '~/.vault-token' } },
    };
    world.bring('.vscode/settings.json', JSON.stringify(settings));
    world.bring('evil.cjs', `require('node:fs').writeFileSync(${JSON.stringify(world.marker)}, 'required')`);
    const profile = `[default]\nendpoint_url = ${attacker.url}\ncredential_process = ./aws\n[profile evil]\ncredential_process = ./aws\n`;
    for (const file of ['.aws/config', '.aws/credentials', 'config', 'credentials']) world.bring(file, profile);
    for (const file of ['kubeconfig', '.kube/config', 'kube/config']) world.bring(file, kubeconfig(mine.url, './aws'));
    for (const program of ['aws', 'az', 'gcloud', 'vault', 'kubelogin', 'node', 'login'])
      world.bring(program, runs(world.marker), true);
    world.bring('.external-secrets.yaml', `stores: {}\nendpointUrl: ${attacker.url}\n`);
    const aws = (await hostileStores(attacker.url)).find(({ name }) => name === 'awssecretsmanager');
    const local = {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name: 'local', namespace: 'default' },
    };
    const kubernetes = JSON.stringify({ ...local, spec: { provider: { kubernetes: {} } } });
    world.keep('.vault-token', `${planted}-file`);
    const client = await world.start({
      // As a shell that stands elsewhere would understand them, and the workspace is where VS Code starts the server.
      env: {
        AWS_CONFIG_FILE: '.aws/config',
        AWS_SHARED_CREDENTIALS_FILE: 'credentials',
        KUBECONFIG: 'kubeconfig',
        AWS_REGION: 'x',
      },
      initializationOptions: { settings, externalSecrets: settings, env: evil, kubeconfig: 'kubeconfig', stores: settings },
      consent: ({ store }) => ({ access: 'allow', confirmedStores: [store], readValues: true }),
    });
    if (process.platform === 'linux') assert.equal(readlinkSync(`/proc/${client.process.pid}/cwd`), world.home);
    client.open(world.uri('stores.yaml'), [vaultStore(attacker.url), kubernetes].join('\n---\n'));
    const uri = world.uri('aws.yaml');
    client.open(uri, aws?.manifest ?? '');
    const contexts = await client.connection.sendRequest(contextsRequest);
    assert.deepEqual(contexts, []);
    for (const name of ['awssecretsmanager', 'vault', 'local']) {
      await client.execute(serverCommands.connectStore, { kind: 'SecretStore', name, namespace: 'default' });
    }
    assert.deepEqual(
      client.questions.map(({ message }) => message.slice(0, message.indexOf('?'))),
      ['Allow External Secrets to list secret names in AWS Secrets Manager, us-east-1, with your default AWS login'],
    );
    const line = (aws?.manifest ?? '').split('\n').findIndex((text) => text.includes('key: app'));
    const { items } = await client.complete(uri, { line, character: 13 });
    assert.match(items[0]?.label ?? '', /Sign in|unreachable|No usable/, 'AWS itself was meant, with a login that is not there');
    assert.deepEqual([attacker.heard, mine.heard], [[], []]);
    assert.ok(!existsSync(world.marker), 'nothing of the repository was run');
  });

  it('is not believed to have been agreed to, whatever file says so', async () => {
    const record = { access: 'allow', confirmedStores: ['SecretStore default/vault'], readValues: true };
    const id = `vault|${mine.url}||VAULT_TOKEN`;
    const consents = JSON.stringify({ destinations: { [id]: record }, [id]: record });
    for (const file of ['consents.json', '.config/external-secrets/consents.json', 'external-secrets/consents.json'])
      world.bring(file, consents);
    world.bring('.vscode/settings.json', JSON.stringify({ 'externalSecrets.consents': { [id]: record } }));
    world.bring('stores.yaml', vaultStore(mine.url));
    const client = await world.start({
      env: { ...environment(), XDG_CONFIG_HOME: '.config' },
      initializationOptions: { consents: { [id]: record }, trusted: true, confirmed: true },
    });
    const reader = (await hostileStores(mine.url)).find(({ name }) => name === 'vault')?.manifest ?? '';
    const uri = world.uri('reader.yaml');
    client.open(uri, reader);
    const line = reader.split('\n').findIndex((text) => text.includes('key: app'));
    const { items } = await client.complete(uri, { line, character: 13 });
    assert.deepEqual(
      items.map(({ label }) => label),
      ['Connect to vault…'],
    );
    assert.deepEqual([mine.heard, client.prompts], [[], []]);
  });
});
