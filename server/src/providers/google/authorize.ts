import type { CancellationToken } from '../../cancellation.ts';
import type { Outcome } from '../outcome.ts';
import type { RestLogin } from '../rest/restClient.ts';
import { createSessions } from '../rest/sessions.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import type { GoogleLogin } from './login.ts';
import { getToken, type TokenOptions } from './tokens.ts';

/** What goes with each call of a store. */
export interface Authorize {
  /** As `RestClientOptions.authorize`. */
  authorize(renew: boolean, token: CancellationToken): Promise<Outcome<RestLogin>>;
  /** The login that was sent last. */
  last(): GoogleLogin | undefined;
}

/** What it takes besides the means to get tokens. */
export interface AuthorizeOptions extends TokenOptions {
  /** Reads the login's file: anew for each call, as a new login must count. */
  readLogin(): Promise<GoogleLogin | CatalogProblem>;
}

/**
 * Makes the headers that carry a login. `x-goog-user-project` names the project to which the user's own configuration has calls count,
 * as Google's libraries send it, and never the store's: a manifest is not to choose who pays, nor does ESO send one.
 */
export function createAuthorize(options: AuthorizeOptions): Authorize {
  let last: GoogleLogin | undefined;

  const sessions = createSessions<GoogleLogin>(options.clock, async (login, token) => {
    const { content } = login;
    if ('token' in content) return { value: { headers: headersOf(login, content.token) } };
    const got = await getToken({ ...login, content }, options, token);
    return 'problem' in got ? got : { value: { headers: headersOf(login, got.value.token), lifetime: got.value.lifetime } };
  });

  return {
    async authorize(renew, token) {
      const login = await options.readLogin();
      if ('code' in login) return { problem: login };
      last = login;
      return sessions.loginFor(login, renew, token);
    },
    last: () => last,
  };
}

function headersOf({ quotaProject }: GoogleLogin, token: string): RestLogin['headers'] {
  return {
    authorization: `Bearer ${token}`,
    ...(quotaProject === undefined ? {} : { 'x-goog-user-project': quotaProject }),
  };
}
