import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { remedyFor } from '../../server/src/providers/accessProblems.ts';
import { accessQuestion } from '../../server/src/providers/consentQuestions.ts';
import type { CatalogProblem, Destination, Identity } from '../../server/src/providers/secretProvider.ts';
import type { JsonObject } from '../../server/src/syntax/node.ts';
import { type Cloud, startCloud } from '../support/google/cloud.ts';
import { allPermissions, errorInfo, secretManager, status } from '../support/google/secretManager.ts';
import { seedGoogle } from '../support/google/seed.ts';
import { type ScriptedHttp, startScriptedHttp } from '../support/scriptedHttp.ts';
import { googleStore, googleWith } from './googleSetup.ts';

// With this the library writes what it sends to the console, tokens too, unless it is kept from it.
process.env['GOOGLE_SDK_NODE_LOGGING'] = '*';
const wellKnown = '.config/gcloud/application_default_credentials.json';
const written: string[] = [];
const real = { warn: console.warn, write: process.stderr.write };
let cloud: Cloud;
let hostile: ScriptedHttp;
let home: string;
let tokens = 0;

const vault = secretManager({
  secrets: seedGoogle((label) => label),
  tokens: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`ya29.${i}`, allPermissions])),
});
const newToken = () => {
  tokens += 1;
  return `ya29.${tokens}`;
};
const person = {
  type: 'authorized_user',
  client_id: 'id-of-gcloud',
  client_secret: 'made-up',
  refresh_token: '1//made-up',
  account: '',
};
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account = {
  type: 'service_account',
  client_email: 'reader@shop-1.iam.gserviceaccount.com',
  private_key_id: 'key-1',
  private_key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const impersonation = (email: string) =>
  `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`;
const external = {
  type: 'external_account',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_url: 'https://sts.googleapis.com/v1/token',
};

before(async () => {
  cloud = await startCloud('secretmanager', 'secretmanager.europe-west3.rep', 'oauth2', 'sts', 'iamcredentials');
  hostile = await startScriptedHttp(() => ({ status: 200, json: { access_token: 'ya29.1', expires_in: 3600 } }));
  console.warn = (...parts: unknown[]) => void written.push(parts.join(' '));
  process.stderr.write = (text: unknown) => written.push(String(text)) > 0;
});
after(async () => {
  Object.assign(console, { warn: real.warn });
  process.stderr.write = real.write;
  await Promise.all([cloud.close(), hostile.close()]);
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'google-login-'));
  cloud.heard.length = 0;
  hostile.heard.length = 0;
  cloud.answers['secretmanager'] = vault;
  cloud.answers['secretmanager.europe-west3.rep'] = vault;
  cloud.answers['oauth2'] = () => ({ status: 200, json: { access_token: newToken(), expires_in: 3599, token_type: 'Bearer' } });
  cloud.answers['sts'] = () => ({ status: 200, json: { access_token: newToken(), expires_in: 3599, token_type: 'Bearer' } });
  cloud.answers['iamcredentials'] = () => ({
    status: 200,
    json: { accessToken: newToken(), expireTime: new Date(Date.now() + 3_600_000).toISOString() },
  });
});
afterEach(() => rm(home, { recursive: true }));

