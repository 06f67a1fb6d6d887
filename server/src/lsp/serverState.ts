import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { neverCancelled } from '../cancellation.ts';
import type { ClientFeatures } from '../features/context.ts';
import type { AccessEntry, Files, Host, Log } from '../host.ts';
import { createLanguageService, type LanguageService } from '../languageService.ts';
import { english, type Localisation } from '../localisation.ts';
import { plainLines } from '../model/plainText.ts';
import { accessLogNotification, defaultSettings, type InitializationOptions } from '../protocol.ts';
import { askVaults, providerFor } from '../providers/registry.ts';
import { formatAccessEntry } from './accessLog.ts';
import { clientFeatures } from './clientFeatures.ts';
import { createClientFiles, filesOfBoth, isOnDisk } from './clientFiles.ts';
import type { ServerCommand } from './commands/command.ts';
import { crdCommands } from './commands/crdCommands.ts';
import { clientConsents } from './consents.ts';
import { createUserCrds, type UserCrds } from './crds.ts';
import { guard } from './guard.ts';
import { onceAtRest } from './onceAtRest.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import type { Runtime } from './runtime.ts';
import { asRecord, identityFor, isProtected, isTokenFor, readSettings } from './settings.ts';

/** Everything that the handlers of one connection share. */
export interface ServerState {
  readonly connection: Connection;
  readonly log: Log;
  readonly service: LanguageService;
  readonly publisher: Publisher;
  /** What differs between the places where the server runs; as given. */
  readonly runtime: Runtime;
  /** Whether there are vaults that could be asked over the network. */
  readonly reachesVaults: boolean;
  readonly client: InitializeParams;
  readonly features: ClientFeatures;
  /** The language of the client's user. */
  readonly l10n: Localisation;
  /** Reads the settings from the client again; from what it has sent of them where it cannot be asked. */
  readonly refreshSettings: (sent?: unknown) => Promise<void>;
  /** Fetches the consents that the client keeps; without them every destination counts as not asked yet. */
  readonly loadConsents: () => Promise<void>;
  /** Connects to the cluster again that the user has allowed before, once the consents are there. */
  readonly resumeCluster: () => void;
  /** Resolves when the consents are there. */
  readonly consentsLoaded: Promise<void>;
  /** Pushes diagnostics of all open documents anew, and asks a pulling client to pull. */
  readonly refreshDiagnostics: () => void;
  /** Has the editor ask for inlay hints again, where it can be told to. */
  readonly refreshHints: () => void;
  /** The same for lenses. */
  readonly refreshLenses: () => void;
  /** Pushes anew what the cluster says of open documents. */
  readonly refreshClusterDiagnostics: () => void;
  readonly trust: () => void;
  readonly crds: UserCrds;
  readonly crdCommands: Readonly<Record<string, ServerCommand>>;
  /** The user has added folders to the workspace, or taken some away. */
  readonly changeFolders: (event: WorkspaceFoldersChangeEvent) => Promise<void>;
}

/** How long after a change of another file a client that pulls is told to pull again, in milliseconds. */
const neighboursWait = 200;

