import type { ClusterNames } from '../cluster/names.ts';
import type { Clock } from '../host.ts';
import type { Localisation } from '../localisation.ts';
import type { Mentions } from '../model/mentions/mentions.ts';
import type { WorkspaceIndex } from '../model/workspaceIndex.ts';
import { serverCommands } from '../protocol.ts';
import type { VaultAccess } from '../providers/vaultAccess.ts';
import type { SchemaSource } from '../schema/schemaSource.ts';
import type { LineIndex } from '../syntax/lineIndex.ts';
import type { ManifestFile } from '../syntax/manifest.ts';

/** What the language features work with, the same for every request. */
export interface FeatureContext {
  readonly schemas: SchemaSource;
  readonly vaults: VaultAccess;
  readonly index: WorkspaceIndex;
  /** What is named where in the workspace. */
  readonly mentions: Mentions;
  readonly clock: Clock;
  /** The ESO version to judge by; undefined: the newest known. */
  readonly operatorVersion: string | undefined;
  readonly client: ClientFeatures;
  /** The language of the client's user. */
  readonly l10n: Localisation;
  /** Whether fields and their values are left to another extension. */
  readonly leavesStructure?: boolean;
  /** Names of the connected cluster, for completion; absent where clusters are out of reach. */
  readonly cluster?: ClusterNames;
}

/** A request about a place of an open file. */
export interface PlaceContext extends FeatureContext {
  readonly uri: string;
  readonly file: ManifestFile;
  /** Positions of the file's offsets. */
  readonly lines: LineIndex;
  /** UTF-16 offset of the caret, or of the pointer, in the file. */
  readonly offset: number;
}

/** What the editor can do. */
export interface ClientFeatures {
  /** Whether completions may have tab stops. */
  readonly snippets: boolean;
  /** Whether the editor inserts further lines as they are when told so; otherwise it indents them like the line of the caret. */
  readonly insertsAsIs: boolean;
  /** Whether hovers and documentation may be Markdown. */
  readonly markdown: boolean;
  /** Whether it asks for the edit of a code action when that is chosen (`codeAction/resolve`). */
  readonly resolvesActions?: boolean;
  /** Whether definitions may be answered with the range of what was asked about and that of what is shown. */
  readonly definitionLinks?: boolean;
  /** Whether the symbols of a file may have others below them. */
  readonly nestedSymbols?: boolean;
  /** How many folding ranges it takes; undefined: it says nothing. */
  readonly mostFolds?: number | undefined;
  /** Whether it checks that an edit was made for the version of the text that it has. */
  readonly versionedEdits?: boolean;
  /** Whether an edit may make a file. */
  readonly createsFiles?: boolean;
  readonly commands: ClientCommands;
  /** The language of its user; English where it is not said. */
  readonly l10n?: Localisation;
}

/**
 * Commands that a completion entry or a lens may carry. The absent ones do not exist in this editor. Those about stores take a `StoreAddress`.
 */
export interface ClientCommands {
  readonly connectStore: string;
  readonly allowReadingValues: string;
  readonly refreshVaultListing: string;
  /** Types the command line that signs in again into a terminal, or tells it. */
  readonly signIn: string;
  /** Takes a `KeyTarget`; so does the next. */
  readonly createInVault?: string;
  readonly rotateInVault?: string;
  /** Takes a `ConvertTarget`. */
  readonly convertToExternalSecret: string;
  readonly showStatus?: string;
  /** Takes a `StoreAddress`: lets a listing cost more calls. */
  readonly listMore?: string;
  /** Leads to an ExternalSecret step by step; so does the next to a store. No argument. */
  readonly newExternalSecret?: string;
  readonly newSecretStore?: string;
  /** Opens the completion list again. */
  readonly triggerSuggest?: string;
  /** Leads to the question whether the workspace is trusted. */
  readonly manageTrust?: string;
  /** Takes a `ManifestTarget`. */
  readonly apply?: string;
  /** Takes a `ManifestTarget`. */
  readonly diffWithCluster?: string;
  /** Takes a `SyncTarget`. */
  readonly forceSync?: string;
  /** Takes a `PreviewPlace`: shows the Secret that ESO would write. */
  readonly previewSecret?: string;
  /** Takes a `ResourceAddress`: says how the object stands. */
  readonly showResource?: string;
  /** Takes a URI, a position and locations, all as LSP has them: shows those places. */
  readonly showReferences?: string;
  /** Migrates all manifests of the workspace, after a preview or a question. */
  readonly migrateWorkspace?: string;
  /** Makes all fixes in the workspace, after a preview or a question. */
  readonly fixWorkspace?: string;
  /** Takes a version: from then on the workspace is judged by it. */
  readonly setOperatorVersion?: string;
  /** Whether Markdown may have links to these commands. */
  readonly links?: true;
  /** Whether titles may name icons, `$(check)`, as VS Code has them. */
  readonly icons?: true;
}