async function keep(file: string, content: unknown): Promise<string> {
  const path = join(home, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface Options {
  readonly env?: Record<string, string>;
  readonly identity?: Identity;
  readonly config?: JsonObject;
  readonly nodeVersion?: string;
}

/** A provider with this home, a store, its destination and a catalog for it. */
async function open({ env = {}, identity = {}, config = {}, ...more }: Options = {}) {
  const { provider, log } = googleWith({ env: { ...cloud.env, HOME: home, ...env }, ...more });
  const store = googleStore(config);
  const destination = await provider.destination(store, identity);
  const agreed = 'code' in destination ? {} : { destination };
  const catalog = provider.open(store, { identity, mayReadValues: () => false, ...agreed });
  return { provider, store, destination, catalog, log };
}
async function list(options: Options = {}) {
  const opened = await open(options);
  return { ...opened, listing: await opened.catalog.keys('', neverCancelled) };
}
const place = (destination: Destination | CatalogProblem) => {
  assert.ok(!('code' in destination), JSON.stringify(destination));
  return destination;
};
const hosts = () => cloud.heard.map(({ host }) => host);
const urls = () => cloud.heard.map(({ url }) => url);
const bodies = (host: string) => cloud.heard.filter((request) => request.host === host).map(({ body }) => body);
const bearers = (host: string) =>
  cloud.heard.filter((request) => request.host === host).map(({ headers }) => headers.authorization);

describe('a Google login', () => {
  it('is the one that gcloud keeps for applications', async () => {
    await keep(wellKnown, person);
    const { destination, listing, store, provider } = await list();
    assert.deepEqual([listing.complete, listing.problem], [true, undefined]);
    assert.deepEqual(hosts(), ['oauth2', 'secretmanager']);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(bodies('oauth2')[0])), {
      refresh_token: '1//made-up',
      client_id: 'id-of-gcloud',
      client_secret: 'made-up',
      grant_type: 'refresh_token',
    });
    assert.deepEqual([bearers('oauth2'), bearers('secretmanager')], [[undefined], [`Bearer ya29.${tokens}`]]);
    const { login, location, endpoint, customEndpoint, account: who } = place(destination);
    assert.deepEqual(
      [login, location, endpoint, customEndpoint, who],
      [
        'your Google login (application default credentials)',
        'project shop-1',
        'https://secretmanager.googleapis.com',
        false,
        undefined,
      ],
    );
    const { message } = accessQuestion(store, provider, place(destination), '');
    assert.match(
      message,
      /in Google Secret Manager, project shop-1, with your Google login \(application default credentials\)\?/,
    );
  });

  it('is found where the environment says, and in no folder of the workspace', async () => {
    const { CLOUDSDK_CONFIG, path } = { CLOUDSDK_CONFIG: join(home, 'sdk'), path: await keep('key.json', account) };
    await keep('sdk/application_default_credentials.json', { ...person, account: 'ann@example.com' });
    assert.equal(place((await open({ env: { CLOUDSDK_CONFIG } })).destination).account, 'ann@example.com');
    const named = place((await open({ env: { CLOUDSDK_CONFIG, GOOGLE_APPLICATION_CREDENTIALS: path } })).destination);
    assert.deepEqual(
      [named.login, named.account],
      [`the key of service account ${account.client_email} in ${path}`, account.client_email],
    );
    await keep('config/gcloud/application_default_credentials.json', person);
    const windows = { OS: 'Windows_NT', APPDATA: join(home, 'config') };
    assert.equal(place((await open({ env: windows })).destination).login, 'your Google login (application default credentials)');
    const relative = await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: 'package.json' } });
    assert.match(
      relative.listing.problem?.message ?? '',
      /package\.json, which GOOGLE_APPLICATION_CREDENTIALS names, .* absolute path/,
    );
    assert.deepEqual(cloud.heard, []);
  });

  it('is said to be missing, and nothing is asked for one', async () => {
    const { destination, listing } = await list();
    assert.ok('code' in destination);
    assert.deepEqual(
      [listing.problem?.code, listing.problem?.remedy],
      ['no-credentials', 'gcloud auth application-default login'],
    );
    assert.deepEqual(cloud.heard, [], 'the metadata service of a cloud machine neither');
  });

  it('gets one token for many calls, and a new one when that is refused', async () => {
    await keep(wellKnown, person);
    const { catalog } = await open();
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => catalog.lookup(key, neverCancelled)));
    await catalog.keys('', neverCancelled);
    assert.equal(bodies('oauth2').length, 1);
    const used = new Set(bearers('secretmanager'));
    let refused = 0;
    cloud.answers['secretmanager'] = (request) => {
      if (!used.has(request.headers.authorization)) return vault(request);
      refused += 1;
      return status(401, 'UNAUTHENTICATED', 'no');
    };
    cloud.answers['oauth2'] = () => async (response) => {
      // Both are to know of it before the new token comes.
      while (refused < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      setTimeout(() => response.end(JSON.stringify({ access_token: newToken(), expires_in: 3599 })), 50);
    };
    const found = await Promise.all(['prod-other', 'empty'].map((key) => catalog.lookup(key, neverCancelled)));
    assert.deepEqual([found.map(({ state }) => state), bodies('oauth2').length], [['found', 'found'], 2]);
  });

  it('that was replaced meanwhile counts at once, unless it is somebody else’s', async () => {
    await keep(wellKnown, person);
    const { catalog } = await open();
    await catalog.keys('', neverCancelled);
    await keep(wellKnown, { ...person, refresh_token: '1//second' });
    assert.equal((await catalog.keys('', neverCancelled)).complete, true);
    assert.deepEqual(
      bodies('oauth2').map((body) => new URLSearchParams(body).get('refresh_token')),
      ['1//made-up', '1//second'],
    );
    await keep(wellKnown, account);
    assert.equal((await catalog.keys('', neverCancelled)).problem?.code, 'not-connected');
    assert.equal(bodies('oauth2').length, 2);
  });

  it('of a service account is signed for, and goes to Google whatever the file says', async () => {
    const path = await keep('key.json', { ...account, token_uri: `${hostile.url}/token`, auth_uri: hostile.url });
    const { listing } = await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
    assert.equal(listing.complete, true);
    const [head = '', claims = '', signature = ''] = (new URLSearchParams(bodies('oauth2')[0]).get('assertion') ?? '').split('.');
    const { iss, aud, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.deepEqual(
      [iss, aud, scope],
      [account.client_email, 'https://oauth2.googleapis.com/token', 'https://www.googleapis.com/auth/cloud-platform'],
    );
    assert.ok(
      verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        createPublicKey(keys.publicKey.export({ type: 'spki', format: 'pem' })),
        Buffer.from(signature, 'base64url'),
      ),
    );
    assert.deepEqual(hostile.heard, []);
  });

  it('takes on a service account, as the file or the settings say', async () => {
    const [first, second] = ['first@shop-1.iam.gserviceaccount.com', 'second@shop-1.iam.gserviceaccount.com'];
    await keep(wellKnown, {
      type: 'impersonated_service_account',
      service_account_impersonation_url: impersonation(first),
      source_credentials: person,
    });
    const plain = await list();
    assert.deepEqual(hosts(), ['oauth2', 'iamcredentials', 'secretmanager']);
    assert.equal(cloud.heard[1]?.url, `/v1/projects/-/serviceAccounts/${first}:generateAccessToken`);
    assert.deepEqual(bearers('secretmanager'), [`Bearer ya29.${tokens}`]);
    assert.equal(
      place(plain.destination).login,
      `the service account ${first}, through your Google login (application default credentials)`,
    );
    assert.equal(place(plain.destination).account, first);
    cloud.heard.length = 0;
    const role = await list({ identity: { role: second } });
    assert.equal(role.listing.complete, true);
    assert.equal(cloud.heard[1]?.url, `/v1/projects/-/serviceAccounts/${second}:generateAccessToken`);
    assert.deepEqual(JSON.parse(bodies('iamcredentials')[0] ?? '').delegates, [first]);
    assert.equal(place(role.destination).account, second);
    cloud.answers['iamcredentials'] = () =>
      status(403, 'PERMISSION_DENIED', "Permission 'iam.serviceAccounts.getAccessToken' denied");
    const { problem } = (await list({ identity: { role: second } })).listing;
    assert.deepEqual([problem?.code, problem?.permission], ['denied', 'iam.serviceAccounts.getAccessToken']);
    assert.match(problem?.message ?? '', new RegExp(second));
    for (const odd of ['arn:aws:iam::123456789012:role/x', 'a@b.example/../../x', 'x'])
      assert.ok('code' in (await open({ identity: { role: odd } })).destination, odd);
  });

  it('may be of another identity provider', async () => {
    const { type: _, account: __, ...rest } = person;
    await keep(wellKnown, {
      type: 'external_account_authorized_user',
      token_url: 'https://sts.googleapis.com/v1/oauthtoken',
      ...rest,
    });
    assert.equal((await list()).listing.complete, true);
    await keep('subject', 'foreign-token\n');
    const text = { file: join(home, 'subject') };
    const email = 'reader@shop-1.iam.gserviceaccount.com';
    const path = await keep('external.json', {
      ...external,
      credential_source: text,
      service_account_impersonation_url: impersonation(email),
    });
    cloud.heard.length = 0;
    const { listing, destination } = await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
    assert.equal(listing.complete, true);
    assert.deepEqual(hosts(), ['sts', 'iamcredentials', 'secretmanager']);
    assert.equal(new URLSearchParams(bodies('sts')[0]).get('subject_token'), 'foreign-token');
    assert.equal(place(destination).account, email);
    await keep('subject.json', { inner: 'token-of-json' });
    const json = { file: join(home, 'subject.json'), format: { type: 'json', subject_token_field_name: 'inner' } };
    await keep('external.json', { ...external, credential_source: json });
    await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
    assert.equal(new URLSearchParams(bodies('sts')[1]).get('subject_token'), 'token-of-json');
    await rm(join(home, 'subject.json'));
    const gone = await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
    assert.equal(gone.listing.problem?.code, 'no-credentials');
  });
});

