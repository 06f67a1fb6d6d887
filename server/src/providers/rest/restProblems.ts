import { type Phrase, phrase } from '../../localisation.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';

/** Where calls go and as whom, in words for messages and the access log. */
export interface RestPlace {
  /** `Doppler` */
  readonly service: string;
  /** `SecretStore default/vault`, for the log. */
  readonly store: string;
  /** Host and port. */
  readonly host: string;
  /** As in `Destination.login`. */
  readonly login: string;
  /** How to have an unknown certificate authority trusted, where there is a way besides the general one. */
  readonly authorityHint?: Phrase;
  /** What it means that nobody knows the host, where that says more than that something is wrong with the network. */
  readonly unknownName?: Phrase;
}

/** An answer that is a no. What it says can be searched for known words and not be quoted. */
export interface Refusal {
  readonly status: number;
  readonly operation: string;
  has(word: RegExp): boolean;
}

/** A question that nobody waits for any more. */
export const cancelled: CatalogProblem = { code: 'cancelled', ...told('The question was withdrawn.') };

const checkNetwork = phrase('Check the network, VPN and proxy.');

/** A call that took longer than is sensible, with all its attempts. */
export function lateProblem(place: RestPlace, proxy: string | undefined): CatalogProblem {
  return { code: 'timeout', ...told('{0} did not answer in time. {1}', nameOf(place, proxy), checkNetwork) };
}

/** An answer with a status of success that is not what the service gives. */
export function notUnderstood(place: RestPlace, operation: string): CatalogProblem {
  const said = told(
    'The answer of {0} to {1} was not understood. Check that {2} is at this address.',
    place.host,
    operation,
    place.service,
  );
  return { code: 'failed', ...said };
}

/** A call that got no answer, by the code of the fault. */
export function faultProblem(code: string, place: RestPlace, proxy: string | undefined): CatalogProblem {
  const name = nameOf(place, proxy);
  if (code === 'cancelled') return cancelled;
  if (/^(timeout|ETIMEDOUT|ESOCKETTIMEDOUT)$/.test(code)) return lateProblem(place, proxy);
  if (code === 'too-large') return { code: 'failed', ...told('{0} sent more than can be right, so it was not read.', name) };
  if (/^(ERR_INVALID_CHAR|ERR_INVALID_HTTP_TOKEN)$/.test(code))
    return { code: 'no-credentials', ...told('The login ({0}) has characters that cannot be sent. Sign in again.', place.login) };
  if (/^(CERT_|ERR_TLS_|ERR_SSL|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA)/.test(code)) {
    const advice = place.authorityHint ?? phrase('Install its authority in the system, or name it in NODE_EXTRA_CA_CERTS.');
    return { code: 'certificate', ...told('The certificate of {0} is not trusted on this machine. {1}', name, advice) };
  }
  const advice = code === 'ENOTFOUND' && proxy === undefined ? (place.unknownName ?? checkNetwork) : checkNetwork;
  return { code: 'unreachable', ...told('{0} is unreachable ({1}). {2}', name, code, advice) };
}

/** An answer that is a no, in general words; the codes that back ends share. */
export function refusalProblem({ status, operation }: Refusal, place: RestPlace, proxy: string | undefined): CatalogProblem {
  const { service, host, login } = place;
  if (status === 401)
    return {
      code: 'expired-credentials',
      ...told('{0} at {1} does not accept the login ({2}). Sign in again.', service, host, login),
    };
  if (status === 403)
    return { code: 'denied', ...told('{0} at {1} denies {2} to this login ({3}).', service, host, operation, login) };
  if (status === 404) return { code: 'not-found', ...told('{0} at {1} has no such thing.', service, host) };
  if (status === 407)
    return {
      code: 'unreachable',
      ...told('{0} is unreachable: the proxy {1} asks for a login.', host, proxy ?? phrase('on the way')),
    };
  if (status === 429)
    return { code: 'throttled', ...told('{0} at {1} is answering too many calls. It is asked again later.', service, host) };
  if (status >= 300 && status < 400) {
    const said = told(
      '{0} redirects {1} to another address, which is not followed with your login. Use the address of the service itself.',
      host,
      operation,
    );
    return { code: 'failed', ...said };
  }
  if (status >= 502 && status <= 504)
    return { code: 'unreachable', ...told('{0} is not available now (status {1}).', nameOf(place, proxy), status) };
  return { code: 'failed', ...told('{0} at {1} could not answer {2} (status {3}).', service, host, operation, status) };
}

function nameOf({ host }: RestPlace, proxy: string | undefined): string {
  return `${host}${proxy === undefined ? '' : ` through proxy ${proxy}`}`;
}
