import { type ClientFeatures, plainCommands } from '../../server/src/features/context.ts';
import type { Host } from '../../server/src/host.ts';
import type { ServiceOptions } from '../../server/src/languageService.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import { defaultSettings } from '../../server/src/protocol.ts';

/** What a test wants otherwise than usual of the service that it makes. */
export interface OtherOptions extends Partial<Omit<ServiceOptions, 'client'>> {
  readonly client?: Partial<ClientFeatures>;
}

/** A service as an editor in a trusted workspace without settings of its own would make it, but for what is given. */
export function serviceOptions({ client, ...others }: OtherOptions = {}): ServiceOptions {
  return {
    settings: () => defaultSettings,
    trusted: () => true,
    workspace: () => 'file:///w',
    identityFor: () => ({}),
    isProtected: () => false,
    onJudgingChanged: () => {},
    onNeighboursChanged: () => {},
    ...others,
    client: { snippets: true, insertsAsIs: true, markdown: true, commands: plainCommands, ...client },
  };
}

const schemas = createNodeSchemaSource();

/** A host with the real schemas and nothing to ask: no vaults, no consent, no files and a clock that stands still, but for what is given. */
export function bareHost(others: Partial<Host> = {}): Host {
  return {
    schemas,
    log: { info() {}, error() {}, access() {} },
    clock: { now: () => 0, delay: () => ({ dispose() {} }) },
    files: { list: async () => ({ uris: [], complete: true }), read: async () => undefined },
    providers: [],
    consents: { get: () => undefined, ask: async () => undefined, forget: async () => {}, noteAccount: async () => {} },
    ...others,
  };
}
