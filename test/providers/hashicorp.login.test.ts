import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { accessQuestion } from '../../server/src/providers/consentQuestions.ts';
import type { CatalogProblem, Destination, Identity } from '../../server/src/providers/secretProvider.ts';
import { createAuthority } from '../support/certificates.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { type Setup, vaultStore, vaultWith } from './hashicorpSetup.ts';

let mine: ScriptedHttp;
let hostile: ScriptedHttp;
let home: string;
beforeEach(async () => {
  const answer = () => ({ status: 200, json: { data: { keys: ['app'] } } });
  mine = await startScriptedHttp(answer);
  hostile = await startScriptedHttp(answer);
  home = await mkdtemp(join(tmpdir(), 'vault-home-'));
  await writeFile(join(home, '.vault-token'), 'hvs.helper\n');
});
afterEach(async () => {
  await Promise.all([mine.close(), hostile.close()]);
  await rm(home, { recursive: true });
});

type Options = Setup & { readonly config?: Readonly<Record<string, string>> };

/** What comes of listing a store at an address, and what it says of its destination. */
async function listAt(server: string, { env = {}, identity = {}, product = 'vault', config = {} }: Options) {
  const { provider } = vaultWith({ env: { HOME: home, ...env }, product });
  const store = vaultStore({ server, path: 'secret', ...config }, product);
  const destination = await provider.destination(store, identity);
  const listing = await provider.open(store, { identity, mayReadValues: () => false }).keys('', neverCancelled);
  return { provider, store, destination, listing };
}
const sent = ({ heard }: ScriptedHttp) => heard.map(({ headers }) => headers['x-vault-token']);
const place = (destination: Destination | CatalogProblem) => {
  assert.ok(!('code' in destination), JSON.stringify(destination));
  return destination;
};

