import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import { remedyFor } from '../../server/src/providers/accessProblems.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { eventually } from '../peers/cluster/eventually.ts';
import { startCloud } from '../support/google/cloud.ts';
import { errorInfo, secretManager, status } from '../support/google/secretManager.ts';
import { type Answer, type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { catalogAt, googleStore, googleWith, type Setup } from './googleSetup.ts';

const needle = 'needle-in-a-value';
let server: ScriptedHttp;
beforeEach(async () => {
  server = await startScriptedHttp(() => ({ status: 200 }));
});
afterEach(() => server.close());

const catalog = (config: JsonObject = {}, setup: Setup = {}) =>
  catalogAt(server.url, 'ya29.all', config, { limits: { attempt: 200, call: 1_000 }, ...setup });
const denied = (message: string, ...details: readonly unknown[]) => status(403, 'PERMISSION_DENIED', message, details);

describe('calls of Google Secret Manager that go wrong', () => {
  it('come to the problem that the user can do something about', async () => {
    const disabled = errorInfo('SERVICE_DISABLED', { service: 'secretmanager.googleapis.com', consumer: 'projects/1' });
    const cases: readonly (readonly [Answer, string, RegExp])[] = [
      [status(401, 'UNAUTHENTICATED', needle), 'expired-credentials', /does not accept the login \(the token in ~\/token/],
      [
        denied(needle, errorInfo('IAM_PERMISSION_DENIED')),
        'denied',
        /needs secretmanager\.secrets\.list, or there is no such project/,
      ],
      [denied(needle, disabled), 'failed', /API is switched off in project shop-1/],
      [denied(needle, errorInfo('BILLING_DISABLED')), 'failed', /no billing account/],
      [denied(needle, errorInfo('USER_PROJECT_DENIED')), 'denied', /serviceusage\.services\.use/],
      [status(403, 'FORBIDDEN', needle), 'denied', /denies ListSecrets/],
      [status(404, 'NOT_FOUND', needle), 'not-found', /no such secret/],
      [{ status: 404, json: `<html>${needle}</html>` }, 'failed', /does not answer ListSecrets as Google does/],
      [status(400, 'INVALID_ARGUMENT', needle), 'failed', /Check projectID and location/],
      [{ status: 429, headers: { 'retry-after': '0' } }, 'throttled', /too many calls/],
      [{ status: 500, headers: { 'retry-after': '0' } }, 'failed', /status 500/],
      [{ status: 503, headers: { 'retry-after': '0' } }, 'unreachable', /not available now/],
      [{ status: 302, headers: { location: 'https://evil.example/' } }, 'failed', /not followed with your login/],
      [{ status: 200, json: { secrets: needle } }, 'failed', /not understood/],
      [{ status: 200, json: { secrets: [{ name: needle }] } }, 'failed', /not understood/],
      [{ status: 200, json: [needle] }, 'failed', /not understood/],
      [{ status: 200, json: `{"secrets": [{"name": "${needle}` }, 'failed', /not understood/],
      [() => {}, 'timeout', /did not answer in time/],
      [(_response, socket) => void socket.destroy(), 'unreachable', /unreachable/],
      [
        (response) => void response.writeHead(200, { 'content-length': '1000' }).end('{"secrets": [', () => response.destroy()),
        'unreachable',
        /unreachable/,
      ],
    ];
    for (const [answer, code, words] of cases) {
      server.answer = () => answer;
      const { items, complete, problem } = await catalog().keys('', neverCancelled);
      assert.deepEqual([items, complete, problem?.code], [[], false, code], String(words));
      assert.match(problem?.message ?? '', words);
      assert.ok(!JSON.stringify(problem).includes(needle));
    }
  });

  it('name the command that mends what somebody may mend', async () => {
    server.answer = () => denied('no', errorInfo('SERVICE_DISABLED'));
    const { problem } = await catalog().keys('', neverCancelled);
    assert.equal(problem && remedyFor(problem), 'gcloud services enable secretmanager.googleapis.com --project=shop-1');
    const odd = await catalog({ projectID: 'example.com:shop-1' }).keys('', neverCancelled);
    assert.equal(odd.problem?.remedy, undefined, 'it is not put into a command line');
  });

  it('never say that a secret is missing, except in the words of Google', async () => {
    for (const code of [301, 400, 401, 403, 404, 429, 500, 502, 503]) {
      server.answer = () => ({ status: code, json: { error: { code, status: 'WHATEVER' } }, headers: { 'retry-after': '0' } });
      assert.equal((await catalog().lookup('prod-app', neverCancelled)).state, 'unknown', String(code));
    }
    server.answer = () => status(404, 'NOT_FOUND', 'Secret [projects/1/secrets/prod-app] not found.');
    assert.equal((await catalog().lookup('prod-app', neverCancelled)).state, 'missing');
  });

  it('leave what was listed before', async () => {
    server.answer = (_, count) =>
      count === 1
        ? { status: 200, json: { secrets: [{ name: 'projects/1/secrets/a' }], nextPageToken: 'x' } }
        : { status: 500, headers: { 'retry-after': '0' } };
    const { items, complete, problem } = await catalog().keys('', neverCancelled);
    assert.deepEqual([items, complete, problem?.code], [[{ key: 'a' }], false, 'failed']);
  });

  it('end with pages that go in a circle, or never end', async () => {
    const circle = (next: (count: number) => string) => {
      server.answer = (_, count) => ({ status: 200, json: { secrets: [], nextPageToken: next(count) } });
      return catalog({}, { maxCalls: 20 }).keys('', neverCancelled);
    };
    const first = await circle((count) => `page-${count % 2}`);
    assert.deepEqual([first.complete, first.problem?.code, server.heard.length], [false, 'failed', 3]);
    const endless = await circle((count) => `page-${count}`);
    assert.deepEqual([endless.complete, endless.problem?.code], [false, 'call-budget']);
  });

  it('are given up when nobody waits for them', async () => {
    server.answer = () => () => {};
    const cancellation = createCancellation();
    const asked = catalog({}, { limits: { attempt: 60_000, call: 60_000 } }).keys('', cancellation.token);
    await eventually('a request', async () => server.heard.length > 0);
    cancellation.cancel();
    assert.equal((await asked).problem?.code, 'cancelled');
  });

  it('ask whether there is such a location where there is no such host', async () => {
    const transport = { proxyTo: () => undefined, send: async () => ({ code: 'ENOTFOUND', reused: false }) };
    const at = async (config: JsonObject) => (await catalog(config, { transport }).keys('', neverCancelled)).problem;
    const lost = await at({ location: 'nowhere1' });
    assert.equal(lost?.code, 'unreachable');
    assert.match(lost?.message ?? '', /Is nowhere1 a location of Secret Manager\?/);
    assert.match((await at({}))?.message ?? '', /Check the network/);
  });

  it('hide a value that is no text', async () => {
    for (const data of [7, null, { a: needle }, '%%%', needle]) {
      server.answer = () => ({ status: 200, json: { payload: { data } } });
      const listing = await catalog().properties('app', undefined, neverCancelled);
      assert.equal(listing.items.length, 0, String(data));
      assert.ok(!JSON.stringify(listing).includes(needle));
    }
    server.answer = () => ({ status: 200, json: { payload: {} } });
    const empty = await catalog().properties('app', undefined, neverCancelled);
    assert.deepEqual([empty.items, empty.complete], [[], true], 'an empty value is left out of the answer');
  });
});

describe('getting a token that goes wrong', () => {
  it('says what is wrong, waits for nothing that does not come, and is asked once by all who wait', async (context) => {
    const cloud = await startCloud('oauth2', 'secretmanager');
    const home = await mkdtemp(join(tmpdir(), 'google-faults-'));
    context.after(() => Promise.all([cloud.close(), rm(home, { recursive: true })]));
    const file = join(home, 'login.json');
    await writeFile(file, JSON.stringify({ type: 'authorized_user', client_id: 'x', client_secret: 'x', refresh_token: needle }));
    const env = { ...cloud.env, HOME: home, GOOGLE_APPLICATION_CREDENTIALS: file };
    const { provider } = googleWith({ env, limits: { attempt: 500, call: 1_500 } });
    const open = () => provider.open(googleStore(), { identity: {}, mayReadValues: () => false });
    const cases: readonly (readonly [Answer, string, RegExp])[] = [
      [{ status: 501 }, 'failed', /could not answer POST token/],
      [{ status: 400, json: { error: 'invalid_client' } }, 'expired-credentials', /expired or was revoked/],
      [{ status: 200, json: {} }, 'no-credentials', /cannot be used/],
      [{ status: 302, headers: { location: 'https://evil.example/' } }, 'failed', /not followed with your login/],
      [
        (_response, socket) => void socket.destroy(),
        'unreachable',
        /oauth2\.googleapis\.com:443 through proxy 127\.0\.0\.1:\d+ is unreachable/,
      ],
      [() => {}, 'timeout', /did not answer in time/],
    ];
    for (const [answer, code, words] of cases) {
      cloud.answers['oauth2'] = () => answer;
      const { problem } = await open().keys('', neverCancelled);
      assert.equal(problem?.code, code, String(words));
      assert.match(problem?.message ?? '', words);
      assert.ok(!JSON.stringify(problem).includes(needle));
    }
    const answering = secretManager({ secrets: [], tokens: { 'ya29.late': ['secrets.list', 'secrets.get'] } });
    cloud.answers['secretmanager'] = answering;
    let answerLate = () => {};
    cloud.answers['oauth2'] = () => (response) => {
      answerLate = () => response.end(JSON.stringify({ access_token: 'ya29.late', expires_in: 3600 }));
    };
    cloud.heard.length = 0;
    const [catalog, cancellation] = [open(), createCancellation()];
    const [gone, first, second] = [
      catalog.lookup('x', cancellation.token),
      catalog.lookup('y', neverCancelled),
      catalog.keys('', neverCancelled),
    ];
    await eventually('a request', async () => cloud.heard.length > 0);
    cancellation.cancel();
    const given = await gone;
    assert.ok(given.state === 'unknown' && given.problem.code === 'cancelled');
    answerLate();
    assert.deepEqual([(await first).state, (await second).complete], ['missing', true]);
    assert.equal(cloud.heard.filter(({ host }) => host === 'oauth2').length, 1);
  });
});
