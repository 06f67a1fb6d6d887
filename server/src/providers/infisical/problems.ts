import { phrase } from '../../localisation.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { InfisicalTarget } from './target.ts';

/** That a folder is not there, or its environment; which of them is not told. */
export const noFolder: CatalogProblem = { code: 'failed', ...told('Infisical has no such folder.') };

/** What a refusal means to a call that asks for one secret. */
export function explainLookup({ status, has }: Refusal): CatalogProblem | undefined {
  if (status !== 404) return undefined;
  if (has(/Secret with name .* not found/)) return { code: 'not-found', ...told('Infisical does not have it.') };
  return has(/Folder with path/) ? noFolder : undefined;
}

/** What a refusal means. */
export function explainRefusal({ status, operation, has }: Refusal, target: InfisicalTarget): CatalogProblem | undefined {
  const { address, project, environment, folder } = target;
  const server = phrase('Infisical at {0}', address.host);
  if (status === 403 && has(/"TokenError"/))
    return { code: 'expired-credentials', ...told('{0} does not accept the token any more. Get a new one.', server) };
  if (operation === 'UniversalAuthLogin' && status === 401)
    return {
      code: 'expired-credentials',
      ...told('{0} does not accept the client id and secret of your machine identity. Check them, or get a new secret.', server),
    };
  if (status === 403)
    return {
      code: 'denied',
      ...told(
        '{0} denies {1} to your login in project {2}, environment {3}. It has to be a member whose role may describe secrets there.',
        server,
        operation,
        project,
        environment,
      ),
      permission: 'describe secrets',
    };
  if (status === 404 && operation === 'GetProjectBySlug')
    return {
      code: 'failed',
      ...told(
        '{0} has no project {1} that your login may see. Check spec.provider.infisical.secretsScope.projectSlug of the store.',
        server,
        project,
      ),
    };
  if (status === 404 && has(/Folder with path|environment/i))
    return {
      code: 'failed',
      ...told(
        '{0} has no folder {1} in an environment {2} of project {3}. Check environmentSlug and secretsPath of the store.',
        server,
        folder,
        environment,
        project,
      ),
    };
  return undefined;
}
