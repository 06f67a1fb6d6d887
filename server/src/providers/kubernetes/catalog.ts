import type { CancellationToken } from '../../cancellation.ts';
import type {
  ClusterConnection,
  KubeContext,
  KubeObject,
  ObjectMetadata,
  ResourceType,
  SecretOutline,
} from '../../cluster/clusterClient.ts';
import type { ClusterOutcome, Refused, Unreachable } from '../../cluster/outcome.ts';
import type { Clock } from '../../host.ts';
import { lookupOf, mapped, noListing, type Outcome } from '../outcome.ts';
import { budgetSpent } from '../pages.ts';
import type { PropertyEntry, SecretEntry, SecretMetadata } from '../secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { metadataOf, tagsOf } from './metadata.ts';
import { problemOf } from './problems.ts';

/** What a catalog over one namespace needs. */
export interface KubernetesCatalogOptions {
  readonly namespace: string;
  /** The connection that the user has agreed to; nothing is sent before it is used. */
  readonly connect: () => Promise<
    { readonly context: KubeContext; readonly outcome: ClusterOutcome<ClusterConnection> } | CatalogProblem
  >;
  readonly clock: Clock;
  readonly mayReadValues: () => boolean;
  readonly maxCalls: () => number;
}

const secrets: ResourceType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };

/**
 * The Secrets of a namespace: names and labels by listings of metadata, the names of keys by the managed fields, which list them
 * without values. A whole Secret is read only where those do not tell, and only where the user allows it.
 */
export function createKubernetesCatalog(options: KubernetesCatalogOptions): SecretCatalog {
  const { namespace, clock } = options;

  /** Asks; what goes wrong becomes a problem in our own words. */
  async function ask<T>(
    verb: 'get' | 'list',
    send: (connection: ClusterConnection) => Promise<ClusterOutcome<T>>,
  ): Promise<Outcome<T>> {
    const there = await options.connect();
    if ('code' in there) return { problem: there };
    const { context, outcome } = there;
    const explain = (failure: Refused | Unreachable) => problemOf(failure, { context: context.name, namespace, verb });
    if (outcome.outcome !== 'done') return { problem: explain(outcome) };
    const answer = await send(outcome.value);
    return answer.outcome === 'done' ? { value: answer.value } : { problem: explain(answer) };
  }

  async function keys(
    token: CancellationToken,
    progress?: (soFar: readonly SecretEntry[]) => void,
  ): Promise<Listing<SecretEntry>> {
    const items: SecretEntry[] = [];
    const most = options.maxCalls();
    let calls = 0;
    let cut = false;
    const answer = await ask('list', (connection) =>
      connection.listMetadata(secrets, { namespace }, token, (page, isLast) => {
        for (const object of page) items.push(entryOf(object));
        calls += 1;
        cut = !isLast && calls >= most;
        if (!isLast) progress?.([...items]);
        return !cut;
      }),
    );
    const asOf = clock.now();
    if ('problem' in answer) return { items, complete: false, asOf, problem: answer.problem };
    return cut ? { items, complete: false, asOf, problem: budgetSpent(most, items.length) } : { items, complete: true, asOf };
  }

  async function properties(key: string, token: CancellationToken): Promise<Listing<PropertyEntry>> {
    const outline = await ask('get', (connection) => connection.secretOutline(namespace, key, token));
    if ('problem' in outline) return noListing(outline.problem, clock);
    const told = (names: readonly string[]) => ({ items: names.map(propertyOf), complete: true, asOf: clock.now() });
    if (outline.value.keys !== undefined) return told(outline.value.keys);
    if (!options.mayReadValues()) return noListing(valuesNotAllowed, clock);
    const digest = await ask('get', (connection) => connection.digestSecret(namespace, key, token));
    return 'problem' in digest ? noListing(digest.problem, clock) : told(digest.value.keys.map(({ name }) => name));
  }

  /** The outline of a Secret, made into an answer about it. */
  async function look<T>(key: string, token: CancellationToken, make: (outline: SecretOutline) => T): Promise<Lookup<T>> {
    if (!isSecretName(key)) return { state: 'missing', asOf: clock.now() };
    return lookupOf(mapped(await ask('get', (connection) => connection.secretOutline(namespace, key, token)), make), clock);
  }

  return {
    searches: false,
    keys: (_, token, progress) => keys(token, progress),
    properties: (key, _, token) => properties(key, token),
    versions: async () => ({ items: [], complete: true, asOf: clock.now() }),
    describe: (key, token) => look<SecretMetadata>(key, token, (outline) => metadataOf(key, outline)),
    lookup: (key, token) => look(key, token, ({ metadata }) => entryOf({ metadata })),
  };
}

const valuesNotAllowed: CatalogProblem = {
  code: 'values-not-allowed',
  ...told('The metadata of this Secret do not tell its keys. Allow reading values for this store to list them.'),
};

function entryOf({ metadata }: Pick<KubeObject, 'metadata'>): SecretEntry {
  const { name } = metadata;
  return { key: name, tags: tagsOf(metadata), ...(isGoing(metadata) ? { unavailable: 'being deleted' } : {}) };
}

function isGoing(metadata: ObjectMetadata): boolean {
  return metadata['deletionTimestamp'] !== undefined;
}

/** ESO goes on with a path into a key's value, and what is in there is not looked at. */
function propertyOf(name: string): PropertyEntry {
  return { property: name, path: [name], type: 'string', inside: 'unknown' };
}

/** What cannot be the name of an object need not be asked for. */
function isSecretName(key: string): boolean {
  return key.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(key);
}
