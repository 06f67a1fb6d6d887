import type { Refusal } from '../rest/restClient.ts';
import type { CatalogProblem } from '../secretProvider.ts';
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
  const place = `Google Secret Manager (${placeWords(store)})`;
  const who = login?.words ?? 'your Google login';
  const plain = /^[a-z][a-z0-9-]*$/.test(project);
  if (status === 401) {
    const isToken = login !== undefined && 'token' in login.content;
    const advice = isToken
      ? 'Access tokens last an hour: put a new one there (gcloud auth print-access-token).'
      : 'Sign in again.';
    const message = `${place} does not accept the login (${who}). ${advice}`;
    return { code: 'expired-credentials', message, ...(login === undefined ? {} : signIn(login)) };
  }
  if (status === 403 && has(/requires a quota project/)) {
    const message = `Google wants to know to which project calls with ${who} count. Name one that you may use.`;
    const remedy = plain ? { remedy: `gcloud auth application-default set-quota-project ${project}` } : {};
    return { code: 'failed', message, ...remedy };
  }
  if (status === 403 && has(/"(USER_PROJECT_DENIED)"|serviceusage\.services\.use/)) {
    const permission = 'serviceusage.services.use';
    const message = `The login (${who}) may not have calls count to its quota project ${login?.quotaProject ?? ''}. It needs ${permission} there.`;
    return { code: 'denied', message, permission };
  }
  if (status === 403 && has(/"SERVICE_DISABLED"/)) {
    const message = `The Secret Manager API is switched off in project ${login?.quotaProject ?? project}, so nothing of it can be read.`;
    const remedy = plain
      ? { remedy: `gcloud services enable secretmanager.googleapis.com --project=${login?.quotaProject ?? project}` }
      : {};
    return { code: 'failed', message, ...remedy };
  }
  if (status === 403 && has(/"BILLING_DISABLED"/))
    return { code: 'failed', message: `Project ${project} has no billing account, so its secrets cannot be read.` };
  if (status === 403 && has(/"PERMISSION_DENIED"/)) {
    const message = `${place} denies ${operation} to this login (${who}). It needs ${permission}, or there is no such project or secret.`;
    return { code: 'denied', message, permission };
  }
  if (status === 404 && has(/"NOT_FOUND"/)) return { code: 'not-found', message: `${place} has no such secret.` };
  if (status === 404)
    return { code: 'failed', message: `${address.host} does not answer ${operation} as Google does. Check the address.` };
  if (status === 400 && has(/"INVALID_ARGUMENT"/))
    return {
      code: 'failed',
      message: `${place} does not take ${operation} as it was asked. Check projectID and location of the store.`,
    };
  return undefined;
}
