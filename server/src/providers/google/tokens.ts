import type { CancellationToken } from '../../cancellation.ts';
import type { Outcome } from '../outcome.ts';
import { at, textOf } from '../rest/json.ts';
import { cancelled, faultProblem, type RestPlace } from '../rest/restProblems.ts';
import type { RestProviderOptions } from '../rest/restService.ts';
import type { RestTransport } from '../rest/restTransport.ts';
import type { GoogleLogin } from './login.ts';
import type { LoginFile } from './loginFile.ts';
import type { AccessToken, SendLogin } from './loginLibrary.ts';
import { explainLogin, type LoginRefusal } from './loginProblems.ts';

/** What getting tokens takes. */
export interface TokenOptions extends Pick<RestProviderOptions, 'clock' | 'log' | 'readHomeFile'> {
  readonly transport: RestTransport;
  /** The store, for the log. */
  readonly store: string;
}

/** The hosts that a login is sent to, all of them Google's. */
const loginHosts = ['oauth2.googleapis.com', 'sts.googleapis.com', 'iamcredentials.googleapis.com'];
/** Of one exchange with them. */
const limits = { milliseconds: 10_000, bytes: 256 * 1024 };

/** Gets a new access token with a login file; the library that does it is loaded with the first. */
export async function getToken(
  login: GoogleLogin & { readonly content: LoginFile },
  options: TokenOptions,
  token: CancellationToken,
): Promise<Outcome<AccessToken>> {
  /** What the last exchange came to that was no answer: the library's own errors quote what was sent. */
  let failure: LoginRefusal | { readonly code: string; readonly host: string } | undefined;

  const send: SendLogin = async ({ url, headers, body }) => {
    const started = options.clock.now();
    const type = headers['content-type'] ?? 'application/x-www-form-urlencoded';
    const answer =
      url.protocol === 'https:' && loginHosts.includes(url.host)
        ? await options.transport.send({ url, method: 'POST', headers, body: { text: body, type } }, limits, token)
        : ({ code: 'not-google', reused: false } as const);
    const operation = operationOf(url);
    options.log({
      target: `${options.store}, ${url.host}, ${login.words}`,
      operation,
      milliseconds: options.clock.now() - started,
      outcome: 'code' in answer ? answer.code : answer.status < 300 ? 'ok' : String(answer.status),
    });
    if ('code' in answer) {
      failure = { code: answer.code, host: url.host };
      throw new Error('no answer');
    }
    const text = new TextDecoder().decode(answer.body);
    const { status } = answer;
    failure = status < 300 ? undefined : { status, host: url.host, operation, has: (word) => word.test(text) };
    return { status, text };
  };

  try {
    const { getAccessToken } = await import('./loginLibrary.ts');
    return { value: await getAccessToken(chained(login), send, () => foreignToken(login.content, options)) };
  } catch {
    return { problem: token.isCancellationRequested ? cancelled : problemOf(failure, login, options) };
  }
}

function chained({ content, role }: GoogleLogin & { readonly content: LoginFile }): LoginFile {
  return role === undefined ? content : { ...content, chain: [...content.chain, role] };
}

function problemOf(
  failure: LoginRefusal | { readonly code: string; readonly host: string } | undefined,
  login: GoogleLogin & { readonly content: LoginFile },
  { store, transport }: TokenOptions,
) {
  if (failure === undefined || !('code' in failure)) return explainLogin(login, failure);
  const { host, code } = failure;
  const place: RestPlace = { service: 'Google', store, host: `${host}:443`, login: login.words };
  return faultProblem(code, place, transport.proxyTo(new URL(`https://${host}`)));
}

/** `POST token`, `generateAccessToken` */
function operationOf(url: URL): string {
  return /:(\w+)$/.exec(url.pathname)?.[1] ?? `POST ${url.pathname.split('/').at(-1)}`;
}

/** Another provider's token, from the file that the login file names. Throws where there is none. */
async function foreignToken({ credentials }: LoginFile, { readHomeFile }: TokenOptions): Promise<string> {
  const place = credentials.kind === 'workload' ? credentials.token : undefined;
  const text = place === undefined ? undefined : await readHomeFile(place.file);
  const token = place?.field === undefined ? text?.trim() : textOf(at(JSON.parse(text ?? ''), place.field));
  if (!token) throw new Error('no token');
  return token;
}
