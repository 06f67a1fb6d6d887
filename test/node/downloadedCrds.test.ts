import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCancellation, neverCancelled } from '../../server/src/cancellation.ts';
import { download } from '../../server/src/node/download.ts';
import { createDownloadedCrds } from '../../server/src/node/downloadedCrds.ts';
import { createAuthority } from '../support/certificates.ts';
import { startConnectProxy } from '../support/connectProxy.ts';
import { esoCrd } from '../support/esoCrd.ts';

const authority = createAuthority();
const folder = mkdtempSync(join(tmpdir(), 'crd-download-'));
const trust = join(folder, 'authority.pem');
writeFileSync(trust, authority.cert);
const env = { NODE_EXTRA_CA_CERTS: trust };
const crd = esoCrd('ExternalSecret');

describe('a download', () => {
  let server: Server;
  let port: number;
  const asked: string[] = [];
  const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
    '/bundle.yaml': (response) => response.end(`---\n${crd}---\nkind: Other\n`),
    '/moved': (response) => response.writeHead(302, { location: '/bundle.yaml' }).end(),
    '/plain': (response) => response.writeHead(302, { location: `http://localhost:${port}/bundle.yaml` }).end(),
    '/away': (response) => response.writeHead(302, { location: `https://127.0.0.1:${port}/bundle.yaml` }).end(),
    '/round': (response) => response.writeHead(301, { location: '/round' }).end(),
    '/nowhere': (response) => response.writeHead(302, { location: 'https://' }).end(),
    '/big': (response) => response.end('x'.repeat(3000)),
    '/cut': (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('kind:');
      setTimeout(() => response.destroy(), 20);
    },
    '/silent': () => {},
    '/trickle': (response) => void response.write('a'),
  };

  before(async () => {
    server = createServer(authority.issue('localhost'), (request, response) => {
      asked.push(request.url ?? '');
      const answer = answers[request.url ?? ''];
      if (answer === undefined) response.writeHead(404).end();
      else answer(response, request);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string, more: object = {}, environment: object = env) =>
    download(new URL(`https://localhost:${port}${path}`), { ...environment }, neverCancelled, {
      bytes: 10_000,
      milliseconds: 5000,
      ...more,
    });
  const problem = async (...args: Parameters<typeof get>) => {
    const answer = await get(...args);
    return 'problem' in answer ? answer.problem.replaceAll(String(port), 'PORT') : 'none';
  };

  it('follows redirects, to https only and not for ever', async () => {
    assert.match(JSON.stringify(await get('/bundle.yaml')), /CustomResourceDefinition/);
    assert.match(JSON.stringify(await get('/moved')), /CustomResourceDefinition/);
    assert.equal(await problem('/plain'), 'localhost:PORT is not asked: the address is not https.');
    assert.equal(await problem('/round'), 'localhost:PORT redirects more than 5 times.');
    assert.equal(await problem('/nowhere'), 'localhost:PORT redirects to an address that is none.');
  });

  it('goes to another host only where the user says so, however long that takes', async () => {
    const asked: string[] = [];
    const from = (answer: boolean) =>
      download(
        new URL(`https://localhost:${port}/away`),
        env,
        neverCancelled,
        { bytes: 10_000, milliseconds: 300 },
        async (url) => {
          asked.push(url.href);
          await new Promise((resolve) => setTimeout(resolve, 400));
          return answer;
        },
      );
    const refused = await from(false);
    assert.deepEqual(refused, { problem: `localhost:${port} redirects to 127.0.0.1:${port}, which was not asked.` });
    // Its certificate is for the other name, so that it has been reached.
    assert.match(JSON.stringify(await from(true)), /ERR_TLS_CERT_ALTNAME_INVALID/);
    assert.deepEqual(asked, Array(2).fill(`https://127.0.0.1:${port}/bundle.yaml`));
    assert.match(await problem('/away'), /which was not asked/, 'without anybody to ask it goes nowhere');
  });

  it('is bounded in size and time, and says what went wrong', async () => {
    assert.equal(await problem('/absent'), 'localhost:PORT answered with 404.');
    assert.equal(await problem('/big', { bytes: 1000 }), 'What localhost:PORT sends is larger than 0 MB.');
    assert.equal(await problem('/silent', { milliseconds: 100 }), 'localhost:PORT did not answer within 0.1 seconds.');
    assert.equal(await problem('/trickle', { milliseconds: 100 }), 'localhost:PORT did not answer within 0.1 seconds.');
    assert.match(await problem('/cut'), /^localhost:PORT cannot be reached \(\w+\)\.$/);
    assert.match(await problem('/bundle.yaml', {}, {}), /^localhost:PORT cannot be reached \(\w*(CERT|VERIFY|ISSUER)\w*\)\.$/);
  });

  it('ends when it is cancelled', async () => {
    const { cancel, token } = createCancellation();
    const answer = download(new URL(`https://localhost:${port}/silent`), env, token);
    setTimeout(cancel, 50);
    assert.deepEqual(await answer, { problem: 'The download was cancelled.' });
  });

  it('goes through the proxy of the user', async () => {
    const proxy = await startConnectProxy(port);
    const url = new URL('https://crds.example.org/bundle.yaml');
    const answer = await download(url, { ...env, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }, neverCancelled);
    await proxy.close();
    assert.deepEqual(proxy.targets, ['crds.example.org:443']);
    // The certificate is of another name, and that is noticed.
    assert.match(JSON.stringify(answer), /ERR_TLS_CERT_ALTNAME_INVALID/);
  });

  it('finds the CRDs of ESO and keeps them for the user alone', async () => {
    const kept = join(folder, 'kept', 'crds');
    const downloads = createDownloadedCrds(env, kept);
    assert.deepEqual(await downloads.kept(), []);
    const url = new URL(`https://localhost:${port}/bundle.yaml`);
    const found = await downloads.fetch(url, neverCancelled, async () => false);
    assert.ok('crds' in found);
    assert.equal(found.crds.length, 1);
    await downloads.keep({ version: '2.10.0', url: url.href, crds: found.crds });
    writeFileSync(join(kept, '2.11.0.json'), '{ broken');
    writeFileSync(join(kept, 'other.json'), '{}');
    const [one, ...others] = await createDownloadedCrds(env, kept).kept();
    assert.deepEqual([one?.version, one?.url, others], ['2.10.0', url.href, []]);
    assert.equal(statSync(join(kept, '2.10.0.json')).mode & 0o077, 0);
    await downloads.remove('2.10.0');
    assert.equal(existsSync(join(kept, '2.10.0.json')), false);
    assert.deepEqual(readdirSync(kept).sort(), ['2.11.0.json', 'other.json']);
  });
});
