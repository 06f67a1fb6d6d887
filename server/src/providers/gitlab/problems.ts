import type { Refusal } from '../rest/restClient.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { type GitlabTarget, ownerWords } from './target.ts';

/** What a refusal means. That a single variable is not there is said by the call that asks for one. */
export function explainRefusal({ status, operation, has }: Refusal, target: GitlabTarget): CatalogProblem | undefined {
  const { project, groups } = target;
  if (status === 403 && has(/insufficient_scope/))
    return {
      code: 'denied',
      message: `Your GitLab token may not use the API for ${operation}. It needs the scope read_api, or api.`,
      permission: 'read_api',
    };
  const isGroup = /Group(Variables?)$/.test(operation);
  const role = isGroup ? 'Owner of the group' : 'Maintainer of the project';
  if (status === 403)
    return {
      code: 'denied',
      message: `GitLab at ${target.address.host} denies ${operation} to your login. For variables one must be ${role}.`,
      permission: role,
    };
  if (status === 404 && has(/Project Not Found/) && project !== undefined)
    return {
      code: 'failed',
      message: `GitLab at ${target.address.host} has no ${ownerWords(project)} that your login may see. Check spec.provider.gitlab.projectID of the store.`,
    };
  if (status === 404 && has(/Group Not Found/))
    return {
      code: 'failed',
      message: `GitLab at ${target.address.host} has no such group that your login may see (${groups.map(({ id }) => id).join(', ')}). Check spec.provider.gitlab.groupIDs of the store.`,
    };
  return undefined;
}
