import type { Diagnostic } from 'vscode-languageserver-types';
import type { Clock } from '../host.ts';

/** Brings diagnostics of open documents to the client. */
export interface Publisher {
  /** The text of a document, or something it depends on, has changed. */
  schedule(uri: string): void;
  /** The document is closed: takes its diagnostics away. */
  clear(uri: string): void;
}

/** What the publisher needs from the server. */
export interface PublisherOptions {
  readonly clock: Clock;
  /** Whether the client pulls what follows from the text alone; then only the rest is pushed. */
  readonly pull: boolean;
  /** What follows from the document's own text. Undefined where the document is closed. */
  readonly local: (uri: string) => Promise<readonly Diagnostic[] | undefined>;
  /** What only the vault can tell. May take seconds. */
  readonly vault: (uri: string) => Promise<readonly Diagnostic[]>;
  readonly version: (uri: string) => number | undefined;
  readonly send: (params: { uri: string; version?: number; diagnostics: Diagnostic[] }) => void;
}

/** The longest that a finding waits for the typing to pause, in milliseconds; the wait follows what diagnosing costs. */
const longestWait = 200;

/** How long a change rests before the vault is asked about it, in milliseconds. */
const vaultWait = 500;

interface PublishState {
  timer?: { dispose(): void };
  /** Counts the versions of the text; work for an older round is dropped. */
  round: number;
  /** What the last local diagnosis took, in milliseconds. */
  cost: number;
  vault: readonly Diagnostic[];
}

/**
 * Pushes local findings as soon as they are known (unless the client pulls them) and merges in the vault's when they come. What was
 * worked out for an older version of the text is dropped.
 */
export function createPublisher(options: PublisherOptions): Publisher {
  const { clock, pull, local, vault, version, send } = options;
  const states = new Map<string, PublishState>();

  function stateOf(uri: string): PublishState {
    const known = states.get(uri);
    if (known !== undefined) return known;
    const fresh: PublishState = { round: 0, cost: 0, vault: [] };
    states.set(uri, fresh);
    return fresh;
  }

  async function run(uri: string, round: number): Promise<void> {
    const started = clock.now();
    const own = await local(uri);
    const state = states.get(uri);
    if (own === undefined || state?.round !== round) return;
    state.cost = clock.now() - started;
    if (!pull) publish(uri, [...own, ...state.vault]);
    state.timer = clock.delay(vaultWait, () => void askVault(uri, round, own));
  }

  async function askVault(uri: string, round: number, own: readonly Diagnostic[]): Promise<void> {
    const found = await vault(uri);
    const state = states.get(uri);
    if (state?.round !== round || (found.length === 0 && state.vault.length === 0)) return;
    state.vault = found;
    publish(uri, pull ? found : [...own, ...found]);
  }

  function publish(uri: string, diagnostics: readonly Diagnostic[]): void {
    const current = version(uri);
    if (current !== undefined) send({ uri, version: current, diagnostics: [...diagnostics] });
  }

  return {
    schedule(uri) {
      const state = stateOf(uri);
      state.timer?.dispose();
      const round = ++state.round;
      state.timer = clock.delay(Math.min(longestWait, state.cost), () => void run(uri, round));
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
