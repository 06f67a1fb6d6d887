import type { Refusal } from '../rest/restClient.ts';
import { refusalProblem } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { type GoogleLogin, signIn } from './login.ts';
import type { LoginFile } from './loginFile.ts';

/** What Google's services for logins have said no to. */
export interface LoginRefusal extends Refusal {
  readonly host: string;
}

/** Why there is no token. `refusal`: the last answer that was a no; absent: it was not come so far. */
export function explainLogin(
  login: GoogleLogin & { readonly content: LoginFile },
  refusal: LoginRefusal | undefined,
): CatalogProblem {
  const { words, file, content } = login;
  const { kind } = content.credentials;
  if (refusal === undefined) {
    const what = kind === 'workload' ? 'the token that it names' : 'its key';
    return { code: 'no-credentials', message: `The login in ${file} cannot be used: ${what} cannot be read.` };
  }
  const { host, status, has } = refusal;
  if (host.startsWith('iamcredentials.')) return impersonation(login, refusal);
  if (has(/\b(invalid_rapt|rapt_required)\b/)) {
    const message = `Your organisation wants you to sign in again from time to time, and that time has come (${words}).`;
    return { code: 'expired-credentials', message, ...signIn(login) };
  }
  if (has(/short-lived|reasonable timeframe|\biat\b/i))
    return { code: 'failed', message: 'Google refuses the login because the clock of this machine is wrong.' };
  if (status === 400 || status === 401) {
    const reasons = {
      user: `Google does not accept the login any more (${words}): it has expired or was revoked. Sign in again.`,
      workforce: `Google does not accept the login any more (${words}): it has expired or was revoked. Sign in again.`,
      'service-account': `Google does not accept ${words}: the key was deleted, or the account is disabled.`,
      workload: `Google does not accept ${words}. It may have expired: have it written anew.`,
    };
    return { code: 'expired-credentials', message: reasons[kind], ...signIn(login) };
  }
  const place = { service: 'Google', store: '', host: `${host}:443`, login: words };
  return refusalProblem(refusal, place, undefined);
}

/** The service that makes tokens of service accounts for those who may use them. */
function impersonation(login: GoogleLogin & { readonly content: LoginFile }, refusal: LoginRefusal): CatalogProblem {
  const { account = '', words } = login;
  if (refusal.has(/SERVICE_DISABLED/)) {
    const message =
      'The project of your login has the IAM Service Account Credentials API switched off, which taking on a service account takes.';
    return { code: 'failed', message, remedy: 'gcloud services enable iamcredentials.googleapis.com' };
  }
  if (refusal.status === 403) {
    const permission = 'iam.serviceAccounts.getAccessToken';
    const message = `The login may not take on service account ${account}. It needs ${permission} on it (role Service Account Token Creator).`;
    return { code: 'denied', message, permission };
  }
  if (refusal.status === 404) return { code: 'no-credentials', message: `There is no service account ${account} (${words}).` };
  return refusalProblem(refusal, { service: 'Google', store: '', host: `${refusal.host}:443`, login: words }, undefined);
}