describe('a Vault token', () => {
  it('of the environment goes to the address that the environment names', async () => {
    const { destination, listing } = await listAt(`${mine.url}/`, { env: { VAULT_ADDR: mine.url, VAULT_TOKEN: 'hvs.env' } });
    assert.deepEqual([sent(mine), listing.complete], [['hvs.env'], true]);
    const { login, location, endpoint, customEndpoint } = place(destination);
    assert.deepEqual(
      [login, location, endpoint, customEndpoint],
      ['the token in your environment (VAULT_TOKEN)', mine.url, mine.url, false],
    );
  });

  it('that the command-line tool keeps goes to that address too', async () => {
    const { destination } = await listAt(mine.url, { env: { VAULT_ADDR: mine.url } });
    assert.deepEqual(sent(mine), ['hvs.helper']);
    assert.equal(place(destination).login, 'your token in ~/.vault-token');
    await listAt(mine.url, { env: { BAO_ADDR: mine.url } });
    assert.deepEqual(sent(mine), ['hvs.helper', 'hvs.helper']);
  });

  it('goes to no other address, whatever a manifest says', async () => {
    const env = { VAULT_ADDR: mine.url, VAULT_TOKEN: 'hvs.env', BAO_TOKEN: 'bao', VAULT_NAMESPACE: 'admin' };
    const port = new URL(mine.url).port;
    for (const server of [hostile.url, `${mine.url}/other`, `http://localhost:${port}`, mine.url.replace('http:', 'https:')]) {
      const { destination, listing } = await listAt(server, { env });
      assert.ok('code' in destination && destination.code === 'no-credentials', server);
      assert.ok(destination.message.includes(server));
      assert.equal(listing.problem?.code, 'no-credentials');
    }
    assert.deepEqual([hostile.heard, mine.heard], [[], []]);
  });

  it('without an address belongs to the address that the tools themselves take', async () => {
    const env = { VAULT_TOKEN: 'hvs.env' };
    assert.equal(place((await listAt('https://127.0.0.1:8200', { env })).destination).endpoint, 'https://127.0.0.1:8200');
    assert.ok('code' in (await listAt(hostile.url, { env })).destination);
    const other = await listAt('https://127.0.0.1:8200', { env: { ...env, BAO_ADDR: mine.url } });
    assert.ok('code' in other.destination, 'the environment names another one');
  });

  it('of one product does not go to the address of the other', async () => {
    const env = { VAULT_ADDR: mine.url, VAULT_TOKEN: 'vault', BAO_ADDR: hostile.url, BAO_TOKEN: 'bao' };
    await listAt(mine.url, { env, product: 'openBao' });
    await listAt(hostile.url, { env });
    assert.deepEqual([sent(mine), sent(hostile)], [['vault'], ['bao']]);
  });

  it('in a file that the settings map to a store goes there, and the question names file and address', async () => {
    await writeFile(join(home, 'prod'), '  hvs.prod  ');
    const identity: Identity = { tokenFile: '~/prod' };
    const { provider, store, destination } = await listAt(hostile.url, {
      env: { VAULT_ADDR: mine.url, VAULT_TOKEN: 'x' },
      identity,
    });
    assert.deepEqual(sent(hostile), ['hvs.prod']);
    const { message, detail } = accessQuestion(store, provider, place(destination), '');
    assert.ok(message.includes(hostile.url) && message.includes('~/prod'), message);
    assert.ok(detail.includes(hostile.url));
  });

  it('is never what a file of another kind holds', async () => {
    await writeFile(join(home, 'key'), '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n');
    await writeFile(join(home, 'note'), 'not a token');
    for (const tokenFile of ['~/key', '~/note', '~/none', 'relative', home]) {
      const { listing } = await listAt(mine.url, { identity: { tokenFile } });
      assert.equal(listing.problem?.code, 'no-credentials', tokenFile);
    }
    assert.deepEqual(mine.heard, []);
  });

  it('is not got by running a token helper', async () => {
    await rm(join(home, '.vault-token'));
    await writeFile(join(home, '.vault'), 'token_helper = "/bin/false"\n');
    const { listing } = await listAt(mine.url, { env: { VAULT_ADDR: mine.url } });
    assert.match(listing.problem?.message ?? '', /token helper, and programs are not run/);
    assert.equal(listing.problem?.remedy, undefined);
  });

  it('is not sent on to where the server redirects', async () => {
    mine.answer = () => ({ status: 307, headers: { location: `${hostile.url}/v1/secret/metadata?list=true` } });
    const { listing } = await listAt(mine.url, { env: { VAULT_ADDR: mine.url } });
    assert.equal(listing.problem?.code, 'failed');
    assert.deepEqual(hostile.heard, []);
  });

  it('that was replaced meanwhile counts at once', async () => {
    const { provider } = vaultWith({ env: { HOME: home, VAULT_ADDR: mine.url } });
    const catalog = provider.open(vaultStore({ server: mine.url, path: 'secret' }), { identity: {}, mayReadValues: () => false });
    await catalog.keys('', neverCancelled);
    await writeFile(join(home, '.vault-token'), 'hvs.second');
    await catalog.keys('', neverCancelled);
    assert.deepEqual(sent(mine), ['hvs.helper', 'hvs.second']);
  });
});

describe('a Vault login that is wanted', () => {
  const expired = { status: 403, json: { errors: ['2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n'] } };

  it('is offered as the command line of the product, for that address and namespace', async () => {
    mine.answer = () => expired;
    const vault = await listAt(mine.url, { env: { VAULT_ADDR: mine.url }, config: { namespace: 'team-a' } });
    assert.deepEqual(
      [vault.listing.problem?.code, vault.listing.problem?.remedy],
      ['expired-credentials', `vault login -address=${mine.url} -namespace=team-a`],
    );
    const bao = await listAt(mine.url, { env: { BAO_ADDR: mine.url, BAO_NAMESPACE: 'admin' }, product: 'openBao' });
    assert.equal(bao.listing.problem?.remedy, `bao login -address=${mine.url} -namespace=admin`);
    await rm(join(home, '.vault-token'));
    const none = await listAt(mine.url, { env: { VAULT_ADDR: mine.url } });
    assert.deepEqual(
      [none.listing.problem?.code, none.listing.problem?.remedy],
      ['no-credentials', `vault login -address=${mine.url}`],
    );
  });

  it('is no command line where it would not help, or would run what an address says', async () => {
    mine.answer = () => expired;
    const variable = await listAt(mine.url, { env: { VAULT_ADDR: mine.url, VAULT_TOKEN: 'x' } });
    assert.deepEqual([variable.listing.problem?.code, variable.listing.problem?.remedy], ['expired-credentials', undefined]);
    const odd = `${mine.url}/$(touch%20x)`;
    const injected = await listAt(odd, { env: { VAULT_ADDR: odd } });
    assert.deepEqual([injected.listing.problem?.code, injected.listing.problem?.remedy], ['expired-credentials', undefined]);
  });
});

