import { type Agent, Agent as PlainAgent } from 'node:http';
import { type RequestOptions, Agent as SecureAgent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { trustedContext } from '../certificates.ts';
import type { Route } from '../exchange.ts';
import { type Environment, proxyFor } from '../proxy.ts';
import { stringOf } from './json.ts';
import type { ContextLogin } from './kubeconfig.ts';

/** The way to an API server, and the proxy on it. */
export interface ClusterRoute {
  readonly route: Route;
  /** Host and port, without its login; undefined: direct. */
  readonly proxy: string | undefined;
}

/** Milliseconds for which an idle connection is kept: shorter than what load balancers allow. */
const idle = 20_000;

/**
 * Makes the way to a context's server with the credentials in `options` (as `KubeConfig.applyToHTTPSOptions` fills them). The proxy is
 * the cluster's `proxy-url`, else the environment's. Where the kubeconfig names no authority, the system's are trusted. Throws where a
 * certificate or a key cannot be read.
 */
export function createRoute(login: ContextLogin, options: RequestOptions, env: Environment): ClusterRoute {
  const base = login.context.server.replace(/\/+$/, '');
  const url = new URL(base);
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const named = stringOf(login.cluster['proxy-url']);
  const proxy = named === undefined ? proxyFor({ secure, hostname: url.hostname, port }, env) : new URL(named);
  const { headers, auth, rejectUnauthorized, servername } = options;
  const tls = {
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    ...(servername === undefined ? {} : { servername }),
    secureContext: secure ? contextOf(options, env) : undefined,
  };
  const agent = agentFor(secure, proxy, options, env);
  const more = { ...(auth == null ? {} : { auth }), ...(secure ? tls : {}) };
  return { route: { base, agent, options: { headers: headers ?? {}, ...more } }, proxy: proxy?.host };
}

function contextOf({ ca, cert, key }: RequestOptions, env: Environment) {
  const identity = { ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) };
  return ca === undefined ? trustedContext(env, identity) : createSecureContext({ ...identity, ca });
}

function agentFor(secure: boolean, proxy: URL | undefined, options: RequestOptions, env: Environment): Agent {
  const keep = { keepAlive: true, keepAliveMsecs: 30_000, timeout: idle };
  if (proxy === undefined) return secure ? new SecureAgent(keep) : new PlainAgent(keep);
  // The kubeconfig's library speaks SOCKS, and has made its agent already.
  if (proxy.protocol.startsWith('socks') && options.agent instanceof PlainAgent) return options.agent;
  return new HttpsProxyAgent(proxy, {
    keepAlive: true,
    ...(proxy.protocol === 'https:' ? { secureContext: trustedContext(env) } : {}),
  });
}
