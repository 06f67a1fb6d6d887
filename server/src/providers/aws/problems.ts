import { phrase } from '../../localisation.ts';
import { shellLine } from '../../model/shellLine.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { type Connection, tooLarge } from './client.ts';

/**
 * Turns whatever a call has thrown into a problem. Only names, codes and status numbers of the error are looked at, and of its
 * text only whether it has a known word: no part of an answer may appear in a message.
 *
 * @param connection absent where the failure came before there was one
 */
export function problemOf(error: unknown, operation: string, connection: Connection<unknown> | undefined): CatalogProblem {
  if (connection === undefined)
    return { code: 'failed', ...told('The AWS client could not be started. See the output of the extension.') };
  const facts = factsOf(error);
  return (
    loginProblem(facts, connection, operation) ??
    networkProblem(facts, connection) ??
    serviceProblem(facts, connection, operation)
  );
}

/** The problem of a call that took longer than is sensible, whatever it was waiting for. */
export function lateProblem(operation: string, connection: Connection<unknown> | undefined): CatalogProblem {
  const place = connection === undefined ? 'AWS' : placeOf(connection);
  return { code: 'timeout', ...told('{0} did not answer {1} in time.', place, operation) };
}

interface Facts {
  /** Names and codes of the error and its causes. */
  readonly names: readonly string[];
  readonly status: number | undefined;
  has(word: RegExp): boolean;
}

function factsOf(error: unknown): Facts {
  const names: string[] = [];
  const texts: string[] = [];
  let status: number | undefined;
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 5; depth++) {
    const { name, code, message, $metadata, cause: next, errors } = cause as Record<string, unknown>;
    for (const text of [name, code]) if (typeof text === 'string') names.push(text);
    if (typeof message === 'string') texts.push(message);
    const found = ($metadata as { httpStatusCode?: unknown } | undefined)?.httpStatusCode;
    if (typeof found === 'number') status ??= found;
    // Node tries each address of a host and reports them together.
    cause = next ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return { names, status, has: (word) => texts.some((text) => word.test(text)) };
}

function is(facts: Facts, pattern: RegExp): boolean {
  return facts.names.some((name) => pattern.test(name));
}

function loginProblem(facts: Facts, { login, names }: Connection<unknown>, operation: string): CatalogProblem | undefined {
  const who = login.destination.login;
  const offered = (command: string) => {
    const remedy = login.profile === undefined ? command : shellLine([`${command} --profile `], login.profile);
    return remedy === undefined ? {} : { remedy };
  };
  const sso = facts.has(/\bSSO\b|aws sso login/);
  if (
    is(facts, /^(ExpiredToken(Exception)?|RequestExpired|ExpiredTokenException)$/) ||
    (sso && facts.has(/expired|invalid|not found|refresh/i))
  ) {
    const expired = phrase('The login ({0}) has expired.', who);
    if (sso || is(facts, /Sso|SSO/))
      return { code: 'expired-credentials', ...told('{0} Sign in again.', expired), ...offered('aws sso login') };
    return { code: 'expired-credentials', ...told('{0} Get new credentials, then refresh the vault listing.', expired) };
  }
  if (facts.has(/multi-factor|MFA/)) {
    return {
      code: 'no-credentials',
      ...told('The login ({0}) asks for an MFA code, which can only be typed in a terminal.', who),
    };
  }
  if (
    is(facts, /^(CredentialsProviderError|TokenProviderError|ProviderError|CredentialsError)$/) ||
    facts.has(/Could not load credentials/)
  ) {
    const said = told(
      'No usable AWS credentials were found ({0}). Sign in, or choose a profile for this store in the settings.',
      who,
    );
    return { code: 'no-credentials', ...said, ...offered('aws configure') };
  }
  if (
    is(facts, /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|MissingAuthenticationToken(Exception)?)$/)
  ) {
    return { code: 'no-credentials', ...told('AWS does not know the credentials of this login ({0}). Sign in again.', who) };
  }
  // STS names its refusals differently from the services.
  if (is(facts, /^AccessDenied$/) && login.role !== undefined) {
    return { code: 'denied', ...told('The login may not assume role {0}.', login.role), permission: 'sts:AssumeRole' };
  }
  if (is(facts, /^(AccessDenied(Exception)?|NotAuthorized|UnauthorizedOperation)$/)) {
    const permission = facts.has(/KMS/) ? 'kms:Decrypt' : `${names.prefix}:${operation}`;
    const said = told(
      'AWS denies {0} in {1} to this login ({2}). It needs {3}.',
      operation,
      login.destination.location,
      who,
      permission,
    );
    return { code: 'denied', ...said, permission };
  }
  return undefined;
}

