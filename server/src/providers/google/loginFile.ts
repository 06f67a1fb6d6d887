import { phrase } from '../../localisation.ts';
import type { JsonObject, JsonValue } from '../../syntax/node.ts';
import type { Outcome } from '../outcome.ts';
import { at, isObject, listOf, objectOf, textOf } from '../rest/json.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';

/** What a file of Google's client libraries logs in with, checked: nothing in it leads to a host that is not Google's. */
export type GoogleCredentials =
  | { readonly kind: 'user'; readonly id: string; readonly secret: string; readonly refreshToken: string }
  | { readonly kind: 'service-account'; readonly email: string; readonly key: string; readonly keyId: string | undefined }
  /** A person of another identity provider, who has signed in through gcloud. */
  | { readonly kind: 'workforce'; readonly id: string; readonly secret: string; readonly refreshToken: string }
  /** Another provider's token, which some other program keeps in a file. */
  | { readonly kind: 'workload'; readonly settings: JsonObject; readonly token: TokenPlace };

/** Where another provider's token stands. */
export interface TokenPlace {
  readonly file: string;
  /** The member of a JSON file that holds it; undefined: the file is the token. */
  readonly field: string | undefined;
}

/** The content of such a file. */
export interface LoginFile {
  readonly credentials: GoogleCredentials;
  /** Whose they are, where the file says so: the address of a person or of a service account. */
  readonly account: string | undefined;
  /** Service accounts that are impersonated with it, each through the one before. */
  readonly chain: readonly string[];
  /** The project to which calls count, as `gcloud auth application-default set-quota-project` has set it. */
  readonly quotaProject: string | undefined;
}

/**
 * Reads the JSON of a login file. What would run a program for a token, ask another address for one, or send a login to a host that is
 * not Google's is refused, whatever the environment allows.
 *
 * @param file its path, for messages
 */
export function readLoginFile(text: string, file: string): Outcome<LoginFile> {
  const json = parse(text);
  if (!isObject(json)) return refuse(told('{0} is not a login file of Google Cloud.', file));
  const read = json['type'] === 'impersonated_service_account' ? readImpersonated(json, file) : readPlain(json, file);
  if ('problem' in read) return read;
  const universe = [json, objectOf(json['source_credentials'])].map((part) => textOf(part['universe_domain']));
  if (universe.some((domain) => domain !== undefined && domain !== 'googleapis.com'))
    return refuse(
      told('The login in {0} is for a cloud other than googleapis.com, and that is where ESO looks for secrets.', file),
    );
  return { value: { ...read.value, quotaProject: textOf(json['quota_project_id']) } };
}

/** An address of a service account, of which nothing can lead elsewhere in a path. */
export function isServiceAccount(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,63}@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text);
}

type Read = Outcome<Omit<LoginFile, 'quotaProject'>>;

function readPlain(json: JsonObject, file: string): Read {
  const email = textOf(json['client_email']);
  switch (json['type']) {
    case 'authorized_user':
      return refreshed(json, 'user', file);
    case 'external_account_authorized_user':
      return isTokenService(json['token_url']) ? refreshed(json, 'workforce', file) : elsewhere(json['token_url'], file);
    case 'service_account': {
      const key = textOf(json['private_key']);
      if (email === undefined || key === undefined) return damaged(file);
      const credentials = { kind: 'service-account', email, key, keyId: textOf(json['private_key_id']) } as const;
      return { value: { credentials, chain: [], account: email } };
    }
    case 'external_account':
      return readExternal(json, file);
    default:
      return refuse(told('The login in {0} is of a kind that is not used here. Sign in with gcloud.', file));
  }
}

function refreshed(json: JsonObject, kind: 'user' | 'workforce', file: string): Read {
  const [id, secret, refreshToken] = ['client_id', 'client_secret', 'refresh_token'].map((name) => textOf(json[name]));
  if (id === undefined || secret === undefined || refreshToken === undefined) return damaged(file);
  return { value: { credentials: { kind, id, secret, refreshToken }, chain: [], account: textOf(json['account']) } };
}

function readExternal(json: JsonObject, file: string): Read {
  const source = objectOf(json['credential_source']);
  if (source['executable'] !== undefined)
    return refuse(
      told('The login in {0} has a program write its token, and programs are not run for a token. {1}', file, instead),
    );
  const token = textOf(source['file']);
  if (token === undefined || source['url'] !== undefined || source['environment_id'] !== undefined)
    return refuse(
      told(
        "The login in {0} asks another address or this machine's cloud for its token, which is not done here. {1}",
        file,
        instead,
      ),
    );
  const impersonation = json['service_account_impersonation_url'];
  const email = impersonation === undefined ? undefined : impersonated(impersonation);
  if (!isTokenService(json['token_url'])) return elsewhere(json['token_url'], file);
  if (impersonation !== undefined && email === undefined) return elsewhere(impersonation, file);
  if (textOf(json['audience']) === undefined || textOf(json['subject_token_type']) === undefined) return damaged(file);
  const field = at(source, 'format', 'type') === 'json' ? textOf(at(source, 'format', 'subject_token_field_name')) : undefined;
  const credentials = { kind: 'workload', settings: json, token: { file: token, field } } as const;
  return { value: { credentials, chain: email === undefined ? [] : [email], account: undefined } };
}

function readImpersonated(json: JsonObject, file: string): Read {
  const email = impersonated(json['service_account_impersonation_url']);
  if (email === undefined) return elsewhere(json['service_account_impersonation_url'], file);
  const delegates = listOf(json['delegates']).map((name) => textOf(name)?.split('/').at(-1) ?? '');
  if (!delegates.every(isServiceAccount)) return damaged(file);
  const source = readPlain(objectOf(json['source_credentials']), file);
  return 'problem' in source ? source : { value: { ...source.value, chain: [...source.value.chain, ...delegates, email] } };
}

/** The service account of an address that makes tokens for it; undefined where that is none of Google's. */
function impersonated(url: JsonValue | undefined): string | undefined {
  const pattern = /^https:\/\/iamcredentials\.googleapis\.com\/v1\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/;
  const email = pattern.exec(textOf(url) ?? '')?.[1];
  return email !== undefined && isServiceAccount(email) ? email : undefined;
}

/** Where there is none, the library takes Google's. */
function isTokenService(url: JsonValue | undefined): boolean {
  return url === undefined || /^https:\/\/sts\.googleapis\.com\//.test(textOf(url) ?? '');
}

function elsewhere(url: JsonValue | undefined, file: string): { readonly problem: CatalogProblem } {
  const text = textOf(url) ?? '';
  const host = URL.canParse(text) ? new URL(text).host : phrase('an address that is none');
  return refuse(told("{0} would have its login sent to {1}, which is not Google's. It is not used.", file, host));
}

function damaged(file: string): { readonly problem: CatalogProblem } {
  return refuse(told('The login in {0} is not complete.', file));
}

const instead = phrase('Sign in with gcloud, or name a file with an access token for this store in externalSecrets.stores.');

function refuse(said: Said): { readonly problem: CatalogProblem } {
  return { problem: { code: 'no-credentials', ...said } };
}

/** The engine's own words about what is no JSON would quote it. */
function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
