import type { DescribeParametersCommandOutput, ParameterMetadata, Tag } from '@aws-sdk/client-ssm';
import type { CancellationToken } from '../../../cancellation.ts';
import { valuesNotAllowed } from '../../accessProblems.ts';
import type { CatalogProblem, Listing, Lookup, SecretCatalog, SecretEntry, VersionEntry } from '../../secretProvider.ts';
import { budgetSpent, listingOf, mapped, understood, withConsole } from '../answers.ts';
import type { CatalogOptions } from '../awsService.ts';
import type { Call, Outcome } from '../caller.ts';
import { createLookups } from './lookups.ts';
import { currentVersion, entryOf, metadataOf } from './metadata.ts';
import { paced, sleep } from './paced.ts';
import type { ParameterStoreCalls } from './parameterStore.ts';
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
    const items: SecretEntry[] = [];
    let next: string | undefined;
    for (let calls = 0; calls < options.maxCalls(); calls++) {
      const found = await patientPage({ start: prefix + typed, next }, token);
      if ('problem' in found) return { items, complete: false, asOf: clock.now(), problem: found.problem };
      for (const parameter of found.value.Parameters ?? []) {
        const { Name = '' } = parameter;
        if (Name.startsWith(prefix)) items.push(entryOf(parameter, Name.slice(prefix.length)));
      }
      next = found.value.NextToken;
      // Emulators end with an empty token.
      if (!next) return { items, complete: true, asOf: clock.now() };
      progress?.(items);
    }
    return { items, complete: false, asOf: clock.now(), problem: budgetSpent(options.maxCalls(), items.length) };
  }

  const lookUp = createLookups(async (names, token) => {
    const found: ParameterMetadata[] = [];
    let next: string | undefined;
    for (let calls = 0; calls < options.maxCalls(); calls++) {
      const outcome = await page({ names, next }, token);
      if ('problem' in outcome) return outcome;
      found.push(...(outcome.value.Parameters ?? []));
      next = outcome.value.NextToken;
      if (!next) return { value: found };
    }
    return { problem: budgetSpent(options.maxCalls(), found.length) };
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
    const items: VersionEntry[] = [];
    let problem: CatalogProblem | undefined;
    let next: string | undefined;
    for (let calls = 0; options.mayReadValues() && calls < options.maxCalls(); calls++) {
      const outcome = await readVersions(call, prefix + key, next, token);
      if ('problem' in outcome) {
        problem = outcome.problem;
        break;
      }
      items.push(...outcome.value.items);
      next = outcome.value.next;
      if (next === undefined) return { items: items.reverse(), complete: true, asOf: clock.now() };
    }
    if (items.length > 0 || (problem !== undefined && problem.code !== 'denied'))
      return { items: items.reverse(), complete: false, asOf: clock.now(), ...(problem === undefined ? {} : { problem }) };
    // Without the history, which holds the values, only the newest version is known, and no label.
    const found = await find(key, token);
    if (found.state === 'found') return { items: currentVersion(found.item), complete: false, asOf: clock.now() };
    const reason = found.state === 'unknown' ? found.problem : notFound;
    return { items: [], complete: false, asOf: clock.now(), problem: reason };
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
    lookup: async (key, token) => mapped(await find(key, token), (parameter) => entryOf(parameter, key)),
    async properties(key, version, token) {
      if (!options.mayReadValues()) return { items: [], complete: false, asOf: clock.now(), problem: valuesNotAllowed('AWS') };
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
    const message = 'AWS describes parameters by their names only. Whether this ARN leads to one is known when it is read.';
    return { code: 'unsupported', message };
  }
  if (name.startsWith('/aws/')) {
    const message = 'AWS lists none of the parameters below /aws/, which are its own or stand for secrets of Secrets Manager.';
    return { code: 'unsupported', message };
  }
  return undefined;
}

const notFound: CatalogProblem = { code: 'not-found', message: 'AWS Parameter Store has no such parameter.' };

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
