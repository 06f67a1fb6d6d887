import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import { detailsOf, lookupOf, mapped, noListing, notRead, type Outcome } from '../outcome.ts';
import { at, eachOf, listOf, textOf } from '../rest/json.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry, SecretMetadata } from '../secretEntries.ts';
import type { CatalogProblem, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { isId } from './ids.ts';
import type { BitwardenTarget } from './target.ts';

/** What the list of an organization tells of a secret. */
interface Secret {
  readonly id: string;
  readonly name: string;
  /** In lower case; undefined: not told, as older servers do not. */
  readonly projects: readonly string[] | undefined;
}

/**
 * The secrets that a machine account may see, from the one call that brings no values. What it may not see is not among them, so
 * nothing is said to be missing.
 */
export function createBitwardenCatalog({ client, clock, target }: RestCatalogContext<BitwardenTarget>): SecretCatalog {
  const { organization, project } = target;

  const secrets = (token: CancellationToken): Promise<Outcome<readonly Secret[]>> =>
    client.call(
      {
        operation: 'ListSecrets',
        path: ['rest', 'api', '1', 'secrets'],
        body: { organizationId: organization },
        method: 'GET',
        repeatable: true,
        read: secretsIn,
        count: (found) => found.length,
      },
      token,
    );

  async function find(key: string, token: CancellationToken): Promise<Outcome<Secret>> {
    if (!isId(key) && project === undefined) return { problem: noProject };
    const all = await secrets(token);
    if ('problem' in all) return all;
    const found = isId(key) ? all.value.find(({ id }) => plain(id) === plain(key)) : named(key, all.value)[0];
    return found === undefined ? { problem: unseen } : { value: found };
  }

  /** Those that may be meant by a name: in the store's project, as far as that is told. */
  const named = (name: string, all: readonly Secret[]) =>
    all.filter((secret) => secret.name === name && (secret.projects?.includes(project?.toLowerCase() ?? '') ?? true));

  /** Undefined where ESO cannot find it by its name. */
  function byName(name: string, all: readonly Secret[]): SecretEntry | undefined {
    const [first, second] = isId(name) || project === undefined ? [] : named(name, all);
    if (first === undefined) return undefined;
    const isTwice = second !== undefined && first.projects !== undefined;
    return isTwice ? { key: name, unavailable: 'several secrets of the project have this name' } : { key: name };
  }

  return {
    async keys(_typed, token) {
      const all = await secrets(token);
      if ('problem' in all) return noListing(all.problem, clock);
      const names = [...new Set(all.value.map(({ name }) => name))];
      const items = [...names.flatMap((name) => byName(name, all.value) ?? []), ...all.value.map(byId)];
      return { items, complete: false, asOf: clock.now() };
    },
    lookup: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (secret) => (isId(key) ? { ...byId(secret), key } : { key })),
        clock,
      ),
    describe: async (key, token) =>
      lookupOf(
        mapped(await find(key, token), (secret) => metadataOf(key, secret)),
        clock,
      ),
    versions: async () => notRead(clock),
    properties: async () => notRead(clock),
    searches: false,
  };
}

const unseen: CatalogProblem = {
  code: 'denied',
  ...told('Your machine account sees no such secret: there is none, or it has no access to its project.'),
};

const noProject: CatalogProblem = {
  code: 'unsupported',
  ...told(
    'This store names no project, and ESO finds secrets by name in a project only. Write the id, or set spec.provider.bitwardensecretsmanager.projectID.',
  ),
};

function secretsIn(json: JsonValue | undefined): readonly Secret[] | undefined {
  return eachOf(at(json, 'data'), (secret) => {
    const [id, name] = [textOf(at(secret, 'id')), textOf(at(secret, 'key'))];
    if (id === undefined || name === undefined) return undefined;
    const told = at(secret, 'projectIds');
    return { id, name, projects: Array.isArray(told) ? listOf(told).map((each) => String(each).toLowerCase()) : undefined };
  });
}

function byId({ id, name }: Secret): SecretEntry {
  return { key: id, description: name };
}

function plain(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function metadataOf(key: string, { id, name, projects }: Secret): SecretMetadata {
  return {
    key,
    id,
    ...detailsOf([
      ['name', isId(key) ? name : undefined],
      ['project', projects?.join(', ') ?? 'not told without the value'],
    ]),
    tags: [],
    versions: [],
    fetchable: [],
  };
}
