import type { NewManifestService } from '../../newManifestService.ts';
import { type NewExternalSecret, type NewManifestAnswers, type NewStore, serverCommands } from '../../protocol.ts';
import { asRecord } from '../settings.ts';
import { required } from './arguments.ts';
import type { ServerCommand } from './command.ts';

/** The commands that begin a manifest. What they return is the workspace's own and what was answered. */
export function newManifestCommands(manifests: NewManifestService): Readonly<Record<string, ServerCommand>> {
  return {
    [serverCommands.newManifestChoices]: {
      title: 'Choices for a new manifest',
      run: async () => (await manifests.choices()) ?? null,
    },
    [serverCommands.newManifest]: {
      title: 'New manifest',
      run: ({ argument }) => manifests.make(required(readAnswers(argument), 'a store or an ExternalSecret to write')),
    },
  };
}

function readAnswers(value: unknown): NewManifestAnswers | undefined {
  const { beside, externalSecret, store } = asRecord(value);
  const [newStore, newSecret] = [readStore(store), readExternalSecret(externalSecret)];
  // A half that cannot be read must not pass for one that was not wanted.
  if ((store !== undefined && newStore === undefined) || (externalSecret !== undefined && newSecret === undefined))
    return undefined;
  if (newStore === undefined && newSecret === undefined) return undefined;
  return {
    ...(newStore === undefined ? {} : { store: newStore }),
    ...(newSecret === undefined ? {} : { externalSecret: newSecret }),
    ...(typeof beside === 'string' ? { beside } : {}),
  };
}

function readStore(value: unknown): NewStore | undefined {
  const { fields, kind, method, name, namespace, provider } = asRecord(value);
  if (!isStoreKind(kind) || typeof provider !== 'string' || typeof name !== 'string') return undefined;
  const texts = Object.entries(asRecord(fields)).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return {
    kind,
    provider,
    name,
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    fields: Object.fromEntries(texts),
  };
}

function readExternalSecret(value: unknown): NewExternalSecret | undefined {
  const { content, name, namespace, store } = asRecord(value);
  const { kind, name: storeName } = asRecord(store);
  if (!isStoreKind(kind) || typeof storeName !== 'string' || typeof name !== 'string') return undefined;
  return {
    store: { kind, name: storeName },
    name,
    ...(typeof content === 'string' ? { content } : {}),
    ...(typeof namespace === 'string' ? { namespace } : {}),
  };
}

function isStoreKind(value: unknown): value is NewStore['kind'] {
  return value === 'SecretStore' || value === 'ClusterSecretStore';
}