describe('a Google login that leads astray', () => {
  it('runs no program, whatever the environment allows', async () => {
    const program = await keep('program.sh', `#!/bin/sh\ntouch ${join(home, 'was-run')}\n`);
    await chmod(program, 0o755);
    const path = await keep('external.json', { ...external, credential_source: { executable: { command: program } } });
    process.env['GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES'] = '1';
    const env = { GOOGLE_APPLICATION_CREDENTIALS: path, GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES: '1' };
    const { listing } = await list({ env });
    delete process.env['GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES'];
    assert.match(listing.problem?.message ?? '', /programs are not run for a token/);
    assert.ok(!(await readdir(home)).includes('was-run'));
    assert.deepEqual(cloud.heard, []);
  });

  it('is sent to no host that is not Google’s, and asks none for a token', async () => {
    const file = { file: await keep('subject', 'foreign-token') };
    const email = 'reader@shop-1.iam.gserviceaccount.com';
    const files: readonly unknown[] = [
      { ...external, credential_source: { url: `${hostile.url}/token` } },
      { ...external, credential_source: { ...file, url: hostile.url } },
      { ...external, credential_source: { environment_id: 'aws1', region_url: hostile.url } },
      { ...external, credential_source: file, token_url: `${hostile.url}/token` },
      { ...external, credential_source: file, token_url: 'https://sts.googleapis.com.evil.example/v1/token' },
      { ...external, credential_source: file, token_url: 'https://sts.googleapis.com@evil.example/v1/token' },
      { ...external, credential_source: file, service_account_impersonation_url: `${hostile.url}/x:generateAccessToken` },
      { ...person, type: 'external_account_authorized_user', token_url: hostile.url },
      {
        type: 'impersonated_service_account',
        source_credentials: person,
        service_account_impersonation_url: `${hostile.url}/serviceAccounts/${email}:generateAccessToken`,
      },
      { ...person, universe_domain: 'evil.example' },
      { ...account, universe_domain: 'evil.example' },
      { type: 'gdch_service_account', token_uri: hostile.url },
      { type: 'authorized_user' },
      [],
      '{"type": "authorized_user", broken',
      '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----',
    ];
    const before = cloud.hosts().length;
    for (const content of files) {
      const path = await keep('login.json', content);
      const { listing, destination } = await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
      assert.ok('code' in destination && destination.code === 'no-credentials', JSON.stringify(content));
      assert.equal(listing.problem?.code, 'no-credentials', JSON.stringify(content));
      assert.equal(listing.problem?.remedy, undefined, 'gcloud writes another file');
    }
    assert.deepEqual([hostile.heard, cloud.heard, cloud.hosts().length - before], [[], [], 0]);
  });

  it('is not sent on to where a server redirects', async () => {
    await keep(wellKnown, person);
    cloud.answers['secretmanager'] = () => ({ status: 307, headers: { location: `${hostile.url}/v1/projects/x/secrets` } });
    assert.equal((await list()).listing.problem?.code, 'failed');
    cloud.answers['oauth2'] = () => ({ status: 307, headers: { location: `${hostile.url}/token` } });
    assert.equal((await list()).listing.problem?.code, 'failed');
    assert.deepEqual(hostile.heard, []);
  });

  it('goes to no host that a manifest makes up', async () => {
    await keep(wellKnown, person);
    const configs: readonly JsonObject[] = [
      { projectID: '' },
      { projectID: '${PROJECT}' },
      { projectID: '../x' },
      { projectID: 'shop-1/secrets/a' },
      { projectID: 'shop-1?x=' },
      { projectID: 7 },
      ...[
        'evil.example/',
        'evil.example',
        'a.evil.example#',
        'x@evil.example',
        'a:80',
        '-',
        'europe-west3.',
        '${LOCATION}',
        'EU',
        'a\nb',
      ].map((location) => ({ location })),
      { location: ['europe-west3'] },
    ];
    for (const config of configs) {
      const { destination, listing } = await list({ config });
      assert.ok('code' in destination && destination.code === 'incomplete-store', JSON.stringify(config));
      assert.equal(listing.problem?.code, 'incomplete-store');
    }
    assert.deepEqual(cloud.heard, []);
    const regional = await list({ config: { location: 'europe-west3' } });
    assert.deepEqual([regional.listing.complete, hosts()], [true, ['oauth2', 'secretmanager.europe-west3.rep']]);
    assert.equal(place(regional.destination).location, 'project shop-1, europe-west3');
    await list({ config: { projectID: 'example.com:shop-1' } });
    assert.equal(urls().at(-1), '/v1/projects/example.com%3Ashop-1/secrets?pageSize=1000');
  });
});

