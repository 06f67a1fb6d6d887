import type { DescribeParametersCommandOutput, ParameterMetadata, Tag } from '@aws-sdk/client-ssm';
import type { CancellationToken } from '../../../cancellation.ts';
import { valuesNotAllowed } from '../../accessProblems.ts';
import { listingOf, mapped, noListing, type Outcome } from '../../outcome.ts';
import { listPages } from '../../pages.ts';
import type { SecretEntry, VersionEntry } from '../../secretEntries.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog } from '../../secretProvider.ts';
import { told } from '../../told.ts';
import { ownOf, understood, withConsole } from '../answers.ts';
import type { CatalogOptions } from '../awsService.ts';
import type { Call } from '../caller.ts';
import type { ParameterStoreCalls } from './calls.ts';
import { createLookups } from './lookups.ts';
import { currentVersion, entryOf, metadataOf } from './metadata.ts';
import { paced, sleep } from './paced.ts';
import { readPropertyNames, readVersions } from './readValues.ts';

/**
 * Milliseconds between two DescribeParameters: AWS lets everything in an account together, the operator of the cluster included,
 * make only a few a second.
 */
const pause = 250;
/** Milliseconds after which a page that was throttled is asked for again. */
const retryAfter = [1_000, 3_000];

/**
 * Names and metadata of AWS Parameter Store. Keys are as a manifest of this store writes them: without the store's prefix, with the
 * slash that names with folders begin with.
 */
export function createParameterStoreCatalog(options: CatalogOptions<ParameterStoreCalls>): SecretCatalog {
  const { call, clock, prefix } = options;
  const describeCall = paced(call, clock, pause);
  let account: string | undefined;

  async function page(
    input: Parameters<typeof describePage>[0],
    token: CancellationToken,
  ): Promise<Outcome<DescribeParametersCommandOutput>> {
    const outcome = await describeCall(describePage(input), token);
    if ('value' in outcome) account = outcome.value.Parameters?.[0]?.ARN?.split(':')[4] ?? account;
    return outcome;
  }

  async function patientPage(
    input: Parameters<typeof describePage>[0],
    token: CancellationToken,
  ): Promise<Outcome<DescribeParametersCommandOutput>> {
    for (const wait of retryAfter) {
      const outcome = await page(input, token);
      if (!('problem' in outcome) || outcome.problem.code !== 'throttled') return outcome;
      await sleep(wait, clock, token);
    }
    return page(input, token);
  }

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
        const page = await patientPage({ start: prefix + typed, next }, token);
        return mapped(page, ({ Parameters = [], NextToken }) => ({ items: ownOf(Parameters, prefix, entryOf), next: NextToken }));
      },
    });
  }

  const lookUp = createLookups(async (names, token) => {
    const { items, problem } = await listPages({
      clock,
      token,
      maxCalls: options.maxCalls(),
      page: async (next) =>
        mapped(await page({ names, next }, token), ({ Parameters = [], NextToken }) => ({ items: Parameters, next: NextToken })),
    });
    return problem === undefined ? { value: items } : { problem };
  }, clock);

  async function find(key: string, token: CancellationToken): Promise<Lookup<ParameterMetadata>> {
    const name = (prefix + key).replace(/:[^:]*$/, '');
    const problem = unlisted(prefix + key);
    if (problem !== undefined) return { state: 'unknown', problem };
    return isName(name) ? lookUp(name, token) : { state: 'missing', asOf: clock.now() };
  }

  async function tagsOf({ Name }: ParameterMetadata, token: CancellationToken): Promise<readonly Tag[]> {
    const outcome = await call(tagsCall(Name ?? ''), token);
    return 'value' in outcome ? outcome.value : [];
  }

  async function versions(key: string, token: CancellationToken): Promise<Listing<VersionEntry>> {
    const page = (next: string | undefined) => readVersions(call, prefix + key, next, token);
    const history = options.mayReadValues() ? await listPages({ clock, token, maxCalls: options.maxCalls(), page }) : undefined;
    if (history !== undefined && (history.items.length > 0 || history.problem?.code !== 'denied'))
      return { ...history, items: [...history.items].reverse() };
    // Without the history, which holds the values, only the newest version is known, and no label.
    const found = await find(key, token);
    if (found.state === 'found') return { items: currentVersion(found.item), complete: false, asOf: clock.now() };
    const reason = found.state === 'unknown' ? found.problem : notFound;
    return noListing(reason, clock);
  }

  return {
    keys: list,
    async describe(key, token) {
      const found = await find(key, token);
      if (found.state !== 'found') return found;
      const { Name = '' } = found.item;
      const console = options.consolePage(parameterPage(Name));
      return {
        ...found,
        item: { ...metadataOf(found.item, key, await tagsOf(found.item, token)), ...withConsole(console) },
      };
    },
    async lookup(key, token) {
      const found = await find(key, token);
      return found.state === 'found' ? { ...found, item: entryOf(found.item, key) } : found;
    },
    async properties(key, version, token) {
      if (!options.mayReadValues()) return noListing(valuesNotAllowed('AWS'), clock);
      const name = `${prefix}${key}${version === undefined || version === '' ? '' : `:${version}`}`;
      return listingOf(await readPropertyNames(call, name, token), clock);
    },
    versions,
    listsAs: (key) => !key.includes(':') && unlisted(prefix + key) === undefined,
    account: () => account,
  };
}

