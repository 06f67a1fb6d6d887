import { basename } from 'node:path';
import type { RefusalCause, Refused, Unreachable, UnreachableWhy } from '../../cluster/outcome.ts';
import { english, type Phrase, phrase } from '../../localisation.ts';
import type { JsonValue } from '../../syntax/node.ts';
import { boundedText, isRecord, stringOf } from './json.ts';
import type { ContextLogin } from './kubeconfig.ts';

/** A failure that is not the API server's: why, and in which words. */
export function unreachable(why: UnreachableWhy, said: Phrase, remedy?: string): Unreachable {
  return { outcome: 'unreachable', why, message: english.of(said), phrase: said, ...(remedy === undefined ? {} : { remedy }) };
}

/** The caller gave up. */
export const cancelled: Unreachable = unreachable('cancelled', phrase('Cancelled.'));

/** A login that failed, with the command line that mends it where the login is of a known sort. `what` is one sentence. */
export function loginProblem(login: ContextLogin, what: Phrase): Unreachable {
  const remedy = remedyOf(login);
  const advice =
    remedy === undefined ? phrase('Log in as you do for kubectl, and try again.') : phrase('Run “{0}”, and try again.', remedy);
  return unreachable('login', phrase('No login for context “{0}”. {1} {2}', login.context.name, what, advice), remedy);
}

function remedyOf({ user }: ContextLogin): string | undefined {
  const exec = isRecord(user['exec']) ? user['exec'] : {};
  const program = basename(stringOf(exec['command']) ?? '').replace(/\.(exe|cmd)$/i, '');
  const args = Array.isArray(exec['args']) ? exec['args'].map(String) : [];
  if (program === 'aws' || program === 'aws-iam-authenticator') return `aws sso login${profileOf(exec, args)}`;
  if (program === 'gke-gcloud-auth-plugin' || program === 'gcloud') return 'gcloud auth login';
  // The kubelogin of Azure; another program of that name is for OpenID Connect.
  if ((program === 'kubelogin' && args.includes('--server-id')) || program === 'az') return 'az login';
  return undefined;
}

function profileOf(exec: Readonly<Record<string, unknown>>, args: readonly string[]): string {
  const after = args.indexOf('--profile');
  const env = (Array.isArray(exec['env']) ? exec['env'] : []).filter(isRecord).find((item) => item['name'] === 'AWS_PROFILE');
  const profile = after >= 0 ? args[after + 1] : stringOf(env?.['value']);
  // Anything else would have to be quoted for a shell that is not known.
  return profile !== undefined && /^[\w.@+-]+$/.test(profile) ? ` --profile ${profile}` : '';
}

/** What is said about a place: `context “dev” (api.example:6443)`. */
export interface Place {
  readonly context: string;
  /** Host and port. */
  readonly host: string;
  /** Host and port of the proxy on the way. */
  readonly proxy: string | undefined;
}

const certificateCodes =
  /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL_(TLSV1|SSLV3)_ALERT)/;

/** A request that got no answer, by the code of Node's error. */
export function networkProblem(code: string, place: Place): Unreachable {
  const server = phrase('The API server of context “{0}” ({1})', place.context, place.host);
  if (code === 'cancelled') return cancelled;
  if (code === 'timeout')
    return unreachable('timeout', phrase('{0} did not answer in time. Check the network, the VPN and the proxy.', server));
  if (certificateCodes.test(code))
    return unreachable(
      'certificate',
      phrase('{0} is not trusted: {1} ({2}). {3}', server, certificateReason(code), code, certificateAdvice(code)),
    );
  if (code === 'too-large')
    return unreachable('network', phrase('{0} sent a larger answer than can be right, so it was not read.', server));
  if (code === 'not-json')
    return unreachable(
      'network',
      phrase('{0} gave an answer that is not of Kubernetes. Check the address in the kubeconfig and the proxy.', server),
    );
  const via = place.proxy === undefined ? '' : phrase(' through the proxy {0}', place.proxy);
  const name = code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? phrase(': its name, or the proxy’s, is not known to DNS') : '';
  return unreachable(
    'network',
    phrase('{0} cannot be reached{1}{2} ({3}). Check that it runs, the network, the VPN and the proxy.', server, via, name, code),
  );
}

function certificateReason(code: string): Phrase {
  if (code === 'CERT_HAS_EXPIRED') return phrase('its certificate has expired');
  if (code === 'CERT_NOT_YET_VALID') return phrase('its certificate is not valid yet, by the clock of this machine');
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return phrase('its certificate is for another name');
  if (code.includes('ALERT')) return phrase('it did not accept the TLS connection or the client certificate');
  return phrase('its certificate is signed by an authority that is not known here');
}

function certificateAdvice(code: string): Phrase {
  return code.includes('ALTNAME') || code.includes('MISMATCH')
    ? phrase('Correct “server” in the kubeconfig, or name the certificate’s name in “tls-server-name”.')
    : phrase('Renew the kubeconfig, or name the authority in its “certificate-authority”.');
}

/** The API server's `no`. An answer that is no `Status` is told in our own words: it may be a proxy's page. */
export function refusal(status: number, body: JsonValue | undefined, place: Place): Refused {
  if (!isRecord(body) || body['kind'] !== 'Status') {
    const host = place.proxy === undefined ? place.host : phrase('{0}, through the proxy {1}', place.host, place.proxy);
    const said = phrase(
      'HTTP {0} without an explanation from {1}; it may come from a proxy or a load balancer on the way.',
      status,
      host,
    );
    return { outcome: 'refused', status, reason: '', message: english.of(said), phrase: said, causes: [] };
  }
  const details = isRecord(body['details']) ? body['details'] : {};
  const causes = Array.isArray(details['causes']) ? details['causes'].filter(isRecord).slice(0, 200) : [];
  return {
    outcome: 'refused',
    status,
    reason: boundedText(body['reason'], 200),
    message: boundedText(body['message'], 4_000) || `HTTP ${status}`,
    causes: causes.map(causeOf),
  };
}

function causeOf(cause: Readonly<Record<string, unknown>>): RefusalCause {
  return {
    reason: boundedText(cause['reason'], 200),
    message: boundedText(cause['message'], 4_000),
    field: boundedText(cause['field'], 1_000),
  };
}
