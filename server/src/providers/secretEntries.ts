/** A secret of the vault as a listing knows it. */
export interface SecretEntry {
  /** What goes into `remoteRef.key`. */
  readonly key: string;
  readonly description?: string;
  /** Epoch milliseconds. */
  readonly changed?: number;
  /** Set where the vault has the secret but will not give it, `scheduled for deletion`. */
  readonly unavailable?: string;
  /** No secret but a folder with more below it, which the listing has not entered; `key` ends in its slash. */
  readonly folder?: true;
  /** Tags or labels, where the listing call tells them: see `ProviderCapabilities.tagsInListing`. */
  readonly tags?: readonly { readonly name: string; readonly value: string }[];
}

/** A property inside a secret: its name and shape, never its value. */
export interface PropertyEntry {
  /** What goes into `remoteRef.property`, escaped as the back end's dialect wants it: `tls\.crt`, `db.password`. */
  readonly property: string;
  /** The JSON path, unescaped, one element a level. */
  readonly path: readonly string[];
  /** `unknown` where the vault tells names without their values. */
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array' | 'unknown';
  /** Set where the value was not looked into: whether a path that goes on from here leads anywhere is not known. */
  readonly inside?: 'unknown';
}

/** A version of a secret. */
export interface VersionEntry {
  /** What goes into `remoteRef.version`. */
  readonly version: string;
  /** Names that point at it, `AWSCURRENT`. */
  readonly labels: readonly string[];
  /** Epoch milliseconds. */
  readonly created?: number;
  /** What else is to know of it, in a word that is no name of it: `current`. */
  readonly note?: string;
  /** Set where the vault knows the version but will not give it: `deleted`. */
  readonly unavailable?: string;
}

/** What may be said of a secret without its value. Times are epoch milliseconds. */
export interface SecretMetadata {
  readonly key: string;
  /** The vendor's own identifier: an ARN, an object id. */
  readonly id?: string;
  readonly description?: string;
  readonly created?: number;
  readonly changed?: number;
  /** A day, not an instant, on AWS. */
  readonly accessed?: number;
  readonly rotation?: { readonly enabled: boolean; readonly everyDays?: number; readonly next?: number };
  /** Scheduled deletion. */
  readonly deletion?: number;
  /** Set where the vault has the secret but will not give it: `its newest version is deleted`. */
  readonly unavailable?: string;
  /** What else the vendor says of it, in the vendor's words: `type`, `SecureString`. */
  readonly details?: readonly { readonly name: string; readonly value: string }[];
  /** The page of the vendor's console that shows it. Hover makes a link of it for the hosts it knows only. */
  readonly console?: string;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly versions: readonly VersionEntry[];
  /** What `property` may name with `metadataPolicy: Fetch`; absent: the names of the tags. */
  readonly fetchable?: readonly string[];
}