describe('an address of the user’s own', () => {
  it('gets a token that a file beside it holds, and the question names both', async () => {
    await keep(wellKnown, person);
    await keep('token', ' ya29.own \n');
    hostile.answer = () => ({ status: 200, json: {} });
    const identity = { address: hostile.url, tokenFile: '~/token' };
    const { store, provider, destination, listing } = await list({ identity });
    assert.equal(listing.complete, true);
    assert.deepEqual(
      hostile.heard.map(({ headers }) => headers.authorization),
      ['Bearer ya29.own'],
    );
    assert.deepEqual(cloud.heard, []);
    const { message, detail } = accessQuestion(store, provider, place(destination), '');
    assert.ok(message.includes('~/token') && detail.includes(hostile.url), message + detail);
  });

  it('gets no Google login, from whatever file', async () => {
    const nobody = await list({ identity: { address: hostile.url } });
    assert.match(nobody.listing.problem?.message ?? '', /sent to Google only/, 'to sign in would not help');
    await keep(wellKnown, person);
    await keep('login.json', JSON.stringify(person));
    const before = cloud.hosts().length;
    for (const identity of [
      { address: hostile.url },
      { address: hostile.url, tokenFile: '~/login.json' },
      { address: 'https://secretmanager.googleapis.com.evil.example' },
      { address: 'http://secretmanager.googleapis.com' },
      { address: 'https://evil.example/secretmanager.googleapis.com' },
      { address: 'https://secretmanager.googleapis.com:8443' },
    ]) {
      const { listing } = await list({ identity });
      assert.equal(listing.problem?.code, 'no-credentials', JSON.stringify(identity));
      assert.match(listing.problem?.message ?? '', /sent to Google only\. Name a file with an access token/);
    }
    assert.deepEqual([hostile.heard, cloud.heard, cloud.hosts().length - before], [[], [], 0]);
  });

  it('of Google itself gets one', async () => {
    await keep(wellKnown, person);
    const { listing } = await list({ identity: { address: 'https://secretmanager.europe-west3.rep.googleapis.com' } });
    assert.deepEqual([listing.complete, hosts()], [true, ['oauth2', 'secretmanager.europe-west3.rep']]);
  });

  it('is not needed for a token in a file, or for another login file', async () => {
    await keep('token', newToken());
    const { destination } = await list({ identity: { tokenFile: '~/token' } });
    assert.deepEqual(hosts(), ['secretmanager']);
    assert.equal(place(destination).login, 'the token in ~/token, which your settings name for it');
    await keep('other.json', { ...person, account: 'ann@example.com' });
    const other = await list({ identity: { tokenFile: '~/other.json' } });
    assert.deepEqual([other.listing.complete, place(other.destination).login], [true, 'your Google login in ~/other.json']);
    await keep('key', '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n');
    for (const tokenFile of ['~/key', '~/none', 'relative', home]) {
      const { listing } = await list({ identity: { tokenFile } });
      assert.equal(listing.problem?.code, 'no-credentials', tokenFile);
    }
    const both = await list({ identity: { tokenFile: '~/token', role: 'a@shop-1.iam.gserviceaccount.com' } });
    assert.match(both.listing.problem?.message ?? '', /a token only/);
  });
});

