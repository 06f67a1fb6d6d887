import type { ClusterClient } from './cluster/clusterClient.ts';
import type { ConsentStore } from './providers/consent.ts';
import type { SecretProvider } from './providers/secretProvider.ts';
import type { SchemaSource } from './schema/schemaSource.ts';

/** Where log lines go. `access` is the "External Secrets: Access Log" channel: target, operation, count, duration; no values. */
export interface Log {
  info(message: string): void;
  error(message: string): void;
  access(entry: AccessEntry): void;
}

/** One remote operation, for the access log. */
export interface AccessEntry {
  /** The store's name and the destination in words. */
  readonly target: string;
  /** The vendor's name of the call: `ListSecrets`. */
  readonly operation: string;
  /** How many items came back. */
  readonly count?: number;
  readonly milliseconds: number;
  /** `ok`, or the code of the problem. */
  readonly outcome: string;
}

/** Time, injected so that tests own it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after so many milliseconds; dispose cancels. */
  delay(milliseconds: number, callback: () => void): { dispose(): void };
}

/** The YAML and JSON files of the workspace folders; the folders of other tools are left out. */
export interface FileListing {
  readonly uris: readonly string[];
  /** Whether these are all: no folder could not be read, and there were not too many. What is in none of them is nowhere only then. */
  readonly complete: boolean;
}

/** Read access to the workspace's files that are not open in the editor. */
export interface Files {
  list(): Promise<FileListing>;
  /** A file's text, or undefined where it cannot be read or is larger than is sensible for a manifest. */
  read(uri: string): Promise<string | undefined>;
}

/** Everything that the core may ask of the outside world. */
export interface Host {
  readonly log: Log;
  readonly clock: Clock;
  readonly files: Files;
  readonly schemas: SchemaSource;
  readonly providers: readonly SecretProvider[];
  readonly consents: ConsentStore;
  /** Absent where clusters cannot be reached. */
  readonly clusters?: ClusterClient;
}
