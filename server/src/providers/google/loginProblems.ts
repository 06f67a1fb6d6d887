import { phrase } from '../../localisation.ts';
import { type Refusal, refusalProblem } from '../rest/restProblems.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
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
    const what = kind === 'workload' ? phrase('the token that it names') : phrase('its key');
    return { code: 'no-credentials', ...told('The login in {0} cannot be used: {1} cannot be read.', file, what) };
  }
  const { host, status, has } = refusal;
  if (host.startsWith('iamcredentials.')) return impersonation(login, refusal);
  if (has(/\b(invalid_rapt|rapt_required)\b/)) {
    const said = told('Your organisation wants you to sign in again from time to time, and that time has come ({0}).', words);
    return { code: 'expired-credentials', ...said, ...signIn(login) };
  }
  if (has(/short-lived|reasonable timeframe|\biat\b/i))
    return { code: 'failed', ...told('Google refuses the login because the clock of this machine is wrong.') };
  if (status === 400 || status === 401) {
    const revoked = told('Google does not accept the login any more ({0}): it has expired or was revoked. Sign in again.', words);
    const reasons = {
      user: revoked,
      workforce: revoked,
      'service-account': told('Google does not accept {0}: the key was deleted, or the account is disabled.', words),
      workload: told('Google does not accept {0}. It may have expired: have it written anew.', words),
    };
    return { code: 'expired-credentials', ...reasons[kind], ...signIn(login) };
  }
  const place = { service: 'Google', store: '', host: `${host}:443`, login: words };
  return refusalProblem(refusal, place, undefined);
}

/** The service that makes tokens of service accounts for those who may use them. */
function impersonation(login: GoogleLogin & { readonly content: LoginFile }, refusal: LoginRefusal): CatalogProblem {
  const { account = '', words } = login;
  if (refusal.has(/SERVICE_DISABLED/)) {
    const said = told(
      'The project of your login has the IAM Service Account Credentials API switched off, which taking on a service account takes.',
    );
    return { code: 'failed', ...said, remedy: 'gcloud services enable iamcredentials.googleapis.com' };
  }
  if (refusal.status === 403) {
    const permission = 'iam.serviceAccounts.getAccessToken';
    const said = told(
      'The login may not take on service account {0}. It needs {1} on it (role Service Account Token Creator).',
      account,
      permission,
    );
    return { code: 'denied', ...said, permission };
  }
  if (refusal.status === 404)
    return { code: 'no-credentials', ...told('There is no service account {0} ({1}).', account, words) };
  return refusalProblem(refusal, { service: 'Google', store: '', host: `${refusal.host}:443`, login: words }, undefined);
}
