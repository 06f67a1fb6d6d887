import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { Network, Route } from '../providers/aws/network.ts';
import { trustedContext } from './certificates.ts';
import { type Environment, proxyFor } from './proxy.ts';

/**
 * The way out of this machine: through the proxies that the environment names, trusting the system's certificate authorities.
 * Connections are kept alive between calls, and nothing is opened, nor any certificate read, before the first call.
 * `authorities` are files or folders with further ones, PEM.
 */
export function createNetwork(env: Environment, authorities: readonly string[] = []): Network {
  const routes = new Map<string, Route>();
  let context: SecureContext | undefined;
  const trusted = () => {
    context ??= trustedContext(env, {}, authorities);
    return context;
  };
  return {
    routeTo(target) {
      const proxy = proxyFor(target, env);
      const key = `${target.secure ? 's' : ''} ${proxy?.href ?? ''}`;
      const route = routes.get(key) ?? makeRoute(target.secure, proxy, trusted);
      routes.set(key, route);
      return route;
    },
  };
}

function makeRoute(secure: boolean, proxy: URL | undefined, trusted: () => SecureContext): Route {
  const keep = { keepAlive: true, maxSockets: 16 };
  if (proxy !== undefined) {
    const tls = proxy.protocol === 'https:' ? { secureContext: trusted() } : {};
    return { agent: new TrustingProxyAgent(proxy, { ...keep, ...tls }, secure ? trusted() : undefined), proxy: proxy.host };
  }
  return { agent: secure ? new HttpsAgent({ ...keep, secureContext: trusted() }) : new HttpAgent(keep) };
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** The library hands its TLS options to the proxy only; the connection behind the proxy needs the same authorities. */
class TrustingProxyAgent extends HttpsProxyAgent<string> {
  private readonly context: SecureContext | undefined;

  constructor(proxy: URL, options: ConstructorParameters<typeof HttpsProxyAgent<string>>[1], context: SecureContext | undefined) {
    super(proxy, options);
    this.context = context;
  }

  override connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    return super.connect(request, Object.assign(options, this.context ? { secureContext: this.context } : {}));
  }
}
