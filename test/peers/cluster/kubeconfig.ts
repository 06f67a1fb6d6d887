import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';

/** Where a cluster is, and as whom one goes there. Texts are PEM. */
export interface ClusterAccess {
  /** The origin of the API server. */
  readonly url: string;
  /** The certificate of the authority that has signed the server's. */
  readonly ca: string;
  readonly token?: string;
  /** A certificate of the client with its key. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** What a written kubeconfig's only context is called and where it leads. */
export interface ContextNames {
  /** The name of context, cluster and user; `test` by default. */
  readonly name?: string;
  /** `default` by default. */
  readonly namespace?: string;
}

/** Writes a kubeconfig with one context, readable for this user only, and returns its path. */
export function writeKubeconfig(file: string, access: ClusterAccess, names: ContextNames = {}): string {
  const { name = 'test', namespace = 'default' } = names;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const { url, ca, token, client } = access;
  const login = {
    ...(token === undefined ? {} : { token }),
    ...(client ? { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) } : {}),
  };
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': base64(ca) } }],
    users: [{ name, user: login }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
  };
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
  return file;
}

/**
 * The access that the current context of a kubeconfig gives: with a token or a client certificate, as kind, minikube and k3d write
 * them. Throws where it needs a login program, or names no certificate authority.
 */
export function readKubeconfig(file: string): ClusterAccess {
  const config = parse(readFileSync(file, 'utf8')) as Kubeconfig;
  const context = config.contexts?.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster ?? {};
  const user = config.users?.find(({ name }) => name === context?.user)?.user ?? {};
  const data = (fields: Readonly<Record<string, unknown>>, field: string) => {
    const [inline, path] = [fields[`${field}-data`], fields[field]];
    if (typeof inline === 'string') return Buffer.from(inline, 'base64').toString();
    return typeof path === 'string' ? readFileSync(resolve(dirname(file), path), 'utf8') : undefined;
  };
  const [url, ca] = [cluster['server'], data(cluster, 'certificate-authority')];
  const [cert, key, token] = [data(user, 'client-certificate'), data(user, 'client-key'), user['token']];
  const client = cert && key ? { cert, key } : undefined;
  if (typeof url !== 'string' || ca === undefined)
    throw new Error(`${file}: the current context names no server with an authority`);
  if (client === undefined && typeof token !== 'string')
    throw new Error(`${file}: only tokens and client certificates are understood`);
  return { url: new URL(url).origin, ca, ...(typeof token === 'string' ? { token } : {}), ...(client ? { client } : {}) };
}

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: readonly { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster: Readonly<Record<string, unknown>> }[];
  readonly users?: readonly { readonly name: string; readonly user: Readonly<Record<string, unknown>> }[];
}
