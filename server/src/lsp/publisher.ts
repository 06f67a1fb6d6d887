import type { Diagnostic } from 'vscode-languageserver-types';
import type { Clock } from '../host.ts';

/** Brings diagnostics of open documents to the client. */
export interface Publisher {
  /** The text of a document, or something it depends on, has changed. */
  schedule(uri: string): void;
  /** What a remote source says of an open document may have changed; the text has not. */
  refresh(uri: string, source: RemoteSource): void;
  /** The document is closed: takes its diagnostics away. */
  clear(uri: string): void;
}

/** Where findings come from beside the text itself. */
export type RemoteSource = 'vault' | 'cluster';

/** What the publisher needs from the server. */
export interface PublisherOptions {
  readonly clock: Clock;
  /** Whether the client pulls what follows from the text alone; then only the rest is pushed. */
  readonly pull: boolean;
  /** What follows from the document's own text; part of it may come `early`. Undefined where the document is closed. */
  readonly local: (uri: string, early?: (found: readonly Diagnostic[]) => void) => Promise<readonly Diagnostic[] | undefined>;
  /** What only the vault, or the cluster, can tell. May take seconds. */
  readonly remote: Readonly<Record<RemoteSource, (uri: string) => Promise<readonly Diagnostic[]>>>;
  /** Told each time what follows from a text is known and sent. */
  readonly onDiagnosed?: () => void;
  readonly version: (uri: string) => number | undefined;
  readonly send: (params: { uri: string; version?: number; diagnostics: Diagnostic[] }) => void;
}

/**
 * The longest that a finding waits for the typing to pause, in milliseconds. It waits for half of what diagnosing costs, which is done in
 * turns and in nobody's way: of the last two times what took less, for that a whole file was read when it was opened says nothing about
 * an edit.
 */
const longestWait = 100;

/**
 * What costs less is waited for by nobody who types. It waits all the same for the requests that come with a change, such as for
 * completions, in milliseconds.
 */
const quick = { cost: 16, wait: 1 };

/** A timer that comes later than this by so many milliseconds was kept from its time. */
const late = 1;

/** How long a change rests before vault and cluster are asked about it, in milliseconds. */
const remoteWait = 500;

const sources: readonly RemoteSource[] = ['vault', 'cluster'];

interface PublishState {
  timer?: { dispose(): void };
  /** Counts the versions of the text; work for an older round is dropped. */
  round: number;
  /** What the last local diagnosis took, and the one before it, in milliseconds. */
  costs: readonly [last: number, before: number];
  own: readonly Diagnostic[];
  readonly remote: Record<RemoteSource, readonly Diagnostic[]>;
}

/**
 * Pushes local findings as soon as they are known (unless the client pulls them) and merges in the vault's and the cluster's when they
 * come. What was worked out for an older version of the text is dropped.
 */
export function createPublisher(options: PublisherOptions): Publisher {
  const { clock, pull, local, remote, onDiagnosed, version, send } = options;
  const states = new Map<string, PublishState>();

  function stateOf(uri: string): PublishState {
    const known = states.get(uri);
    if (known !== undefined) return known;
    const fresh: PublishState = { round: 0, costs: [0, 0], own: [], remote: { vault: [], cluster: [] } };
    states.set(uri, fresh);
    return fresh;
  }

  async function run(uri: string, round: number): Promise<void> {
    const started = clock.now();
    const show = (own: readonly Diagnostic[]): PublishState | undefined => {
      const state = states.get(uri);
      if (state?.round !== round) return undefined;
      state.own = own;
      if (!pull) publish(uri, state);
      return state;
    };
    const own = await local(uri, pull ? undefined : show);
    const state = own === undefined ? undefined : show(own);
    if (state === undefined) return;
    state.costs = [clock.now() - started, state.costs[0]];
    onDiagnosed?.();
    state.timer = clock.delay(remoteWait, () => {
      for (const source of sources) void askRemote(uri, round, source);
    });
  }

  async function askRemote(uri: string, round: number, source: RemoteSource): Promise<void> {
    const found = await remote[source](uri);
    const state = states.get(uri);
    if (state?.round !== round || (found.length === 0 && state.remote[source].length === 0)) return;
    state.remote[source] = found;
    publish(uri, state);
  }

  function publish(uri: string, state: PublishState): void {
    const current = version(uri);
    if (current === undefined) return;
    const diagnostics = [...(pull ? [] : state.own), ...sources.flatMap((source) => state.remote[source])];
    send({ uri, version: current, diagnostics });
  }

  return {
    schedule(uri) {
      const state = stateOf(uri);
      state.timer?.dispose();
      const round = ++state.round;
      const cost = Math.min(...state.costs);
      const wait = cost < quick.cost ? Math.min(quick.wait, cost) : Math.min(longestWait, cost / 2);
      const due = clock.now() + wait;
      state.timer = clock.delay(wait, () => {
        // Requests have been worked on meanwhile: their answers go out first.
        if (clock.now() > due + late) state.timer = clock.delay(0, () => void run(uri, round));
        else void run(uri, round);
      });
    },
    refresh(uri, source) {
      const state = states.get(uri);
      if (state !== undefined) void askRemote(uri, state.round, source);
    },
    clear(uri) {
      const state = states.get(uri);
      if (state === undefined) return;
      state.timer?.dispose();
      state.round++;
      states.delete(uri);
      send({ uri, diagnostics: [] });
    },
  };
}
