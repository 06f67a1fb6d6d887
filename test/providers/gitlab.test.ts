import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { allProviderFacts } from '../../server/src/model/providerFacts/providerFacts.ts';
import { accessQuestion } from '../../server/src/providers/consentQuestions.ts';
import { findMatches } from '../../server/src/providers/findMatches.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { gitlabDouble } from '../support/vaults/gitlab.ts';
import { openRest, type RestSetup, restStore } from './restSetup.ts';

let server: ScriptedHttp;
before(async () => {
  server = await startScriptedHttp(gitlabDouble.answer);
});
beforeEach(() => server.heard.splice(0));
after(() => server.close());

const at = (config: JsonObject = {}, setup: RestSetup = {}) =>
  openRest('gitlab', { ...gitlabDouble.config(server.url), ...config }, { env: gitlabDouble.env(server.url), ...setup });
const as = (token: string) => ({ env: { ...gitlabDouble.env(server.url), GITLAB_TOKEN: token } });
const listed = async (config: JsonObject, setup: RestSetup = {}) => {
  const { items, complete, problem } = await at(config, setup).catalog.keys('', neverCancelled);
  const known = items.map(({ key, unavailable }) => (unavailable === undefined ? key : `${key} (${unavailable})`)).sort();
  return { known, complete, problem };
};
const hidden = 'HIDDEN (hidden: GitLab gives its value to nobody)';
const empty = 'EMPTY (empty: ESO refuses it)';

describe('the variables of GitLab', () => {
  it('are those of the environment and those for all, of project and groups', async () => {
    const { known, complete } = await listed({});
    assert.deepEqual([known, complete], [['CONFIG', 'DB_PASSWORD', empty, hidden, 'SHARED_TOKEN', 'TLS_CERT'].sort(), true]);
    assert.ok(server.heard.every(({ headers }) => headers.authorization === 'Bearer glpat-maintainer'));
  });

  it('are those of all environments where the store names none, but none that is there twice', async () => {
    const { known } = await listed({ environment: '' });
    const several = 'DB_PASSWORD (set for several environments in project 42, and the store names none)';
    assert.deepEqual(known, ['CONFIG', several, 'DEV_ONLY', empty, hidden, 'OUTER', 'SHARED_TOKEN', 'TLS_CERT'].sort());
    const found = await at({ environment: '' }).catalog.lookup('DB_PASSWORD', neverCancelled);
    assert.ok(found.state === 'found');
    assert.match(found.item.unavailable ?? '', /set for several environments in project 42/);
  });

  it('for all environments are what a store with * reads', async () => {
    const { known } = await listed({ environment: '*' });
    assert.ok(
      known.includes('DEV_ONLY (set for dev only)') && known.includes('DB_PASSWORD (set for prod, dev only)'),
      known.join(),
    );
    assert.equal((await at({ environment: '*' }).catalog.lookup('DB_PASSWORD', neverCancelled)).state, 'missing');
  });

  it('of groups that the project is in come from the innermost first', async () => {
    const config = { groupIDs: [], inheritFromGroups: true };
    const { known, complete } = await listed(config);
    assert.ok(known.includes('INNER') && complete);
    const found = await at(config).catalog.describe('SHARED_TOKEN', neverCancelled);
    assert.deepEqual(found.state === 'found' && found.item.details?.slice(0, 2), [
      { name: 'in', value: 'group 9' },
      { name: 'environment', value: 'prod' },
    ]);
    const own = await at(config).catalog.describe('CONFIG', neverCancelled);
    assert.deepEqual(own.state === 'found' && own.item.details?.[0], { name: 'in', value: 'project 42' }, 'the project first');
  });

  it('may be those of groups alone, and projects be named by their path', async () => {
    assert.deepEqual((await listed({ projectID: '', groupIDs: [7, '9'], environment: '' })).known, [
      'CONFIG',
      'INNER',
      'OUTER',
      'SHARED_TOKEN',
    ]);
    assert.equal((await listed({ projectID: 'shop/api', groupIDs: [] })).known.length, 5);
    assert.ok(server.heard.at(-1)?.url.startsWith('/api/v4/projects/shop%2Fapi/variables?'));
    const problem = await at({ projectID: '', groupIDs: [] }).catalog.keys('', neverCancelled);
    assert.match(problem.problem?.message ?? '', /names no project and no group/);
  });

  it('are looked up as ESO does: with underscores, the environment, then all, then the groups', async () => {
    const { catalog } = at();
    assert.equal((await catalog.lookup('SHARED-TOKEN', neverCancelled)).state, 'found');
    assert.deepEqual(
      server.heard.map(({ url }) => decodeURIComponent(url.replace('/api/v4/', ''))),
      ['projects/42', 'groups/7'].flatMap((owner) =>
        ['prod', '*'].map((scope) => `${owner}/variables/SHARED_TOKEN?filter[environment_scope]=${scope}`),
      ),
    );
    assert.equal(catalog.listsAs?.('SHARED-TOKEN'), false);
    for (const key of ['DEV_ONLY', 'INNER']) assert.equal((await catalog.lookup(key, neverCancelled)).state, 'missing', key);
    const secret = await catalog.lookup('HIDDEN', neverCancelled);
    assert.match((secret.state === 'found' && secret.item.unavailable) || '', /^hidden/);
  });

  it('are in pages of a hundred', async () => {
    const page = (from: number, length: number) =>
      Array.from({ length }, (_, i) => ({ key: `V${from + i}`, value: 'x', environment_scope: '*' }));
    server.answer = ({ url }) => ({ status: 200, json: url.includes('page=2') ? page(100, 20) : page(0, 100) });
    const { known, complete } = await listed({ groupIDs: [] });
    assert.deepEqual([known.length, complete, server.heard.length], [120, true, 2]);
    const cut = await listed({ groupIDs: [] }, { maxCalls: 1 });
    assert.deepEqual([cut.known.length, cut.complete, cut.problem?.code], [100, false, 'call-budget']);
    server.answer = gitlabDouble.answer;
  });
});

