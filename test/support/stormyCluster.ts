import type { ServerResponse } from 'node:http';
import { type Arrived, json, say } from '../node/cluster/faultServer.ts';
import type { Dice } from './fuzz.ts';

/** The kinds that the cluster serves, by their plurals. */
const kinds: Readonly<Record<string, string>> = {
  externalsecrets: 'ExternalSecret',
  clusterexternalsecrets: 'ClusterExternalSecret',
  pushsecrets: 'PushSecret',
  secretstores: 'SecretStore',
  clustersecretstores: 'ClusterSecretStore',
  secrets: 'Secret',
};

/** The plurals of all kinds. */
export const plurals: readonly string[] = Object.keys(kinds);

/** What may become of one request; a list ends as a watch does where only a watch can end so. */
export const faults = [
  'late',
  'reset',
  'cut',
  'garbled',
  'page',
  'no list',
  'gone',
  'throttled',
  'error',
  'unavailable',
  'unauthorized',
  'forbidden',
  'closed',
  'failing event',
  'event, then gone',
  'again',
  'silent',
  'no bookmarks',
] as const;

/** One of them. */
export type Fault = (typeof faults)[number];

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion: string };
}

interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly plural: string;
  readonly item: Item;
}

interface Asked {
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly query: URLSearchParams;
}

interface Follower {
  readonly plural: string;
  readonly response: ServerResponse;
  readonly fault: Fault | undefined;
}

/** An API server of ESO's kinds whose answers go wrong as the weather has it. */
export interface StormyCluster {
  /** What becomes of the next request; undefined: it is answered as it should be. */
  weather: (request: Arrived) => Fault | undefined;
  /** Nobody is there: connections are reset. */
  away: boolean;
  answer(request: Arrived, response: ServerResponse): void;
  /** Makes, changes or removes an object. */
  change(roll: Dice): void;
  /** Forgets what was before now: who follows from there is told that it is gone. */
  compact(): void;
  /** Is as after a backup was played back: other objects, and versions that begin anew. */
  restore(): void;
  /** Tells all who follow how far it has come. */
  bookmark(): void;
  /** Answers what was late. */
  release(): void;
  /** What is served now: `name@version` by kind, sorted. */
  state(): Readonly<Record<string, readonly string[]>>;
  /** Lists and watches that are being answered: `LIST secrets`. */
  readonly open: readonly string[];
  /** Requests that have not got an answer. */
  readonly held: number;
}

/** The namespace of all objects that have one. */
const team = 'team';

/** Serves pages of four, so that a listing has several. */
const pageSize = 4;

