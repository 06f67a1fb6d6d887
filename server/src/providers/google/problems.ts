import { phrase } from '../../localisation.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { type GoogleStore, placeWords } from './googleStore.ts';
import { type GoogleLogin, signIn } from './login.ts';

/**
 * What a refusal means. 404 tells that something is missing only in Google's own form. 403 never does, as Google does not tell those
 * who may not know whether something is there.
 *
 * @param permission what the call needs: `secretmanager.secrets.list`
 */
export function explainRefusal(
  { status, operation, has }: Refusal,
  permission: string,
  store: GoogleStore,
  login: GoogleLogin | undefined,
): CatalogProblem | undefined {
  const { project, address } = store;
  const place = phrase('Google Secret Manager ({0})', placeWords(store));
  const who = login?.words ?? 'your Google login';
  const plain = /^[a-z][a-z0-9-]*$/.test(project);
  if (status === 401) {
    const isToken = login !== undefined && 'token' in login.content;
    const advice = isToken
      ? phrase('Access tokens last an hour: put a new one there (gcloud auth print-access-token).')
      : phrase('Sign in again.');
    const said = told('{0} does not accept the login ({1}). {2}', place, who, advice);
    return { code: 'expired-credentials', ...said, ...(login === undefined ? {} : signIn(login)) };
  }
  if (status === 403 && has(/requires a quota project/)) {
    const said = told('Google wants to know to which project calls with {0} count. Name one that you may use.', who);
    const remedy = plain ? { remedy: `gcloud auth application-default set-quota-project ${project}` } : {};
    return { code: 'failed', ...said, ...remedy };
  }
  if (status === 403 && has(/"(USER_PROJECT_DENIED)"|serviceusage\.services\.use/)) {
    const permission = 'serviceusage.services.use';
    const said = told(
      'The login ({0}) may not have calls count to its quota project {1}. It needs {2} there.',
      who,
      login?.quotaProject ?? '',
      permission,
    );
    return { code: 'denied', ...said, permission };
  }
  if (status === 403 && has(/"SERVICE_DISABLED"/)) {
    const said = told(
      'The Secret Manager API is switched off in project {0}, so nothing of it can be read.',
      login?.quotaProject ?? project,
    );
    const remedy = plain
      ? { remedy: `gcloud services enable secretmanager.googleapis.com --project=${login?.quotaProject ?? project}` }
      : {};
    return { code: 'failed', ...said, ...remedy };
  }
  if (status === 403 && has(/"BILLING_DISABLED"/))
    return { code: 'failed', ...told('Project {0} has no billing account, so its secrets cannot be read.', project) };
  if (status === 403 && has(/"PERMISSION_DENIED"/)) {
    const said = told(
      '{0} denies {1} to this login ({2}). It needs {3}, or there is no such project or secret.',
      place,
      operation,
      who,
      permission,
    );
    return { code: 'denied', ...said, permission };
  }
  if (status === 404 && has(/"NOT_FOUND"/)) return { code: 'not-found', ...told('{0} has no such secret.', place) };
  if (status === 404)
    return { code: 'failed', ...told('{0} does not answer {1} as Google does. Check the address.', address.host, operation) };
  if (status === 400 && has(/"INVALID_ARGUMENT"/))
    return {
      code: 'failed',
      ...told('{0} does not take {1} as it was asked. Check projectID and location of the store.', place, operation),
    };
  return undefined;
}
