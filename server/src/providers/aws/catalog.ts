import type {
  DescribeSecretCommandOutput,
  ListSecretsCommandOutput,
  ListSecretVersionIdsCommandOutput,
  SecretListEntry,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import type {
  CatalogProblem,
  Listing,
  Lookup,
  PropertyEntry,
  SecretCatalog,
  SecretEntry,
  SecretMetadata,
  VersionEntry,
} from '../secretProvider.ts';
import type { Call, Caller, Outcome } from './caller.ts';
import { readPropertyNames } from './readPropertyNames.ts';

/** What a catalog over one region, as one login, needs. */
export interface CatalogOptions {
  readonly call: Caller;
  readonly clock: Clock;
  /** What ESO puts before every key of the store. */
  readonly prefix: string;
  readonly mayReadValues: () => boolean;
  /** How many calls one listing may cost; a call brings at most 100 names. */
  readonly maxCalls: () => number;
}

/** Names and metadata of AWS Secrets Manager. Keys are as a manifest of this store writes them: without the store's prefix. */
export function createAwsCatalog(options: CatalogOptions): SecretCatalog {
  const { call, clock, prefix } = options;
  let account: string | undefined;
  const noteAccount = (arn: string | undefined) => {
    account = arn?.split(':')[4] ?? account;
  };

  async function list(
    typed: string,
    token: CancellationToken,
    progress?: (soFar: readonly SecretEntry[]) => void,
  ): Promise<Listing<SecretEntry>> {
    const items: SecretEntry[] = [];
    let next: string | undefined;
    for (let calls = 0; calls < options.maxCalls(); calls++) {
      const page = await call(listPage(prefix + typed, next), token);
      if ('problem' in page) return { items, complete: false, asOf: clock.now(), problem: page.problem };
      for (const entry of page.value.SecretList ?? []) {
        noteAccount(entry.ARN);
        if (entry.Name?.startsWith(prefix)) items.push(entryOf(entry, entry.Name.slice(prefix.length)));
      }
      next = page.value.NextToken;
      if (next === undefined) return { items, complete: true, asOf: clock.now() };
      progress?.([...items]);
    }
    return { items, complete: false, asOf: clock.now(), problem: budgetSpent(options.maxCalls(), items.length) };
  }

  async function describe(key: string, token: CancellationToken): Promise<Lookup<DescribeSecretCommandOutput>> {
    const answer = await call(describeCall(prefix + key), token);
    if ('problem' in answer) return notThere(answer.problem, clock);
    // A key that is an ARN may be that of a secret which another account shares.
    if (!(prefix + key).startsWith('arn:')) noteAccount(answer.value.ARN);
    return { state: 'found', item: answer.value, asOf: clock.now() };
  }

  async function versions(key: string, token: CancellationToken): Promise<Listing<VersionEntry>> {
    const found: SecretVersionsListEntry[] = [];
    let next: string | undefined;
    for (let calls = 0; calls < options.maxCalls(); calls++) {
      const page = await call(versionsPage(prefix + key, next), token);
      if ('problem' in page) {
        // Fewer logins may list versions than may describe; describing gives all that have a stage.
        const secret = page.problem.code === 'denied' ? await describe(key, token) : undefined;
        if (secret?.state === 'found') return { items: withStages(versionsOf(secret.item)), complete: false, asOf: clock.now() };
        return { items: withStages(found), complete: false, asOf: clock.now(), problem: page.problem };
      }
      found.push(...(page.value.Versions ?? []));
      next = page.value.NextToken;
      // Emulators end with an empty token, which AWS does not have.
      if (!next) return { items: withStages(found), complete: true, asOf: clock.now() };
    }
    return { items: withStages(found), complete: false, asOf: clock.now() };
  }

  return {
    keys: list,
    describe: async (key, token) => mapped(await describe(key, token), (secret) => metadataOf(secret, key)),
    lookup: async (key, token) => mapped(await describe(key, token), (secret) => entryOf(secret, key)),
    properties: async (key, version, token) => {
      if (!options.mayReadValues()) return { items: [], complete: false, asOf: clock.now(), problem: valuesNotAllowed };
      return listingOf(await readPropertyNames(call, prefix + key, version, token), clock);
    },
    versions,
    listsAs: (key) => !key.startsWith('arn:'),
    account: () => account,
  };
}

const valuesNotAllowed: CatalogProblem = {
  code: 'values-not-allowed',
  message: 'AWS tells property names only with the values. Allow reading values for this store to list them.',
};

function budgetSpent(calls: number, names: number): CatalogProblem {
  return {
    code: 'call-budget',
    message: `The listing was cut off after ${calls} calls, with ${names} names. Type the beginning of the name.`,
  };
}

function listPage(start: string, next: string | undefined): Call<ListSecretsCommandOutput> {
  // A filter value must not begin with the sign for "not", and may hold only what names may hold.
  const filterable = /^[a-zA-Z0-9 :_@/+=.-][a-zA-Z0-9 :_@/+=.!-]*$/.test(start) && start.length <= 512;
  const input = {
    MaxResults: 100,
    IncludePlannedDeletion: true,
    ...(filterable ? { Filters: [{ Key: 'name' as const, Values: [start] }] } : {}),
    ...(next === undefined ? {} : { NextToken: next }),
  };
  return {
    operation: 'ListSecrets',
    send: ({ sdk, client }, abortSignal) => client.send(new sdk.ListSecretsCommand(input), { abortSignal }),
    count: (page) => page.SecretList?.length ?? 0,
  };
}

function describeCall(id: string): Call<DescribeSecretCommandOutput> {
  return {
    operation: 'DescribeSecret',
    send: ({ sdk, client }, abortSignal) => client.send(new sdk.DescribeSecretCommand({ SecretId: id }), { abortSignal }),
  };
}

function versionsPage(id: string, next: string | undefined): Call<ListSecretVersionIdsCommandOutput> {
  const input = { SecretId: id, MaxResults: 100, ...(next === undefined ? {} : { NextToken: next }) };
  return {
    operation: 'ListSecretVersionIds',
    send: ({ sdk, client }, abortSignal) => client.send(new sdk.ListSecretVersionIdsCommand(input), { abortSignal }),
    count: (page) => page.Versions?.length ?? 0,
  };
}

function entryOf(secret: SecretListEntry | DescribeSecretCommandOutput, key: string): SecretEntry {
  const { Description, LastChangedDate, DeletedDate } = secret;
  return {
    key,
    ...(Description ? { description: Description } : {}),
    ...(LastChangedDate === undefined ? {} : { changed: LastChangedDate.getTime() }),
    ...(DeletedDate === undefined ? {} : { unavailable: 'scheduled for deletion' }),
  };
}

function metadataOf(secret: DescribeSecretCommandOutput, key: string): SecretMetadata {
  const time = (name: keyof SecretMetadata, date: Date | undefined) => (date === undefined ? {} : { [name]: date.getTime() });
  return {
    key,
    ...(secret.ARN === undefined ? {} : { id: secret.ARN }),
    ...(secret.Description ? { description: secret.Description } : {}),
    ...time('created', secret.CreatedDate),
    ...time('changed', secret.LastChangedDate),
    ...time('accessed', secret.LastAccessedDate),
    ...time('deletion', secret.DeletedDate),
    ...rotationOf(secret),
    tags: (secret.Tags ?? []).map(({ Key = '', Value = '' }) => ({ name: Key, value: Value })),
    versions: withStages(versionsOf(secret)),
  };
}

function rotationOf(secret: DescribeSecretCommandOutput): Pick<SecretMetadata, 'rotation'> {
  if (secret.RotationEnabled === undefined) return {};
  const days = secret.RotationRules?.AutomaticallyAfterDays;
  const next = secret.NextRotationDate?.getTime();
  return {
    rotation: {
      enabled: secret.RotationEnabled,
      ...(days === undefined ? {} : { everyDays: days }),
      ...(next === undefined ? {} : { next }),
    },
  };
}

function versionsOf(secret: DescribeSecretCommandOutput): SecretVersionsListEntry[] {
  return Object.entries(secret.VersionIdsToStages ?? {}).map(([VersionId, VersionStages]) => ({ VersionId, VersionStages }));
}

/** What ESO takes as `remoteRef.version`: each stage by its name, AWSCURRENT first, then each version as `uuid/` and its id. */
function withStages(all: readonly SecretVersionsListEntry[]): VersionEntry[] {
  // A version without a stage is deprecated: AWS deletes it when it likes.
  const versions = all.filter(({ VersionStages = [] }) => VersionStages.length > 0);
  const created = ({ CreatedDate }: SecretVersionsListEntry) =>
    CreatedDate === undefined ? {} : { created: CreatedDate.getTime() };
  const stages = versions.flatMap((version) =>
    (version.VersionStages ?? []).map((stage): VersionEntry => ({ version: stage, labels: [], ...created(version) })),
  );
  stages.sort(
    (a, b) => Number(b.version === 'AWSCURRENT') - Number(a.version === 'AWSCURRENT') || a.version.localeCompare(b.version),
  );
  const ids = versions.map(
    (version): VersionEntry => ({
      version: `uuid/${version.VersionId ?? ''}`,
      labels: version.VersionStages ?? [],
      ...created(version),
    }),
  );
  return [...stages, ...ids.sort((a, b) => (b.created ?? 0) - (a.created ?? 0))];
}

function mapped<A, B>(lookup: Lookup<A>, map: (item: A) => B): Lookup<B> {
  return lookup.state === 'found' ? { ...lookup, item: map(lookup.item) } : lookup;
}

function notThere<T>(problem: CatalogProblem, clock: Clock): Lookup<T> {
  return problem.code === 'not-found' ? { state: 'missing', asOf: clock.now() } : { state: 'unknown', problem };
}

function listingOf(
  answer: Outcome<{ readonly items: readonly PropertyEntry[]; readonly complete: boolean }>,
  clock: Clock,
): Listing<PropertyEntry> {
  if ('problem' in answer) return { items: [], complete: false, asOf: clock.now(), problem: answer.problem };
  return { items: answer.value.items, complete: answer.value.complete, asOf: clock.now() };
}
