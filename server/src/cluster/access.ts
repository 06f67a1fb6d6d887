import type { CancellationToken } from '../cancellation.ts';
import type { Localisation } from '../localisation.ts';
import type { AccessQuestion, ClusterConnection, ResourceType } from './clusterClient.ts';
import { outsideText } from './live/outsideText.ts';
import { describeFailure, type Refused, type Unreachable } from './outcome.ts';

/** A command about a cluster whose rights can be told beforehand. */
export type GuardedCommand = 'force-sync' | 'verify' | 'rotation-impact' | 'restart';

/** Whether a command may be run by this login. */
export interface CommandAccess {
  readonly command: GuardedCommand;
  readonly allowed: boolean;
  /** The rights that the login lacks: `patch externalsecrets.external-secrets.io in namespace default`. */
  readonly missing: readonly string[];
}

/** What a command would be run on. */
export interface AccessScope {
  /** Undefined for kinds without namespaces. */
  readonly namespace: string | undefined;
  /** Where it is known: some logins may deal with single objects only. */
  readonly name?: string;
  /** The Secret behind an ExternalSecret, likewise. */
  readonly secretName?: string;
}

/**
 * Whether the login has the rights that a command needs (SelfSubjectAccessReview), to be asked before the user is. Where the API
 * server does not say, the command counts as allowed: the request itself will tell.
 *
 * @param type the kind that the command is about: for `restart` that of the workload, otherwise one of ESO's
 */
export async function commandAccess(
  connection: ClusterConnection,
  command: GuardedCommand,
  type: Pick<ResourceType, 'group' | 'resource'>,
  scope: AccessScope,
  token: CancellationToken,
  l10n: Localisation,
): Promise<CommandAccess> {
  const questions = rightsOf(command, type, scope).map((right) => ({ ...right, namespace: scope.namespace }));
  const answers = await Promise.all(questions.map((question) => connection.can(question, token)));
  const missing = questions.filter((_, i) => {
    const answer = answers[i];
    return answer?.outcome === 'done' && !answer.value;
  });
  return { command, allowed: missing.length === 0, missing: missing.map((right) => describeRight(right, l10n)) };
}

/** One sentence that says which rights are missing for what; `doing` completes "to". */
export function describeMissing({ missing }: CommandAccess, context: string, doing: string, l10n: Localisation): string {
  const [first = '', ...more] = missing;
  if (more.length === 0)
    return l10n.t('Your login of context {0} lacks the right to {1}, which it takes to {2}.', context, first, doing);
  const rights = more.reduce((all, right) => l10n.t('{0}, and to {1}', all, right), first);
  return l10n.t('Your login of context {0} lacks the rights to {1}, which it takes to {2}.', context, rights, doing);
}

/**
 * A request that was not done, in one sentence. The API server's 403 (`User "x" cannot patch resource "deployments" in API group
 * "apps" in the namespace "default"`) is said as the right that is missing; everything else as it came.
 */
export function explainFailure(failure: Refused | Unreachable, l10n: Localisation): string {
  const asItCame = outsideText(describeFailure(failure, l10n), 1000);
  if (failure.outcome !== 'refused' || failure.status !== 403) return asItCame;
  const found =
    /User "([^"]*)" cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/.exec(
      failure.message,
    ) ?? [];
  const [, user, verb, resource, group = '', namespace] = found;
  if (verb === undefined || resource === undefined) return asItCame;
  return l10n.t('User "{0}" lacks the right to {1}.', user ?? '', describeRight({ verb, resource, group, namespace }, l10n));
}

type Right = Omit<AccessQuestion, 'namespace'>;

function rightsOf(
  command: GuardedCommand,
  { group, resource }: Pick<ResourceType, 'group' | 'resource'>,
  { name, secretName }: AccessScope,
): readonly Right[] {
  // A listing has no name to be judged by.
  const named = (verb: string, object: string | undefined) => (verb === 'list' || object === undefined ? {} : { name: object });
  const own = (...verbs: readonly string[]) => verbs.map((verb) => ({ verb, group, resource, ...named(verb, name) }));
  const readSecret = { verb: 'get', group: '', resource: 'secrets', ...named('get', secretName) };
  switch (command) {
    case 'force-sync':
      return own('get', 'patch', 'list', 'watch');
    case 'verify':
      return [...own('get'), readSecret];
    case 'rotation-impact':
      return [...own('get'), readSecret, { verb: 'list', group: '', resource: 'pods' }];
    case 'restart':
      return own('get', 'patch');
  }
}

function describeRight({ verb, group, resource, namespace }: AccessQuestion, l10n: Localisation): string {
  const what = group === '' ? resource : `${resource}.${group}`;
  const right = `${verb} ${what}`;
  return namespace === undefined ? l10n.t('{0} in the whole cluster', right) : l10n.t('{0} in namespace {1}', right, namespace);
}
