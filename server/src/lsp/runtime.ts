import type { Connection } from 'vscode-languageserver';
import type { ClusterClient } from '../cluster/clusterClient.ts';
import type { Clock, Files, Log } from '../host.ts';
import type { Settings, TerminalShell } from '../protocol.ts';
import type { ConsentStore } from '../providers/consent.ts';
import type { SecretProvider } from '../providers/secretProvider.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import type { CrdDownloads, ReadCrds } from './crds.ts';

/** What differs between the places where the server runs. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  readonly clock: Clock;
  readonly schemas: SchemaSource;
  /** The files on disk below the workspace folders that the function names at the time. Absent where there is no disk; so below. */
  readonly files?: (folders: () => readonly string[]) => Files;
  readonly providers: (log: Log, settings: () => Settings) => readonly SecretProvider[];
  readonly crds?: ReadCrds;
  readonly crdDownloads?: CrdDownloads;
  /** Absent where clusters cannot be reached. */
  readonly clusters?: (log: Log) => ClusterClient;
  /** What a terminal of this machine usually runs, for command lines. Absent where there are no terminals. */
  readonly shell?: TerminalShell;
  /** Consent for editors that do not keep it themselves. */
  readonly ownConsents: (connection: Connection, log: Log) => ConsentStore;
}