function networkProblem(facts: Facts, connection: Connection<unknown>): CatalogProblem | undefined {
  const place = placeOf(connection);
  if (is(facts, /^(CERT_|ERR_TLS_|ERR_SSL|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH)/)) {
    const advice = phrase('Install its authority in the system, or name it in NODE_EXTRA_CA_CERTS.');
    return { code: 'certificate', ...told('The certificate of {0} is not trusted on this machine. {1}', place, advice) };
  }
  if (facts.status === 407) {
    return { code: 'unreachable', ...told('{0} is unreachable: the proxy asks for a login.', place) };
  }
  const code = facts.names.find((name) =>
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EPIPE)$/.test(name),
  );
  if (code !== undefined || facts.has(/socket hang up|Proxy connection ended/)) {
    return {
      code: 'unreachable',
      ...told('{0} is unreachable{1}. Check the network, VPN and proxy.', place, code === undefined ? '' : ` (${code})`),
    };
  }
  // After the cut connections, which the SDK calls timeouts as well.
  if (is(facts, /^(TimeoutError|ETIMEDOUT|ESOCKETTIMEDOUT|RequestTimeout(Exception)?)$/)) {
    return { code: 'timeout', ...told('{0} did not answer in time.', place) };
  }
  return undefined;
}

function serviceProblem(facts: Facts, connection: Connection<unknown>, operation: string): CatalogProblem {
  const { location } = connection.login.destination;
  const { title, item } = connection.names;
  if (is(facts, /Throttl|TooManyRequests|RequestLimitExceeded|^SlowDown$/) || facts.status === 429) {
    return {
      code: 'throttled',
      ...told('{0} in {1} is answering too many calls of this account. It is asked again later.', title, location),
    };
  }
  if (is(facts, /^(ResourceNotFoundException|Parameter(Version)?NotFound|InvalidResourceId)$/)) {
    return { code: 'not-found', ...told('{0} in {1} has no such {2}, or no such version of it.', title, location, item) };
  }
  if (is(facts, /^(InvalidSignatureException|SignatureDoesNotMatch|AuthFailure|RequestTimeTooSkewed)$/)) {
    const clock = facts.has(/expired|skew|not yet current/i);
    if (clock) return { code: 'failed', ...told('AWS refuses the call because the clock of this machine is wrong.') };
    return { code: 'wrong-region', ...told('The service at {0} does not answer for region {1}.', placeOf(connection), location) };
  }
  if (is(facts, new RegExp(`^${tooLarge}$`)))
    return { code: 'failed', ...told('{0} sent more than can be right, so it was not read.', placeOf(connection)) };
  const status = facts.status === undefined || facts.status < 400 ? '' : phrase(' (status {0})', facts.status);
  const understood = !is(facts, /^SyntaxError$/);
  return {
    code: 'failed',
    ...(understood
      ? told('AWS could not answer {0}{1}.', operation, status)
      : told('The answer to {0} was not understood.', operation)),
  };
}

/** Host and port that were called, and the proxy on the way. */
function placeOf({ login, proxy }: Connection<unknown>): string {
  const url = new URL(login.destination.endpoint);
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  return `${url.hostname}:${port}${proxy === undefined ? '' : ` through proxy ${proxy}`}`;
}