describe('properties in variables of GitLab', () => {
  it('are read as paths, where reading values is allowed', async () => {
    const { items, complete } = await at().catalog.properties('CONFIG', undefined, neverCancelled);
    assert.deepEqual([items.map(({ property }) => property), complete], [['user', 'nested', 'nested.inner'], true]);
    const { problem } = await at({}, { mayReadValues: false }).catalog.properties('CONFIG', undefined, neverCancelled);
    assert.match(problem?.message ?? '', /^GitLab tells property names only with the values\./);
  });
});

describe('GitLab that refuses', () => {
  it('is explained by the role, the scope or the field that is wrong', async () => {
    const groups = await listed({}, as('glpat-project'));
    assert.deepEqual([groups.known.length, groups.complete], [5, false], 'what the project has is there');
    assert.deepEqual([groups.problem?.code, groups.problem?.permission], ['denied', 'Owner of the group']);
    const narrow = await listed({}, as('glpat-narrow'));
    assert.deepEqual([narrow.problem?.code, narrow.problem?.permission], ['denied', 'read_api']);
    assert.match(
      (await listed({ projectID: '43' })).problem?.message ?? '',
      /no project 43 .*Check spec\.provider\.gitlab\.projectID/,
    );
    assert.match(
      (await listed({ groupIDs: ['8'] })).problem?.message ?? '',
      /no such group .*\(8\)\. Check spec\.provider\.gitlab\.groupIDs/,
    );
  });

  it('is never taken for one that has no such variable', async () => {
    assert.equal(
      (await at({}, as('glpat-project')).catalog.lookup('NONE', neverCancelled)).state,
      'unknown',
      'a group may have it',
    );
    assert.equal((await at({ projectID: '43' }).catalog.lookup('NONE', neverCancelled)).state, 'unknown');
  });
});

