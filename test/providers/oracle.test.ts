import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { accessQuestion } from '../../server/src/providers/consentQuestions.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { lockedKey, oracleDouble, place, privateKey, sessionToken } from '../support/vaults/oracle.ts';
import { loginOf, needle } from '../support/vaults/restDouble.ts';
import { findIn, openRest, type RestSetup } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(oracleDouble.answer);
});
beforeEach(() => {
  server.heard.splice(0);
  server.answer = oracleDouble.answer;
});
after(() => server.close());

const at = (config: JsonObject = {}, setup: RestSetup = {}) =>
  openRest('oracle', { ...place, ...config }, { ...loginOf(oracleDouble, server.url), ...setup });
const paths = () => server.heard.map(({ url }) => url.split('?')[0]);

describe('Oracle Vault', () => {
  it('lists the secrets of a compartment, and never says that these are all', async () => {
    const { items, complete, problem } = await at().catalog.keys('', neverCancelled);
    assert.deepEqual([items.map(({ key }) => key), complete, problem], [oracleDouble.keys, false, undefined]);
    assert.deepEqual(items[0], {
      key: 'database',
      tags: [
        { name: 'team', value: 'shop' },
        { name: 'stage', value: 'live' },
      ],
      description: 'Credentials of the shop',
      changed: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    });
    assert.deepEqual(
      items.slice(1).map(({ unavailable }) => unavailable),
      [undefined, 'scheduled for deletion', 'failed'],
    );
    const [{ url, method } = { url: '', method: '' }] = server.heard;
    const query = Object.fromEntries(new URL(url, server.url).searchParams);
    assert.deepEqual([method, query], ['GET', { compartmentId: place.compartment, vaultId: place.vault, limit: '1000' }]);
  });

  it('follows the pages that a header names', async () => {
    server.answer = (request, count) => {
      const next: Record<string, string> = count < 3 ? { 'opc-next-page': `p${count}` } : {};
      assert.equal(new URL(request.url, server.url).searchParams.get('page'), count === 1 ? null : `p${count - 1}`);
      return { status: 200, json: [{ id: `${count}`, secretName: `s${count}` }], headers: next };
    };
    assert.equal((await at().catalog.keys('', neverCancelled)).items.length, 3);
    server.heard.splice(0);
    const cut = await at({}, { maxCalls: 2 }).catalog.keys('', neverCancelled);
    assert.deepEqual([cut.items.length, cut.problem?.code], [2, 'call-budget']);
  });

  it('asks for one secret by its name, and never says that it is missing', async () => {
    assert.equal((await at().catalog.lookup('database', neverCancelled)).state, 'found');
    assert.match(server.heard[0]?.url ?? '', /&name=database&/);
    for (const key of ['databases', 'gone']) {
      const found = await at().catalog.lookup(key, neverCancelled);
      assert.match(found.state === 'unknown' ? found.problem.message : '', /there is none, or it lacks read secret-family/, key);
    }
  });

  it('tells what the metadata say, and the stages', async () => {
    const found = await at().catalog.describe('database', neverCancelled);
    assert.ok(found.state === 'found');
    const { id, created, rotation, details, changed } = found.item;
    const told = ['ocid1.vaultsecret.oc1.eu-frankfurt-1.database', Date.UTC(2026, 0, 2, 3, 4, 5, 678), undefined];
    assert.deepEqual([id, created, changed], told);
    assert.deepEqual(rotation, { enabled: true, next: Date.UTC(2026, 11, 1) });
    assert.deepEqual(
      details?.map(({ name }) => name),
      ['encrypted with', 'expires'],
    );
    const { items, complete } = await at().catalog.versions('database', neverCancelled);
    assert.deepEqual(
      [items.map(({ version, note, unavailable }) => [version, note, unavailable]), complete],
      [
        [
          ['PENDING', 'version 4', undefined],
          ['LATEST', 'version 4', undefined],
          ['CURRENT', 'version 3', undefined],
          ['PREVIOUS', 'version 2', undefined],
          ['DEPRECATED', 'version 1', 'scheduled for deletion'],
        ],
        true,
      ],
    );
    assert.ok(!paths().some((path) => path?.includes('secretbundles')));
  });

  it('reads property names as ESO reads values, of a stage, only where that is allowed', async () => {
    const careful = await at({}, { mayReadValues: false }).catalog.properties('database', undefined, neverCancelled);
    assert.deepEqual([careful.problem?.code, server.heard.length], ['values-not-allowed', 0]);
    const read = async (key: string, version?: string) => {
      const { items, complete, problem } = await at().catalog.properties(key, version, neverCancelled);
      assert.ok(!JSON.stringify([items, problem]).includes(needle));
      return [items.map(({ property }) => property), complete, problem?.code];
    };
    const names = ['user', 'tls\\.crt', 'nested', 'nested.deep'];
    for (const version of [undefined, '', 'CURRENT']) assert.deepEqual(await read('database', version), [names, true, undefined]);
    assert.deepEqual(await read('database', 'LATEST'), [[], true, undefined]);
    assert.deepEqual(await read('plain', 'PREVIOUS'), [[], false, 'denied']);
    assert.deepEqual(await read('nowhere'), [[], false, 'denied']);
  });

  it('previews finds: by name, else by any of the tags', async () => {
    const found = await findIn(at());
    assert.deepEqual(found({ name: 'a', below: '/ignored' }), ['database', 'plain', 'of 4']);
    assert.deepEqual(found({ tags: { team: 'shop', stage: 'other' } }), ['database', 'of 4'], 'none that will be deleted');
    assert.deepEqual(found({ name: 'plain', tags: { team: 'shop' } }), ['plain', 'of 4']);
  });

  it('says which permission or field is wrong', async () => {
    const other = await at({ compartment: `${place.compartment}x` }).catalog.keys('', neverCancelled);
    assert.deepEqual([other.problem?.code, other.problem?.permission], ['denied', 'read secret-family']);
    server.answer = () => ({ status: 404, json: 'page not found' });
    assert.match(
      (await at().catalog.keys('', neverCancelled)).problem?.message ?? '',
      /no Oracle Vault at .* Check region and vault/,
    );
    for (const [config, said] of [
      [{ region: '' }, /names no region/],
      [{ region: 'evil.example.com/' }, /region of store vault has characters/],
      [{ vault: '' }, /names no vault/],
      [{ vault: 'https://x' }, /vault of store vault has characters/],
      [{ compartment: '' }, /Set spec\.provider\.oracle\.compartment\./],
    ] as const)
      assert.match((await at(config).catalog.keys('', neverCancelled)).problem?.message ?? '', said, JSON.stringify(config));
  });
});

