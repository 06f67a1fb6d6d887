import type { CancellationToken } from '../../cancellation.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { loginChanged } from '../accessProblems.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
import type { Outcome } from '../outcome.ts';
import type {
  CatalogProblem,
  Destination,
  Identity,
  ProviderCapabilities,
  SecretCatalog,
  SecretProvider,
  StoreConfig,
} from '../secretProvider.ts';
import type { Address } from './address.ts';
import {
  authoritiesFor,
  type Credential,
  type CredentialChoice,
  type CredentialContext,
  type CredentialSources,
  credentialFor,
  type Environment,
  type ReadHomeFile,
  remedyOf,
} from './credentials.ts';
import { createRestClient, type Refusal, type RestClient, type RestLogin, type RestPlace } from './restClient.ts';
import { at, destinationOf, exchangeAddressOf, placeOf } from './restPlaces.ts';
import { notUnderstood, refusalProblem } from './restProblems.ts';
import type { RestTransport } from './restTransport.ts';
import { createSessions, type Session } from './sessions.ts';

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

/** The back end of such a service: who may be asked as whom, and a client that does. */
export function createRestProvider<Target extends RestTarget>(
  service: RestService<Target>,
  options: RestServiceOptions,
): SecretProvider {
  const { clock, env, readHomeFile } = options;

  const credentialContext = ({ address }: Target, identity: Identity): CredentialContext => ({
    service: service.title,
    provider: service.id,
    sources: service.credentials,
    address,
    identity,
    env,
    readHomeFile,
  });

  async function destination(store: StoreConfig, identity: Identity): Promise<Destination | CatalogProblem> {
    const target = service.target(store, identity, env);
    if ('problem' in target) return target.problem;
    const login = await credentialFor(credentialContext(target.value, identity));
    return 'problem' in login ? login.problem : destinationOf(service, target.value, login.value.choice, env);
  }

  function open(
    store: StoreConfig,
    { identity, mayReadValues, destination: agreed }: Parameters<SecretProvider['open']>[1],
  ): SecretCatalog {
    const read = service.target(store, identity, env);
    if ('problem' in read) return brokenCatalog(read.problem, clock);
    const target = read.value;
    const context = credentialContext(target, identity);
    const exchangeAddress = exchangeAddressOf(service, target, env);
    const place = placeOf(service, store, target, agreed);
    let used: CredentialChoice | undefined;
    const base = {
      address: target.address,
      place,
      transport: options.transport(authoritiesFor(context)),
      clock,
      log: options.log,
      explain: (refusal: Refusal) => explained(refusal, service.explain?.(refusal, target), place, () => remedyOf(context, used)),
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    };
    const exchange = createRestClient({
      ...base,
      ...(exchangeAddress === undefined
        ? {}
        : { address: exchangeAddress, place: at(place, exchangeAddress), transport: options.transport([]) }),
      authorize: async () => ({ value: { headers: {} } }),
    });
    const sessions = createSessions(clock, (credential, token) => service.session(credential, target, exchange, token, options));

    async function authorize(renew: boolean, token: CancellationToken): Promise<Outcome<RestLogin>> {
      const login = await credentialFor(context);
      if ('problem' in login) return login;
      const { choice, credential } = login.value;
      used = choice;
      if (agreed !== undefined && destinationOf(service, target, choice, env).id !== agreed.id) return { problem: loginChanged };
      return sessions.loginFor(credential, renew, token);
    }

    const client = createRestClient({ ...base, authorize });
    const other = service.valuesAt?.(target);
    const values =
      other === undefined ? client : createRestClient({ ...base, address: other, place: at(place, other), authorize });
    const maxCalls = options.maxCallsPerListing ?? (() => 100);
    return service.catalog({ client, values, target, clock, mayReadValues, maxCalls });
  }

  return {
    id: service.id,
    title: service.title,
    capabilities: service.capabilities,
    permissions: service.permissions,
    verifiedAgainst: service.verifiedAgainst,
    supports: ({ provider }) => provider === service.id,
    scope(store) {
      const target = service.target(store, {}, env);
      return 'problem' in target ? '' : service.scope(target.value);
    },
    places(store) {
      const target = service.target(store, {}, env);
      return 'problem' in target ? [] : [target.value.address.text];
    },
    destination,
    open,
  };
}

/**
 * What a refusal means: what the service makes of it, else what its status means in general. But that something is not there, from
 * which absence is concluded, only a service can say: a 404 may come of a proxy, or of an address at which another service is.
 */
function explained(
  refusal: Refusal,
  own: CatalogProblem | undefined,
  place: RestPlace,
  remedy: () => { readonly remedy?: string },
): CatalogProblem | undefined {
  if (own === undefined && refusal.status === 404) return notUnderstood(place, refusal.operation);
  const problem = own ?? (refusal.status === 401 ? refusalProblem(refusal, place, undefined) : undefined);
  return problem?.code === 'expired-credentials' ? { ...problem, ...remedy() } : problem;
}
