import { BlockList, isIP } from 'node:net';

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a call goes. */
export interface CallTarget {
  readonly secure: boolean;
  /** A name or an address; IPv6 with or without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/**
 * The proxy for a call, by the variables that curl and Go know: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either
 * case. Loopback is always reached directly, as in Go, which ESO is written in. Proxies other than HTTP(S) are not used.
 */
export function proxyFor(target: CallTarget, env: Environment): URL | undefined {
  const named = variable(env, target.secure ? 'https_proxy' : 'http_proxy') ?? variable(env, 'all_proxy');
  if (named === undefined || isLoopback(target.hostname) || isExcluded(target, variable(env, 'no_proxy') ?? '')) return undefined;
  const text = named.includes('://') ? named : `http://${named}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

function variable(env: Environment, name: string): string | undefined {
  const text = env[name] ?? env[name.toUpperCase()];
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Whether `NO_PROXY` names the target: `*`, a name (with all below it), a name with a port, an address, or a CIDR block. */
function isExcluded(target: CallTarget, list: string): boolean {
  const host = bare(target.hostname);
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    if (entry.includes('/')) return inBlock(host, entry);
    const [, name = entry, port] = /^(.*[^:]):(\d+)$/.exec(entry) ?? [];
    if (port !== undefined && isIP(entry) === 0 && Number(port) !== target.port) return false;
    const suffix = bare(isIP(entry) === 0 ? name : entry).replace(/^\*?\.?/, '');
    return host === suffix || host.endsWith(`.${suffix}`);
  });
}

function inBlock(host: string, block: string): boolean {
  const family = isIP(host);
  const [address = '', bits = ''] = block.split('/');
  if (family === 0 || isIP(address) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(address, Number(bits), type);
  return list.check(host, type);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase();
}
