import type { Refusal } from '../rest/restClient.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import type { InfisicalTarget } from './target.ts';

/** That a folder is not there, or its environment; which of them is not told. */
export const noFolder: CatalogProblem = { code: 'failed', message: 'Infisical has no such folder.' };

/** What a refusal means to a call that asks for one secret. */
export function explainLookup({ status, has }: Refusal): CatalogProblem | undefined {
  if (status !== 404) return undefined;
  if (has(/Secret with name .* not found/)) return { code: 'not-found', message: 'Infisical does not have it.' };
  return has(/Folder with path/) ? noFolder : undefined;
}

/** What a refusal means. */
export function explainRefusal({ status, operation, has }: Refusal, target: InfisicalTarget): CatalogProblem | undefined {
  const { address, project, environment, folder } = target;
  const server = `Infisical at ${address.host}`;
  if (status === 403 && has(/"TokenError"/))
    return { code: 'expired-credentials', message: `${server} does not accept the token any more. Get a new one.` };
  if (operation === 'UniversalAuthLogin' && status === 401)
    return {
      code: 'expired-credentials',
      message: `${server} does not accept the client id and secret of your machine identity. Check them, or get a new secret.`,
    };
  if (status === 403)
    return {
      code: 'denied',
      message: `${server} denies ${operation} to your login in project ${project}, environment ${environment}. It has to be a member whose role may describe secrets there.`,
      permission: 'describe secrets',
    };
  if (status === 404 && operation === 'GetProjectBySlug')
    return {
      code: 'failed',
      message: `${server} has no project ${project} that your login may see. Check spec.provider.infisical.secretsScope.projectSlug of the store.`,
    };
  if (status === 404 && has(/Folder with path|environment/i))
    return {
      code: 'failed',
      message: `${server} has no folder ${folder} in an environment ${environment} of project ${project}. Check environmentSlug and secretsPath of the store.`,
    };
  return undefined;
}
