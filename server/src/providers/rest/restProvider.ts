import type { CancellationToken } from '../../cancellation.ts';
import { loginChanged } from '../accessProblems.ts';
import { brokenCatalog } from '../brokenCatalog.ts';
import type { Outcome } from '../outcome.ts';
import type { CatalogProblem, Destination, Identity, SecretCatalog, SecretProvider, StoreConfig } from '../secretProvider.ts';
import { authoritiesFor, type CredentialChoice, type CredentialContext, credentialFor, remedyOf } from './credentials.ts';
import { createRestClient, type RestLogin } from './restClient.ts';
import { at, destinationOf, exchangeAddressOf, placeOf } from './restPlaces.ts';
import { notUnderstood, type Refusal, type RestPlace, refusalProblem } from './restProblems.ts';
import type { RestService, RestServiceOptions, RestTarget } from './restService.ts';
import { createSessions } from './sessions.ts';

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
