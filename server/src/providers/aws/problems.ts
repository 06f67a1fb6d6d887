import { shellLine } from '../../model/shellLine.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { type Connection, tooLarge } from './client.ts';

/**
 * Turns whatever a call has thrown into a problem. Only names, codes and status numbers of the error are looked at, and of its
 * text only whether it has a known word: no part of an answer may appear in a message.
 *
 * @param connection absent where the failure came before there was one
 */
export function problemOf(error: unknown, operation: string, connection: Connection<unknown> | undefined): CatalogProblem {
  if (connection === undefined)
    return { code: 'failed', message: 'The AWS client could not be started. See the output of the extension.' };
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
  return { code: 'timeout', message: `${place} did not answer ${operation} in time.` };
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
    const message = `The login (${who}) has expired.`;
    if (sso || is(facts, /Sso|SSO/))
      return { code: 'expired-credentials', message: `${message} Sign in again.`, ...offered('aws sso login') };
    return { code: 'expired-credentials', message: `${message} Get new credentials, then refresh the vault listing.` };
  }
  if (facts.has(/multi-factor|MFA/)) {
    return { code: 'no-credentials', message: `The login (${who}) asks for an MFA code, which can only be typed in a terminal.` };
  }
  if (
    is(facts, /^(CredentialsProviderError|TokenProviderError|ProviderError|CredentialsError)$/) ||
    facts.has(/Could not load credentials/)
  ) {
    const message = `No usable AWS credentials were found (${who}). Sign in, or choose a profile for this store in the settings.`;
    return { code: 'no-credentials', message, ...offered('aws configure') };
  }
  if (
    is(facts, /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|MissingAuthenticationToken(Exception)?)$/)
  ) {
    return { code: 'no-credentials', message: `AWS does not know the credentials of this login (${who}). Sign in again.` };
  }
  // STS names its refusals differently from the services.
  if (is(facts, /^AccessDenied$/) && login.role !== undefined) {
    return { code: 'denied', message: `The login may not assume role ${login.role}.`, permission: 'sts:AssumeRole' };
  }
  if (is(facts, /^(AccessDenied(Exception)?|NotAuthorized|UnauthorizedOperation)$/)) {
    const permission = facts.has(/KMS/) ? 'kms:Decrypt' : `${names.prefix}:${operation}`;
    const message = `AWS denies ${operation} in ${login.destination.location} to this login (${who}). It needs ${permission}.`;
    return { code: 'denied', message, permission };
  }
  return undefined;
}

function networkProblem(facts: Facts, connection: Connection<unknown>): CatalogProblem | undefined {
  const place = placeOf(connection);
  if (is(facts, /^(CERT_|ERR_TLS_|ERR_SSL|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH)/)) {
    const message = `The certificate of ${place} is not trusted on this machine. Install its authority in the system, or name it in NODE_EXTRA_CA_CERTS.`;
    return { code: 'certificate', message };
  }
  if (facts.status === 407) {
    return { code: 'unreachable', message: `${place} is unreachable: the proxy asks for a login.` };
  }
  const code = facts.names.find((name) =>
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|EPIPE)$/.test(name),
  );
  if (code !== undefined || facts.has(/socket hang up|Proxy connection ended/)) {
    return {
      code: 'unreachable',
      message: `${place} is unreachable${code === undefined ? '' : ` (${code})`}. Check the network, VPN and proxy.`,
    };
  }
  // After the cut connections, which the SDK calls timeouts as well.
  if (is(facts, /^(TimeoutError|ETIMEDOUT|ESOCKETTIMEDOUT|RequestTimeout(Exception)?)$/)) {
    return { code: 'timeout', message: `${place} did not answer in time.` };
  }
  return undefined;
}

function serviceProblem(facts: Facts, connection: Connection<unknown>, operation: string): CatalogProblem {
  const { location } = connection.login.destination;
  const { title, item } = connection.names;
  if (is(facts, /Throttl|TooManyRequests|RequestLimitExceeded|^SlowDown$/) || facts.status === 429) {
    return {
      code: 'throttled',
      message: `${title} in ${location} is answering too many calls of this account. It is asked again later.`,
    };
  }
  if (is(facts, /^(ResourceNotFoundException|Parameter(Version)?NotFound|InvalidResourceId)$/)) {
    return { code: 'not-found', message: `${title} in ${location} has no such ${item}, or no such version of it.` };
  }
  if (is(facts, /^(InvalidSignatureException|SignatureDoesNotMatch|AuthFailure|RequestTimeTooSkewed)$/)) {
    const clock = facts.has(/expired|skew|not yet current/i);
    if (clock) return { code: 'failed', message: 'AWS refuses the call because the clock of this machine is wrong.' };
    return { code: 'wrong-region', message: `The service at ${placeOf(connection)} does not answer for region ${location}.` };
  }
  if (is(facts, new RegExp(`^${tooLarge}$`)))
    return { code: 'failed', message: `${placeOf(connection)} sent more than can be right, so it was not read.` };
  const status = facts.status === undefined || facts.status < 400 ? '' : ` (status ${facts.status})`;
  const understood = !is(facts, /^SyntaxError$/);
  return {
    code: 'failed',
    message: understood ? `AWS could not answer ${operation}${status}.` : `The answer to ${operation} was not understood.`,
  };
}

/** Host and port that were called, and the proxy on the way. */
function placeOf({ login, proxy }: Connection<unknown>): string {
  const url = new URL(login.destination.endpoint);
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  return `${url.hostname}:${port}${proxy === undefined ? '' : ` through proxy ${proxy}`}`;
}
