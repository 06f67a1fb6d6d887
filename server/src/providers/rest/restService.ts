import type { CancellationToken } from '../../cancellation.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import type { Outcome } from '../outcome.ts';
import type { CatalogProblem, Identity, ProviderCapabilities, SecretCatalog, StoreConfig } from '../secretProvider.ts';
import type { Address } from './address.ts';
import type { Credential, CredentialSources, Environment, ReadHomeFile } from './credentials.ts';
import type { RestClient } from './restClient.ts';
import type { Refusal } from './restProblems.ts';
import type { RestTransport } from './restTransport.ts';
import type { Session } from './sessions.ts';

/** What back ends over plain HTTP ask of their host. */
export interface RestProviderOptions {
  /** Makes a transport that trusts further certificate authorities, from files or folders. */
  readonly transport: (authorities: readonly string[]) => RestTransport;
  readonly clock: Clock;
  /** Gets one line for every call. */
  readonly log: (entry: AccessEntry) => void;
  /** The real environment. */
  readonly env: Environment;
  readonly readHomeFile: ReadHomeFile;
  /** How many calls one listing may cost. */
  readonly maxCallsPerListing?: () => number;
  /** Milliseconds for an attempt and for a call; by default those of every REST client. */
  readonly limits?: { readonly attempt: number; readonly call: number };
}

/** The same, and what only some services want. */
export interface RestServiceOptions extends RestProviderOptions {
  readonly signature: Signature;
}

/** Signs a text by RSA with SHA-256, in Base64; undefined where a private key (PEM) or its passphrase is none. */
export type Signature = (key: string, passphrase: string | undefined, text: string) => string | undefined;

/** What of a store's block matters to a listing, read and checked: a manifest is not to be trusted. */
export interface RestTarget {
  /** Where calls go. */
  readonly address: Address;
  /** As in `Destination.location`: the address, a project. */
  readonly location: string;
  /** Whether the address is the user's own, in place of the manifest's. */
  readonly redirected: boolean;
}

/** What a catalog works with. */
export interface RestCatalogContext<Target> {
  readonly client: RestClient;
  /** For calls to where values are read: the same, unless the service has a host of its own for them. */
  readonly values: RestClient;
  readonly target: Target;
  readonly clock: Clock;
  readonly mayReadValues: () => boolean;
  /** How many calls one listing may cost. */
  readonly maxCalls: () => number;
}

/** What a session may be made with besides the credential. */
export type SessionHost = Pick<RestServiceOptions, 'readHomeFile' | 'signature' | 'clock'>;

/** A service that is spoken to by plain HTTP: what is its own. */
export interface RestService<Target extends RestTarget> {
  /** The key under `spec.provider`. */
  readonly id: string;
  readonly title: string;
  readonly capabilities: ProviderCapabilities;
  readonly verifiedAgainst: string;
  readonly permissions: string;
  readonly credentials: CredentialSources;
  /**
   * Where a credential is taken for a token, if not at the address of the calls: a fixed host of the vendor's for calls to the vendor's
   * own address, or what the user's environment names in `variable`; never what a manifest says.
   */
  readonly exchangeAt?: { readonly address: string; readonly variable?: string };
  /** Where values are read, if not at the address of the target: another host of the vendor's own, made of that one. */
  valuesAt?(target: Target): Address | undefined;
  /** Reads a store's block, or says what is missing of it. The user's environment may name what a store leaves open. */
  target(store: StoreConfig, identity: Identity, env: Environment): Outcome<Target>;
  /** What of the target, beside its address and location, decides what its catalog holds. */
  scope(target: Target): string;
  /**
   * What carries the login. Services that take a credential for a short-lived token ask for it by `exchange`, a client without a login
   * of the same address or of `exchangeAt`; it is asked once for all calls that wait for it.
   */
  session(
    credential: Credential,
    target: Target,
    exchange: RestClient,
    token: CancellationToken,
    host: SessionHost,
  ): Promise<Outcome<Session>>;
  /** What a refusal means to this service; undefined: what the status means in general. */
  explain?(refusal: Refusal, target: Target): CatalogProblem | undefined;
  catalog(context: RestCatalogContext<Target>): SecretCatalog;
}
