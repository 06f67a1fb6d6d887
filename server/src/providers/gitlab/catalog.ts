import type { CancellationToken } from '../../cancellation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import { valuesNotAllowed } from '../accessProblems.ts';
import { lookupOf, noListing, notRead, type Outcome } from '../outcome.ts';
import { budgetSpent, listPages } from '../pages.ts';
import { propertyNames } from '../propertyNames.ts';
import { at, textOf } from '../rest/json.ts';
import type { RestCatalogContext } from '../rest/restService.ts';
import type { SecretEntry } from '../secretEntries.ts';
import type { CatalogProblem, Listing, SecretCatalog } from '../secretProvider.ts';
import { told } from '../told.ts';
import { askGroups, askVariable, askVariables } from './api.ts';
import { entriesOf, foundEntry, foundMetadata } from './entries.ts';
import type { GitlabTarget, Owner } from './target.ts';
import { environmentsAsked, readVariable, type Variable } from './variable.ts';

/** What is found under a key, and whose it is; undefined: there are several. */
interface Found<T> {
  readonly owner: Owner;
  readonly found: T | undefined;
}

const missing: CatalogProblem = { code: 'not-found', ...told('GitLab does not have it.') };

/** The variables of a project and of groups, as ESO puts them together. */
export function createCatalog({
  client,
  target,
  clock,
  mayReadValues,
  maxCalls,
}: RestCatalogContext<GitlabTarget>): SecretCatalog {
  /** The groups, in the order in which ESO asks them: the last, innermost one first. */
  async function groupsOf(token: CancellationToken): Promise<Outcome<readonly Owner[]>> {
    const { project, inherits, groups } = target;
    const all = project !== undefined && inherits ? await askGroups(client, project, token) : { value: groups };
    return 'problem' in all ? all : { value: [...all.value].reverse() };
  }

  async function keys(_: string, token: CancellationToken): Promise<Listing<SecretEntry>> {
    const owned: { owner: Owner; variables: readonly Variable[] }[] = [];
    const groups = await groupsOf(token);
    const owners = [...(target.project === undefined ? [] : [target.project]), ...('value' in groups ? groups.value : [])];
    const most = maxCalls();
    let calls = target.inherits ? 1 : 0;
    let problem: CatalogProblem | undefined = 'problem' in groups ? groups.problem : undefined;
    for (const owner of owners) {
      const listing = await listPages<Variable>({
        clock,
        token,
        maxCalls: Math.max(0, most - calls),
        page(page) {
          calls += 1;
          return askVariables(client, owner, page, token);
        },
      });
      owned.push({ owner, variables: listing.items });
      problem ??= listing.problem;
    }
    const items = entriesOf(owned, target);
    const said = problem?.code === 'call-budget' ? budgetSpent(most, items.length) : problem;
    return { items, complete: said === undefined, asOf: clock.now(), ...(said === undefined ? {} : { problem: said }) };
  }

  /** Asks for a variable where ESO does, in its order. GitLab's keys have no hyphens: ESO writes underscores in their place. */
  async function find<T>(
    key: string,
    read: (json: JsonValue | undefined) => T | undefined,
    token: CancellationToken,
  ): Promise<Outcome<Found<T>>> {
    const name = key.replaceAll('-', '_');
    async function findIn(owner: Owner): Promise<Outcome<Found<T>>> {
      for (const environment of environmentsAsked(target)) {
        const answer = await askVariable(client, owner, name, environment, read, token);
        if ('value' in answer) return { value: { owner, ...answer.value } };
        if (answer.problem.code !== 'not-found') return answer;
      }
      return { problem: missing };
    }
    const inProject = target.project === undefined ? { problem: missing } : await findIn(target.project);
    if ('value' in inProject || inProject.problem.code !== 'not-found') return inProject;
    const groups = await groupsOf(token);
    if ('problem' in groups) return groups;
    for (const group of groups.value) {
      const inGroup = await findIn(group);
      if ('value' in inGroup || inGroup.problem.code !== 'not-found') return inGroup;
    }
    return inProject;
  }

  const look = async <T>(key: string, token: CancellationToken, map: (found: Found<Variable>) => T) => {
    const answer = await find(key, readVariable, token);
    return lookupOf('value' in answer ? { value: map(answer.value) } : answer, clock);
  };

  return {
    keys,
    searches: false,
    lookup: (key, token) => look(key, token, ({ owner, found }) => foundEntry(key, found, owner)),
    describe: (key, token) => look(key, token, ({ owner, found }) => foundMetadata(key, found, owner)),
    async properties(key, _, token) {
      if (!mayReadValues()) return noListing(valuesNotAllowed('GitLab'), clock);
      const read = (json: JsonValue | undefined) =>
        textOf(at(json, 'key')) === undefined ? undefined : propertyNames(textOf(at(json, 'value')) ?? '', 'gjson');
      const answer = await find(key, read, token);
      if ('problem' in answer) return noListing(answer.problem, clock);
      const { found } = answer.value;
      return { items: found?.items ?? [], complete: found?.complete ?? false, asOf: clock.now() };
    },
    // ESO passes over them.
    versions: async () => notRead(clock),
    // No variable has a hyphen in its name.
    listsAs: (key) => !key.includes('-'),
  };
}
