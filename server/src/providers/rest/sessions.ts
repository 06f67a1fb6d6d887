import type { CancellationToken } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import type { Outcome } from '../outcome.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { type SharedCall, shareCall } from '../sharedCall.ts';
import type { Credential } from './credentials.ts';
import type { RestLogin } from './restClient.ts';
import { cancelled } from './restProblems.ts';

/** What carries a login, and for how long. */
export interface Session extends RestLogin {
  /** Milliseconds after which a new one is to be had; absent: it is made anew for every call. */
  readonly lifetime?: number;
}

/** The sessions of one client: one exchange for all calls that need it at a time, kept as long as it lasts. */
export interface Sessions<Login = Credential> {
  /**
   * What carries a credential.
   *
   * @param renew whether the session that was kept has been refused
   */
  loginFor(credential: Login, renew: boolean, token: CancellationToken): Promise<Outcome<RestLogin>>;
}

/** Milliseconds before its end from which on a session is not begun with any more. */
const margin = 10_000;

/** Keeps sessions in memory. One that was made for another credential is not used for this one. */
export function createSessions<Login = Credential>(
  clock: Clock,
  make: (credential: Login, token: CancellationToken) => Promise<Outcome<Session>>,
): Sessions<Login> {
  let kept: { readonly id: string; readonly login: RestLogin; readonly until: number } | undefined;
  let making: { readonly id: string; readonly call: SharedCall<Outcome<Session>> } | undefined;

  async function madeFor(id: string, credential: Login, token: CancellationToken): Promise<Outcome<Session>> {
    const session = await make(credential, token);
    if ('problem' in session) return { problem: notMissing(session.problem) };
    const { lifetime, ...login } = session.value;
    kept = lifetime === undefined ? undefined : { id, login, until: clock.now() + lifetime - Math.min(margin, lifetime / 2) };
    return session;
  }

  return {
    async loginFor(credential, renew, token) {
      const id = JSON.stringify(credential);
      if (!renew && kept?.id === id && clock.now() < kept.until) return { value: kept.login };
      if (making?.id !== id) {
        const end = () => {
          if (making?.call === call) making = undefined;
        };
        const call = shareCall(
          async (shared) => {
            const session = await madeFor(id, credential, shared);
            end();
            return session;
          },
          () => end(),
        );
        making = { id, call };
      }
      const session = await making.call.join(token, () => ({ problem: cancelled }));
      if ('problem' in session) return session;
      const { lifetime: _, ...login } = session.value;
      return { value: login };
    },
  };
}

/** That there is no such login says nothing of the secret that was looked for. */
function notMissing(problem: CatalogProblem): CatalogProblem {
  return problem.code === 'not-found' ? { ...problem, code: 'failed' } : problem;
}