describe('a login to Oracle Cloud', () => {
  const names = `https://vaults.${place.region}.oci.oraclecloud.com`;
  const values = names.replace('vaults', 'secrets.vaults');
  const { OCI_CLI_TENANCY, OCI_CLI_USER, OCI_CLI_FINGERPRINT } = oracleDouble.env('') as Record<string, string>;
  const user = `tenancy=${OCI_CLI_TENANCY}\nuser = ${OCI_CLI_USER}\nfingerprint=${OCI_CLI_FINGERPRINT}`;
  const kept = (config: string, more: Readonly<Record<string, string>> = {}): RestSetup => ({
    env: {},
    identity: {},
    files: {
      '~/.oci/config': config,
      '~/key.pem': privateKey,
      '~/locked.pem': lockedKey,
      '~/token': `${sessionToken}\n`,
      ...more,
    },
  });
  const problemOf = async (setup: RestSetup, config: JsonObject = {}) =>
    (await at(config, { routes: { [names]: server.url, [values]: server.url }, ...setup }).catalog.keys('', neverCancelled))
      .problem;
  // What was signed for Oracle's host is heard by the double under its own.
  const answered = async (setup: RestSetup, config: JsonObject = {}) => {
    server.answer = (request) => {
      const host = request.url.startsWith('/20190301') ? values : names;
      return oracleDouble.answer({ ...request, headers: { ...request.headers, host: new URL(host).host } });
    };
    return problemOf(setup, config);
  };

  it('signs with the API key of a profile, or of a session, each request for its host alone', async () => {
    const api = `[DEFAULT]\n${user}\nkey_file=~/key.pem\n`;
    assert.equal(await answered(kept(api)), undefined);
    const inherited = { ...kept(`[DEFAULT]\nkey_file = ~/key.pem\n[work]\n${user}\n`), identity: { profile: 'work' } };
    assert.equal(await answered(inherited), undefined);
    assert.equal(await answered({ ...inherited, identity: {}, env: { OCI_CLI_PROFILE: 'work' } }), undefined);
    assert.equal(await answered(kept(`[DEFAULT]\n${user}\nkey_file=~/locked.pem\npass_phrase=open\n`)), undefined);
    assert.equal(await answered(kept('[DEFAULT]\nkey_file=~/key.pem\nsecurity_token_file=~/token\n')), undefined);
    const { catalog } = at({}, { routes: { [names]: server.url, [values]: server.url }, ...kept(api) });
    assert.equal((await catalog.properties('database', undefined, neverCancelled)).complete, true);
    assert.ok(!JSON.stringify(server.heard).includes('PRIVATE'));
    server.answer = oracleDouble.answer;
    assert.equal((await problemOf(kept(api)))?.code, 'expired-credentials', 'signed for another host');
  });

  it('is said to be of no use', async () => {
    const said = async (setup: RestSetup) => (await problemOf(setup))?.message ?? '';
    const wrong = /No private key can be read from ~\/\w+\.pem\. Check key_file and pass_phrase/;
    assert.match(await said(kept(`[DEFAULT]\n${user}\nkey_file=~/none.pem\n`)), wrong);
    assert.match(await said(kept(`[DEFAULT]\n${user}\nkey_file=~/locked.pem\n`)), wrong);
    assert.match(await said(kept(`[DEFAULT]\n${user}\nkey_file=~/locked.pem\npass_phrase=shut\n`)), wrong);
    assert.match(
      await said(kept('[DEFAULT]\nkey_file=~/key.pem\nsecurity_token_file=~/none\n')),
      /No token can be read from ~\/none\./,
    );
    for (const config of ['[DEFAULT]\nkey_file=~/key.pem\n', `[DEFAULT]\n${user}\n`])
      assert.match(await said(kept(config)), /Profile DEFAULT of Oracle Cloud has neither an API key nor a session\./);
    for (const config of ['', `[work]\n${user}\nkey_file=~/key.pem\n`])
      assert.match(await said(kept(config)), /None of your logins/);
    assert.deepEqual(server.heard, []);
  });

  it('goes to hosts of Oracle, by the realm of the vault', async () => {
    const addressOf = (config: JsonObject) => {
      const { provider, store } = at(config);
      return provider.places?.(store);
    };
    assert.deepEqual(addressOf({}), [names]);
    const gov = { region: 'us-gov-phoenix-1', vault: place.vault.replace('oc1', 'oc3') };
    assert.deepEqual(addressOf(gov), ['https://vaults.us-gov-phoenix-1.oci.oraclegovcloud.com']);
    assert.match(
      (await problemOf(kept(''), { vault: place.vault.replace('.oc1.', '.oc99.') }))?.message ?? '',
      /domain of realm oc99 of Oracle Cloud is not known here/,
    );
    const elsewhere = { ...kept(`[DEFAULT]\n${user}\nkey_file=~/key.pem\n`), identity: { address: server.url } };
    assert.match((await problemOf(elsewhere))?.message ?? '', /None of your logins/, 'a profile is for Oracle only');
  });

  it('is agreed to with both hosts', async () => {
    const { provider, store } = at({}, kept(`[DEFAULT]\n${user}\nkey_file=~/key.pem\n`));
    const destination = await provider.destination(store, {});
    assert.ok(!('code' in destination));
    const { detail } = accessQuestion(store, provider, destination, 'w');
    assert.ok(detail.includes(`Calls go to ${names}, and to ${values} for values.`), detail);
  });
});
