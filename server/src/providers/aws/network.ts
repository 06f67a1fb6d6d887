import type { Agent } from 'node:http';

/** How calls to one place leave this machine. */
export interface Route {
  readonly agent: Agent;
  /** Host and port of the proxy on the way, without its login; absent: direct. */
  readonly proxy?: string;
}

/** The way out of this machine, made by the Node host: proxies and certificate authorities are its business. */
export interface Network {
  routeTo(target: { readonly secure: boolean; readonly hostname: string; readonly port: number }): Route;
}
