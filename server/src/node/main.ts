import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { describeBug } from '../describeBug.ts';
import { startServer } from '../lsp/server.ts';
import { packageVersion } from '../packageVersion.ts';
import { createClusterClient } from './cluster/clusterClient.ts';
import { fileConsents } from './consentFile.ts';
import { readCrdFiles } from './crdFiles.ts';
import { createDownloadedCrds } from './downloadedCrds.ts';
import { nodeClock } from './nodeClock.ts';
import { createNodeFiles } from './nodeFiles.ts';
import { createNodeSchemaSource } from './nodeSchemaSource.ts';
import { createNodeProviders } from './providers.ts';
import { leaveWorkspace } from './workingFolder.ts';

// A promise that nobody waits for must not end the server: local features go on, and the bug is said without quoting anything.
process.on('unhandledRejection', (reason) => void process.stderr.write(`bug: ${describeBug(reason)}\n`));

leaveWorkspace();

/** The language server's program: speaks LSP over stdio (`--stdio`) or Node's IPC (`--node-ipc`). */
startServer(createConnection(ProposedFeatures.all), {
  name: 'external-secrets-language-server',
  version: packageVersion,
  clock: nodeClock,
  schemas: createNodeSchemaSource(),
  files: createNodeFiles,
  providers: (log, settings) =>
    createNodeProviders({
      clock: nodeClock,
      log: (entry) => log.access(entry),
      maxCallsPerListing: () => settings().vault.maxCallsPerListing,
    }),
  crds: (place, folder) => readCrdFiles(place, folder?.startsWith('file:') === true ? fileURLToPath(folder) : undefined),
  crdDownloads: createDownloadedCrds(),
  clusters: (log) => createClusterClient({ env: process.env, clock: nodeClock, log: (entry) => log.access(entry) }),
  shell: process.platform === 'win32' ? 'other' : 'posix',
  ownConsents: fileConsents,
});
