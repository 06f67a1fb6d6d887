import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** What a server has been asked. */
export interface HeardRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How to answer: a status with what is sent as JSON (a text as it is), or by hand. */
export type Answer =
  | { readonly status: number; readonly json?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | ((response: ServerResponse, socket: Socket) => void);

/** A server on loopback that answers as a test tells it. */
export interface ScriptedHttp {
  readonly url: string;
  readonly port: number;
  readonly heard: HeardRequest[];
  /** Replaced at will: the answer to the request, the how-manieth (from 1) it is. */
  answer: (request: HeardRequest, count: number) => Answer;
  close(): Promise<void>;
}

/** Starts one; with `tls` it speaks HTTPS. */
export async function startScriptedHttp(
  answer: ScriptedHttp['answer'],
  tls?: { readonly key: string; readonly cert: string },
): Promise<ScriptedHttp> {
  const server = tls === undefined ? createServer() : createSecureServer(tls);
  const sockets = new Set<Socket>();
  const heard: HeardRequest[] = [];
  let isClosing = false;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // One that was on its way would otherwise keep the server for as long as its client keeps it.
    if (isClosing) socket.destroy();
    socket.on('error', () => socket.destroy());
  });
  server.on('request', async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const { method = '', url = '', headers } = request;
    heard.push({ method, url, headers, body });
    const given = scripted.answer({ method, url, headers, body }, heard.length);
    if (typeof given === 'function') return given(response, request.socket);
    const text = typeof given.json === 'string' ? given.json : JSON.stringify(given.json ?? {});
    response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scripted: ScriptedHttp = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    heard,
    answer,
    close: () =>
      new Promise((resolve) => {
        isClosing = true;
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return scripted;
}
