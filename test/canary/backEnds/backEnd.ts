import type { StoreLogin } from '../../../server/src/protocol.ts';
import type { JsonObject } from '../../../server/src/syntax/node.ts';
import type { Answer, ScriptedHttp } from '../../support/scriptedHttp.ts';

/** Makes a new secret: text that must turn up nowhere. */
export type Plant = () => string;

/** A store whose vault holds planted secrets, and what a user has on the machine to reach it. Goes from process to process as JSON. */
export interface CanaryStore {
  readonly name: string;
  /** The key under `spec.provider`, and its block. */
  readonly provider: string;
  readonly config: JsonObject;
  /** Keys whose properties, versions and metadata are asked for. */
  readonly keys: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files below the home. */
  readonly files?: Readonly<Record<string, string>>;
  readonly logins?: Readonly<Record<string, StoreLogin>>;
  /** Properties and versions that are offered only once values, or what holds them, have been asked for; empty where ESO reads none. */
  readonly proofs: readonly string[];
}

/** What a vault of a test is, in the process that alone knows its secrets. */
export interface CanaryVault {
  readonly store: CanaryStore;
  /** Has every call answered so, or as the service does again. */
  fault(answer: (() => Answer) | undefined): void;
}

/** A back end that the canary drives. */
export interface CanaryBackEnd {
  /** The key under `spec.provider` of the provider that answers for it. */
  readonly id: string;
  /** `SecretProvider.title`, where several have that key. */
  readonly title?: string;
  /** Starts what stands in for the service. */
  start(plant: Plant): Promise<CanaryVault>;
}

/** The fault switch of a scripted server. */
export function faultOf(server: ScriptedHttp): CanaryVault['fault'] {
  const own = server.answer;
  return (answer) => {
    server.answer = answer === undefined ? own : () => answer();
  };
}