describe('a find in GitLab', () => {
  const matches = async (environment: string, find: { name?: string; tags?: Record<string, string> }) => {
    const { catalog, store, provider } = at({ environment, groupIDs: ['7'] });
    const { items } = await catalog.keys('', neverCancelled);
    const facts = allProviderFacts.get('gitlab');
    assert.ok(facts);
    const found = findMatches(items, { name: find.name, tags: find.tags, below: undefined }, store, facts, provider.capabilities);
    return found.state === 'matched' ? [...found.names].sort().join() : found.state;
  };

  it('brings what is in its environment, readable by key or not', async () => {
    assert.equal(await matches('', { name: '^DEV|^DB|^HIDDEN' }), 'DB_PASSWORD,DEV_ONLY,HIDDEN');
    assert.equal(await matches('prod', { name: 'D' }), 'DB_PASSWORD,HIDDEN,SHARED_TOKEN');
    assert.equal(await matches('', { name: '^D|^OUTER', tags: { environment_scope: 'dev' } }), 'DB_PASSWORD,DEV_ONLY,OUTER');
    assert.equal(await matches('*', { name: '^D' }), 'DB_PASSWORD,DEV_ONLY');
  });

  it('fails with other tags, and with an environment beside that of the store', async () => {
    assert.equal(await matches('', { name: '.', tags: { team: 'x' } }), 'fails');
    assert.equal(await matches('prod', { name: '.', tags: { environment_scope: 'dev' } }), 'fails');
    assert.equal(await matches('prod', { name: '.', tags: { environment_scope: '*' } }), 'unknown');
    assert.equal(await matches('', { tags: { environment_scope: 'dev' } }), 'fails', 'a name is needed');
  });
});

describe('a login of GitLab', () => {
  const sent = async (setup: RestSetup, config: JsonObject = {}) => {
    server.heard.splice(0);
    const { problem } = await at(config, setup).catalog.keys('', neverCancelled);
    return server.heard[0]?.headers.authorization ?? problem?.message ?? '';
  };
  const host = () => new URL(server.url).host;

  it("is what glab keeps for the store's host, tagged or not, by its own address of the API", async () => {
    const file = (hosts: string) => ({
      env: {},
      files: { '~/.config/glab-cli/config.yml': `host: gitlab.com\nhosts:\n${hosts}` },
    });
    const http = 'api_protocol: http';
    assert.equal(await sent(file(`  "${host()}": {token: glpat-kept, ${http}}`)), 'Bearer glpat-kept');
    assert.equal(
      await sent(file(`  gitlab.example.com: {token: !!null glpat-tagged, api_host: "${host()}", ${http}}`)),
      'Bearer glpat-tagged',
    );
    assert.match(await sent(file(`  gitlab.com: {token: glpat-other}`)), /None of your logins is meant for GitLab/);
    assert.match(await sent(file(`  "${host()}": {token: glpat-kept}`)), /None of your logins/, 'HTTPS is another address');
    assert.match(await sent(file(`  "${host()}": {${http}, use_keyring: true}`)), /in the keyring of the system/);
    const mac = { '~/Library/Application Support/glab-cli/config.yml': `hosts: {"${host()}": {token: glpat-mac, ${http}}}` };
    assert.equal(await sent({ env: {}, files: mac }), 'Bearer glpat-mac');
  });

  it('of the environment goes to the host that GITLAB_HOST names, with or without a scheme, or to gitlab.com', async () => {
    const destination = async (url: string, env: Record<string, string>) => {
      const { provider } = at({}, { env });
      const found = await provider.destination(restStore('gitlab', { url, projectID: '1' }), {});
      return 'code' in found ? found.code : found.endpoint;
    };
    const token = { GITLAB_TOKEN: 'x' };
    assert.equal(await destination('', token), 'https://gitlab.com');
    assert.equal(
      await destination('https://gitlab.example.com/api/v4/', { ...token, GITLAB_HOST: 'gitlab.example.com' }),
      'https://gitlab.example.com',
    );
    assert.equal(await destination('https://gitlab.example.com', token), 'no-credentials');
    assert.equal(await destination('', { ...token, GITLAB_HOST: 'gitlab.example.com' }), 'no-credentials');
  });

  it('is asked for with the command that makes one', async () => {
    const { problem } = await at({ url: 'https://gitlab.example.com' }, { env: {} }).catalog.keys('', neverCancelled);
    assert.equal(problem?.remedy, 'glab auth login --hostname gitlab.example.com');
  });

  it('is asked about with what the listing call returns', async () => {
    const { provider, store } = at();
    const destination = await provider.destination(store, {});
    assert.ok(!('code' in destination));
    const { message } = accessQuestion(store, provider, destination, '');
    assert.equal(
      message,
      `Allow External Secrets to list the secrets in GitLab, ${server.url}, project 42 and group 7, environment prod, with the login in your environment (GITLAB_TOKEN)? The listing call of this service returns values too: they are dropped at once.`,
    );
  });
});
