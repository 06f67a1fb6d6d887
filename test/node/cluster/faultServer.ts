import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { ClusterClient, ClusterConnection, ResourceType } from '../../../server/src/cluster/clusterClient.ts';
import type { AccessEntry } from '../../../server/src/host.ts';
import { createClusterClient } from '../../../server/src/node/cluster/clusterClient.ts';
import { createAuthority } from '../../support/certificates.ts';
import { createMemoryHost } from '../../support/memoryHost.ts';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The name in the client's certificate; empty without one. */
  readonly client: string;
}

/** An HTTPS server that answers whatever a test wants, with a kubeconfig for it and a clock that the test moves. */
export interface FaultServer {
  readonly port: number;
  readonly ca: string;
  readonly folder: string;
  readonly arrived: Arrived[];
  readonly sockets: ReadonlySet<Socket>;
  readonly log: AccessEntry[];
  readonly clock: ReturnType<typeof createMemoryHost>['clock'];
  /** Answers all that follow. */
  answer: (request: Arrived, response: ServerResponse) => void;
  /** Issues a certificate that the server accepts of clients. */
  issue(name: string): { readonly key: string; readonly cert: string };
  /** Writes the kubeconfig: one context `dev`, unless overwritten. */
  write(user: object, cluster?: object): void;
  /** Reads that kubeconfig; what it opens is the test's to close. */
  client(env?: Record<string, string>): ClusterClient;
  connect(env?: Record<string, string>): Promise<ClusterConnection>;
  close(): Promise<void>;
}

export const externalSecrets: ResourceType = {
  group: 'external-secrets.io',
  version: 'v1',
  kind: 'ExternalSecret',
  resource: 'externalsecrets',
  namespaced: true,
};
export const secrets: ResourceType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };

/** Starts one on loopback with a certificate for `host`. */
export async function startFaultServer(host = '127.0.0.1'): Promise<FaultServer> {
  const authority = createAuthority();
  const folder = mkdtempSync(join(tmpdir(), 'cluster-client-'));
  const sockets = new Set<Socket>();
  const { clock } = createMemoryHost();
  const options = { ...authority.issue(host), ca: authority.cert, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const client = String((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? '');
      const arrived = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body, client };
      fault.arrived.push(arrived);
      fault.answer(arrived, response);
    });
  });
  const raw = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    raw.add(socket);
    socket.on('close', () => raw.delete(socket));
  });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = (server.address() as AddressInfo).port;
  const connections: ClusterConnection[] = [];
  const fault: FaultServer = {
    port,
    ca: authority.cert,
    folder,
    arrived: [],
    sockets,
    log: [],
    clock,
    answer: (_request, response) => json(response, 200, {}),
    issue: (name) => authority.issue(name),
    write(user, cluster = {}) {
      const ca = Buffer.from(authority.cert).toString('base64');
      const config = {
        'current-context': 'dev',
        clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority-data': ca, ...cluster } }],
        users: [{ name: 'u', user }],
        contexts: [{ name: 'dev', context: { cluster: 'c', user: 'u' } }],
      };
      writeFileSync(join(folder, 'config'), JSON.stringify(config), { mode: 0o600 });
    },
    client(env = {}) {
      const log = (entry: AccessEntry) => fault.log.push(entry);
      return createClusterClient({ env, clock, log, kubeconfig: () => join(folder, 'config') });
    },
    async connect(env) {
      const opened = await fault.client(env).open('dev');
      if (opened.outcome !== 'done') throw new Error(opened.message);
      connections.push(opened.value);
      return opened.value;
    },
    close: () =>
      new Promise((resolve) => {
        for (const connection of connections) connection.dispose();
        for (const socket of [...sockets, ...raw]) socket.destroy();
        // One that was on its way would otherwise keep the server.
        server.on('connection', (socket: Socket) => socket.destroy());
        rmSync(folder, { recursive: true, force: true });
        server.close(() => resolve());
      }),
  };
  fault.write({ token: 't0ken' });
  return fault;
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Answers as the API server says no. */
export function say(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers?: Record<string, string>,
): void {
  json(response, code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }, headers);
}

/** Waits until something is so. Gives up after a while: a loop that went on would keep the process of the tests from ending. */
export async function until(isSo: () => boolean): Promise<void> {
  const patience = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > patience) throw new Error(`It never came to be: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
