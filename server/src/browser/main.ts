import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { describeBug } from '../describeBug.ts';
import { startServer } from '../lsp/server.ts';
import { packageVersion } from '../packageVersion.ts';
import { createFakeProvider } from '../providers/fake/fakeProvider.ts';
import { createBrowserClock } from './browserClock.ts';
import { createBundledSchemaSource } from './bundledSchemaSource.ts';

declare const self: DedicatedWorkerGlobalScope;

const clock = createBrowserClock();
const connection = createConnection(ProposedFeatures.all, new BrowserMessageReader(self), new BrowserMessageWriter(self));

// A promise that nobody waits for must not end in the browser's console, where nobody looks; nothing of it is quoted.
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  connection.console.error(`bug: ${describeBug(event.reason)}`);
});

/**
 * The language server's program in a web worker. What needs a machine is absent: vaults, clusters, terminals, CRDs on a disk. The files of
 * the workspace are read by the client.
 */
startServer(connection, {
  name: 'external-secrets-language-server',
  version: packageVersion,
  clock,
  schemas: createBundledSchemaSource(),
  providers: () => [createFakeProvider(clock)],
  // Nothing is asked for which consent would be needed.
  ownConsents: () => ({
    get: () => undefined,
    ask: async () => undefined,
    forget: async () => {},
    noteAccount: async () => {},
  }),
});
