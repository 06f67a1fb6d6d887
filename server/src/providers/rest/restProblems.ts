import type { CatalogProblem } from '../secretProvider.ts';
import type { Refusal, RestPlace } from './restClient.ts';

/** A question that nobody waits for any more. */
export const cancelled: CatalogProblem = { code: 'cancelled', message: 'The question was withdrawn.' };

const checkNetwork = 'Check the network, VPN and proxy.';

/** A call that took longer than is sensible, with all its attempts. */
export function lateProblem(place: RestPlace, proxy: string | undefined): CatalogProblem {
  return { code: 'timeout', message: `${nameOf(place, proxy)} did not answer in time. ${checkNetwork}` };
}

/** An answer with a status of success that is not what the service gives. */
export function notUnderstood(place: RestPlace, operation: string): CatalogProblem {
  const message = `The answer of ${place.host} to ${operation} was not understood. Check that ${place.service} is at this address.`;
  return { code: 'failed', message };
}

/** A call that got no answer, by the code of the fault. */
export function faultProblem(code: string, place: RestPlace, proxy: string | undefined): CatalogProblem {
  const name = nameOf(place, proxy);
  if (code === 'cancelled') return cancelled;
  if (/^(timeout|ETIMEDOUT|ESOCKETTIMEDOUT)$/.test(code)) return lateProblem(place, proxy);
  if (code === 'too-large') return { code: 'failed', message: `${name} sent more than can be right, so it was not read.` };
  if (/^(ERR_INVALID_CHAR|ERR_INVALID_HTTP_TOKEN)$/.test(code))
    return { code: 'no-credentials', message: `The login (${place.login}) has characters that cannot be sent. Sign in again.` };
  if (/^(CERT_|ERR_TLS_|ERR_SSL|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA)/.test(code)) {
    const advice = place.authorityHint ?? 'Install its authority in the system, or name it in NODE_EXTRA_CA_CERTS.';
    return { code: 'certificate', message: `The certificate of ${name} is not trusted on this machine. ${advice}` };
  }
  const advice = code === 'ENOTFOUND' && proxy === undefined ? (place.unknownName ?? checkNetwork) : checkNetwork;
  return { code: 'unreachable', message: `${name} is unreachable (${code}). ${advice}` };
}

/** An answer that is a no, in general words; the codes that back ends share. */
export function refusalProblem({ status, operation }: Refusal, place: RestPlace, proxy: string | undefined): CatalogProblem {
  const { service, host, login } = place;
  if (status === 401)
    return { code: 'expired-credentials', message: `${service} at ${host} does not accept the login (${login}). Sign in again.` };
  if (status === 403) return { code: 'denied', message: `${service} at ${host} denies ${operation} to this login (${login}).` };
  if (status === 404) return { code: 'not-found', message: `${service} at ${host} has no such thing.` };
  if (status === 407)
    return { code: 'unreachable', message: `${host} is unreachable: the proxy ${proxy ?? 'on the way'} asks for a login.` };
  if (status === 429)
    return { code: 'throttled', message: `${service} at ${host} is answering too many calls. It is asked again later.` };
  if (status >= 300 && status < 400) {
    const message = `${host} redirects ${operation} to another address, which is not followed with your login. Use the address of the service itself.`;
    return { code: 'failed', message };
  }
  if (status >= 502 && status <= 504)
    return { code: 'unreachable', message: `${nameOf(place, proxy)} is not available now (status ${status}).` };
  return { code: 'failed', message: `${service} at ${host} could not answer ${operation} (status ${status}).` };
}

function nameOf({ host }: RestPlace, proxy: string | undefined): string {
  return `${host}${proxy === undefined ? '' : ` through proxy ${proxy}`}`;
}