/** Makes the cluster, with some objects of each kind. */
export function createStormyCluster(roll: Dice): StormyCluster {
  let version = 100;
  let oldest = 100;
  const items = new Map<string, Map<string, Item>>(plurals.map((plural) => [plural, new Map()]));
  const changes: Change[] = [];
  const followers = new Set<Follower>();
  const late: (() => void)[] = [];
  const open = new Map<ServerResponse, string | undefined>();
  const of = (plural: string) => items.get(plural) as Map<string, Item>;

  function record(type: Change['type'], plural: string, item: Item): void {
    const change = { type, plural, item };
    changes.push(change);
    if (type === 'DELETED') of(plural).delete(item.metadata.name);
    else of(plural).set(item.metadata.name, item);
    for (const follower of [...followers]) if (follower.plural === plural) send(follower, change);
  }

  function send({ plural, response, fault }: Follower, { type, item }: Change): void {
    const line = `${JSON.stringify({ type, object: item })}\n`;
    if (fault === 'cut') {
      response.write(line.slice(0, line.length / 2), () => response.socket?.destroy());
    } else if (fault === 'garbled') response.end(`${line.slice(0, line.length / 2)}\n`);
    else response.write(line);
    // What was sent is sent again, the older last.
    if (fault === 'again') {
      const before = changes.filter((each) => each.plural === plural && versionOf(each) <= versionOf({ item }));
      for (const change of before.slice(-3).reverse()) {
        response.write(`${JSON.stringify({ type: change.type, object: change.item })}\n`);
      }
    }
    if (fault === 'event, then gone') response.end(failure(410, 'Expired'));
  }

  function watch({ plural, namespace, query }: Asked, response: ServerResponse, fault: Fault | undefined): void {
    const from = Number(query.get('resourceVersion'));
    if (from < oldest) {
      say(response, 410, 'Expired', 'too old resource version');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    if (fault === 'closed' || fault === 'failing event') {
      response.end(fault === 'closed' ? '' : failure(500, 'InternalError'));
      return;
    }
    const follower = { plural, response, fault };
    response.on('close', () => followers.delete(follower));
    // All objects are in one namespace, and nobody who may follow all is sent to another.
    if (fault === 'silent' || (namespace !== undefined && namespace !== team)) return;
    followers.add(follower);
    const missed = changes.filter((change) => change.plural === plural && versionOf(change) > from);
    for (const change of missed) if (!response.writableEnded) send(follower, change);
    // What goes wrong with an event needs one.
    if (missed.length === 0 && (fault === 'garbled' || fault === 'cut' || fault === 'event, then gone')) {
      const item = [...of(plural).values()].at(-1);
      if (item !== undefined) send(follower, { type: 'MODIFIED', plural, item });
    }
  }

  function list({ plural, namespace, query }: Asked, response: ServerResponse, fault: Fault | undefined): void {
    const all = [...of(plural).values()].filter((each) => namespace === undefined || each.metadata.namespace === namespace);
    const [start, at] = (query.get('continue') ?? `0 ${version}`).split(' ').map(Number) as [number, number];
    const next = start + pageSize < all.length ? `${start + pageSize} ${at}` : undefined;
    const metadata = { resourceVersion: String(at), ...(next === undefined ? {} : { continue: next }) };
    // Real servers serve all pages as they were at the first one, as long as they remember.
    if (start > 0 && at !== version) {
      say(response, 410, 'Expired', 'the provided continue parameter is too old');
      return;
    }
    const body = { kind: `${kinds[plural]}List`, metadata, items: all.slice(start, start + pageSize) };
    const text = JSON.stringify(body);
    if (fault === 'garbled') response.writeHead(200, { 'content-type': 'application/json' }).end(text.slice(0, -9));
    else if (fault === 'cut') {
      response.writeHead(200, { 'content-length': text.length }).write(text.slice(0, -9), () => response.socket?.destroy());
    } else json(response, 200, body);
  }

  function served(request: Arrived, response: ServerResponse, fault: Fault | undefined): void {
    const [path = '', search] = request.url.split('?');
    const query = new URLSearchParams(search);
    const plural = path.split('/').at(-1) ?? '';
    const asked = { plural, namespace: /\/namespaces\/([^/]+)/.exec(path)?.[1], query };
    if (query.get('watch') === 'true') watch(asked, response, fault);
    else if (plural in kinds) list(asked, response, fault);
    else if (path.endsWith('/selfsubjectaccessreviews')) json(response, 201, { status: { allowed: true } });
    else if (path === '/apis/external-secrets.io') json(response, 200, { versions: [{ version: 'v1' }] });
    else if (path === '/apis/external-secrets.io/v1') json(response, 200, { resources: plurals.map(resourceOf) });
    else json(response, 200, { gitVersion: 'v1.33.0' });
  }

  const cluster: StormyCluster = {
    weather: () => undefined,
    away: false,
    answer(request, response) {
      const what = nameOf(request);
      open.set(response, what);
      response.on('close', () => open.delete(response));
      const fault = cluster.weather(request);
      if (cluster.away || fault === 'reset') response.socket?.destroy();
      else if (fault === 'late') late.push(() => served(request, response, undefined));
      else if (fault === 'silent' && !request.url.includes('watch=true')) late.push(() => {});
      else if (fault === 'page') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
      else if (fault === 'no list') json(response, 200, { kind: 'Status', metadata: {}, status: 'Success' });
      else if (fault === 'gone') say(response, 410, 'Expired', 'too old');
      else if (fault === 'throttled')
        say(response, 429, 'TooManyRequests', 'Too many requests, please try again later.', { 'retry-after': '30' });
      else if (fault === 'error') say(response, 500, 'InternalError', 'etcdserver: request timed out');
      else if (fault === 'unavailable') response.writeHead(503, { 'content-type': 'text/plain' }).end('no healthy upstream');
      else if (fault === 'unauthorized') say(response, 401, 'Unauthorized', 'Unauthorized');
      else if (fault === 'forbidden') say(response, 403, 'Forbidden', `${what} is forbidden`);
      else served(request, response, fault);
    },
    change(dice) {
      const plural = dice.one(plurals);
      const name = `o${dice.number(12)}`;
      const isThere = of(plural).has(name);
      version += 1;
      const namespace = plural.startsWith('cluster') ? {} : { namespace: team };
      const item = { metadata: { name, ...namespace, resourceVersion: String(version) } };
      record(isThere ? (dice.once(3) ? 'DELETED' : 'MODIFIED') : 'ADDED', plural, item);
    },
    compact() {
      oldest = version;
    },
    restore() {
      version = 20;
      oldest = 20;
      changes.length = 0;
      for (const of of items.values()) of.clear();
      for (let i = 0; i < 40; i++) cluster.change(roll);
      for (const { response } of followers) response.socket?.destroy();
    },
    bookmark() {
      for (const { response, fault } of followers) {
        const object = { metadata: { resourceVersion: String(version) } };
        if (fault !== 'silent' && fault !== 'no bookmarks') response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
      }
    },
    release() {
      for (const answer of late.splice(0)) answer();
    },
    state: () =>
      Object.fromEntries(
        plurals.map((plural) => [
          kinds[plural],
          [...of(plural).values()].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).sort(),
        ]),
      ),
    get open() {
      return [...open.values()].filter((what) => what !== undefined);
    },
    get held() {
      return [...open.keys()].filter(({ headersSent }) => !headersSent).length;
    },
  };
  for (let i = 0; i < 60; i++) cluster.change(roll);
  cluster.compact();
  return cluster;
}

function versionOf({ item }: Pick<Change, 'item'>): number {
  return Number(item.metadata.resourceVersion);
}

/** `LIST secrets` or `WATCH secrets`; undefined for other requests. */
export function nameOf({ url }: Arrived): string | undefined {
  const plural = url.split('?')[0]?.split('/').at(-1) ?? '';
  return plural in kinds ? `${url.includes('watch=true') ? 'WATCH' : 'LIST'} ${plural}` : undefined;
}

function resourceOf(name: string) {
  return { name, kind: kinds[name], namespaced: !name.startsWith('cluster') };
}

function failure(code: number, reason: string): string {
  return `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code, reason, message: reason } })}\n`;
}
