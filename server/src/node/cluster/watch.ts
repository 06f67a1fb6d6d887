import { createCancellation } from '../../cancellation.ts';
import type { ListScope, ResourceType, WatchListener } from '../../cluster/clusterClient.ts';
import type { Refused, Unreachable } from '../../cluster/outcome.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { listAll } from './listing.ts';
import { acceptOf, collectionPath, inWords, scopeQuery } from './paths.ts';
import type { Requests } from './requests.ts';
import type { Sessions } from './session.ts';
import { follow, type StreamEnd } from './watchStream.ts';

/** A watch at work. */
export interface Watch {
  /** The server has answered somebody: no need to wait any longer with the next try. */
  reachable(): void;
  dispose(): void;
}

/** What a watch is made of. */
export interface WatchOptions {
  readonly type: ResourceType;
  readonly scope: ListScope;
  readonly listener: WatchListener;
  readonly requests: Requests;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: (entry: AccessEntry) => void;
  /** Told of each request that is sent to follow. */
  readonly onOpen: () => void;
}

/** Milliseconds. */
const firstWait = 1_000;
const longestWait = 60_000;
/** A login program may open a browser: not every minute. */
const firstLoginWait = 60_000;
const longestLoginWait = 600_000;
/** A stream that ends sooner, and has told nothing, has not worked. */
const shortest = 1_000;

/**
 * Lists, and follows from there with bookmarks, so that it resumes where it was after an interruption; where the server has forgotten
 * that place (410), it lists again. Between tries that fail it waits 1, 2, 4 … 60 seconds, some part of that at random.
 */
export function createWatch(options: WatchOptions): Watch {
  const { type, scope, listener, requests, sessions, clock, log } = options;
  const end = createCancellation();
  const query = (resourceVersion: string) =>
    scopeQuery(scope, { watch: 'true', allowWatchBookmarks: 'true', resourceVersion, timeoutSeconds: String(seconds()) });
  let resourceVersion: string | undefined;
  let failures = 0;
  let told: string | undefined | null = null;
  let waiting: { readonly since: number; readonly wake: () => void } | undefined;

  /** A mistake of the listener's must not end the process, which has more to do. */
  const safely = (call: () => void) => {
    try {
      call();
    } catch (error) {
      const outcome = error instanceof Error ? error.name : 'error';
      log({ target: 'listener', operation: `WATCH ${inWords(type, scope.namespace)}`, milliseconds: 0, outcome });
    }
  };
  const tell = (problem: Refused | Unreachable | undefined) => {
    if (end.token.isCancellationRequested || told === problem?.message) return;
    told = problem?.message;
    safely(() => listener.state(problem));
  };

  async function failed(problem: Refused | Unreachable): Promise<void> {
    tell(problem);
    const login = problem.outcome === 'unreachable' && problem.why === 'login';
    const [first, longest] = login ? [firstLoginWait, longestLoginWait] : [firstWait, longestWait];
    const wait = Math.min(longest, first * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 4);
    failures += 1;
    let ending: { dispose(): void } | undefined;
    await new Promise<void>((resolve) => {
      const timer = clock.delay(wait, resolve);
      const wake = () => {
        timer.dispose();
        resolve();
      };
      waiting = { since: clock.now(), wake: problem.outcome === 'unreachable' ? wake : () => {} };
      ending = end.token.onCancellationRequested(wake);
    });
    waiting = undefined;
    ending?.dispose();
  }

  async function listed(): Promise<boolean> {
    const listing = await listAll(requests, type, scope, end.token);
    if (end.token.isCancellationRequested) return false;
    if (listing.outcome !== 'done') {
      await failed(listing);
      return false;
    }
    resourceVersion = listing.value.resourceVersion;
    safely(() => listener.replaced(listing.value.objects));
    return true;
  }

  async function followed(from: string): Promise<StreamEnd> {
    options.onOpen();
    const sent = {
      method: 'GET' as const,
      path: `${collectionPath(type, scope.namespace)}?${query(from)}`,
      accept: acceptOf(type, 'one'),
    };
    return follow({
      type,
      sent,
      sessions,
      clock,
      log,
      operation: `WATCH ${inWords(type, scope.namespace)}`,
      token: end.token,
      onOpen: () => tell(undefined),
      onVersion: (version) => {
        resourceVersion = version;
      },
      onEvent(event, object) {
        failures = 0;
        safely(() => (event === 'DELETED' ? listener.removed(object) : listener.changed(object)));
      },
    });
  }

  async function run(): Promise<void> {
    while (!end.token.isCancellationRequested) {
      const fresh = resourceVersion === undefined;
      if (fresh && !(await listed())) continue;
      const started = clock.now();
      const ended = await followed(resourceVersion ?? '');
      if (end.token.isCancellationRequested) return;
      if (ended.how === 'expired') resourceVersion = undefined;
      const worked = ended.events > 0 || clock.now() - started >= shortest;
      if (ended.problem !== undefined) await failed(ended.problem);
      else if (worked) failures = 0;
      // A place that is forgotten is no failure, unless it was given only just now.
      else if (ended.how === 'expired' && !fresh) continue;
      else if (failures > 0) await failed(ended.broken);
      else failures = 1;
    }
  }

  void run();
  return {
    reachable() {
      if (waiting !== undefined && clock.now() - waiting.since >= firstWait) waiting.wake();
    },
    dispose: end.cancel,
  };
}

/** Watches of many kinds should not all end at the same time. */
function seconds(): number {
  return 300 + Math.floor(Math.random() * 300);
}