/** The commands of our own extension: its palette commands show progress and ask where asking belongs. */
export const extensionCommands: ClientCommands = {
  connectStore: 'externalSecrets.connectStore',
  allowReadingValues: 'externalSecrets.allowReadingValues',
  refreshVaultListing: 'externalSecrets.refreshVaultListing',
  signIn: 'externalSecrets.signIn',
  createInVault: 'externalSecrets.createInVault',
  rotateInVault: 'externalSecrets.rotateInVault',
  convertToExternalSecret: 'externalSecrets.convertToExternalSecret',
  showStatus: 'externalSecrets.showStatus',
  listMore: 'externalSecrets.listMore',
  newExternalSecret: 'externalSecrets.newExternalSecret',
  newSecretStore: 'externalSecrets.newSecretStore',
  triggerSuggest: 'editor.action.triggerSuggest',
  manageTrust: 'workbench.trust.manage',
  apply: 'externalSecrets.apply',
  diffWithCluster: 'externalSecrets.diffWithCluster',
  forceSync: 'externalSecrets.forceSync',
  previewSecret: 'externalSecrets.previewSecret',
  showResource: 'externalSecrets.showResource',
  showReferences: 'editor.action.showReferences',
  migrateWorkspace: 'externalSecrets.migrateWorkspace',
  fixWorkspace: 'externalSecrets.fixWorkspace',
  setOperatorVersion: 'externalSecrets.setOperatorVersion',
  links: true,
  icons: true,
};

/** What any other editor can run: the commands of the server. */
export const plainCommands: ClientCommands = {
  connectStore: serverCommands.connectStore,
  allowReadingValues: serverCommands.allowReadingValues,
  refreshVaultListing: serverCommands.refreshVaultListing,
  signIn: serverCommands.signIn,
  createInVault: serverCommands.createInVault,
  rotateInVault: serverCommands.rotateInVault,
  convertToExternalSecret: serverCommands.convertToExternalSecret,
  apply: serverCommands.apply,
  diffWithCluster: serverCommands.diffWithCluster,
  forceSync: serverCommands.forceSync,
  previewSecret: serverCommands.previewSecret,
  // Changes nothing, and answers with how the object stands.
  showResource: serverCommands.waitUntilReady,
  migrateWorkspace: serverCommands.migrateWorkspace,
  fixWorkspace: serverCommands.fixWorkspace,
};

/** What of the world the server can get at where it runs. */
export interface Reach {
  readonly clusters: boolean;
  readonly terminals: boolean;
  /** Vaults that are asked over the network. */
  readonly vaults: boolean;
}

/** What a command needs to do anything. */
const needs: Readonly<Partial<Record<keyof ClientCommands, keyof Reach>>> = {
  apply: 'clusters',
  diffWithCluster: 'clusters',
  forceSync: 'clusters',
  showResource: 'clusters',
  createInVault: 'terminals',
  rotateInVault: 'terminals',
  listMore: 'vaults',
  manageTrust: 'vaults',
  showStatus: 'vaults',
};

/** The commands that can do something there. */
export function possibleCommands(commands: ClientCommands, reach: Reach): ClientCommands {
  const possible = Object.entries(commands).filter(([name]) => {
    const need = needs[name as keyof ClientCommands];
    return need === undefined || reach[need];
  });
  // None that must be there needs anything.
  return Object.fromEntries(possible) as unknown as ClientCommands;
}
