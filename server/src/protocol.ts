/**
 * What the client and the server of this project say to each other beyond LSP. The only file of the server that the client imports.
 */
import { type ClusterSettings, type ClusterStatus, type CommandResult, clusterCommands } from './clusterProtocol.ts';
import { newManifestCommands } from './newManifestProtocol.ts';

export * from './clusterProtocol.ts';
export * from './newManifestProtocol.ts';

/**
 * Commands of `workspace/executeCommand`. They differ from the palette's ids, and none takes an argument that means "confirmed". Where a
 * store is wanted, a place in a manifest does as well, `{ uri, line, character }`; with no argument at all the user is asked which.
 */
export const serverCommands = {
  /** Arguments: `StoreAddress`. Asks consent for the store's destination. Returns `VaultStatus`. */
  connectStore: 'externalSecrets.server.connectStore',
  /** Arguments: `StoreAddress`. Asks whether values may be read, to list property names. Returns `VaultStatus`. */
  allowReadingValues: 'externalSecrets.server.allowReadingValues',
  /** Arguments: `StoreAddress`. Takes consent back. Returns `VaultStatus`. */
  disconnectStore: 'externalSecrets.server.disconnectStore',
  /** Arguments: `StoreAddress`, or none for all stores. Forgets listings, so that the next question goes to the vault. */
  refreshVaultListing: 'externalSecrets.server.refreshVaultListing',
  /** Argument: `StoreAddress`. What signs in to the store's vault again. Returns `TerminalCommand`. */
  signIn: 'externalSecrets.server.signIn',
  /** Argument: `KeyTarget`. What creates the secret in its vault, with the vendor's own tool. Returns `TerminalCommand`. */
  createInVault: 'externalSecrets.server.createInVault',
  /** Argument: `KeyTarget`. What gives the secret, or the property of it that is named there, a new value. Returns `TerminalCommand`. */
  rotateInVault: 'externalSecrets.server.rotateInVault',
  /** No arguments. Makes every fix that can be made without asking, in all manifests of the workspace. Returns `WorkspaceFixResult`. */
  fixWorkspace: 'externalSecrets.server.fixWorkspace',
  /** No arguments. Migrates all manifests of the workspace to v1. Returns `WorkspaceFixResult`. */
  migrateWorkspace: 'externalSecrets.server.migrateWorkspace',
  /** Argument: a code action of the server's. Tells the user why there is no edit for it. Returns nothing. */
  explainAction: 'externalSecrets.server.explainAction',
  /** Arguments: `ManifestTarget`, or none for the whole workspace. Asks no vault. Returns `MinimalPolicyResult`. */
  minimalPolicy: 'externalSecrets.server.minimalPolicy',
  /**
   * Argument: `ConvertTarget`. Writes the manifest of the ExternalSecret that makes the same Secret. Returns `ConvertResult`; for other
   * clients than our own the server asks for what is not answered, and has the editor put the manifest below the Secret or into a file
   * beside the `.env` file.
   */
  convertToExternalSecret: 'externalSecrets.server.convertToExternalSecret',
  /**
   * Argument: `PreviewPlace`. The Secret that ESO would write, with words in place of values. Returns `PreviewResult`, made of the
   * manifests alone.
   */
  previewSecret: 'externalSecrets.server.previewSecret',
  /** Arguments: `DownloadTarget`. Asks, then fetches the CRDs of an ESO release. Returns `CommandResult`. */
  downloadCrds: 'externalSecrets.server.downloadCrds',
  /** Arguments: `{ version }`. Removes CRDs that were downloaded. Returns `CommandResult`. */
  removeCrds: 'externalSecrets.server.removeCrds',
  ...newManifestCommands,
  ...clusterCommands,
} as const;

/** How fixes over the workspace ended. */
export interface WorkspaceFixResult extends CommandResult {
  /**
   * For the own client, which shows it for review and applies it: an LSP `WorkspaceEdit` with versions and change annotations. The
   * message then says what is in it. Absent where there is nothing to do, and for other clients, where the server has applied it.
   */
  readonly edit?: object;
}

