import { addBeside, externalSecretKinds } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isAbsent } from '../model/known.ts';
import type { FindFacts } from '../model/providerFacts/types.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { definitionsOf, type Fetch, fetches } from './providerDialects.ts';
import type { Rule } from './rule.ts';
import { readingExample } from './storeExamples.ts';

const provider = `aws:
  service: ParameterStore
  region: eu-central-1`;

/** What a find may name differs from back end to back end. */
export const findCriteria: Rule = {
  meta: {
    id: 'find-criteria',
    severity: 'warning',
    kinds: externalSecretKinds,
    needs: 'workspace',
    summary: 'A find asks for what the provider of the store cannot look for, or lacks what it needs.',
    why: "Providers look for secrets by different things. A find by path alone fails in AWS and Google Secret Manager with `unexpected find operator`. Infisical, Onboardbase, Keeper and OpenBao refuse tags; GitLab takes no tag but `environment_scope` and no path, and answers `'find.name' is mandatory` without a name, which Keeper, OpenBao, Barbican and Passbolt need as well. What a provider passes over, or where only one of name and tags counts, more is found than was meant: that is reported too.",
    bad: readingExample(
      provider,
      `dataFrom:
  - find:
      path: /myapp`,
    ),
    good: readingExample(
      provider,
      `dataFrom:
  - find:
      path: /myapp
      name:
        regexp: .*`,
    ),
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return fetches(resource, workspace).flatMap((fetch) => judge(resource, fetch));
  },
};

/** What is wrong with a find: the field to mark, undefined for the whole, and what it does. */
interface Objection {
  readonly field: 'name' | 'tags' | 'path' | undefined;
  readonly says: string;
  readonly lacksName?: true;
}

function judge(resource: ResourceNode, { use, path, store }: Fetch): readonly Finding[] {
  const { find, name } = store.facts;
  if (use !== 'find' || typeof find === 'string') return [];
  return objections(resource, path, find).map(({ field, says, lacksName }) => ({
    rule: 'find-criteria',
    severity: 'warning',
    at: { path: field === undefined ? path : [...path, field], part: 'key' },
    message: `"${store.name}" is ${name}. ${says}`,
    fixes: lacksName === undefined ? [] : withName(resource, path),
    related: definitionsOf(store),
  }));
}

function objections(resource: ResourceNode, path: Path, find: FindFacts): readonly Objection[] {
  const lacks = (field: string) => isAbsent(resource, path, [field]);
  const written = (['name', 'tags', 'path'] as const).filter((field) => isWrittenAt(resource, [...path, field]));
  const [hasName, hasTags] = [written.includes('name'), written.includes('tags')];
  const nameWins = find.together === 'name' && hasName;
  const refused = written.filter((field) => find[field] === 'refused' && !(field === 'tags' && nameWins));
  if (refused.length > 0) return refused.map((field) => ({ field, says: `It refuses a find with ${field}: every sync fails.` }));
  const other = hasTags && find.onlyTags !== undefined ? strangeTag(resource, [...path, 'tags'], find.onlyTags) : undefined;
  if (other !== undefined) {
    return [{ field: 'tags', says: `It knows no tag but ${find.onlyTags?.join(', ')}, and every sync with "${other}" fails.` }];
  }
  if (lacks('name') && (find.needs === 'name' || (find.needs === 'name-or-tags' && lacks('tags')))) {
    const words = find.needs === 'name' ? 'a name' : 'a name or tags';
    return [{ field: undefined, says: `Without ${words} every find there fails.`, lacksName: true }];
  }
  const ignored = written.filter((field) => find[field] === 'ignored');
  if (ignored.length > 0) {
    return ignored.map((field) => ({ field, says: `It passes over ${field}: more is found than is asked for.` }));
  }
  if (!hasName || !hasTags || find.together === 'both' || find.together === 'unknown') return [];
  const loser = find.together === 'name' ? 'tags' : 'name';
  return [{ field: loser, says: `Beside ${find.together} it passes over ${loser}: more is found than is asked for.` }];
}

/** Whether a criterion is there for sure: a mapping with an entry, or a text. */
function isWrittenAt(resource: ResourceNode, path: Path): boolean {
  const node = resource.nodeAt(path);
  if (node === undefined || resource.isPlaceholder(path)) return false;
  return node.type === 'map' ? node.entries.length > 0 : node.type === 'scalar' && node.value !== null && node.value !== '';
}

function strangeTag(resource: ResourceNode, tags: Path, known: readonly string[]): string | undefined {
  const node = resource.nodeAt(tags);
  return node?.type === 'map' ? node.entries.find(({ key, name }) => !key.placeholder && !known.includes(name))?.name : undefined;
}

function withName(resource: ResourceNode, path: Path): readonly Fix[] {
  const beside = (['path', 'tags'] as const).find((field) => resource.nodeAt([...path, field]) !== undefined);
  return beside === undefined ? [] : addBeside(resource, [...path, beside], 'after', 'name: { regexp: ".*" }', true);
}