/** The state of a connection that has just been initialised. */
export function createServerState(connection: Connection, runtime: Runtime, client: InitializeParams): ServerState {
  const options = (client.initializationOptions ?? {}) as InitializationOptions;
  let settings = defaultSettings;
  let trusted = options.trusted !== false;
  const log = createLog(connection, options.showsAccessLog === true);
  const kept = options.keepsConsent === true ? clientConsents(connection, log) : undefined;
  let folders: readonly string[] = (client.workspaceFolders ?? []).map(({ uri }) => uri);
  const providers = runtime.providers(log, () => settings);
  const reachesVaults = askVaults(providers);
  const features = clientFeatures(client, {
    clusters: runtime.clusters !== undefined,
    terminals: runtime.shell !== undefined,
    vaults: reachesVaults,
  });
  const host: Host = {
    log,
    clock: runtime.clock,
    schemas: runtime.schemas,
    files: filesFor(connection, log, runtime, options, () => folders),
    providers,
    consents: kept ?? runtime.ownConsents(connection, log),
    ...(runtime.clusters === undefined ? {} : { clusters: runtime.clusters(log) }),
  };
  const service = createLanguageService(host, {
    settings: () => settings,
    trusted: () => trusted,
    // Clients that know no workspace folders still say where they work.
    workspace: () => (folders.length > 0 ? [...folders].sort().join(' ') : (client.rootUri ?? '')),
    identityFor: (store) => identityFor(settings, store, providerFor(host.providers, store)),
    isTokenFor: (store, endpoint) => isTokenFor(settings, store, endpoint, providerFor(host.providers, store)),
    isProtected: (context) => isProtected(settings, context),
    onJudgingChanged: () => refreshDiagnostics(),
    onNeighboursChanged: (uris) => refreshNeighbours(uris),
    client: features,
  });
  let loaded = () => {};
  const consentsLoaded = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  const pull = client.capabilities.textDocument?.diagnostic !== undefined;
  const publisher = createPublisher({
    clock: runtime.clock,
    pull,
    local: (uri, early) => guard(log, 'diagnostics', neverCancelled, undefined, () => service.diagnose(uri, early)),
    remote: {
      vault: (uri) => guard(log, 'vault diagnostics', neverCancelled, [], () => service.diagnoseVault(uri)),
      cluster: (uri) => guard(log, 'cluster diagnostics', neverCancelled, [], () => service.diagnoseCluster(uri)),
    },
    onDiagnosed: onceAtRest(runtime.clock, () => guard(log, 'rehearsal', neverCancelled, undefined, () => service.rehearse())),
    version: (uri) => service.versionOf(uri),
    send: (params) => void guard(log, 'publish', neverCancelled, undefined, () => connection.sendDiagnostics(params)),
  });
  const refreshHints = () => {
    if (client.capabilities.workspace?.inlayHint?.refreshSupport !== true) return;
    void guard(log, 'refresh', neverCancelled, undefined, () => connection.languages.inlayHint.refresh());
  };
  const refreshLenses = () => {
    if (client.capabilities.workspace?.codeLens?.refreshSupport !== true) return;
    void guard(log, 'refresh', neverCancelled, undefined, () => connection.sendRequest(CodeLensRefreshRequest.type));
  };
  const pullAnew = () => {
    refreshHints();
    refreshLenses();
    if (!pull || client.capabilities.workspace?.diagnostics?.refreshSupport !== true) return;
    void guard(log, 'refresh', neverCancelled, undefined, () => connection.languages.diagnostics.refresh());
  };
  const refreshDiagnostics = () => {
    for (const uri of service.openDocuments()) publisher.schedule(uri);
    pullAnew();
  };
  let pullSoon: { dispose(): void } | undefined;
  const refreshNeighbours = (uris: readonly string[]) => {
    for (const uri of uris) publisher.schedule(uri);
    // One request for a whole burst: an edit of a store, or the first reading of the workspace, file after file.
    pullSoon?.dispose();
    pullSoon = runtime.clock.delay(neighboursWait, pullAnew);
  };
  const crds = createUserCrds(service, log, runtime.crds, runtime.crdDownloads);
  return {
    connection,
    log,
    service,
    publisher,
    runtime,
    reachesVaults,
    client,
    features,
    l10n: features.l10n ?? english,
    refreshDiagnostics,
    refreshHints,
    refreshLenses,
    refreshClusterDiagnostics: () => {
      for (const uri of service.openDocuments()) publisher.refresh(uri, 'cluster');
    },
    async changeFolders({ added, removed }) {
      const gone = new Set(removed.map(({ uri }) => uri));
      folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
      await service.indexWorkspace();
      refreshDiagnostics();
    },
    loadConsents: async () => {
      await kept?.load();
      loaded();
    },
    consentsLoaded,
    resumeCluster: () =>
      void guard(log, 'resume', neverCancelled, undefined, async () => {
        await consentsLoaded;
        await service.cluster.resume();
      }),
    async refreshSettings(sent) {
      const canBeAsked = client.capabilities.workspace?.configuration === true;
      const given = canBeAsked
        ? await connection.workspace.getConfiguration('externalSecrets')
        : asRecord(sent)['externalSecrets'];
      if (!canBeAsked && given === undefined) return;
      const before = settings.crds;
      settings = readSettings(given);
      if (settings.crds !== before) await crds.use(settings.crds, folders[0]);
    },
    trust() {
      trusted = true;
    },
    crds,
    crdCommands:
      runtime.crdDownloads === undefined
        ? {}
        : crdCommands({ crds, downloads: runtime.crdDownloads, trusted: () => trusted, clock: runtime.clock, log }),
  };
}

/** Files on disk are read by the server itself, all others by the client, where it offers that. */
function filesFor(
  connection: Connection,
  log: Log,
  runtime: Runtime,
  { readsFiles }: InitializationOptions,
  folders: () => readonly string[],
): Files {
  const disk = runtime.files?.(folders);
  if (readsFiles !== true) return disk ?? noFiles;
  if (disk === undefined) return createClientFiles(connection, log, folders);
  const elsewhere = createClientFiles(connection, log, () => folders().filter((uri) => !isOnDisk(uri)));
  return filesOfBoth(disk, elsewhere);
}

const noFiles: Files = { list: async () => ({ uris: [], complete: true }), read: async () => undefined };

/** Lines: a comparison of several manifests has some hundred. */
const longestEntry = 5_000;

function createLog(connection: Connection, showsAccessLog: boolean): Log {
  return {
    // A log is read in terminals too, and names in it are others' text.
    info: (message) => connection.console.info(plainLines(message, longestEntry)),
    error: (message) => connection.console.error(plainLines(message, longestEntry)),
    access(entry: AccessEntry) {
      const line = formatAccessEntry(entry);
      if (showsAccessLog) void connection.sendNotification(accessLogNotification, { line });
      else connection.console.log(`access: ${line}`);
    },
  };
}
