import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** Files of this machine served to a browser, as a gallery serves those of extensions. */
export interface StaticServer {
  readonly port: number;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '': 'text/html',
  '.html': 'text/html',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Serves folders and texts on a free port of the loopback interface, to every origin.
 *
 * @param texts of files, by their path
 * @param folders absolute, by the first part of the path
 * @param headers sent with everything
 */
export async function serveFiles(
  texts: Readonly<Record<string, string>>,
  folders: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
    const content = texts[path] ?? contentBelow(folders, path);
    response.writeHead(content === undefined ? 404 : 200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      ...headers,
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function contentBelow(folders: Readonly<Record<string, string>>, path: string): Buffer | undefined {
  const [, first = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const { [first]: folder } = folders;
  const file = folder === undefined ? undefined : join(folder, normalize(`/${rest}`));
  return file !== undefined && existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
}