describe('what a manifest of Vault contributes', () => {
  it('is the address, the namespace and where the engine is, and no header, authority or login', async () => {
    const { provider } = vaultWith({ env: { HOME: home, VAULT_ADDR: mine.url, VAULT_NAMESPACE: 'admin' } });
    const config = {
      server: mine.url,
      path: 'secret',
      namespace: 'team-a/',
      headers: { 'x-evil': '1' },
      caBundle: 'x',
      auth: { tokenSecretRef: { name: 'a', key: 'b' } },
    };
    const store = { ...vaultStore({}), config };
    await provider.open(store, { identity: {}, mayReadValues: () => false }).keys('', neverCancelled);
    const [request] = mine.heard;
    assert.equal(request?.headers['x-vault-namespace'], 'team-a');
    assert.equal(request?.headers['x-evil'], undefined);
    const destination = place(await provider.destination(store, {}));
    assert.equal(destination.location, `${mine.url} in namespace team-a`);
    const root = place(await provider.destination(vaultStore({ server: mine.url, path: 'secret' }), {}));
    assert.notEqual(root.id, destination.id, 'another namespace is another place to agree to');
  });

  it('is refused where it is no address or still a template', async () => {
    for (const config of [
      {},
      { server: 'vault:8200' },
      { server: 'https://${HOST}' },
      { server: mine.url, path: '${MOUNT}' },
      { server: mine.url, namespace: 'a\nb' },
    ]) {
      const { provider } = vaultWith({ env: { HOME: home, VAULT_ADDR: mine.url } });
      const destination = await provider.destination(vaultStore(config as Record<string, string>), {});
      assert.ok('code' in destination && destination.code === 'incomplete-store', JSON.stringify(config));
    }
  });

  it('is an address that the user may put their own in place of, with the token for that one', async () => {
    const env = { VAULT_ADDR: mine.url, VAULT_TOKEN: 'hvs.env' };
    const { destination, listing } = await listAt('http://vault.vault.svc:8200', { env, identity: { address: mine.url } });
    assert.equal(listing.complete, true);
    assert.deepEqual([place(destination).endpoint, place(destination).customEndpoint], [mine.url, true]);
  });
});

describe('a Vault behind a private authority', () => {
  const authority = createAuthority();
  let secure: ScriptedHttp;
  before(async () => {
    secure = await startScriptedHttp(() => ({ status: 200, json: { data: { keys: ['app'] } } }), authority.issue('127.0.0.1'));
  });
  after(() => secure.close());

  it('is trusted by VAULT_CACERT or VAULT_CAPATH for the address of VAULT_ADDR, and never by VAULT_SKIP_VERIFY', async () => {
    const file = join(home, 'ca.pem');
    await writeFile(file, authority.cert);
    const code = async (env: Record<string, string>, identity: Identity = {}) =>
      (await listAt(secure.url, { env, identity })).listing.problem?.code;
    assert.equal(await code({ VAULT_ADDR: secure.url, VAULT_CACERT: file }), undefined);
    assert.equal(await code({ VAULT_ADDR: secure.url, VAULT_CAPATH: home }), undefined);
    assert.equal(await code({ VAULT_ADDR: secure.url, VAULT_SKIP_VERIFY: 'true' }), 'certificate');
    const elsewhere = { VAULT_ADDR: 'https://vault.example.com', VAULT_CACERT: file };
    assert.equal(await code(elsewhere, { tokenFile: '~/.vault-token' }), 'certificate', 'that authority is for another server');
    assert.deepEqual(sent(secure), ['hvs.helper', 'hvs.helper']);
  });
});
