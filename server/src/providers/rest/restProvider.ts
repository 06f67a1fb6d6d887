import type { CancellationToken } from '../../cancellation.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { storeLabel } from '../../model/storeConfig.ts';
import { loginChanged } from '../accessProblems.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
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
  type Credential,
  type CredentialSources,
  credentialFor,
  type Environment,
  type ReadHomeFile,
  remedyOf,
} from './credentials.ts';
import type { Outcome } from './outcome.ts';
import { createRestClient, type Refusal, type RestClient, type RestPlace } from './restClient.ts';
import type { RestTransport } from './restTransport.ts';

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

/** What of a store's block matters to a listing, read and checked: a manifest is not to be trusted. */
export interface RestTarget {
  /** Where calls go. */
  readonly address: Address;
  /** As in `Destination.location`: the address, a project. */
  readonly location: string;
  /** Whether the address is the user's own, in place of the manifest's. */
  readonly redirected: boolean;
}

/** What carries a login, and for how long. */
export interface Session {
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds after which a new one is to be had; absent: it is made anew for every call. */
  readonly lifetime?: number;
}

/** What a catalog works with. */
export interface RestCatalogContext<Target> {
  readonly client: RestClient;
  readonly target: Target;
  readonly clock: Clock;
  readonly mayReadValues: () => boolean;
  /** How many calls one listing may cost. */
  readonly maxCalls: () => number;
}

/** A service that is spoken to by plain HTTP: what is its own. */
export interface RestService<Target extends RestTarget> {
  /** The key under `spec.provider`. */
  readonly id: string;
  readonly title: string;
  readonly capabilities: ProviderCapabilities;
  readonly verifiedAgainst: string;
  readonly permissions: string;
  readonly credentials: CredentialSources;
  /** Reads a store's block, or says what is missing of it. */
  target(store: StoreConfig, identity: Identity): Outcome<Target>;
  /** What of the target, beside its address and location, decides what its catalog holds. */
  scope(target: Target): string;
  /**
   * What carries the login. Services that take a credential for a short-lived token ask for it by `exchange`, a client of the same
   * address without a login.
   */
  session(credential: Credential, target: Target, exchange: RestClient, token: CancellationToken): Promise<Outcome<Session>>;
  /** What a refusal means to this service; undefined: what the status means in general. */
  explain?(refusal: Refusal, target: Target): CatalogProblem | undefined;
  catalog(context: RestCatalogContext<Target>): SecretCatalog;
}

/** The back end of such a service: who may be asked as whom, and a client that does. */
export function createRestProvider<Target extends RestTarget>(
  service: RestService<Target>,
  options: RestProviderOptions,
): SecretProvider {
  const { clock, env, readHomeFile } = options;

  const credentialContext = ({ address }: Target, identity: Identity) => ({
    service: service.title,
    provider: service.id,
    sources: service.credentials,
    address,
    identity,
    env,
    readHomeFile,
  });

  async function destination(store: StoreConfig, identity: Identity): Promise<Destination | CatalogProblem> {
    const target = service.target(store, identity);
    if ('problem' in target) return target.problem;
    const login = await credentialFor(credentialContext(target.value, identity));
    return 'problem' in login ? login.problem : destinationOf(service, target.value, login.value.choice);
  }

  function open(
    store: StoreConfig,
    { identity, mayReadValues, destination: agreed }: Parameters<SecretProvider['open']>[1],
  ): SecretCatalog {
    const read = service.target(store, identity);
    if ('problem' in read) return brokenCatalog(read.problem, clock);
    const target = read.value;
    const base = {
      address: target.address,
      place: placeOf(service, store, target, agreed),
      transport: options.transport([]),
      clock,
      log: options.log,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
    };
    const anonymous = createRestClient({ ...base, authorize: async () => ({ value: {} }) });
    const context = credentialContext(target, identity);
    let kept: { readonly headers: Session['headers']; readonly login: string; readonly until: number } | undefined;

    async function authorize(renew: boolean, token: CancellationToken): Promise<Outcome<Session['headers']>> {
      const login = await credentialFor(context);
      if ('problem' in login) return login;
      const { choice, credential } = login.value;
      if (agreed !== undefined && destinationOf(service, target, choice).id !== agreed.id) return { problem: loginChanged };
      if (!renew && kept?.login === choice.id && clock.now() < kept.until) return { value: kept.headers };
      const session = await service.session(credential, target, anonymous, token);
      if ('problem' in session) return session;
      const { headers, lifetime } = session.value;
      kept = lifetime === undefined ? undefined : { headers, login: choice.id, until: clock.now() + lifetime };
      return { value: headers };
    }

    const client = createRestClient({
      ...base,
      authorize,
      explain: (refusal) => withRemedy(service.explain?.(refusal, target) ?? notAccepted(refusal, base.place), context),
    });
    const maxCalls = options.maxCallsPerListing ?? (() => 100);
    return service.catalog({ client, target, clock, mayReadValues, maxCalls });
  }

  return {
    id: service.id,
    title: service.title,
    capabilities: service.capabilities,
    permissions: service.permissions,
    verifiedAgainst: service.verifiedAgainst,
    supports: ({ provider }) => provider === service.id,
    scope(store) {
      const target = service.target(store, {});
      return 'problem' in target ? '' : service.scope(target.value);
    },
    destination,
    open,
  };
}

function destinationOf<Target extends RestTarget>(
  { id, title }: RestService<Target>,
  { address, location, redirected }: Target,
  choice: { readonly id: string; readonly words: string },
): Destination {
  return {
    id: [id, address.text, location, choice.id].join('|'),
    service: title,
    location,
    endpoint: address.text,
    customEndpoint: redirected,
    login: choice.words,
  };
}

function placeOf<Target extends RestTarget>(
  { title }: RestService<Target>,
  store: StoreConfig,
  { address }: Target,
  agreed: Destination | undefined,
): RestPlace {
  return { service: title, store: storeLabel(store), host: address.host, login: agreed?.login ?? 'your login' };
}

function notAccepted({ status }: Refusal, { service, host, login }: RestPlace): CatalogProblem | undefined {
  if (status !== 401) return undefined;
  return { code: 'expired-credentials', message: `${service} at ${host} does not accept the login (${login}). Sign in again.` };
}

function withRemedy(problem: CatalogProblem | undefined, context: Parameters<typeof remedyOf>[0]): CatalogProblem | undefined {
  if (problem?.code !== 'expired-credentials') return problem;
  return { ...problem, ...remedyOf(context) };
}
