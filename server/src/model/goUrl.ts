/** The parts of a URL that ESO looks at, as Go's `net/url` reads them: the scheme in lower case, the host with its port. */
export interface GoUrl {
  readonly scheme: string;
  readonly host: string;
}

/**
 * Reads a URL as Go's `url.Parse` does, which takes nearly anything: `vault.example.com` is a path without a host, and
 * `localhost:8200` has the scheme `localhost`.
 *
 * @returns undefined where `url.Parse` returns an error: control characters, a colon before the first slash that ends no scheme,
 * a broken `%` escape, and in the host a space, an open bracket or a port that is no number
 */
export function parseGoUrl(text: string): GoUrl | undefined {
  if (/[\x00-\x1f\x7f]/.test(text) || text.startsWith(':')) return undefined;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1];
  const [rest = ''] = (scheme === undefined ? text : text.slice(scheme.length + 1)).split('#');
  const [path = ''] = rest.split('?');
  if (scheme === undefined && !path.startsWith('/') && /^[^/]*:/.test(path)) return undefined;
  if (scheme !== undefined && !rest.startsWith('/')) return { scheme: scheme.toLowerCase(), host: '' };
  const authority = /^\/\/([^/]*)/.exec(path)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const valid = isHost(host) && !/%(?![0-9a-fA-F]{2})/.test(path);
  return valid ? { scheme: (scheme ?? '').toLowerCase(), host } : undefined;
}

/**
 * Whether Go's `url.ParseRequestURI` takes a URL: as `url.Parse`, but what has no scheme must be an absolute path.
 */
export function isGoRequestUri(text: string): boolean {
  const url = parseGoUrl(text);
  return url !== undefined && text !== '' && (url.scheme !== '' || text.startsWith('/'));
}

function isHost(host: string): boolean {
  if (/[\s\\^`{|}]/.test(host) || /^[^[].*\[/.test(host)) return false;
  const port = host.startsWith('[')
    ? /^\[[^\]]*\](.*)$/.exec(host)?.[1]
    : host.slice(host.includes(':') ? host.lastIndexOf(':') : host.length);
  return port !== undefined && /^(:\d*)?$/.test(port);
}
