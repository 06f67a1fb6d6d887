import type {
  DescribeSecretCommandOutput,
  ListSecretsCommandOutput,
  ListSecretVersionIdsCommandOutput,
  SecretListEntry,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import type { CancellationToken } from '../../../cancellation.ts';
import { valuesNotAllowed } from '../../accessProblems.ts';
import { detailsOf, listingOf, lookupOf, mapped, noListing, type Outcome } from '../../outcome.ts';
import { listPages } from '../../pages.ts';
import type { SecretEntry, SecretMetadata, VersionEntry } from '../../secretEntries.ts';
import type { Listing, SecretCatalog } from '../../secretProvider.ts';
import { ownOf, tagsOf, understood, withConsole } from '../answers.ts';
import type { CatalogOptions } from '../awsService.ts';
import type { Call } from '../caller.ts';
import type { SecretsManagerCalls } from './calls.ts';
import { readPropertyNames } from './readPropertyNames.ts';

/** Names and metadata of AWS Secrets Manager. Keys are as a manifest of this store writes them: without the store's prefix. */
export function createSecretsManagerCatalog(options: CatalogOptions<SecretsManagerCalls>): SecretCatalog {
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
    return listPages({
      clock,
      token,
      progress,
      searches: true,
      maxCalls: options.maxCalls(),
      async page(next) {
        const page = await call(listPage(prefix + typed, next), token);
        return mapped(page, ({ SecretList = [], NextToken }) => {
          for (const { ARN } of SecretList) noteAccount(ARN);
          return { items: ownOf(SecretList, prefix, entryOf), next: NextToken };
        });
      },
    });
  }

  async function describe(key: string, token: CancellationToken): Promise<Outcome<DescribeSecretCommandOutput>> {
    const answer = await call(describeCall(prefix + key), token);
    // A key that is an ARN may be that of a secret which another account shares.
    if ('value' in answer && !(prefix + key).startsWith('arn:')) noteAccount(answer.value.ARN);
    return answer;
  }

  async function versions(key: string, token: CancellationToken): Promise<Listing<VersionEntry>> {
    const { items, ...rest } = await listPages({
      clock,
      token,
      maxCalls: options.maxCalls(),
      page: async (next) =>
        mapped(await call(versionsPage(prefix + key, next), token), ({ Versions = [], NextToken }) => ({
          items: Versions,
          next: NextToken,
        })),
    });
    // Fewer logins may list versions than may describe; describing gives all that have a stage.
    const secret = rest.problem?.code === 'denied' ? await describe(key, token) : undefined;
    if (secret === undefined || 'problem' in secret) return { ...rest, items: withStages(items) };
    return { items: withStages(versionsOf(secret.value)), complete: false, asOf: clock.now() };
  }

  return {
    keys: list,
    describe: async (key, token) =>
      lookupOf(
        mapped(await describe(key, token), (secret) => ({
          ...metadataOf(secret, key),
          ...withConsole(secret.Name && options.consolePage(secretPage(secret.Name))),
        })),
        clock,
      ),
    lookup: async (key, token) =>
      lookupOf(
        mapped(await describe(key, token), (secret) => entryOf(secret, key)),
        clock,
      ),
    properties: async (key, version, token) => {
      if (!options.mayReadValues()) return noListing(valuesNotAllowed('AWS'), clock);
      return listingOf(await readPropertyNames(call, prefix + key, version, token), clock);
    },
    versions,
    listsAs: (key) => !key.startsWith('arn:'),
    account: () => account,
  };
}

/** The page of a secret below the address of the AWS console. */
export function secretPage(name: string): string {
  return `secretsmanager/secret?name=${encodeURIComponent(name)}`;
}

function listPage(start: string, next: string | undefined): Call<SecretsManagerCalls, ListSecretsCommandOutput> {
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
    async send({ sdk, client }, abortSignal) {
      const page = await client.send(new sdk.ListSecretsCommand(input), { abortSignal });
      understood(page.SecretList);
      return page;
    },
    count: (page) => page.SecretList?.length ?? 0,
  };
}

function describeCall(id: string): Call<SecretsManagerCalls, DescribeSecretCommandOutput> {
  return {
    operation: 'DescribeSecret',
    send: ({ sdk, client }, abortSignal) => client.send(new sdk.DescribeSecretCommand({ SecretId: id }), { abortSignal }),
  };
}

function versionsPage(id: string, next: string | undefined): Call<SecretsManagerCalls, ListSecretVersionIdsCommandOutput> {
  const input = { SecretId: id, MaxResults: 100, ...(next === undefined ? {} : { NextToken: next }) };
  return {
    operation: 'ListSecretVersionIds',
    async send({ sdk, client }, abortSignal) {
      const page = await client.send(new sdk.ListSecretVersionIdsCommand(input), { abortSignal });
      understood(page.Versions);
      return page;
    },
    count: (page) => page.Versions?.length ?? 0,
  };
}

function entryOf(secret: SecretListEntry | DescribeSecretCommandOutput, key: string): SecretEntry {
  const { Description, LastChangedDate, DeletedDate, Tags } = secret;
  return {
    key,
    ...(Description ? { description: Description } : {}),
    ...(LastChangedDate === undefined ? {} : { changed: LastChangedDate.getTime() }),
    ...(DeletedDate === undefined ? {} : { unavailable: 'scheduled for deletion' }),
    ...(Tags === undefined || Tags.length === 0 ? {} : { tags: tagsOf(Tags) }),
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
    tags: tagsOf(secret.Tags ?? []),
    versions: withStages(versionsOf(secret)),
    ...detailsOf([
      ['encrypted with', secret.KmsKeyId],
      ['managed by', secret.OwningService],
      ['replica of', secret.PrimaryRegion],
    ]),
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