/**
 * The shell that a command line is typed into. `posix`: one that reads pipes and single quotes as `sh` does; `git-bash`: the same on
 * Windows; `other`: any, so that only words are used which all of them read alike.
 */
export type TerminalShell = 'posix' | 'git-bash' | 'other';

/** The entry of a manifest that fetches a key, by a place in it. */
export interface KeyTarget {
  readonly uri: string;
  /** LSP position. */
  readonly line: number;
  readonly character: number;
  /** Absent: the usual one of the system that the server runs on. */
  readonly shell?: TerminalShell;
}

/**
 * Command lines for the user to run, by whom alone they are run. They hold names, never a value: that is typed while the tool runs, or
 * comes from a file. The message says what they do; for other clients than our own it has the first of them and what to do with it.
 */
export interface TerminalCommand extends CommandResult {
  readonly forms: readonly TerminalForm[];
  /** Whose vault should be asked again once one has been run. */
  readonly store?: StoreAddress;
}

/** One way to do it. */
export interface TerminalForm {
  /** What the user does: `Type It in the Terminal`. */
  readonly title: string;
  readonly commandLine: string;
  /** What to do once it is typed. Plain text. */
  readonly advice: string;
}

/** Client to server: `PreviewPlace => PreviewResult`, with the names that the connected vaults tell. */
export const previewRequest = 'externalSecrets/previewSecret';

/** A place in a manifest whose Secret is previewed. */
export interface PreviewPlace extends TextPlace {
  readonly uri: string;
}

/** A preview of a Secret. The message says why there is none. */
export interface PreviewResult extends CommandResult {
  /** The name of the Secret. */
  readonly title?: string;
  /** YAML with comments. */
  readonly text?: string;
  /** What else of the file can be previewed, where the place is in nothing that can. */
  readonly choices?: readonly PreviewChoice[];
}

/** An object of a file that can be previewed. */
export interface PreviewChoice extends TextPlace {
  readonly label: string;
  /** Its kind. */
  readonly description: string;
}

/** Client to server: `KeysParams => KeyItem[]`, the keys that a file fetches. */
export const keysRequest = 'externalSecrets/keys';

/** The parameters of `keysRequest`. */
export interface KeysParams {
  readonly uri: string;
}

/** A key that a file fetches, with the place of the entry. */
export interface KeyItem {
  readonly key: string;
  readonly property?: string;
  readonly store: string;
  readonly range: { readonly start: TextPlace; readonly end: TextPlace };
}

/** An LSP position. */
export interface TextPlace {
  readonly line: number;
  readonly character: number;
}

/** What the operator must be allowed for some manifests. */
export interface MinimalPolicyResult extends CommandResult {
  /** Policies, trust policies and commands that can each be copied by itself. */
  readonly pieces: readonly { readonly title: string; readonly text: string }[];
  /** All of them in Markdown, with what is to be known. Absent where there are none. */
  readonly document?: string;
}

/** Client to server: `ConvertTarget => ConvertOffer`, what can be made of a plain Secret or a `.env` file. */
export const convertOfferRequest = 'externalSecrets/convertOffer';

/** A Secret of an open file, by a place in it, or a `.env` file as it is on the disk; and what the user wants of it. */
export interface ConvertTarget {
  readonly uri: string;
  /** LSP position. Absent: the only Secret of the file. */
  readonly line?: number;
  readonly character?: number;
  /** The answers. What is absent is asked for, or takes the likeliest value. */
  readonly answers?: ConvertAnswers;
}

/** How to convert. */
export interface ConvertAnswers {
  /** Null: to be written later. */
  readonly store?: StoreAddress | null;
  readonly layout?: ConvertLayout;
  /** The name in the vault; for `keys` a pattern with `{key}`, or `{KEY}` for upper case. */
  readonly key?: string;
  /** The keys to take; absent: all of them. */
  readonly keys?: readonly string[];
  /** The name of the Secret that is made, where it has none: for `.env` files. */
  readonly name?: string;
}