describe('a Google login that is wanted', () => {
  const grant = (more: Record<string, string> = {}) => ({ status: 400, json: { error: 'invalid_grant', ...more } });
  const rapt = grant({ error_description: 'reauth related error (invalid_rapt)', error_subtype: 'invalid_rapt' });

  it('is offered as the command line that writes what is read', async () => {
    await keep(wellKnown, person);
    const command = 'gcloud auth application-default login';
    for (const [answer, words] of [
      [grant({ error_description: 'Token has been expired or revoked.' }), /expired or was revoked/],
      [rapt, /organisation wants you to sign in again/],
    ] as const) {
      cloud.answers['oauth2'] = () => answer;
      const { problem } = (await list()).listing;
      assert.deepEqual([problem?.code, problem?.remedy], ['expired-credentials', command]);
      assert.match(problem?.message ?? '', words);
    }
    const { catalog } = await open();
    cloud.answers['oauth2'] = () => ({ status: 200, json: { access_token: newToken(), expires_in: 3599 } });
    await catalog.keys('', neverCancelled);
    cloud.answers['oauth2'] = () => rapt;
    cloud.answers['secretmanager'] = () => status(401, 'UNAUTHENTICATED', 'no');
    const later = await catalog.keys('', neverCancelled);
    assert.match(later.problem?.message ?? '', /organisation wants you to sign in again/, 'of what the token was refused for');
    const email = 'first@shop-1.iam.gserviceaccount.com';
    await keep(wellKnown, {
      type: 'impersonated_service_account',
      service_account_impersonation_url: impersonation(email),
      source_credentials: person,
    });
    const impersonated = (await list()).listing.problem;
    assert.equal(impersonated && remedyFor(impersonated), `${command} --impersonate-service-account=${email}`);
    await keep('token', 'ya29.old');
    cloud.answers['secretmanager'] = () => status(401, 'UNAUTHENTICATED', 'no', [errorInfo('ACCESS_TOKEN_EXPIRED')]);
    const file = await list({ identity: { tokenFile: '~/token' } });
    assert.deepEqual([file.listing.problem?.code, file.listing.problem?.remedy], ['expired-credentials', undefined]);
    assert.match(file.listing.problem?.message ?? '', /tokens last an hour: put a new one there/);
  });

  it('is no command line where that would not help', async () => {
    const path = await keep('login.json', person);
    cloud.answers['oauth2'] = () => rapt;
    const named = await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
    assert.deepEqual([named.listing.problem?.code, named.listing.problem?.remedy], ['expired-credentials', undefined]);
    await keep('login.json', account);
    const messages: string[] = [];
    for (const description of [
      'Invalid JWT Signature.',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
    ]) {
      cloud.answers['oauth2'] = () => grant({ error_description: description });
      messages.push((await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } })).listing.problem?.message ?? '');
    }
    assert.match(messages[0] ?? '', /the key was deleted/);
    assert.match(messages[1] ?? '', /clock of this machine is wrong/);
    await keep('login.json', { ...account, private_key: 'no key' });
    const damaged = await list({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } });
    assert.match(damaged.listing.problem?.message ?? '', /cannot be used: its key cannot be read/);
  });

  it('takes a Node for which the library is made, and says so where there is none', async () => {
    await keep(wellKnown, person);
    const { destination, listing } = await list({ nodeVersion: '20.19.5' });
    assert.ok('code' in destination && destination.code === 'unsupported');
    assert.match(listing.problem?.message ?? '', /Node\.js 22 or later, and this server runs on 20\.19\.5/);
    await keep('token', newToken());
    assert.equal((await list({ nodeVersion: '20.19.5', identity: { tokenFile: '~/token' } })).listing.complete, true);
  });
});

