import { phrase } from '../../localisation.ts';
import type { Environment, ReadHomeFile } from '../rest/credentials.ts';
import type { CatalogProblem, Identity } from '../secretProvider.ts';
import { type Said, told } from '../told.ts';
import type { GoogleStore } from './googleStore.ts';
import { isServiceAccount, type LoginFile, readLoginFile } from './loginFile.ts';

/** The login that is sent for a store. */
export interface GoogleLogin {
  /** Where it is read from: a file that the user's settings name, one that the environment names, or the one that gcloud writes. */
  readonly from: 'settings' | 'environment' | 'gcloud';
  readonly file: string;
  /** An access token as it is, or what one is got with. */
  readonly content: { readonly token: string } | LoginFile;
  /** A service account that the user's settings have impersonated besides. */
  readonly role: string | undefined;
  /** As in `Destination.login`. */
  readonly words: string;
  /** Who calls in the end, where that is known. */
  readonly account: string | undefined;
  /** Sent as `x-goog-user-project`; undefined: calls count to the project that Google chooses. */
  readonly quotaProject: string | undefined;
}

/** What decides which login a store gets, besides its file. */
export interface LoginOptions {
  readonly env: Environment;
  readonly readHomeFile: ReadHomeFile;
  /** Of the Node at hand: `22.15.1`. */
  readonly nodeVersion: string;
}

/**
 * The developer's login for a store: a file that their settings name, or Application Default Credentials, as Google's own libraries
 * look for them, except for the metadata service of a cloud machine, which is not asked. No file of the workspace is looked at, and a
 * Google login goes to Google only: where the settings put another address in place of Secret Manager, they have to name a file with
 * an access token for it as well. Makes no call.
 */
export async function readLogin(
  store: GoogleStore,
  { tokenFile, role }: Identity,
  options: LoginOptions,
): Promise<GoogleLogin | CatalogProblem> {
  const place = tokenFile === undefined ? ambient(options.env) : ({ from: 'settings', file: tokenFile } as const);
  if (!store.isGoogles && tokenFile === undefined)
    return none(
      told(
        'Your settings name {0} for this store, and your Google login is sent to Google only. {1}',
        store.address.text,
        setToken,
      ),
    );
  if (role !== undefined && !isServiceAccount(role))
    return none(told('The role in your settings for this store is not the address of a service account.'));
  const text = (await options.readHomeFile(place.file))?.trim() ?? '';
  if (!text.startsWith('{')) return plainToken(text, place, role, options.env);
  if (!store.isGoogles) return none(told('{0} holds a Google login, which is sent to Google only. {1}', place.file, setToken));
  const old = tooOld(options.nodeVersion);
  if (old !== undefined) return old;
  const read = readLoginFile(text, place.file);
  if ('problem' in read) return place.from === 'gcloud' ? { ...read.problem, ...signIn() } : read.problem;
  const content = read.value;
  const target = role ?? content.chain.at(-1);
  return {
    ...place,
    content,
    role,
    words: wordsFor(place, content, target),
    account: target ?? content.account,
    quotaProject: projectOf(options.env['GOOGLE_CLOUD_QUOTA_PROJECT']) ?? projectOf(content.quotaProject),
  };
}

/** The command line that signs the user in anew, where what it writes is what is read here. */
export function signIn(login?: GoogleLogin): { readonly remedy?: string } {
  const command = 'gcloud auth application-default login';
  if (login === undefined) return { remedy: command };
  const { from, content } = login;
  if (from !== 'gcloud' || 'token' in content) return {};
  if (content.credentials.kind !== 'user' && content.credentials.kind !== 'workforce') return {};
  return { remedy: content.chain.length === 0 ? command : `${command} --impersonate-service-account=${content.chain.join(',')}` };
}

/** Identifies whose login this is, without anything of the login itself. */
export function loginId({ file, content, account, role }: GoogleLogin): string {
  const kind = 'token' in content ? 'token' : content.credentials.kind;
  const chain = 'token' in content ? [] : content.chain;
  return [file, kind, ...chain, role ?? '', account ?? ''].join(' ');
}

interface Place {
  readonly from: GoogleLogin['from'];
  readonly file: string;
}

/** Where Google's libraries look, in their order. */
function ambient(env: Environment): Place {
  const named = env['GOOGLE_APPLICATION_CREDENTIALS'];
  if (named) return { from: 'environment', file: named };
  const windows = env['OS'] === 'Windows_NT' && env['APPDATA'] ? `${env['APPDATA']}/gcloud` : undefined;
  const folder = env['CLOUDSDK_CONFIG'] || windows || '~/.config/gcloud';
  return { from: 'gcloud', file: `${folder}/application_default_credentials.json` };
}

function plainToken(text: string, place: Place, role: string | undefined, env: Environment): GoogleLogin | CatalogProblem {
  const { from, file } = place;
  if (from === 'gcloud' && text === '')
    return none(
      told('You are not signed in to Google Cloud for applications: there is no login that gcloud has kept.'),
      signIn(),
    );
  if (from !== 'settings')
    return none(
      told(
        '{0}{1} is not a login file that can be read. It takes an absolute path.',
        file,
        from === 'environment' ? phrase(', which GOOGLE_APPLICATION_CREDENTIALS names,') : '',
      ),
    );
  // A file that is something else, a private key for instance, must not be sent anywhere.
  if (!/^[\x21-\x7e]{1,8192}$/.test(text))
    return none(told('There is no access token in {0}, which your settings name for this store.', file));
  if (role !== undefined)
    return none(told('A role is taken on with a login, and {0} holds a token only. Name a login file, or no role.', file));
  const words = `the token in ${file}, which your settings name for it`;
  const quotaProject = projectOf(env['GOOGLE_CLOUD_QUOTA_PROJECT']);
  return { ...place, content: { token: text }, role, words, account: undefined, quotaProject };
}

function wordsFor({ from, file }: Place, { credentials, account }: LoginFile, target: string | undefined): string {
  const where = from === 'gcloud' ? '' : ` in ${file}`;
  const kinds = {
    user: from === 'gcloud' ? 'your Google login (application default credentials)' : `your Google login${where}`,
    workforce: `your login through another identity provider${where}`,
    workload: `the token of another identity provider${where}`,
    'service-account': `the key of service account ${account ?? ''}${where}`,
  };
  const base = kinds[credentials.kind];
  return target === undefined ? base : `the service account ${target}, through ${base}`;
}

/** google-auth-library 11 is made for Node 22 and later. */
function tooOld(version: string): CatalogProblem | undefined {
  if (Number(version.split('.')[0]) >= 22) return undefined;
  const said = told(
    "Google's login takes Node.js 22 or later, and this server runs on {0}: start it with a newer one, or name a file with an access token for this store in externalSecrets.stores.",
    version,
  );
  return { code: 'unsupported', ...said };
}

/** An id of a project, or undefined for any other text. */
function projectOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z0-9.:-]{1,100}$/.test(text) ? text : undefined;
}

const setToken = phrase('Name a file with an access token for it beside the address.');

function none(said: Said, remedy: { readonly remedy?: string } = {}): CatalogProblem {
  return { code: 'no-credentials', ...said, ...remedy };
}
