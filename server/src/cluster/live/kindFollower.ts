import { type CancellationToken, createCancellation } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import type { ClusterConnection, KubeObject, ResourceType } from '../clusterClient.ts';
import type { ClusterOutcome, Refused, Unreachable } from '../outcome.ts';

/** How the following of one kind stands. */
export interface FollowState {
  /**
   * `starting`: nothing is known yet; `absent`: the cluster does not serve the kind; `following`; `interrupted`: what is known is kept
   * while the watch tries again; `failed`: nothing is known, and why is told; `denied`: the login may not.
   */
  readonly state: 'starting' | 'absent' | 'following' | 'interrupted' | 'failed' | 'denied';
  readonly problem: Refused | Unreachable | undefined;
  /** The one namespace that is followed because the login may not follow all; undefined where all are. */
  readonly only: string | undefined;
  /** The verbs that the login lacks, as far as they are known: in all namespaces, or in `only` where that is denied too. */
  readonly missing: readonly string[];
}

/** What is followed, and who is told. */
export interface FollowOptions {
  readonly connection: ClusterConnection;
  readonly clock: Clock;
  /** The kind, as served. */
  readonly resolve: (token: CancellationToken) => Promise<ClusterOutcome<ResourceType | undefined>>;
  /** The plural, for questions about rights. */
  readonly group: string;
  readonly resource: string;
  readonly labelSelector?: string;
  replaced(objects: readonly KubeObject[]): void;
  changed(object: KubeObject): void;
  removed(object: KubeObject): void;
  /** The state has changed. */
  stateChanged(): void;
}

/** Follows all objects of one kind. */
export interface KindFollower {
  readonly state: FollowState;
  /** Begins anew, unless all of the kind is being followed. Looks once more after a minute where the kind is not served. */
  retry(): void;
  dispose(): void;
}

const firstPause = 5_000;
const longestPause = 60_000;
/** As a watch has it: a login program may open a browser. */
const firstLoginPause = 60_000;
const longestLoginPause = 600_000;
/** Longer than a connection keeps what it knows of served kinds and of rights. */
const secondLook = 61_000;
const longestLook = 600_000;

/**
 * Follows a kind in all namespaces, or, where that is forbidden, in that of the context. A watch overcomes interruptions by itself;
 * here only its beginning is tried again, less and less often, and only where trying may help without the user.
 */
export function followKind(options: FollowOptions): KindFollower {
  const { connection, clock, resolve, stateChanged } = options;
  const ended = createCancellation();
  let state: FollowState = { state: 'starting', problem: undefined, only: undefined, missing: [] };
  let watch: { dispose(): void } | undefined;
  let timer: { dispose(): void } | undefined;
  let pause = firstPause;
  let look = secondLook;
  let attempt = 0;
  let isAsked = false;

  function become(next: Partial<FollowState>): void {
    if (ended.token.isCancellationRequested) return;
    state = { ...state, ...next };
    stateChanged();
  }

  async function start(): Promise<void> {
    const own = ++attempt;
    timer?.dispose();
    watch?.dispose();
    watch = undefined;
    const served = await resolve(ended.token);
    if (own !== attempt || ended.token.isCancellationRequested) return;
    if (served.outcome !== 'done') {
      become({ state: isKnown() ? 'interrupted' : 'failed', problem: served });
      tryAgain(served);
    } else if (served.value === undefined) {
      options.replaced([]);
      become({ state: 'absent', problem: undefined, only: undefined, missing: [] });
      if (isAsked) timer = clock.delay(secondLook, () => void start());
      isAsked = false;
    } else follow(served.value, undefined);
  }

  function tryAgain(problem: Refused | Unreachable): void {
    timer?.dispose();
    if (!mayPass(problem)) return;
    const [first, longest] = isLogin(problem) ? [firstLoginPause, longestLoginPause] : [firstPause, longestPause];
    pause = Math.max(pause, first);
    timer = clock.delay(pause, () => void start());
    pause = Math.min(pause * 2, longest);
  }

  function follow(type: ResourceType, only: string | undefined): void {
    watch?.dispose();
    const { labelSelector } = options;
    const scope = { namespace: only, ...(labelSelector === undefined ? {} : { labelSelector }) };
    watch = connection.watch(type, scope, {
      replaced(objects) {
        pause = firstPause;
        if (only === undefined) look = secondLook;
        options.replaced(objects);
        become({ state: 'following', problem: undefined, only, missing: only === undefined ? [] : state.missing });
      },
      changed: options.changed,
      removed: options.removed,
      state(problem) {
        if (problem === undefined) {
          if (state.problem !== undefined) become({ state: 'following', problem: undefined });
        } else if (problem.outcome === 'refused' && problem.status === 403) forbidden(type, only, problem);
        else if (problem.outcome === 'refused' && problem.status === 404) gone(problem);
        else become({ state: isKnown() ? 'interrupted' : 'failed', problem });
      },
    });
  }

  function forbidden(type: ResourceType, only: string | undefined, problem: Refused): void {
    const namespace = connection.context.namespace ?? 'default';
    const isLast = only !== undefined || !type.namespaced;
    void missingVerbs(only);
    if (isLast) {
      options.replaced([]);
      become({ state: 'denied', problem, only });
    } else {
      follow(type, namespace);
      lookWiderLater();
    }
  }

  /** An API server that has only just started forbids what it will allow: who was sent to one namespace asks for all now and then. */
  function lookWiderLater(): void {
    timer?.dispose();
    timer = clock.delay(look, () => void lookWider());
    look = Math.min(look * 2, longestLook);
  }

  async function lookWider(): Promise<void> {
    const own = attempt;
    const { group, resource } = options;
    const answer = await connection.can({ verb: 'list', group, resource, namespace: undefined }, ended.token);
    if (own !== attempt || ended.token.isCancellationRequested) return;
    if (answer.outcome === 'done' && answer.value) void start();
    else lookWiderLater();
  }

  /** The kind is no longer served, or in another version. */
  function gone(problem: Refused): void {
    watch?.dispose();
    watch = undefined;
    become({ state: isKnown() ? 'interrupted' : 'failed', problem });
    tryAgain(problem);
  }

  async function missingVerbs(namespace: string | undefined): Promise<void> {
    const verbs = ['list', 'watch'];
    const { group, resource } = options;
    const answers = await Promise.all(verbs.map((verb) => connection.can({ verb, group, resource, namespace }, ended.token)));
    become({ missing: verbs.filter((_, i) => isNo(answers[i])) });
  }

  function isKnown(): boolean {
    return state.state === 'following' || state.state === 'interrupted';
  }

  void start();
  return {
    get state() {
      return state;
    },
    retry() {
      if (state.state === 'starting' || (state.state === 'following' && state.only === undefined)) return;
      pause = firstPause;
      look = secondLook;
      isAsked = true;
      void start();
    },
    dispose() {
      ended.cancel();
      timer?.dispose();
      watch?.dispose();
    },
  };
}

function isNo(answer: ClusterOutcome<boolean> | undefined): boolean {
  return answer?.outcome === 'done' && !answer.value;
}

/** Whether it may come right without us: a new login also where the user has logged in again elsewhere. */
function mayPass(problem: Refused | Unreachable): boolean {
  if (problem.outcome === 'refused' || isLogin(problem)) return true;
  return problem.why === 'network' || problem.why === 'timeout' || problem.why === 'certificate';
}

function isLogin(problem: Refused | Unreachable): boolean {
  return problem.outcome === 'unreachable' && problem.why === 'login';
}
