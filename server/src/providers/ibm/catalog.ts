import type { CancellationToken } from '../../cancellation.ts';
import { ibmTypes } from '../../model/providerFacts/keySyntax.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, notRead, type Outcome, type PropertyNames } from '../outcome.ts';
import { listPages } from '../pages.ts';
import type { RestCatalogContext, RestTarget } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata } from '../secretEntries.ts';
import type { CatalogProblem, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createIbmApi, type Filter, type Secret } from './api.ts';
import { propertiesOf, storedIn } from './secretTypes.ts';
import { type IbmKey, readKey } from './target.ts';

type Groups = ReadonlyMap<string, string>;

/**
 * The secrets that a login may see, by name where the names of groups are told to it, else by id. What is in a group that it may not see
 * is not in a listing, so none is complete, and only an id is said to be missing.
 */
export function createIbmCatalog(context: RestCatalogContext<RestTarget>): SecretCatalog {
  const { clock, maxCalls } = context;
  const api = createIbmApi(context.client);

  const list = (filter: Filter, token: CancellationToken, progress?: (soFar: readonly Secret[]) => void) =>
    listPages({ clock, token, maxCalls: maxCalls(), page: (next) => api.secrets(filter, next, token), progress });

  /** By its id in one call; by name, for which there is none without the value, among those that have it in them. */
  async function find(key: string, token: CancellationToken): Promise<Outcome<Secret>> {
    const asked = readKey(key);
    if (asked === undefined) return { problem: noGroup };
    if (asked.group === undefined) return api.secret(asked.name, token);
    const groups = await api.groups(token);
    if ('problem' in groups) return groups;
    const group = [...groups.value].find(([, name]) => name === asked.group)?.[0];
    if (group === undefined) return { problem: unseen };
    const { items, problem } = await list({ type: asked.type, group, search: asked.name }, token);
    const found = items.find(({ name, type }) => name === asked.name && type === asked.type);
    return found === undefined ? { problem: problem ?? unseen } : { value: found };
  }

  async function namesOf(key: string, { type }: IbmKey, token: CancellationToken): Promise<Outcome<PropertyNames>> {
    const secret = await find(key, token);
    if ('problem' in secret) return secret;
    const stored = storedIn(type);
    if (stored !== undefined && secret.value.type === type) return api.propertyNames(secret.value.id, stored, token);
    // Any text of what is told of such a secret can be read as well.
    const items = propertiesOf(type, secret.value).map((name) => ({ property: name, path: [name], type: 'string' }) as const);
    return { value: { items, complete: false } };
  }

  return {
    async keys(_typed, token, progress) {
      const groups = await api.groups(token);
      if ('problem' in groups && groups.problem.code !== 'denied') return noListing(groups.problem, clock);
      const names: Groups = 'value' in groups ? groups.value : new Map();
      const told = (items: readonly Secret[]) => items.flatMap((secret) => entryOf(secret, names) ?? []);
      const { items, problem, ...rest } = await list({}, token, (soFar) => progress?.(told(soFar)));
      const said = problem ?? ('problem' in groups ? groups.problem : undefined);
      return { ...rest, items: told(items), complete: false, ...(said === undefined ? {} : { problem: said }) };
    },
    lookup: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (secret) => ({ ...aboutOf(key, secret), key })),
        clock,
      ),
    describe: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (secret) => metadataOf(key, secret)),
        clock,
      ),
    versions: async () => notRead(clock),
    async properties(key, _version, token) {
      const asked = readKey(key);
      if (asked === undefined) return noListing(noGroup, clock);
      if (storedIn(asked.type) !== undefined && !context.mayReadValues()) return noListing(valuesNotAllowed(title), clock);
      return listingOf(await namesOf(key, asked, token), clock);
    },
    searches: false,
  };
}

/** As people call the service. */
export const title = 'IBM Cloud Secrets Manager';

const noGroup: CatalogProblem = {
  code: 'unsupported',
  ...told('Without the name of its group ESO finds a secret by its id only. Write group/type/name.'),
};

const unseen: CatalogProblem = {
  code: 'denied',
  ...told('Your login sees no such secret: there is none, or it lacks the role Reader on its group.'),
  permission: 'Reader',
};

/** Undefined where ESO does not know the type. */
function entryOf(secret: Secret, groups: Groups): SecretEntry | undefined {
  const { id, type, name, description } = secret;
  const group = groups.get(secret.group);
  if (!ibmTypes.includes(type)) return undefined;
  if (group !== undefined && name !== undefined && !group.includes('/')) {
    const key = `${group}/${type}/${name}`;
    return { ...aboutOf(key, secret), key };
  }
  // An id says nothing to people.
  const words = [name, description].filter(Boolean).join(': ');
  const key = `${type}/${id}`;
  return { ...aboutOf(key, secret), key, ...(words === '' ? {} : { description: words }) };
}

function aboutOf(key: string, { id, type, state, description, changed }: Secret): Omit<SecretEntry, 'key'> {
  const said = readKey(key)?.type;
  const unavailable = said === type ? states[state ?? active] : `it is of type ${type}, which the key has to say: ${type}/${id}`;
  return {
    ...(description === undefined ? {} : { description }),
    ...(changed === undefined ? {} : { changed }),
    ...(unavailable === undefined ? {} : { unavailable }),
  };
}

const active = 1;

/** The states in which there is no value. */
const states: Readonly<Record<number, string>> = { 0: 'it has no value yet', 5: 'destroyed' };

function metadataOf(key: string, secret: Secret): SecretMetadata {
  const { id, type, created, accessed, rotation, versions, locks } = secret;
  return {
    key,
    ...aboutOf(key, secret),
    id,
    ...(created === undefined ? {} : { created }),
    ...(accessed === undefined ? {} : { accessed }),
    ...(rotation === undefined
      ? {}
      : {
          rotation: {
            enabled: true,
            ...(rotation.everyDays === undefined ? {} : { everyDays: rotation.everyDays }),
            ...(rotation.next === undefined ? {} : { next: rotation.next }),
          },
        }),
    ...detailsOf([
      ['type', type],
      ['name', key.endsWith(`/${secret.name}`) ? undefined : secret.name],
      ['state', secret.state === 2 ? 'suspended' : secret.state === 3 ? 'deactivated' : undefined],
      ['expires', secret.expires?.slice(0, 10)],
      ['labels', secret.labels.join(', ')],
      ['versions', versions?.toString()],
      ['locks', locks ? String(locks) : undefined],
    ]),
    tags: [],
    versions: [],
    fetchable: [],
  };
}
