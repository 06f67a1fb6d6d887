/** Where a vault is: checked, so that a login may be bound to it. */
export interface Address {
  /** Scheme, host and port, and a path where the service stands below one; no slash at its end. What is compared, shown and agreed to. */
  readonly text: string;
  /** Host and port, for messages. */
  readonly host: string;
}

/** Characters. A question has to show all of an address. */
const longest = 500;

/**
 * Reads the address of a service from a manifest, a setting or the environment. Undefined where it is none that calls can go to:
 * another scheme than http(s), a login, query or fragment in it, white space, template text, or more than anybody would read.
 */
export function readAddress(text: string): Address | undefined {
  if (text.length > longest || /[\s\\<>{}|]/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, username, password, search, hash, hostname, port } = new URL(text);
  if ((protocol !== 'https:' && protocol !== 'http:') || hostname === '') return undefined;
  if (username !== '' || password !== '' || search !== '' || hash !== '') return undefined;
  return {
    text: `${origin}${pathname.replace(/\/+$/, '')}`,
    host: `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`,
  };
}

/**
 * A URL below an address. Undefined where a segment would lead out of it (`.`, `..`, also in their escaped forms, which URLs read
 * alike) or is empty.
 *
 * @param segments unescaped
 */
export function urlBelow(
  { text }: Address,
  segments: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): URL | undefined {
  if (segments.some((segment) => /^(\.|%2e)*$/i.test(segment))) return undefined;
  const url = new URL([text, ...segments.map(encodeURIComponent)].join('/'));
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}
