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
  readonly onSend: () => void;
}

/** Milliseconds. */
const firstWait = 1_000;
const longestWait = 60_000;
/** A login program may open a browser: not every minute. */
const firstLoginWait = 60_000;
const longestLoginWait = 600_000;
/** A stream that ends sooner has not worked, whatever it has told: its next try may be the first of thousands. */
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
  /** Whether the last wait was cut short, and nothing has worked since: the next one is waited for in full. */
  let isHasty = false;
  /** Whether a stream has ended too soon, and none has lasted since: the first such end costs no wait. */
  let hasEndedSoon = false;

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
    const own = Math.min(longest, first * 2 ** Math.min(failures, 10)) * (0.75 + Math.random() / 4);
    const asked = problem.outcome === 'refused' ? (problem.retryAfter ?? 0) : 0;
    const wait = Math.max(own, Math.min(asked, longestLoginWait));
    failures += 1;
    const mayBeCut = problem.outcome === 'unreachable' && !isHasty;
    isHasty = false;
    let ending: { dispose(): void } | undefined;
    await new Promise<void>((resolve) => {
      const timer = clock.delay(wait, resolve);
      const stop = () => {
        timer.dispose();
        resolve();
      };
      const wake = () => {
        isHasty = true;
        stop();
      };
      if (mayBeCut) waiting = { since: clock.now(), wake };
      ending = end.token.onCancellationRequested(stop);
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
    const sent = {
      method: 'GET' as const,
      path: `${collectionPath(type, scope.namespace)}?${query(from)}`,
      accept: acceptOf(type, 'one'),
    };
    return follow({
      type,
      sent,
      from,
      sessions,
      clock,
      log,
      operation: `WATCH ${inWords(type, scope.namespace)}`,
      token: end.token,
      onSend: options.onSend,
      onOpen: () => tell(undefined),
      onVersion: (version) => {
        resourceVersion = version;
      },
      onEvent: (event, object) => safely(() => (event === 'DELETED' ? listener.removed(object) : listener.changed(object))),
    });
  }

  async function run(): Promise<void> {
    while (!end.token.isCancellationRequested) {
      const fresh = resourceVersion === undefined;
      if (fresh && !(await listed())) continue;
      const started = clock.now();
      const ended = await followed(resourceVersion ?? '');
      if (end.token.isCancellationRequested) return;
      // Who was told that it may not see them has let go of them.
      const isForbidden = ended.problem?.outcome === 'refused' && ended.problem.status === 403;
      if (ended.how === 'expired' || isForbidden) resourceVersion = undefined;
      const wasOpen = ended.problem === undefined || ended.how === 'expired';
      const lasted = wasOpen && clock.now() - started >= shortest;
      if (lasted) {
        failures = 0;
        isHasty = false;
        hasEndedSoon = false;
      }
      // As long as each try tells something, it is made after the shortest wait.
      else if (ended.events > 0) failures = 0;
      if (ended.problem !== undefined) await failed(ended.problem);
      // A place that is forgotten is no failure, unless it was given only just now.
      else if (lasted || (ended.how === 'expired' && !fresh)) continue;
      else if (hasEndedSoon) await failed(ended.broken);
      else hasEndedSoon = true;
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