describe('the project to which calls count', () => {
  const sent = () =>
    cloud.heard.filter(({ host }) => host === 'secretmanager').map(({ headers }) => headers['x-goog-user-project']);

  it('is that of the user’s own configuration, and never the store’s', async () => {
    await keep(wellKnown, person);
    await list();
    await keep(wellKnown, { ...person, quota_project_id: 'mine' });
    await list();
    await list({ env: { GOOGLE_CLOUD_QUOTA_PROJECT: 'other' } });
    await list({ env: { GOOGLE_CLOUD_QUOTA_PROJECT: 'odd\r\nx: y' } });
    assert.deepEqual(sent(), [undefined, 'mine', 'other', 'mine']);
  });

  it('is asked for where Google wants one', async () => {
    await keep(wellKnown, person);
    cloud.answers['secretmanager'] = () =>
      status(
        403,
        'PERMISSION_DENIED',
        'Your application is authenticating by using local Application Default Credentials. The secretmanager.googleapis.com API requires a quota project, which is not set by default.',
        [errorInfo('SERVICE_DISABLED', { consumer: 'projects/764086051850' })],
      );
    const { problem } = (await list()).listing;
    assert.equal(problem && remedyFor(problem), 'gcloud auth application-default set-quota-project shop-1');
  });
});

describe('what getting tokens leaves behind', () => {
  it('is a line for each in the access log, and no login in it', async () => {
    await keep(wellKnown, person);
    const { log } = await list();
    assert.deepEqual(
      log.map(({ target, operation, outcome }) => [target, operation, outcome]),
      [
        [
          'SecretStore default/google, oauth2.googleapis.com, your Google login (application default credentials)',
          'POST token',
          'ok',
        ],
        [
          'SecretStore default/google, secretmanager.googleapis.com:443, your Google login (application default credentials)',
          'ListSecrets',
          'ok',
        ],
      ],
    );
    assert.ok(!/ya29|1\/\/|made-up/.test(JSON.stringify(log)));
  });

  it('is nothing on the console', () => assert.deepEqual(written, []));
});