/** Why AWS does not describe a parameter that may well be there to be read. */
function unlisted(name: string): CatalogProblem | undefined {
  if (name.startsWith('arn:')) {
    const said = told('AWS describes parameters by their names only. Whether this ARN leads to one is known when it is read.');
    return { code: 'unsupported', ...said };
  }
  if (name.startsWith('/aws/')) {
    const said = told('AWS lists none of the parameters below /aws/, which are its own or stand for secrets of Secrets Manager.');
    return { code: 'unsupported', ...said };
  }
  return undefined;
}

const notFound: CatalogProblem = { code: 'not-found', ...told('AWS Parameter Store has no such parameter.') };

/** Whether AWS takes the text for a name at all; anything else its filters refuse. */
export function isName(text: string): boolean {
  return /^[a-zA-Z0-9_.\-/]{1,1024}$/.test(text);
}

/** The page of a parameter below the address of the AWS console, which takes names as one segment and decodes them twice. */
export function parameterPage(name: string): string {
  return `systems-manager/parameters/${encodeURIComponent(encodeURIComponent(name))}/description`;
}

/** DescribeParameters for the parameters of these names, or for those whose names begin with a text. It returns no values. */
function describePage({
  names,
  start = '',
  next,
}: {
  readonly names?: readonly string[];
  readonly start?: string;
  readonly next: string | undefined;
}): Call<ParameterStoreCalls, DescribeParametersCommandOutput> {
  const filter =
    names !== undefined
      ? { Key: 'Name', Option: 'Equals', Values: [...names] }
      : isName(start)
        ? { Key: 'Name', Option: 'BeginsWith', Values: [start] }
        : undefined;
  const input = {
    MaxResults: 50,
    ...(filter === undefined ? {} : { ParameterFilters: [filter] }),
    ...(next === undefined ? {} : { NextToken: next }),
  };
  return {
    operation: 'DescribeParameters',
    async send({ sdk, client }, abortSignal) {
      const page = await client.send(new sdk.DescribeParametersCommand(input), { abortSignal });
      understood(page.Parameters);
      return page;
    },
    count: (found) => found.Parameters?.length ?? 0,
  };
}

function tagsCall(name: string): Call<ParameterStoreCalls, readonly Tag[]> {
  const input = { ResourceType: 'Parameter' as const, ResourceId: name };
  return {
    operation: 'ListTagsForResource',
    async send({ sdk, client }, abortSignal) {
      return (await client.send(new sdk.ListTagsForResourceCommand(input), { abortSignal })).TagList ?? [];
    },
    count: (tags) => tags.length,
  };
}
