import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as send } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../support/certificates.ts';
import { type ClusterAccess, writeKubeconfig } from './kubeconfig.ts';

/** A way in which requests to an API server go wrong. */
export interface KubeFault {
  readonly kind:
    | 'status' // an answer with `status`
    | 'delay' // the right answer, `milliseconds` late
    | 'cut' // the connection is cut before an answer
    | 'hang' // no answer, ever
    | 'stall'; // an answer begins, and nothing more of it comes
  /** The method that it strikes; absent: every one. */
  readonly method?: string;
  /** What path and query must match, `/externalsecrets.*watch=/`; absent: everything. */
  readonly path?: RegExp;
  /** How many requests it strikes; absent: all. */
  readonly times?: number;
  /** How many matching requests it spares first. */
  readonly after?: number;
  /** For `delay`. */
  readonly milliseconds?: number;
  /** For `status`. */
  readonly status?: number;
  /** For `status`: the `reason` and `message` of the Kubernetes `Status` in the body. */
  readonly reason?: string;
  readonly message?: string;
  /** For `status`: further headers, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For `status`: the whole body instead, such as a proxy's page or the events of a watch. */
  readonly body?: string;
}

/** A request that has reached the proxy. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

/** A server in front of an API server, that makes some requests go wrong and hands the others on, watches included. */
export interface KubeFaultProxy extends ClusterAccess {
  /** A kubeconfig that leads here, with the login given at the start; gone after `close`. */
  readonly kubeconfig: string;
  /** Everything asked for so far, in order. */
  readonly requests: readonly SeenRequest[];
  /** From now on. Of several faults the first that matches strikes. */
  add(fault: KubeFault): void;
  /** No faults any more; what hangs goes on hanging. */
  clear(): void;
  /** Cuts every connection there is, watches included. New ones are served. */
  cutConnections(): void;
  /** Nothing listens on the port any more, and connections are cut, as of an API server that has ended. */
  refuse(): Promise<void>;
  /** After `refuse`: listens on the same port again. */
  accept(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one in front of `target`. Its users log in as they would there; with a client certificate they become that of `target`. */
export async function startKubeFaultProxy(target: ClusterAccess): Promise<KubeFaultProxy> {
  const faults = createFaults();
  const requests: SeenRequest[] = [];
  const authority = createAuthority('Test fault proxy');
  const agent = new Agent({ keepAlive: true, ca: target.ca, ...target.client });
  const server = createServer(authority.issue('127.0.0.1'), (request, response) => {
    const seen = { method: request.method ?? '', path: request.url ?? '' };
    requests.push(seen);
    serve(faults.find(seen), request, response, () => forward(target.url, agent, request, response));
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cutConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  const refuse = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      cutConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const { token } = target;
  const access: ClusterAccess = {
    url: `https://127.0.0.1:${port}`,
    ca: authority.cert,
    ...(token === undefined ? {} : { token }),
  };
  const folder = mkdtempSync(join(tmpdir(), 'fault-proxy-'));
  return {
    ...access,
    kubeconfig: writeKubeconfig(join(folder, 'kubeconfig'), access, { name: 'faulty' }),
    requests,
    add: faults.add,
    clear: faults.clear,
    cutConnections,
    refuse,
    accept: () => listen(port),
    async close() {
      if (server.listening) await refuse();
      agent.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function createFaults() {
  let faults: { readonly fault: KubeFault; spared: number; left: number }[] = [];
  return {
    add: (fault: KubeFault) =>
      void faults.push({ fault, spared: fault.after ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY }),
    clear: () => {
      faults = [];
    },
    find({ method, path }: SeenRequest): KubeFault | undefined {
      const found = faults.find(
        ({ fault, left }) =>
          left > 0 && (fault.method ?? method) === method && (fault.path === undefined || fault.path.test(path)),
      );
      if (found === undefined) return undefined;
      if (found.spared > 0) {
        found.spared--;
        return undefined;
      }
      found.left--;
      return found.fault;
    },
  };
}

function serve(fault: KubeFault | undefined, request: IncomingMessage, response: ServerResponse, onward: () => void): void {
  if (fault === undefined) onward();
  else if (fault.kind === 'delay') setTimeout(onward, fault.milliseconds ?? 0);
  else if (fault.kind === 'cut') request.socket.destroy();
  else if (fault.kind === 'status') answer(fault, response);
  else if (fault.kind === 'stall') response.writeHead(200, { 'content-type': 'application/json' }).write('{');
}

/** As the API server words its refusals: an object of kind Status. */
function answer(
  { status: code = 500, reason = '', message = `fault ${code}`, headers, body }: KubeFault,
  response: ServerResponse,
) {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code };
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(body ?? JSON.stringify(status));
}

function forward(target: string, agent: Agent, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '/' } = request;
  const onward = send(new URL(url, target), { method, headers: { ...headers, host: new URL(target).host }, agent }, (reply) => {
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    // The headers of a watch come long before its first event.
    response.flushHeaders();
    reply.on('error', () => response.destroy());
    reply.pipe(response);
  });
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
