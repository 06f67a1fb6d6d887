import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** Files of this machine served to a browser, as a gallery serves those of extensions. */
export interface StaticServer {
  readonly origin: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Serves folders and texts on a free port of the loopback interface, to every origin.
 *
 * @param places by the first part of the path: an absolute folder, or the text of a file
 * @param headers sent with everything
 */
export async function serveFiles(
  places: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
    const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(path) ?? [];
    const content = contentOf(places[first], rest);
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
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function contentOf(place: string | undefined, rest: string): string | Buffer | undefined {
  if (place === undefined || rest === '') return place;
  const path = join(place, normalize(rest));
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined;
}
