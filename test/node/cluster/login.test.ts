import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { neverCancelled } from '../../../server/src/cancellation.ts';
import type { ClusterConnection } from '../../../server/src/cluster/clusterClient.ts';
import { createAuthority } from '../../support/certificates.ts';
import { startConnectProxy } from '../../support/connectProxy.ts';
import { type FaultServer, json, say, startFaultServer, until } from './faultServer.ts';

describe('logins of a kubeconfig', { timeout: 30_000 }, () => {
  let server: FaultServer;
  beforeEach(async () => {
    server = await startFaultServer();
    server.answer = (_request, response) => json(response, 200, { gitVersion: 'v1.34.1' });
  });
  afterEach(() => server.close());

  const ask = async (connection?: ClusterConnection, env?: Record<string, string>) =>
    (connection ?? (await server.connect(env))).getPath('/version', neverCancelled);
  const header = (name: string) => server.arrived.map(({ headers }) => headers[name]);
  /** A login program beside the kubeconfig that writes a line for each run, and then does what is given. */
  function program(script: string): string {
    mkdirSync(join(server.folder, 'bin'), { recursive: true });
    const file = join(server.folder, 'bin', 'login');
    const start = `#!${process.execPath}\nconst fs = require('node:fs');\n`;
    writeFileSync(
      file,
      `${start}fs.appendFileSync(${JSON.stringify(runsFile())}, process.env.KUBERNETES_EXEC_INFO + '\\n');\n${script}`,
    );
    chmodSync(file, 0o700);
    return './bin/login';
  }
  const runsFile = () => join(server.folder, 'runs');
  const runs = () => (existsSync(runsFile()) ? readFileSync(runsFile(), 'utf8').trim().split('\n') : []);
  const exec = (command: string, more: object = {}) => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'IfAvailable', ...more },
  });
  const credential = (status: string) => `console.log(JSON.stringify({ kind: 'ExecCredential', status: ${status} }));`;

  it('send nothing once the connection was ended while the program still ran', async () => {
    const go = join(server.folder, 'go');
    const written = credential(`{ token: 'x' }`);
    server.write(
      exec(program(`(function wait() { fs.existsSync('${go}') ? ${written.slice(0, -1)} : setTimeout(wait, 5); })();`)),
    );
    const connection = await server.connect();
    const asked = ask(connection);
    // Asked by what does not wait for it, as the kinds of a cluster are.
    const kind = connection.resourceType('external-secrets.io', 'ExternalSecret', undefined, neverCancelled);
    await until(() => runs().length === 1);
    connection.dispose();
    for (const each of [await asked, await kind]) assert.equal(each.outcome === 'unreachable' && each.why, 'cancelled');
    writeFileSync(go, '');
    await until(() => server.log.some(({ operation }) => operation.startsWith('login program')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(server.arrived, []);
  });

  it('run a program beside the kubeconfig, told of the cluster, until its token expires', async () => {
    const expires = new Date(server.clock.now() + 600_000).toISOString();
    const command = program(credential(`{ token: process.env.WHO + process.argv[2], expirationTimestamp: '${expires}' }`));
    server.write(exec(command, { args: ['-x'], env: [{ name: 'WHO', value: 'me' }], provideClusterInfo: true }));
    const connection = await server.connect();
    assert.equal(connection.context.loginCommand, join(server.folder, 'bin/login'));
    assert.deepEqual(runs(), [], 'nothing is run before the first call');
    await Promise.all([ask(connection), ask(connection)]);
    assert.deepEqual(header('authorization'), ['Bearer me-x', 'Bearer me-x']);
    assert.equal(runs().length, 1);
    const info = JSON.parse(runs()[0] ?? '');
    assert.deepEqual(
      [info.kind, info.apiVersion, info.spec.interactive],
      ['ExecCredential', 'client.authentication.k8s.io/v1', false],
    );
    assert.equal(info.spec.cluster.server, `https://127.0.0.1:${server.port}`);
    assert.ok(info.spec.cluster['certificate-authority-data']);
    server.clock.advance(589_000);
    await ask(connection);
    assert.equal(runs().length, 1);
    server.clock.advance(2_000);
    await ask(connection);
    assert.equal(runs().length, 2);
    assert.equal(server.sockets.size <= 2, true, 'a new token needs no new connections');
    assert.match(server.log[0]?.operation ?? '', /^login program .*login$/);
  });

  it('use the certificate that a program gives', async () => {
    const { key, cert } = server.issue('somebody');
    const status = JSON.stringify({ clientCertificateData: cert, clientKeyData: key });
    server.write(exec(program(credential(status))));
    assert.equal((await ask()).outcome, 'done');
    assert.equal(server.arrived[0]?.client, 'somebody');
  });

  it('use the certificate of the kubeconfig, as data or as files beside it', async () => {
    const { key, cert } = server.issue('somebody');
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    server.write({ 'client-certificate-data': base64(cert), 'client-key-data': base64(key) });
    await ask();
    writeFileSync(join(server.folder, 'cert.pem'), cert);
    writeFileSync(join(server.folder, 'key.pem'), key);
    server.write({ 'client-certificate': 'cert.pem', 'client-key': 'key.pem' });
    await ask();
    assert.deepEqual(
      server.arrived.map(({ client }) => client),
      ['somebody', 'somebody'],
    );
    server.write({ 'client-certificate': 'none.pem', 'client-key': 'key.pem' });
    const missing = await ask();
    assert.ok(missing.outcome === 'unreachable' && missing.why === 'configuration');
    server.write({ 'client-certificate-data': 'bm8=', 'client-key-data': 'bm8=' });
    const broken = await ask();
    assert.ok(broken.outcome === 'unreachable' && broken.why === 'configuration');
  });

  it('never quote what a program writes', async () => {
    const outcomes = [];
    const scripts = [
      `console.log('s3cr3t'); console.error('s3cr3t'); process.exit(3);`,
      `console.log('{"status":{"token":s3cr3t');`,
      credential(`{ clientCertificateData: 's3cr3t' }`),
    ];
    for (const script of scripts) {
      server.write(exec(program(script)));
      outcomes.push(await ask());
    }
    const [failed, garbled, empty] = outcomes;
    assert.ok(failed?.outcome === 'unreachable' && failed.why === 'login');
    assert.match(failed.message, /The login program login failed \(exit code 3\)\./);
    for (const outcome of [garbled, empty])
      assert.ok(outcome?.outcome === 'unreachable' && /no ExecCredential/.test(outcome.message));
    assert.doesNotMatch(JSON.stringify([outcomes, server.log]), /s3cr3t/);
  });

  it('end a program that does not end by itself after 30 seconds', async () => {
    server.write(exec(program('setTimeout(() => {}, 600_000);')));
    const asked = ask();
    await until(() => runs().length === 1);
    server.clock.advance(30_000);
    const outcome = await asked;
    assert.ok(outcome.outcome === 'unreachable' && outcome.why === 'login');
    assert.match(outcome.message, /did not end within 30 s/);
  });

  it('name a program that is not there, and the command that logs in where it is known', async () => {
    const remedies = async (command: string, more: object) => {
      server.write(exec(command, more));
      const outcome = await ask(undefined, { PATH: '/nowhere' });
      assert.ok(outcome.outcome === 'unreachable' && outcome.why === 'login');
      assert.match(outcome.message, /was not found: install it/);
      return outcome.remedy;
    };
    assert.equal(await remedies('aws', { args: ['eks', 'get-token', '--profile', 'dev'] }), 'aws sso login --profile dev');
    assert.equal(await remedies('aws', { env: [{ name: 'AWS_PROFILE', value: 'a; rm -rf /' }] }), 'aws sso login');
    assert.equal(await remedies('gke-gcloud-auth-plugin', {}), 'gcloud auth login');
    assert.equal(await remedies('kubelogin', { args: ['get-token', '--server-id', 'x'] }), 'az login');
    assert.equal(await remedies('kubelogin', { args: ['get-token', '--oidc-issuer-url', 'x'] }), undefined);
  });

  it('run no program that must ask in a terminal', async () => {
    server.write(exec(program(credential(`{ token: 'x' }`)), { interactiveMode: 'Always' }));
    const outcome = await ask();
    assert.ok(outcome.outcome === 'unreachable' && outcome.why === 'login');
    assert.deepEqual(runs(), []);
  });

  it('read the kubeconfig anew and log in once where the server says 401', async () => {
    server.answer = ({ headers }, response) =>
      headers.authorization === 'Bearer new' ? json(response, 200, {}) : say(response, 401, 'Unauthorized', 'Unauthorized');
    server.write({ token: 'old' });
    const connection = await server.connect();
    server.write({ token: 'new' });
    const all = await Promise.all([ask(connection), ask(connection), ask(connection)]);
    assert.deepEqual(
      all.map(({ outcome }) => outcome),
      ['done', 'done', 'done'],
    );
    server.write({ token: 's3cr3t' });
    const refused = await ask(await server.connect());
    assert.ok(refused.outcome === 'unreachable' && refused.why === 'login');
    assert.match(refused.message, /HTTP 401/);
    assert.doesNotMatch(JSON.stringify([refused, server.log]), /s3cr3t/);
  });

  it('run a refused login program twice, and not again at once', async () => {
    server.answer = (_request, response) => say(response, 401, 'Unauthorized', 'Unauthorized');
    server.write(exec(program(credential(`{ token: 'x' }`))));
    const connection = await server.connect();
    for (const _ of [1, 2, 3]) assert.equal((await ask(connection)).outcome, 'unreachable');
    assert.equal(runs().length, 2);
    server.clock.advance(10_000);
    await ask(connection);
    assert.equal(runs().length, 3);
  });

  it('are not sent to another server that the kubeconfig has come to name', async () => {
    server.answer = (_request, response) => say(response, 401, 'Unauthorized', 'Unauthorized');
    const connection = await server.connect();
    server.write({ token: 'x' }, { server: 'https://elsewhere.example' });
    const outcome = await ask(connection);
    assert.ok(outcome.outcome === 'unreachable' && outcome.why === 'configuration');
    assert.match(outcome.message, /now names another server .*elsewhere\.example: connect again/);
  });

  it('read a token file again after a minute', async () => {
    const file = join(server.folder, 'token');
    writeFileSync(file, 'one\n');
    server.write({ tokenFile: 'token' });
    const connection = await server.connect();
    await ask(connection);
    writeFileSync(file, 'two\n');
    await ask(connection);
    server.clock.advance(61_000);
    await ask(connection);
    assert.deepEqual(header('authorization'), ['Bearer one', 'Bearer one', 'Bearer two']);
    assert.equal(server.sockets.size, 1);
  });

  it('know passwords and impersonation', async () => {
    server.write({ username: 'me', password: 'pw', as: 'her', 'as-groups': ['a', 'b'], 'as-uid': '7' });
    await ask();
    assert.deepEqual(header('authorization'), [`Basic ${Buffer.from('me:pw').toString('base64')}`]);
    assert.deepEqual(
      [...header('impersonate-user'), ...header('impersonate-group'), ...header('impersonate-uid')],
      ['her', 'a, b', '7'],
    );
  });

  it('go to no server in clear, and by no method that is gone', async () => {
    server.write({ token: 'x' }, { server: 'http://api.example' });
    const clear = await ask();
    assert.ok(clear.outcome === 'unreachable' && clear.why === 'configuration');
    server.write({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/false' } } });
    const gone = await ask();
    assert.ok(gone.outcome === 'unreachable' && gone.why === 'configuration');
  });

  it('trust the authority of the kubeconfig, else those of the system and the environment, and no other', async () => {
    const without = { 'certificate-authority-data': '' };
    server.write({ token: 'x' }, without);
    const unknown = await ask();
    assert.ok(unknown.outcome === 'unreachable' && unknown.why === 'certificate');
    assert.match(unknown.message, /signed by an authority that is not known here/);
    const file = join(server.folder, 'ca.pem');
    writeFileSync(file, server.ca);
    assert.equal((await ask(undefined, { SSL_CERT_FILE: file })).outcome, 'done');
    server.write({ token: 'x' }, { ...without, 'certificate-authority': 'ca.pem' });
    assert.equal((await ask()).outcome, 'done');
    const other = Buffer.from(createAuthority().cert).toString('base64');
    server.write({ token: 'x' }, { 'certificate-authority-data': other });
    assert.equal((await ask()).outcome, 'unreachable');
    server.write({ token: 'x' }, { ...without, 'insecure-skip-tls-verify': true });
    assert.equal((await ask()).outcome, 'done');
    server.write({ token: 'x' }, { 'tls-server-name': 'api.example' });
    const name = await ask();
    assert.ok(name.outcome === 'unreachable' && name.why === 'certificate' && /for another name/.test(name.message));
  });

  it('go through the proxy of the cluster, else of the environment', async () => {
    const named = await startFaultServer('api.cluster.example');
    const proxy = await startConnectProxy(named.port);
    const refusing = await startConnectProxy(0);
    try {
      const at = { server: 'https://api.cluster.example:6443', 'proxy-url': `http://me:pw@127.0.0.1:${proxy.port}` };
      named.write({ token: 'x' }, at);
      assert.equal((await ask(await named.connect())).outcome, 'done');
      assert.deepEqual(proxy.logins, [`Basic ${Buffer.from('me:pw').toString('base64')}`]);
      assert.equal(named.log[0]?.target, `dev (api.cluster.example:6443, proxy 127.0.0.1:${proxy.port})`);
      named.write({ token: 'x' }, { server: at.server });
      assert.equal((await ask(await named.connect({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }))).outcome, 'done');
      assert.deepEqual(proxy.targets, ['api.cluster.example:6443', 'api.cluster.example:6443']);
      const refused = await ask(await named.connect({ HTTPS_PROXY: `http://127.0.0.1:${refusing.port}` }));
      assert.ok(refused.outcome === 'unreachable' && refused.why === 'network');
      assert.match(refused.message, /^The proxy 127\.0\.0\.1:\d+ asks for a login/);
    } finally {
      await Promise.all([named.close(), proxy.close(), refusing.close()]);
    }
  });

  it('go through a SOCKS proxy of the cluster', async () => {
    const named = await startFaultServer('api.cluster.example');
    const socks = await startSocksProxy(named.port);
    try {
      named.write(
        { token: 'x' },
        { server: 'https://api.cluster.example:6443', 'proxy-url': `socks5://127.0.0.1:${socks.port}` },
      );
      const connection = await named.connect();
      assert.equal((await ask(connection)).outcome, 'done');
      assert.deepEqual(socks.targets, ['api.cluster.example:6443']);
      connection.dispose();
      await until(() => socks.sockets.size === 0);
    } finally {
      await Promise.all([named.close(), socks.close()]);
    }
  });
});

/** A SOCKS 5 proxy (RFC 1928) without logins that leads every name to one local port. */
async function startSocksProxy(leadsTo: number) {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      socket.write(Buffer.of(5, 0));
      socket.once('data', (request) => {
        const length = request[4] ?? 0;
        targets.push(`${request.subarray(5, 5 + length)}:${request.readUInt16BE(5 + length)}`);
        const onward = connect(leadsTo, '127.0.0.1', () => {
          socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
          socket.pipe(onward).pipe(socket);
        });
        // A socket that pipes into one that is closed is paused, and would not notice its own end.
        onward.on('error', () => {}).on('close', () => socket.destroy());
        socket.on('close', () => onward.destroy());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, targets, sockets, close };
}