/**
 * How a vault keeps the values: `properties`: one secret, of which each key takes a property; `keys`: a secret for each key; `extract`:
 * one secret, and all of its properties become keys.
 */
export type ConvertLayout = 'properties' | 'keys' | 'extract';

/** One way to keep the values. */
export interface ConvertLayoutOffer {
  readonly layout: ConvertLayout;
  /** A likely name, or pattern, in the vault. */
  readonly key: string;
}

/** What can be converted, and how. */
export interface ConvertOffer {
  /** Why nothing can; then there is nothing else. */
  readonly refusal?: string;
  /** The name of the Secret that is made; only a suggestion where `asksName`. */
  readonly name: string;
  readonly asksName: boolean;
  readonly keys: readonly string[];
  /** Whether the manifest can stand below in the same file. */
  readonly fitsBelow: boolean;
  /** The stores that may be read from, the likeliest first. */
  readonly stores: readonly ConvertStore[];
  /** What holds where the store is written later. */
  readonly layouts: readonly ConvertLayoutOffer[];
}

/** A store that may be read from. */
export interface ConvertStore {
  readonly store: StoreAddress;
  /** As people call its back end. */
  readonly vault: string;
  readonly layouts: readonly ConvertLayoutOffer[];
}

/** The manifest of an ExternalSecret. It has names of keys and no value. */
export interface ConvertResult extends CommandResult {
  /** The manifest, for a document of its own. Absent unless `done`; so below. */
  readonly text?: string;
  /** The language of that document. */
  readonly languageId?: string;
  /** The same for the end of the file or of the document with the Secret, for this version of its text. */
  readonly below?: { readonly at: TextPlace; readonly newText: string; readonly version: number };
  /** What is to be done now, step by step. */
  readonly steps: readonly string[];
  /** Whether the secret can be created in the vault now: a store was chosen. */
  readonly hasStore: boolean;
}

/** Client to server: `() => ReportFacts`, what a report of an issue may say of the workspace. */
export const reportFactsRequest = 'externalSecrets/reportFacts';

/** Counts, ids and codes. Nothing in it has been named by a person, a vault or a cluster. */
export interface ReportFacts {
  /** Files of the workspace that have been read. */
  readonly files: number;
  /** How many manifests there are of each of ESO's kinds. */
  readonly manifests: Readonly<Record<string, number>>;
  readonly stores: readonly ReportStore[];
  readonly cluster: Pick<ClusterStatus, 'state' | 'failing' | 'operatorVersion'>;
}

/** Stores that are alike. */
export interface ReportStore {
  /** ESO's id of the back end. */
  readonly provider: string;
  /** As of `VaultStatus`; `incomplete` where the manifest is. */
  readonly state: string;
  /** The code of what is wrong. */
  readonly problem?: string;
  readonly count: number;
}

/** Whose CRDs to download: those of a release, or those at an https address, with the version that they are of. */
export interface DownloadTarget {
  /** `2.10.0`. May be absent where the address names it. */
  readonly version?: string;
  readonly url?: string;
}

/** Client to server: `() => KnownVersions`, the ESO versions that can be judged by. */
export const versionsRequest = 'externalSecrets/versions';

/** The ESO versions that can be judged by, ascending. */
export interface KnownVersions {
  readonly versions: readonly {
    readonly version: string;
    /** From where its CRDs were downloaded; absent where they came with this program. */
    readonly url?: string;
  }[];
}

/** Names one store of the workspace. */
export interface StoreAddress {
  readonly kind: 'SecretStore' | 'ClusterSecretStore';
  readonly name: string;
  readonly namespace?: string;
  /** The file that defines it: folders and overlays may define others of that name. Absent: any that does. */
  readonly uri?: string;
}

