import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../lsp/server.ts';
import { createFakeProvider } from '../providers/fake/fakeProvider.ts';
import { fileConsents } from './consentFile.ts';
import { nodeClock } from './nodeClock.ts';
import { createNodeFiles } from './nodeFiles.ts';
import { createNodeSchemaSource } from './nodeSchemaSource.ts';
import { packageVersion } from './packageVersion.ts';

/** The language server's program: speaks LSP over stdio (`--stdio`) or Node's IPC (`--node-ipc`). */
startServer(createConnection(ProposedFeatures.all), {
  name: 'external-secrets-language-server',
  version: packageVersion,
  clock: nodeClock,
  schemas: createNodeSchemaSource(),
  files: createNodeFiles,
  providers: () => [createFakeProvider()],
  ownConsents: fileConsents,
});
