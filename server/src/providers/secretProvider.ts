import type { CancellationToken } from '../cancellation.ts';
import type { Phrase } from '../localisation.ts';
import type { StoreConfig } from '../model/storeConfig.ts';
import type { KeyIndex } from './search/keyIndex.ts';
import type { PropertyEntry, SecretEntry, SecretMetadata, VersionEntry } from './secretEntries.ts';

export type { StoreConfig };

/** The developer's own login for a store, from user settings; never the store's in-cluster auth. All absent: the ambient login. */
export interface Identity {
  /** A named profile of the vendor's own configuration (AWS `~/.aws/config`). */
  readonly profile?: string;
  /** A role to assume with that login (AWS role ARN), or a service account to impersonate (its address at Google). */
  readonly role?: string;
  /** A directory to sign in to (Azure tenant id or domain). */
  readonly tenant?: string;
  /**
   * A file with a token, in place of the one that the vendor's own tool keeps. Absolute, or below the home directory as `~/…`. The gate
   * lets it be used only where the user's settings bind it to the destination's endpoint.
   */
  readonly tokenFile?: string;
  /** A context of the user's kubeconfig, for stores whose vault is a cluster. */
  readonly context?: string;
  /** Where the vault is reached from this machine, in place of the manifest's address, which may be known in the cluster only. */
  readonly address?: string;
}

/** What a person agrees to when they connect a store: shown in the question, kept with the answer. */
export interface Destination {
  /** Identifies provider, endpoint and login; consent is kept under it. */
  readonly id: string;
  /** `AWS Secrets Manager` */
  readonly service: string;
  /** Where, as people say it: `us-east-1`, a vault URL. */
  readonly location: string;
  /** The origin that calls go to, `https://secretsmanager.us-east-1.amazonaws.com`; shown where it is not the vendor's own. */
  readonly endpoint: string;
  /** Whether `endpoint` was redirected by the environment or by user settings. */
  readonly customEndpoint: boolean;
  /** Set where the endpoint is the vendor's own, whoever names it: then a token file may be mapped to a store by its name. */
  readonly vendorEndpoint?: true;
  /** As people say it: `profile dev`, `your default AWS login`. */
  readonly login: string;
  /** Where a login that is no token itself is taken for one, if not at `endpoint`. */
  readonly exchange?: string;
  /** Where values are read, if not at `endpoint`. */
  readonly values?: string;
  /** The account, where local configuration names it. */
  readonly account?: string;
  /** Of a vault that is a cluster: the context of the user's kubeconfig through which it is seen. */
  readonly context?: string;
}

/** What a back end can do, said in hover rather than discovered in the cluster. */
export interface ProviderCapabilities {
  /** What the listing call returns: the consent question must say so. `none`: the back end cannot list. `manifest`: no network. */
  readonly listing: 'names' | 'includes-values' | 'none' | 'manifest';
  /**
   * How property names are learnt: without values, without them where that is possible and else by reading values, only by reading
   * values, or not at all. Reading values is asked separately.
   */
  readonly properties: 'names' | 'names-else-values' | 'reads-values' | 'none';
  readonly versions: boolean;
  /** Set where a complete listing of versions has all that `remoteRef.version` may say: what is not among them is not there. */
  readonly versionsAreAll?: true;
  /** What reading values tells, for the question: `property names and versions`. Absent: `property names`. */
  readonly valuesTell?: Phrase;
  /** Whether the listing call tells tags or labels, so that `find` by tags can be previewed. */
  readonly tagsInListing?: boolean;
  /**
   * `untold`: what a login may not see looks as if it were not there, so nothing is said to be missing. `ids`: that is so of names, and
   * not of ids. Absent: missing keys are told.
   */
  readonly missing?: 'untold' | 'ids';
  /** How `remoteRef.property` is read by ESO for this back end; `labelled`: a name, or `field/NAME` or `file/NAME`. */
  readonly propertyDialect:
    | 'gjson'
    | 'escaped-then-gjson'
    | 'gjson-then-escaped'
    | 'exact-then-gjson'
    | 'exact'
    | 'labelled'
    | 'ignored';
}

/** Why a back end's answer is less than asked. Data, never thrown. */
export interface CatalogProblem {
  readonly code: CatalogProblemCode;
  /** One or two sentences: what happened, where, what to do. Our own words; never the text of a value, never a raw response. */
  readonly message: string;
  /** The same for other languages (`told`). */
  readonly phrase?: Phrase;
  /** A permission that would help: `secretsmanager:ListSecrets`. */
  readonly permission?: string;
  /**
   * A command line that the user may run to mend it: `aws sso login --profile dev`. Offered, never run, and only where it is nothing but
   * plain words (`remedyFor`).
   */
  readonly remedy?: string;
}

/** The closed set of reasons. `not-connected` and `values-not-allowed` are states of consent, not faults. */
export type CatalogProblemCode =
  | 'untrusted-workspace'
  | 'not-connected'
  | 'refused'
  | 'values-not-allowed'
  | 'incomplete-store'
  | 'unsupported'
  | 'no-credentials'
  | 'expired-credentials'
  | 'denied'
  | 'throttled'
  | 'not-found'
  | 'wrong-region'
  | 'unreachable'
  | 'certificate'
  | 'timeout'
  | 'cancelled'
  | 'call-budget'
  | 'failed';

