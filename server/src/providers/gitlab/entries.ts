import type { SecretEntry, SecretMetadata } from '../secretEntries.ts';
import { type GitlabTarget, type Owner, ownerWords } from './target.ts';
import { environmentsAsked, type Variable } from './variable.ts';

/** The variables of a project or group. */
export interface Owned {
  readonly owner: Owner;
  readonly variables: readonly Variable[];
}

/**
 * The keys of a store, as ESO puts the variables together.
 *
 * @param owned in the order in which ESO asks for a variable
 */
export function entriesOf(owned: readonly Owned[], target: GitlabTarget): readonly SecretEntry[] {
  const byKey = new Map<string, { readonly owner: Owner; readonly variables: Variable[] }[]>();
  for (const { owner, variables } of owned) {
    for (const variable of variables) {
      const known = byKey.get(variable.key) ?? [];
      const last = known.at(-1);
      if (last?.owner === owner) last.variables.push(variable);
      else byKey.set(variable.key, [...known, { owner, variables: [variable] }]);
    }
  }
  return [...byKey].flatMap(([key, ofKey]) => entryOf(key, ofKey, target) ?? []);
}

/** A key that was looked up; undefined: there are several variables for it. */
export function foundEntry(key: string, variable: Variable | undefined, owner: Owner): SecretEntry {
  const { description, unavailable } = variable ?? ambiguous(owner);
  return { key, ...(description === undefined ? {} : { description }), ...(unavailable === undefined ? {} : { unavailable }) };
}

/** What there is to know of it. */
export function foundMetadata(key: string, variable: Variable | undefined, owner: Owner): SecretMetadata {
  const known = variable === undefined ? [] : detailsOf(variable);
  return {
    ...foundEntry(key, variable, owner),
    tags: [],
    versions: [],
    details: [{ name: 'in', value: ownerWords(owner) }, ...known],
  };
}

function detailsOf({ scope, type, flags }: Variable) {
  return [
    { name: 'environment', value: scope === '*' ? 'all of them' : scope },
    ...(type === 'env_var' ? [] : [{ name: 'type', value: type }]),
    ...(flags.length === 0 ? [] : [{ name: 'set to be', value: flags.join(', ') }]),
  ];
}

/** Undefined where neither `data` nor `find` of the store brings it. */
function entryOf(key: string, owned: readonly Owned[], target: GitlabTarget): SecretEntry | undefined {
  const scopes = [...new Set(owned.flatMap(({ variables }) => variables.map(({ scope }) => scope)))];
  const tags = scopes.map((value) => ({ name: 'environment_scope', value }));
  for (const { owner, variables } of owned) {
    const read = readFrom(variables, target);
    if (read !== undefined) return { ...foundEntry(key, read === 'several' ? undefined : read, owner), tags };
  }
  // A find takes this for a store that names no environment.
  return target.environment === '*' ? { key, tags, unavailable: `set for ${scopes.join(', ')} only` } : undefined;
}

/** What ESO reads of the variables with one key that an owner has; undefined: it goes on to the next owner. */
function readFrom(variables: readonly Variable[], target: GitlabTarget): Variable | 'several' | undefined {
  for (const environment of environmentsAsked(target)) {
    const [variable, ...others] = environment === undefined ? variables : variables.filter(({ scope }) => scope === environment);
    if (variable !== undefined) return others.length === 0 ? variable : 'several';
  }
  return undefined;
}

/** GitLab does not choose where a variable is there more than once, and which is meant is not said. */
function ambiguous(owner: Owner): Pick<SecretEntry, 'description' | 'unavailable'> {
  return { unavailable: `set for several environments in ${ownerWords(owner)}, and the store names none` };
}
