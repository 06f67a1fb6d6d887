import { EventEmitter, type LogOutputChannel } from 'vscode';
import {
  type BaseLanguageClient,
  type CancellationToken,
  ErrorCodes,
  ExecuteCommandRequest,
  ResponseError,
  State,
} from 'vscode-languageclient';
import { vaultStatusChangedNotification } from '../../server/src/protocol.ts';
import type { CrashPolicy } from './crashPolicy.ts';

/** The language server as the rest of the extension sees it. */
export interface Server {
  readonly client: BaseLanguageClient;
  /** `stopped`: it stays down until the user restarts it. */
  readonly state: 'starting' | 'running' | 'stopped';
  /** How many requests have got no answer because the server ended meanwhile, killed, by itself or for a restart. */
  readonly unanswered: number;
  /** Fires when `state` may have changed. */
  onDidChangeState(listener: () => void): { dispose(): void };
  /** Fires when the server tells that the state of some vault may have changed: the client itself keeps one listener for each message. */
  onDidChangeVaults(listener: () => void): { dispose(): void };
  /** Never rejects: what goes wrong is in the log and in `state`. */
  start(): Promise<void>;
  /** Stops the server, by force where it does not answer, and starts it again. Never rejects. */
  restart(): Promise<void>;
  /** Stops a running server; one that is still starting ends with this process. Never rejects. */
  stop(): Promise<void>;
  /** A request of ours; undefined where the server does not run, fails to answer, or the token is cancelled. */
  ask<T>(method: string, params?: object, token?: CancellationToken): Promise<T | undefined>;
  /** Runs one of `serverCommands`; undefined where it has no result, or as for `ask`. */
  execute<T>(command: string, ...args: readonly object[]): Promise<T | undefined>;
  dispose(): void;
}

/** The client of the language server, and the server's program behind it: what differs between Node and browsers. */
export interface ServerClient {
  readonly client: BaseLanguageClient;
  /** The program that runs now, a process or a worker; undefined while there is none. */
  program(): ServerProgram | undefined;
}

/** A running program of the server. */
export interface ServerProgram {
  /** Ends it from outside, whatever it does. Resolves when it has ended. */
  kill(): Promise<void>;
}

/** Puts a client under supervision; starts nothing. */
export function superviseServer({ client, program }: ServerClient, crashes: CrashPolicy, log: LogOutputChannel): Server {
  const changed = new EventEmitter<void>();
  const vaultsChanged = new EventEmitter<void>();
  const listeners = [
    changed,
    vaultsChanged,
    client.onDidChangeState(() => changed.fire()),
    client.onNotification(vaultStatusChangedNotification, () => vaultsChanged.fire()),
    crashes.onDidChange(() => changed.fire()),
  ];
  let turn = Promise.resolve();
  let unanswered = 0;

  // One after another: a client that is starting can neither be stopped nor started again.
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(work).catch((error: unknown) => log.error(String(error)));
    return turn;
  };
  const start = () => client.start().catch((error: unknown) => log.error(`The server did not start: ${String(error)}`));
  const stop = async () => {
    const running = program();
    try {
      await client.stop();
    } catch {
      // It hangs, or has not come up: only an end from outside brings the client back to where it can start.
      await running?.kill();
    }
  };

  async function ask<T>(method: string, params?: object, token?: CancellationToken): Promise<T | undefined> {
    if (client.state !== State.Running) return undefined;
    try {
      // What is absent must not be passed at all: the client would send it as a parameter.
      const given = [params, token].filter((value) => value !== undefined) as [unknown, CancellationToken?];
      return await client.sendRequest<T>(method, ...given);
    } catch (error) {
      if (error instanceof ResponseError && error.code === ErrorCodes.PendingResponseRejected) unanswered++;
      if (token?.isCancellationRequested !== true) log.error(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  return {
    client,
    get state() {
      if (client.state === State.Running) return 'running';
      return crashes.gaveUp ? 'stopped' : 'starting';
    },
    get unanswered() {
      return unanswered;
    },
    onDidChangeState: (listener) => changed.event(listener),
    onDidChangeVaults: (listener) => vaultsChanged.event(listener),
    start: () => inTurn(start),
    restart: () => {
      crashes.reset();
      const starting = client.state === State.Starting ? program() : undefined;
      if (starting !== undefined) {
        void starting.kill();
        return turn;
      }
      return inTurn(async () => {
        await stop();
        await start();
      });
    },
    stop: async () => {
      if (client.state === State.Running) await inTurn(stop);
    },
    ask,
    execute: async <T>(command: string, ...args: readonly object[]) =>
      (await ask<T | null>(ExecuteCommandRequest.method, { command, arguments: args })) ?? undefined,
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}
