import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy that only tunnels. */
export interface ConnectProxy {
  readonly port: number;
  /** The `host:port` of every tunnel asked for. */
  readonly targets: readonly string[];
  /** The `Proxy-Authorization` header of each, or an empty text. */
  readonly logins: readonly string[];
  close(): Promise<void>;
}

/** Starts a proxy on loopback that leads every tunnel, whatever name it asks for, to one local port; 0: refuses with 407. */
export async function startConnectProxy(leadsTo: number): Promise<ConnectProxy> {
  const targets: string[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', (request, socket, head) => {
    targets.push(request.url ?? '');
    logins.push(request.headers['proxy-authorization'] ?? '');
    if (leadsTo === 0) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const onward = connect(leadsTo, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    targets,
    logins,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
