import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type CancellationToken, neverCancelled } from '../../server/src/cancellation.ts';
import type { CatalogProblem, Identity } from '../../server/src/providers/secretProvider.ts';
import { eventually } from '../peers/cluster/eventually.ts';
import { freePort } from '../support/aws/moto.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { awsAt, awsStore, catalogAt, plainLogin, type Setup } from './awsSetup.ts';

const needle = 'needle-in-a-value';
const quick = { connect: 300, attempt: 300, call: 2_000 };
let server: AwsServer;
let folder: string;

before(async () => {
  server = await startAwsServer({ seed: seedSecrets((label) => `${needle}-${label}`) });
  folder = await mkdtemp(join(tmpdir(), 'aws-'));
});
after(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  plainLogin();
  server.faults.clear();
});

async function problemOf(setup: Setup = {}, url = server.url): Promise<CatalogProblem> {
  const { problem } = await catalogAt(url, {}, setup).keys('', neverCancelled);
  assert.ok(problem, 'a problem was expected');
  return problem;
}

describe('AWS calls that go wrong', () => {
  it('names host and port of a vault that cannot be reached', async () => {
    const port = await freePort();
    const problem = await problemOf({}, `http://127.0.0.1:${port}`);
    assert.equal(problem.code, 'unreachable');
    assert.match(problem.message, new RegExp(`127\\.0\\.0\\.1:${port} is unreachable`));
    assert.equal((await problemOf({}, 'http://no-such-host.invalid')).code, 'unreachable');
  });

  it('gives up on a vault that does not answer', async () => {
    server.faults.add({ kind: 'hang' });
    const problem = await problemOf({ timeouts: quick });
    assert.equal(problem.code, 'timeout');
    assert.match(problem.message, /did not answer/);
  });

  it('survives one cut connection and reports a lasting one', async () => {
    server.faults.add({ kind: 'reset', times: 1 });
    assert.equal((await catalogAt(server.url).lookup('prod/myapp/database', neverCancelled)).state, 'found');
    server.faults.add({ kind: 'reset' });
    assert.equal((await problemOf()).code, 'unreachable');
  });

  it('maps what the service answers', async () => {
    for (const [kind, code] of [
      ['expired-token', 'expired-credentials'],
      ['wrong-signature', 'wrong-region'],
      ['server-error', 'failed'],
      ['garbage', 'failed'],
    ] as const) {
      server.faults.clear();
      server.faults.add({ kind });
      assert.equal((await problemOf()).code, code, kind);
    }
  });

  it('quotes nothing of an answer that it does not understand', async () => {
    server.faults.add({ kind: 'garbage', body: `{"SecretString": "{\\"password\\": \\"${needle}\\"}", oops` });
    const { problem } = await catalogAt(server.url).properties('prod/myapp/database', undefined, neverCancelled);
    assert.equal(problem?.code, 'failed');
    assert.ok(!JSON.stringify(problem).includes(needle));
  });

  it('ends at once when it is cancelled, and cuts the call', async () => {
    server.faults.add({ kind: 'hang' });
    let cancel = () => {};
    const token: CancellationToken = {
      isCancellationRequested: false,
      onCancellationRequested(callback) {
        cancel = callback;
        return { dispose() {} };
      },
    };
    const before = server.requests.length;
    const answer = catalogAt(server.url).keys('', token);
    await eventually('a request', async () => server.requests.length > before);
    cancel();
    assert.equal((await answer).problem?.code, 'cancelled');
  });

  it('runs at most four calls at a time', async () => {
    server.faults.add({ kind: 'hang' });
    const catalog = catalogAt(server.url, {}, { timeouts: { connect: 5_000, attempt: 5_000, call: 500 } });
    const before = server.requests.length;
    const answers = Array.from({ length: 6 }, (_, i) => catalog.lookup(`key-${i}`, neverCancelled));
    await Promise.any(answers);
    assert.equal(server.requests.length - before, 4);
    await Promise.all(answers);
  });
});

describe('the AWS login', () => {
  async function problemWith(config: string, identity: Identity): Promise<CatalogProblem> {
    await useConfig(config);
    const { provider } = awsAt(server.url);
    const { problem } = await provider.open(awsStore(), { identity, mayReadValues: () => false }).keys('', neverCancelled);
    assert.ok(problem, 'a problem was expected');
    return problem;
  }

  async function useConfig(config: string): Promise<void> {
    const file = join(folder, 'config');
    await writeFile(file, config);
    process.env['AWS_CONFIG_FILE'] = file;
  }

  it('says how to sign in again to SSO', async () => {
    process.env['HOME'] = folder;
    const sso =
      'sso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = dev\n';
    const problem = await problemWith(`[profile dev]\n${sso}`, { profile: 'dev' });
    assert.equal(problem.code, 'expired-credentials');
    assert.equal(problem.remedy, 'aws sso login --profile dev');
    const sessioned = await problemWith(
      '[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = dev\n[sso-session corp]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n',
      { profile: 'dev' },
    );
    assert.equal(sessioned.remedy, 'aws sso login --profile dev');
  });

  it('says so when a profile does not exist', async () => {
    const problem = await problemWith('', { profile: 'nobody' });
    assert.equal(problem.code, 'no-credentials');
    assert.match(problem.message, /profile nobody/);
  });

  it('assumes a role, and says which one it may not', async () => {
    process.env['AWS_ENDPOINT_URL'] = server.url;
    const role = 'arn:aws:iam::444455556666:role/reader';
    const { provider } = awsAt(server.url);
    const catalog = provider.open(awsStore(), { identity: { role }, mayReadValues: () => false });
    assert.equal((await catalog.keys('prod/myapp', neverCancelled)).complete, true);
    assert.equal(server.requests.at(-1)?.accessKeyId, 'ASSUMED');
    server.faults.add({ kind: 'deny', operation: 'AssumeRole' });
    const refused = provider.open(awsStore(), { identity: { role }, mayReadValues: () => false });
    const { problem } = await refused.keys('', neverCancelled);
    assert.equal(problem?.code, 'denied');
    assert.equal(problem?.permission, 'sts:AssumeRole');
  });

  it('uses a profile that the settings name before keys in the environment', async () => {
    await useConfig('[profile other]\naws_access_key_id = OTHER\naws_secret_access_key = x\n');
    const { provider } = awsAt(server.url);
    await provider.open(awsStore(), { identity: { profile: 'other' }, mayReadValues: () => false }).lookup('x', neverCancelled);
    assert.equal(server.requests.at(-1)?.accessKeyId, 'OTHER');
  });

  it('signs in anew after the credentials have been mended', async () => {
    await useConfig('[default]\nregion = us-east-1\n');
    delete process.env['AWS_ACCESS_KEY_ID'];
    const catalog = catalogAt(server.url);
    assert.equal((await catalog.keys('', neverCancelled)).problem?.code, 'no-credentials');
    await useConfig('[default]\naws_access_key_id = MENDED\naws_secret_access_key = x\n');
    assert.equal((await catalog.keys('', neverCancelled)).complete, true);
    assert.equal(server.requests.at(-1)?.accessKeyId, 'MENDED');
  });
});
