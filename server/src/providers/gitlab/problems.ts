import { english, phrase } from '../../localisation.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { GitlabTarget } from './target.ts';

/** What a refusal means. That a single variable is not there is said by the call that asks for one. */
export function explainRefusal({ status, operation, has }: Refusal, target: GitlabTarget): CatalogProblem | undefined {
  const { project, groups } = target;
  if (status === 403 && has(/insufficient_scope/))
    return {
      code: 'denied',
      ...told('Your GitLab token may not use the API for {0}. It needs the scope read_api, or api.', operation),
      permission: 'read_api',
    };
  const isGroup = /Group(Variables?)$/.test(operation);
  const role = isGroup ? phrase('Owner of the group') : phrase('Maintainer of the project');
  if (status === 403)
    return {
      code: 'denied',
      ...told('GitLab at {0} denies {1} to your login. For variables one must be {2}.', target.address.host, operation, role),
      permission: english.of(role),
    };
  if (status === 404 && has(/Project Not Found/) && project !== undefined)
    return {
      code: 'failed',
      ...told(
        'GitLab at {0} has no project {1} that your login may see. Check spec.provider.gitlab.projectID of the store.',
        target.address.host,
        project.id,
      ),
    };
  if (status === 404 && has(/Group Not Found/))
    return {
      code: 'failed',
      ...told(
        'GitLab at {0} has no such group that your login may see ({1}). Check spec.provider.gitlab.groupIDs of the store.',
        target.address.host,
        groups.map(({ id }) => id).join(', '),
      ),
    };
  return undefined;
}
