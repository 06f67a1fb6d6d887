import { phrase } from '../../localisation.ts';
import type { Outcome } from '../outcome.ts';
import type { Credential, CredentialFile } from '../rest/credentials.ts';
import type { RestLogin } from '../rest/restClient.ts';
import type { SessionHost } from '../rest/restService.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';
import { listing } from './target.ts';

/** What Oracle's tools and libraries keep for each profile, to be used for Oracle's own addresses. */
export const oracleProfile: CredentialFile = {
  paths: ['~/.oci/config'],
  profileVariable: 'OCI_CLI_PROFILE',
  read(text, address, profile = 'DEFAULT') {
    if (!listing.test(address.text)) return undefined;
    const sections = sectionsIn(text);
    if (!sections.has(profile)) return undefined;
    const values = { ...sections.get('DEFAULT'), ...sections.get(profile) };
    const credential = Object.fromEntries(
      Object.entries(names).flatMap(([field, name]) => (values[field] ? [[name, values[field]]] : [])),
    );
    const { OCI_CLI_KEY_FILE: key, OCI_CLI_SECURITY_TOKEN_FILE: token, ...user } = credential;
    const isWhole = key !== undefined && (token !== undefined || inKeyId.every((name) => user[name] !== undefined));
    return isWhole
      ? { credential }
      : { unusable: phrase('Profile {0} of Oracle Cloud has neither an API key nor a session.', profile) };
  },
};

/** What an API key is known by. */
const inKeyId = ['OCI_CLI_TENANCY', 'OCI_CLI_USER', 'OCI_CLI_FINGERPRINT'] as const;

/** The environment variables for what such a file has. */
const names: Readonly<Record<string, string>> = {
  tenancy: 'OCI_CLI_TENANCY',
  user: 'OCI_CLI_USER',
  fingerprint: 'OCI_CLI_FINGERPRINT',
  key_file: 'OCI_CLI_KEY_FILE',
  pass_phrase: 'OCI_CLI_PASSPHRASE',
  security_token_file: 'OCI_CLI_SECURITY_TOKEN_FILE',
};

function sectionsIn(text: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const sections = new Map<string, Record<string, string>>();
  let own: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, section, name, value] = /^\s*(?:\[(.+)\]|([\w-]+)\s*[=:]\s*(.*?))\s*$/.exec(line) ?? [];
    if (name !== undefined) own[name] = value ?? '';
    if (section === undefined) continue;
    own = sections.get(section) ?? {};
    sections.set(section, own);
  }
  return sections;
}

/** What signs requests: an API key of a user, or the key of a session with its token. */
export async function oracleLogin(
  credential: Credential,
  { readHomeFile, signature, clock }: SessionHost,
): Promise<Outcome<RestLogin>> {
  const { OCI_CLI_KEY_FILE: path = '', OCI_CLI_SECURITY_TOKEN_FILE: tokenPath, OCI_CLI_PASSPHRASE: passphrase } = credential;
  const key = await readHomeFile(path);
  const token = tokenPath === undefined ? undefined : (await readHomeFile(tokenPath))?.trim();
  if (key === undefined || signature(key, passphrase, '') === undefined)
    return unusable(
      told('No private key can be read from {0}. Check key_file and pass_phrase of your profile of Oracle Cloud.', path),
    );
  if (tokenPath !== undefined && !token)
    return unusable(told('No token can be read from {0}. Sign in by: oci session authenticate.', tokenPath));
  const keyId = token === undefined ? inKeyId.map((name) => credential[name]).join('/') : `ST$${token}`;
  return {
    value: {
      headers: {},
      sign({ method, url }) {
        const date = new Date(clock.now()).toUTCString();
        const target = `${method.toLowerCase()} ${url.pathname}${url.search}`;
        const signed = signature(key, passphrase, `date: ${date}\n(request-target): ${target}\nhost: ${url.host}`);
        const parts = { version: '1', keyId, algorithm: 'rsa-sha256', headers: 'date (request-target) host', signature: signed };
        const authorization = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
        return { date, authorization: `Signature ${authorization.join(',')}` };
      },
    },
  };
}

function unusable(said: Said): { readonly problem: CatalogProblem } {
  return { problem: { code: 'no-credentials', ...said } };
}