/** Sent by the client with `initialize`. Nothing in it can grant access to anything. */
export interface InitializationOptions {
  /** False until the workspace is trusted: the server then makes no remote call. Absent: the editor knows no trust. */
  readonly trusted?: boolean;
  /** Whether the client answers `consentListRequest` and `consentAskRequest`; otherwise the server keeps consent in a file of the user. */
  readonly keepsConsent?: boolean;
  /** Whether the client shows `accessLogNotification`; otherwise access-log lines go to `window/logMessage`. */
  readonly showsAccessLog?: boolean;
  /** Whether the client answers `folderRequest` and `fileRequest`; otherwise what is on no disk is known only while it is open. */
  readonly readsFiles?: boolean;
  /** Texts of the server in the editor's language: English to translated. Absent: English. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** Server to client: `{ uri } => FolderEntry[] | null`, what is in a folder of the workspace, wherever that lies; null: it cannot be read. */
export const folderRequest = 'externalSecrets/folder';

/** A file or folder in a folder; links and whatever else there is are left out. */
export interface FolderEntry {
  readonly name: string;
  readonly uri: string;
  readonly isFolder: boolean;
}

/** Server to client: `FileParams => string | null`, the text of a file; null: it cannot be read, or is larger. */
export const fileRequest = 'externalSecrets/file';

/** The parameters of `fileRequest`. */
export interface FileParams {
  readonly uri: string;
  /** In bytes. */
  readonly largest: number;
}

/** Client to server, no parameters: the user has trusted the workspace. */
export const trustedNotification = 'externalSecrets/trusted';

/** Server to client: `() => Record<destination id, ConsentRecord>`, everything on record. */
export const consentListRequest = 'externalSecrets/consent/list';

/** Server to client: `ConsentAskParams => ConsentRecord | null`. The client shows the question, keeps the answer and returns it. */
export const consentAskRequest = 'externalSecrets/consent/ask';

/** Server to client: `{ id } => null`. The client forgets the record. */
export const consentForgetRequest = 'externalSecrets/consent/forget';

/**
 * Server to client: `ConsentAccountParams`, the account that has answered. The client adds it to a record that allows access and has
 * no account yet, and makes no record.
 */
export const consentAccountNotification = 'externalSecrets/consent/account';

/** The parameters of `consentAccountNotification`. */
export interface ConsentAccountParams {
  /** The destination's id. */
  readonly id: string;
  readonly account: string;
}

/** The answer on record for one destination; the meaning of the fields is that of `Consent` in the server. */
export interface ConsentRecord {
  readonly access: 'allow' | 'never';
  readonly confirmedStores: readonly string[];
  readonly readValues: boolean;
  /** Dropped by an answer about access, kept by one about values. */
  readonly account?: string;
}

/** The record that an answer makes of the one before. `store` as the question names it. */
export type ConsentStep = (before: ConsentRecord | undefined, store: string) => ConsentRecord;

/** Access, and the login looks at the vault of this store. The account is verified anew; so below. */
export const allowStore: ConsentStep = (before, store) => ({
  access: 'allow',
  confirmedStores: [...new Set([...(before?.confirmedStores ?? []), store])],
  readValues: before?.readValues ?? false,
});

/** Access, but the login may look at another vault than this store. */
export const allowCompletionOnly: ConsentStep = (before, store) => ({
  access: 'allow',
  confirmedStores: (before?.confirmedStores ?? []).filter((name) => name !== store),
  readValues: before?.readValues ?? false,
});

/** Access to a cluster. */
export const allowCluster: ConsentStep = () => ({ access: 'allow', confirmedStores: [], readValues: false });

/** No access, and no further question. */
export const neverAllow: ConsentStep = () => ({ access: 'never', confirmedStores: [], readValues: false });

/** Reading values, beside the access there is. Keeps the account. */
export const allowValues: ConsentStep = (before) => ({
  ...before,
  access: 'allow',
  confirmedStores: before?.confirmedStores ?? [],
  readValues: true,
});

/** The record with the account that has answered; as it was where there is none that allows access, or an account is remembered. */
export function withAccount(before: ConsentRecord | undefined, account: string): ConsentRecord | undefined {
  return before?.access === 'allow' && before.account === undefined ? { ...before, account } : before;
}

/** A question for the user. */
export interface ConsentAskParams {
  readonly kind: 'access' | 'read-values' | 'cluster';
  /** The destination's id, under which the answer is kept. */
  readonly id: string;
  /** The store and its workspace, as `ConsentRecord.confirmedStores` names them; not for people. */
  readonly store: string;
  readonly message: string;
  readonly detail: string;
}

/** Client to server: `VaultStatusParams => VaultStatus | null`, the vault state of the store under the caret. */
export const vaultStatusRequest = 'externalSecrets/vaultStatus';

/** Where the caret is. */
export interface VaultStatusParams {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** The state of one store's vault, in words for a status item. */
export interface VaultStatus {
  readonly store: StoreAddress;
  readonly state: 'manifest' | 'not-connected' | 'connected' | 'listing' | 'problem' | 'untrusted' | 'refused' | 'unsupported';
  /** A few words for the status bar. */
  readonly text: string;
  /** What is known: service, place, login, age of the listing; or what is wrong and how to mend it. Plain text. */
  readonly tooltip: string;
  /** A command line the user may run to mend it; offered in a terminal, never run. */
  readonly remedy?: string;
  /** Whether the listing of names ended with its budget of calls. */
  readonly cutOff?: true;
  readonly readValues: boolean;
}

/** Server to client, no parameters: some store's vault state has changed. */
export const vaultStatusChangedNotification = 'externalSecrets/vaultStatusChanged';

/** Client to server: `() => StoreAddress[]`, the stores of the workspace that have a vault to connect to, by name. */
export const storesRequest = 'externalSecrets/stores';

/** Server to client: one line of the access log. */
export const accessLogNotification = 'externalSecrets/accessLog';

/** The parameters of `accessLogNotification`. */
export interface AccessLogParams {
  readonly line: string;
}

/** The user's own login for stores; what each member means is said at `Identity`. */
export interface StoreLogin {
  readonly profile?: string;
  readonly role?: string;
  readonly tenant?: string;
  readonly tokenFile?: string;
  readonly context?: string;
  readonly address?: string;
}

/** The settings under `externalSecrets`, as the server reads them. */
export interface Settings {
  /** The ESO version to judge by; `auto`: that of the connected cluster; empty: the newest known. */
  readonly operatorVersion: string;
  /** A file or folder with the CRDs of the user's operator, to judge by instead of ours; empty: none. */
  readonly crds: string;
  readonly vault: {
    /** How long a listing is used before it is fetched again. */
    readonly cacheMinutes: number;
    /** How many calls one listing may cost. */
    readonly maxCallsPerListing: number;
  };
  readonly cluster: ClusterSettings;
  /** Which inlay hints are shown. */
  readonly inlayHints: {
    /** The kind of a store that is named without one. */
    readonly storeKind: boolean;
    /** How often is fetched or pushed where no interval is written. */
    readonly refresh: boolean;
    /** The Secret that is written where `target` names none. */
    readonly target: boolean;
    /** Whether a connected vault has what an entry fetches. */
    readonly entries: boolean;
  };
  /** `off`: the structure of manifests is left to another extension. `auto` and `on` differ for the client alone. */
  readonly schemaValidation: 'auto' | 'on' | 'off';
  /** What to make of single rules, by id; `*` for all that are not named. */
  readonly rules: Readonly<Record<string, 'off' | 'hint' | 'information' | 'warning' | 'error'>>;
  /** The developer's own login per store: keys are store names, `*` matches any run of characters. */
  readonly stores: Readonly<Record<string, StoreLogin>>;
}

/** What holds where nothing is set. */
export const defaultSettings: Settings = {
  operatorVersion: '',
  crds: '',
  vault: { cacheMinutes: 5, maxCallsPerListing: 100 },
  cluster: { protectedContexts: ['*prod*'], waitSeconds: 60 },
  inlayHints: { storeKind: true, refresh: true, target: true, entries: true },
  schemaValidation: 'auto',
  rules: {},
  stores: {},
};
