import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults, type Faults } from './faults.ts';

/** A server in front of another AWS server, that makes some calls go wrong and hands the rest on. */
export interface FaultProxy {
  readonly url: string;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** Starts one in front of `target`, an origin. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const faults = createFaults();
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    faults.strike(operation, request, response).then(
      (struck) => {
        if (!struck) forward(target, request, response);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(target: string, request: IncomingMessage, response: ServerResponse): void {
  const onward = send(new URL(request.url ?? '/', target), { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
