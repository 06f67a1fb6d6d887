import {
  type AuthClient,
  ExternalAccountAuthorizedUserClient,
  gaxios,
  IdentityPoolClient,
  type IdentityPoolClientOptions,
  Impersonated,
  JWT,
  UserRefreshClient,
} from 'google-auth-library';
import { at } from '../rest/json.ts';
import type { GoogleCredentials, LoginFile } from './loginFile.ts';

/** Sends a request of the login library's; throws where there is no answer. */
export type SendLogin = (request: {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<{ readonly status: number; readonly text: string }>;

/** An access token. */
export interface AccessToken {
  readonly token: string;
  /** Milliseconds for which it is good from now on. */
  readonly lifetime: number;
}

const scope = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * Gets a token by `google-auth-library`. Imported dynamically, when the first call is made, as the library is large. Its own way to the
 * network is not used: every request goes through `send`. So it looks for no login by itself either, runs no program and asks no
 * metadata service. Throws where there is no token to be had.
 *
 * @param readToken reads a file that another program keeps a token in
 */
export async function getAccessToken(
  { credentials, chain }: LoginFile,
  send: SendLogin,
  readToken: () => Promise<string>,
): Promise<AccessToken> {
  const transporter = createTransporter(send);
  const source = clientOf(credentials, transporter, readToken);
  const target = chain.at(-1);
  const client = target === undefined ? source : impersonating(source, target, chain.slice(0, -1), transporter);
  const { token, res } = await client.getAccessToken();
  if (!token) throw new Error('no token');
  // One of the clients does not keep when its token ends.
  const end = client.credentials.expiry_date ?? Date.now() + 1_000 * (Number(at(res?.data, 'expires_in')) || 0);
  return { token, lifetime: Math.max(0, end - Date.now()) };
}

function impersonating(
  sourceClient: AuthClient,
  targetPrincipal: string,
  delegates: readonly string[],
  transporter: gaxios.Gaxios,
): AuthClient {
  const options = { sourceClient, targetPrincipal, delegates: [...delegates], targetScopes: [scope] };
  return quietly(() => new Impersonated({ ...shared(transporter), ...options }));
}

function clientOf(credentials: GoogleCredentials, transporter: gaxios.Gaxios, readToken: () => Promise<string>): AuthClient {
  const options = shared(transporter);
  switch (credentials.kind) {
    case 'user': {
      const { id, secret, refreshToken } = credentials;
      return new UserRefreshClient({ ...options, clientId: id, clientSecret: secret, refreshToken });
    }
    case 'service-account': {
      const { email, key, keyId } = credentials;
      return new JWT({ ...options, email, key, scopes: [scope], ...(keyId === undefined ? {} : { keyId }) });
    }
    case 'workforce': {
      const { id, secret, refreshToken } = credentials;
      return new ExternalAccountAuthorizedUserClient({
        ...options,
        type: 'external_account_authorized_user',
        audience: '',
        client_id: id,
        client_secret: secret,
        refresh_token: refreshToken,
        token_url: 'https://sts.googleapis.com/v1/oauthtoken',
        token_info_url: '',
      });
    }
    case 'workload': {
      const { audience, subject_token_type, token_url, workforce_pool_user_project, client_id, client_secret } =
        credentials.settings as Partial<Record<string, string>>;
      return new ExternalClient({
        ...options,
        type: 'external_account',
        audience: audience ?? '',
        subject_token_type: subject_token_type ?? '',
        subject_token_supplier: { getSubjectToken: readToken },
        scopes: [scope],
        ...(token_url === undefined ? {} : { token_url }),
        ...(workforce_pool_user_project === undefined ? {} : { workforce_pool_user_project }),
        ...(client_id === undefined ? {} : { client_id }),
        ...(client_secret === undefined ? {} : { client_secret }),
      });
    }
  }
}

/** The library makes a transporter of its own for the exchange of tokens. */
class ExternalClient extends IdentityPoolClient {
  constructor(options: IdentityPoolClientOptions) {
    super(options);
    (this.stsCredential as unknown as { transporter: gaxios.Gaxios }).transporter = this.transporter;
  }
}

/** The interceptors that are left out write headers and answers to the console where the environment asks for it. */
function shared(transporter: gaxios.Gaxios) {
  return { transporter, useAuthRequestParameters: false };
}

function createTransporter(send: SendLogin): gaxios.Gaxios {
  return new gaxios.Gaxios({
    // Once more where a server is busy, and never where there is no answer: somebody waits, and the next call tries again.
    retryConfig: { retry: 1, noResponseRetries: 0 },
    async adapter(config) {
      const { url, headers, body } = config;
      const { status, text } = await send({ url: new URL(url), headers: Object.fromEntries(headers), body: String(body ?? '') });
      const response = new Response(text === '' ? null : text, { status });
      return Object.assign(response, { config, data: parse(text) });
    },
  });
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The constructor warns on the console of files from strangers. This one is checked, and a language server has no console. */
function quietly<T>(make: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return make();
  } finally {
    console.warn = warn;
  }
}
