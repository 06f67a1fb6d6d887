import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { neverCancelled } from '../../server/src/cancellation.ts';
import { seedSecrets } from '../support/aws/seed.ts';
import { type AwsServer, startAwsServer } from '../support/aws/server.ts';
import { createAuthority } from '../support/certificates.ts';
import { startConnectProxy } from '../support/connectProxy.ts';
import { awsAt, awsStore, catalogAt, plainLogin } from './awsSetup.ts';

const authority = createAuthority();
const name = 'vault.example.test';
let folder: string;
let caFile: string;
let plain: AwsServer;
let named: AwsServer;
let local: AwsServer;

before(async () => {
  plainLogin();
  // Whatever this machine trusts by a file of its own must not decide the tests.
  for (const variable of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']) delete process.env[variable];
  folder = await mkdtemp(join(tmpdir(), 'aws-network-'));
  caFile = join(folder, 'ca.pem');
  await writeFile(caFile, authority.cert);
  const seed = seedSecrets((label) => label);
  plain = await startAwsServer({ seed });
  named = await startAwsServer({ seed, tls: authority.issue(name) });
  local = await startAwsServer({ seed, tls: authority.issue('127.0.0.1') });
});
after(async () => {
  await Promise.all([plain.close(), named.close(), local.close()]);
  await rm(folder, { recursive: true });
});

describe('AWS calls on their way', () => {
  it('accept a private authority that the environment names, and no other', async () => {
    const refused = await catalogAt(local.url).keys('', neverCancelled);
    assert.equal(refused.problem?.code, 'certificate');
    assert.match(refused.problem?.message ?? '', /certificate of 127\.0\.0\.1:\d+ is not trusted/);
    for (const variable of ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE']) {
      const { complete } = await catalogAt(local.url, {}, { env: { [variable]: caFile } }).keys('prod/', neverCancelled);
      assert.equal(complete, true, variable);
    }
    const unreadable = await catalogAt(local.url, {}, { env: { NODE_EXTRA_CA_CERTS: join(folder, 'none.pem') } }).keys(
      '',
      neverCancelled,
    );
    assert.equal(unreadable.problem?.code, 'certificate');
  });

  it('refuse a certificate for another host', async () => {
    const { problem } = await catalogAt(`https://localhost:${local.port}`, {}, { env: { NODE_EXTRA_CA_CERTS: caFile } }).keys(
      '',
      neverCancelled,
    );
    assert.equal(problem?.code, 'certificate');
  });

  it('go through the proxy of the environment, with TLS to the vault inside', async (context) => {
    const proxy = await startConnectProxy(named.port);
    context.after(() => proxy.close());
    const env = { HTTPS_PROXY: `http://user:pass@127.0.0.1:${proxy.port}`, NODE_EXTRA_CA_CERTS: caFile };
    const listing = await catalogAt(`https://${name}:9443`, {}, { env }).keys('prod/myapp/', neverCancelled);
    assert.equal(listing.problem, undefined);
    assert.equal(listing.items.length, 5);
    assert.deepEqual([...new Set(proxy.targets)], [`${name}:9443`]);
    assert.equal(proxy.logins[0], `Basic ${Buffer.from('user:pass').toString('base64')}`);
  });

  it('trust behind a proxy no more than without one', async (context) => {
    const proxy = await startConnectProxy(named.port);
    context.after(() => proxy.close());
    const { problem } = await catalogAt(`https://${name}:9443`, {}, { env: { HTTPS_PROXY: `127.0.0.1:${proxy.port}` } }).keys(
      '',
      neverCancelled,
    );
    assert.equal(problem?.code, 'certificate');
    assert.match(problem?.message ?? '', new RegExp(`${name}:9443 through proxy 127\\.0\\.0\\.1:${proxy.port}`));
  });

  it('leave loopback and what NO_PROXY names alone', async (context) => {
    const proxy = await startConnectProxy(plain.port);
    context.after(() => proxy.close());
    const viaProxy = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
    assert.equal((await catalogAt(plain.url, {}, { env: viaProxy }).keys('prod/', neverCancelled)).complete, true);
    assert.deepEqual(proxy.targets, []);
    assert.equal((await catalogAt(`http://${name}`, {}, { env: viaProxy }).keys('prod/', neverCancelled)).complete, true);
    assert.deepEqual([...new Set(proxy.targets)], [`${name}:80`]);
    const direct = await catalogAt(`http://${name}`, {}, { env: { ...viaProxy, NO_PROXY: '.example.test' } }).keys(
      '',
      neverCancelled,
    );
    assert.equal(direct.problem?.code, 'unreachable');
  });

  it('send the login before a call through the proxy too', async (context) => {
    const proxy = await startConnectProxy(plain.port);
    context.after(() => proxy.close());
    process.env['AWS_ENDPOINT_URL_STS'] = 'http://sts.example.test';
    const { provider } = awsAt(plain.url, { env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` } });
    const identity = { role: 'arn:aws:iam::444455556666:role/reader' };
    assert.equal(
      (await provider.open(awsStore(), { identity, mayReadValues: () => false }).keys('prod/', neverCancelled)).complete,
      true,
    );
    assert.deepEqual(proxy.targets, ['sts.example.test:80']);
    plainLogin();
  });

  it('tell a proxy that refuses from a vault that does', async (context) => {
    const proxy = await startConnectProxy(0);
    context.after(() => proxy.close());
    const env = { HTTPS_PROXY: `http://secret-user:secret-pass@127.0.0.1:${proxy.port}` };
    const { problem } = await catalogAt(`https://${name}`, {}, { env }).keys('', neverCancelled);
    assert.equal(problem?.code, 'unreachable');
    assert.match(problem?.message ?? '', /proxy/);
    assert.doesNotMatch(problem?.message ?? '', /secret-/);
  });
});
