/**
 * The part of `protocol.ts` that is about beginning a manifest: what there is to choose, the answers, and what becomes of them. Nothing
 * here comes from a vault: keys and properties are completed in the document that is made.
 */
import type { CommandResult } from './clusterProtocol.ts';

/** Commands of `workspace/executeCommand` that begin a manifest. Neither changes anything. */
export const newManifestCommands = {
  /** No argument. Returns `NewManifestChoices`. */
  newManifestChoices: 'externalSecrets.server.newManifestChoices',
  /** Argument: `NewManifestAnswers`. Returns `NewManifestResult`. */
  newManifest: 'externalSecrets.server.newManifest',
} as const;

/** What there is to choose from, for the ESO version that is checked for. */
export interface NewManifestChoices {
  /** The stores of the workspace, by name. */
  readonly stores: readonly StoreChoice[];
  readonly providers: readonly ProviderChoice[];
  /** What an ExternalSecret can be about. */
  readonly contents: readonly ContentChoice[];
  /** The namespaces that manifests of the workspace name, the one named most first. */
  readonly namespaces: readonly string[];
  /** URIs of the folders with manifests of ESO, the one with most first. */
  readonly folders: readonly string[];
}

/** A store to read from. */
export interface StoreChoice {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
  readonly namespace?: string;
  /** The name of the back end: `AWS Secrets Manager`; undefined where the manifest does not say it yet. */
  readonly provider?: string;
  /** The file that defines it. */
  readonly uri: string;
}

/** A back end. */
export interface ProviderChoice {
  /** The field below `spec.provider`. */
  readonly id: string;
  readonly name: string;
  /** Whether the names in such a vault can be completed once it is connected. */
  readonly completes: boolean;
  readonly methods: readonly MethodChoice[];
}

/** A login to a back end. */
export interface MethodChoice {
  readonly id: string;
  readonly title: string;
  /** When to take it. */
  readonly when: string;
  /** What a store like the usual one is called. */
  readonly storeName: string;
  /** What says where the vault is. What is not answered is left to fill in. */
  readonly fields: readonly FieldChoice[];
}

/** A field of a store. */
export interface FieldChoice {
  readonly id: string;
  /** Its name in the manifest: `vaultUrl`. */
  readonly label: string;
  /** What it is about. Plain text. */
  readonly about?: string;
  readonly example: string;
  /** The values there are; undefined where any will do. */
  readonly options?: readonly string[];
  /** What other stores of the workspace have there. */
  readonly known: readonly string[];
}

/** What an ExternalSecret can be about. */
export interface ContentChoice {
  /** The prefix of its snippet. */
  readonly id: string;
  readonly about: string;
  /** The type of the Secret, where it is about that. */
  readonly type?: string;
}

/** A store to be written. */
export interface NewStore {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly provider: string;
  /** The usual one unless given. */
  readonly method?: string;
  readonly name: string;
  readonly namespace?: string;
  /** By `FieldChoice.id`. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** An ExternalSecret to be written. */
export interface NewExternalSecret {
  readonly store: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly name: string };
  /** `ContentChoice.id`; single values unless given. */
  readonly content?: string;
  readonly name: string;
  readonly namespace?: string;
}

/** All that is needed for a manifest; with both the store comes first, as a document of its own. */
export interface NewManifestAnswers {
  readonly store?: NewStore;
  readonly externalSecret?: NewExternalSecret;
  /** The URI of an open document whose style is followed. */
  readonly beside?: string;
}

/** The manifest. Its text is there where the outcome is `done`. */
export interface NewManifestResult extends CommandResult {
  /** With likely values where nothing was answered. */
  readonly text?: string;
  /** The same in LSP's snippet syntax: the caret begins at the key in the vault. */
  readonly snippet?: string;
  /** What a file for it is called: `db-credentials.yaml`. */
  readonly fileName?: string;
}

/** Characters; Kubernetes takes no longer name of an object, and none of a namespace. */
const longest = { object: 253, namespace: 63 } as const;

/** What is wrong with a name, as Kubernetes sees it; undefined where nothing is. */
export function nameProblem(name: string, of: keyof typeof longest = 'object'): 'empty' | 'long' | 'form' | undefined {
  if (name === '') return 'empty';
  if (name.length > longest[of]) return 'long';
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  const form = of === 'object' ? `^${label}(\\.${label})*$` : `^${label}$`;
  return new RegExp(form).test(name) ? undefined : 'form';
}