/** Some of the asked things. */
export interface Listing<T> {
  readonly items: readonly T[];
  /** Whether these are all there are: only then may absence be claimed. */
  readonly complete: boolean;
  /** When the vault said so, in epoch milliseconds. */
  readonly asOf: number;
  readonly problem?: CatalogProblem;
}

/** The names of a vault as far as they are known at a moment, packed to be searched; else as a `Listing` has them. */
export interface KeyNames extends Omit<Listing<SecretEntry>, 'items'> {
  readonly index: KeyIndex;
}

/** One thing, or why there is none. */
export type Lookup<T> =
  | { readonly state: 'found'; readonly item: T; readonly asOf: number }
  | { readonly state: 'missing'; readonly asOf: number }
  | { readonly state: 'unknown'; readonly problem: CatalogProblem };

/**
 * The names and metadata of one vault, as one login sees them. No member has a place for a secret value. Every call is
 * cancellable, bounded in time, and answers with data: nothing here rejects.
 */
export interface SecretCatalog {
  /**
   * Keys for `remoteRef.key` that may match what is typed: by server-side search where the back end has one, else all.
   * A long listing tells `progress` what it has so far: the same list, or one like it, longer at its end each time.
   */
  keys(
    typed: string,
    token: CancellationToken,
    progress?: (soFar: readonly SecretEntry[]) => void,
  ): Promise<Listing<SecretEntry>>;
  /** What `keys` gives, to be searched: for vaults with very many names. A memory before a back end has it; `namesOf` asks it. */
  names?(typed: string, token: CancellationToken): Promise<KeyNames>;
  /** Property names of a secret (of a version of it). */
  properties(key: string, version: string | undefined, token: CancellationToken): Promise<Listing<PropertyEntry>>;
  versions(key: string, token: CancellationToken): Promise<Listing<VersionEntry>>;
  describe(key: string, token: CancellationToken): Promise<Lookup<SecretMetadata>>;
  /** Whether the key exists, by a point look-up. */
  lookup(key: string, token: CancellationToken): Promise<Lookup<SecretEntry>>;
  /** Whether a key of this form would stand in a listing (an ARN does not): else its absence from one says nothing. Absent: all. */
  listsAs?(key: string): boolean;
  /** False: `keys` searches for nothing; what is typed brings no other names than nothing does, except below `apart`. */
  readonly searches?: false;
  /** Beginnings of keys whose names the listing of all leaves out, `cert/`: `keys` tells them when that is typed. Absent: none. */
  readonly apart?: readonly { readonly prefix: string; readonly holds: string }[];
  /** The account that answered, once one has; local configuration need not name it. */
  account?(): string | undefined;
}

/** What `open` is given besides the store: the answers of the user, and the log that names operations. */
export interface OpenOptions {
  readonly identity: Identity;
  /** Whether the user allowed reading values of this destination, to list property names. Asked at each use, not once. */
  readonly mayReadValues: () => boolean;
  /** What the user has agreed to, for back ends whose local configuration may say something else by the time of the first call. */
  readonly destination?: Destination;
}

/** The pages on which people look at the secrets of a store. */
export interface KeyPages {
  /** What stands behind *Open in …*: `the AWS console`; where the manifest names the server, with that. */
  readonly title: string;
  /** The address of the page for a key; undefined where it is not certain. */
  pageOf(key: string): string | undefined;
}

/** A back end: one folder, one of these. */
export interface SecretProvider {
  /** The key under `spec.provider`. */
  readonly id: string;
  /** Whether this implementation answers for the store (AWS has three services under one key). */
  supports(store: StoreConfig): boolean;
  /** `AWS Secrets Manager` */
  readonly title: string;
  readonly capabilities: ProviderCapabilities;
  /** What the tests run it against, for the table in the documentation: `moto`, `a real kube-apiserver`. */
  readonly verifiedAgainst?: string;
  /** What the developer's login must be allowed, in the vendor's words, for the same table: `list` and `get` on `secrets`. */
  readonly permissions?: string;
  /**
   * What of a store decides, beside its destination, what its catalog holds (a prefix that ESO puts before keys). Stores of equal
   * destination and scope share a catalog.
   */
  scope(store: StoreConfig): string;
  /**
   * The texts that say where a store's vault is, by which user settings may map a login to it: they decide where that login is sent.
   * Absent: what the fields of the store's block say that are named like addresses, regions or projects.
   */
  places?(store: StoreConfig): readonly string[];
  /** Where calls would go and as whom, from the store, the environment and local configuration; makes no call itself. */
  destination(store: StoreConfig, identity: Identity): Promise<Destination | CatalogProblem>;
  /**
   * The pages of the vendor's console, or of the vault's own, as the manifest and local configuration tell. Makes no call. Undefined where
   * calls go elsewhere than to the vendor, or the store is not whole. Absent: there are none.
   */
  pages?(store: StoreConfig, identity: Identity): Promise<KeyPages | undefined>;
  /** A catalog over the vault. Makes no call until asked. */
  open(store: StoreConfig, options: OpenOptions): SecretCatalog;
}
