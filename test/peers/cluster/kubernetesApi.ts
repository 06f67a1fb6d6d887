import { Agent, request } from 'node:https';
import { parseDocument } from 'yaml';
import type { ClusterAccess } from './kubeconfig.ts';

/** What the API server answered. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** The object asked for or applied, or a `Status` with the reason. */
  readonly body: KubernetesObject;
  /** The texts of the `Warning` headers. */
  readonly warnings: readonly string[];
}

/** An object as JSON; only the fields that all have are typed. */
export interface KubernetesObject {
  readonly kind?: string;
  /** The reason in words, of a `Status`. */
  readonly message?: string;
  readonly metadata?: Readonly<Record<string, unknown>> & { readonly name?: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** How a manifest is applied or created. */
export interface ApplyOptions {
  /** Only asks whether it would be admitted. */
  readonly dryRun?: boolean;
  /** The namespace of a namespaced manifest that names none; `default` by default. */
  readonly namespace?: string;
}

/** Plain requests to one API server as one user. */
export interface KubernetesApi {
  /** GET of a path, `/api/v1/namespaces/default/secrets/db`. */
  get(path: string): Promise<Answer>;
  /** Any request with a JSON body. */
  send(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /**
   * Applies one YAML document as `kubectl apply --server-side` does: the text itself is sent, with `fieldValidation=Strict`. A kind
   * that the server does not serve is answered with 404 and the client's words, `no matches for kind …`.
   */
  apply(manifest: string, options?: ApplyOptions): Promise<Answer>;
  /** The same as `kubectl create` does it, which is also how a first `kubectl apply` without `--server-side` is judged. */
  create(manifest: string, options?: ApplyOptions): Promise<Answer>;
  /** Closes idle connections. */
  close(): void;
}

/** The API of a cluster. Requests are rejected where no answer comes. */
export function createKubernetesApi({ url, ca, token, client }: ClusterAccess): KubernetesApi {
  const agent = new Agent({ keepAlive: true, ca, ...client });
  const login = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const send: KubernetesApi['send'] = (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      // Without a length Node would not say where the body of a DELETE ends.
      const about = text === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(text) };
      const headers = { ...login, ...about };
      const sent = request(new URL(path, url), { method, agent, headers }, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          answer += part;
        });
        response.on('error', reject).on('end', () => {
          const warning = response.headers['warning'] ?? '';
          resolve({ status: response.statusCode ?? 0, body: readBody(answer), warnings: warningTexts(warning) });
        });
      });
      sent.on('error', reject).end(text);
    });
  const get = (path: string) => send('GET', path);
  const targetOf = async (
    manifest: string,
    { dryRun = false, namespace = 'default' }: ApplyOptions,
  ): Promise<Target | Answer> => {
    const { apiVersion, kind, metadata } = readHead(manifest);
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { status, body } = await get(group);
    const resources = (status === 200 ? body['resources'] : []) as readonly ApiResource[];
    const resource = resources.find((one) => one.kind === kind && !one.name.includes('/'));
    if (resource === undefined) return noMatches(kind, apiVersion);
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace || namespace}` : '';
    const query = `fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    return { collection: `${group}${scope}/${resource.name}`, name: metadata.name, query };
  };
  return {
    get,
    send,
    async apply(manifest, options = {}) {
      const target = await targetOf(manifest, options);
      if ('status' in target) return target;
      const path = `${target.collection}/${encodeURIComponent(target.name)}?fieldManager=peer-test&force=true&${target.query}`;
      return send('PATCH', path, manifest, 'application/apply-patch+yaml');
    },
    async create(manifest, options = {}) {
      const target = await targetOf(manifest, options);
      if ('status' in target) return target;
      return send('POST', `${target.collection}?${target.query}`, manifest, 'application/yaml');
    },
    close: () => agent.destroy(),
  };
}

/** Where a manifest is sent. */
interface Target {
  /** The path of all objects of its kind. */
  readonly collection: string;
  readonly name: string;
  readonly query: string;
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface Head {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What the request's path is made of. */
function readHead(manifest: string): Head {
  const head = (parseDocument(manifest, { uniqueKeys: false, logLevel: 'silent' }).toJS() ?? {}) as Partial<Head>;
  return {
    apiVersion: head.apiVersion ?? '',
    kind: head.kind ?? '',
    metadata: { ...head.metadata, name: head.metadata?.name ?? '' },
  };
}

function noMatches(kind: string, version: string): Answer {
  const message = `no matches for kind "${kind}" in version "${version}"`;
  return { status: 404, body: { kind: 'Status', message }, warnings: [] };
}

function readBody(text: string): KubernetesObject {
  try {
    return JSON.parse(text) as KubernetesObject;
  } catch {
    return { kind: 'Status', message: text };
  }
}

/** RFC 7234: `299 - "text", 299 - "text"`. */
function warningTexts(header: string): readonly string[] {
  return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'));
}
