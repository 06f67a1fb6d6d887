import { type Phrase, phrase, verbatim } from '../../localisation.ts';
import type { Outcome } from '../outcome.ts';
import type { CatalogProblem, Identity } from '../secretProvider.ts';
import { told } from '../told.ts';
import { type Address, readAddress } from './address.ts';

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a small file of the user's own (`~/…` or absolute), or undefined where there is none. */
export type ReadHomeFile = (path: string) => Promise<string | undefined>;

/** What a login is made with, by the names that the vendor's environment variables have. Held in memory as long as a session that is made of it. */
export type Credential = Readonly<Record<string, string>>;

/** Where the developer's own login for a service is kept by the vendor's tools, and to which address it belongs. */
export interface CredentialSources {
  /** The sets of environment variables that make a login, the preferred first: `[['DOPPLER_TOKEN']]`. All of a set must be there. */
  readonly variables: readonly (readonly [string, ...string[]])[];
  /** Variables that name the address for which those are meant. */
  readonly addressVariables: readonly string[];
  /** The address that `addressVariables` name together; absent: the first of them that is set is one. Undefined: they name none. */
  readonly addressOf?: (env: Environment) => Address | undefined;
  /** Addresses for which those are meant where none of `addressVariables` is set: the vendor's own. */
  readonly vendorAddresses: readonly string[];
  /** The same, for services with an address for each vault. */
  readonly vendorPattern?: RegExp;
  /** How the vendor's tools read an address in such a variable; absent: as a URL. */
  readonly readAddress?: (text: string) => Address | undefined;
  /** Whether an address in such a variable, or in the tool's file, stands for the one that calls go to; absent: where they are equal. */
  readonly reaches?: (said: Address, address: Address) => boolean;
  /** A variable that names a file with the certificate authority of the address that `addressVariables` name. */
  readonly authorityVariable?: string;
  /** What the vendor's command-line tool keeps after a login. */
  readonly file?: CredentialFile;
  /** A command line that signs in, where what it writes is what is read here. Made of our own words and a checked address only. */
  readonly signIn?: (address: Address) => string | undefined;
}

/** A file in which a vendor's command-line tool keeps logins. */
export interface CredentialFile {
  /**
   * Where it may be, `~/.doppler/.doppler.yaml`; the first with a login for the address counts. Of tools that keep a file for each
   * profile, that of a profile (undefined: of the usual one).
   */
  readonly paths: Paths | ((profile: string | undefined) => Paths);
  /** The environment variable that chooses a profile, where the user's settings name none for the store. */
  readonly profileVariable?: string;
  /** The login in it (of that profile) that is meant for the address; undefined: none is. Must not throw. */
  read(text: string, address: Address, profile: string | undefined): KeptLogin | undefined;
}

type Paths = readonly [string, ...string[]];

/** A login that a tool keeps, or a sentence that says why it cannot be used from here. */
export type KeptLogin = { readonly credential: Credential } | { readonly unusable: Phrase };

/** Which login is used for an address. */
export interface CredentialChoice {
  /** Tells sources apart: part of what is agreed to. */
  readonly id: string;
  /** As in `Destination.login`. */
  readonly words: string;
  /** Set where it is what the vendor's command-line tool keeps. */
  readonly kept?: true;
}

/** What choosing and reading a login needs. */
export interface CredentialContext {
  readonly service: string;
  /** The key under `spec.provider`. */
  readonly provider: string;
  readonly sources: CredentialSources;
  readonly address: Address;
  readonly identity: Identity;
  readonly env: Environment;
  readonly readHomeFile: ReadHomeFile;
}

/** A login, and what it is made with. */
export interface ChosenLogin {
  readonly choice: CredentialChoice;
  readonly credential: Credential;
}

/**
 * The login for an address, and its credential. A login goes only where the user meant it: what is in the environment, to the address
 * that the environment names beside it, or to the vendor's own where it names none; what a command-line tool keeps, to the address that
 * it keeps it for; a file that the user's settings map to this very store or address, there. An address that a manifest names and none
 * of these gets nothing.
 */
export async function credentialFor(context: CredentialContext): Promise<Outcome<ChosenLogin>> {
  const { sources, identity, env, readHomeFile } = context;
  const { tokenFile } = identity;
  if (tokenFile !== undefined) {
    const choice = { id: tokenFile, words: `the login in ${tokenFile}, which your settings name for it` };
    const credential = namedIn((await readHomeFile(tokenFile)) ?? '', sources);
    return credential === undefined ? { problem: unreadable(context, tokenFile) } : { value: { choice, credential } };
  }
  // A profile that the settings name for this store is meant, and not what the environment has for all.
  const chosen = identity.profile !== undefined && sources.file !== undefined;
  const names =
    !chosen && isMeantByEnvironment(context) ? sources.variables.find((set) => set.every((name) => env[name])) : undefined;
  if (names === undefined) return keptLogin(context);
  const credential = Object.fromEntries(names.map((name) => [name, env[name]?.trim() ?? '']));
  const id = names.join('+');
  if (!isUsable(credential)) return { problem: unreadable(context, id) };
  return { value: { choice: { id, words: `the login in your environment (${names.join(', ')})` }, credential } };
}

/** What the vendor's command-line tool keeps for the address. */
async function keptLogin(context: CredentialContext): Promise<Outcome<ChosenLogin>> {
  const { sources, address, identity, env, readHomeFile } = context;
  const { file } = sources;
  if (file === undefined) return { problem: noLogin(context) };
  const profile = identity.profile ?? (file.profileVariable === undefined ? undefined : env[file.profileVariable] || undefined);
  if (profile !== undefined && !/^[\w.@-]+( [\w.@-]+)*$/.test(profile)) return { problem: noLogin(context) };
  for (const path of typeof file.paths === 'function' ? file.paths(profile) : file.paths) {
    const text = await readHomeFile(path);
    const kept = text === undefined ? undefined : file.read(text, address, profile);
    if (kept === undefined) continue;
    if ('unusable' in kept) return { problem: noLogin(context, kept.unusable) };
    if (!isUsable(kept.credential)) return { problem: unreadable(context, path) };
    const place = profile === undefined ? path : `${path}, profile ${profile}`;
    return { value: { choice: { id: place, words: `your login in ${place}`, kept: true }, credential: kept.credential } };
  }
  return { problem: noLogin(context) };
}

/** The command line that signs in again, for a problem with the login that was used; undefined: with none. */
export function remedyOf(
  { sources, address }: Pick<CredentialContext, 'sources' | 'address'>,
  used: CredentialChoice | undefined,
): { readonly remedy?: string } {
  // A login that is kept elsewhere than where the command puts a new one goes on being used.
  if (used !== undefined && used.kept !== true) return {};
  const plain = /^https?:\/\/[\w.:[\]-]+[\w./-]*$/.test(address.text);
  const remedy = plain ? sources.signIn?.(address) : undefined;
  return remedy === undefined ? {} : { remedy };
}

/** The files with further certificate authorities for the address, as the user's environment names them beside it. */
export function authoritiesFor(context: Pick<CredentialContext, 'sources' | 'address' | 'env'>): readonly string[] {
  const { sources, env } = context;
  const own = sources.addressVariables.some((name) => env[name]);
  const file = sources.authorityVariable === undefined ? undefined : env[sources.authorityVariable];
  return own && file && isMeantByEnvironment(context) ? [file] : [];
}

function isMeantByEnvironment({ sources, address, env }: Pick<CredentialContext, 'sources' | 'address' | 'env'>): boolean {
  if (sources.addressOf !== undefined) return sources.addressOf(env)?.text === address.text;
  const said = sources.addressVariables.map((name) => env[name]).find((text) => text);
  if (said === undefined && sources.vendorPattern?.test(address.text)) return true;
  const meant = said === undefined ? sources.vendorAddresses : [said];
  const read = sources.readAddress ?? readAddress;
  const reaches = sources.reaches ?? ((one: Address, other: Address) => one.text === other.text);
  return meant.some((text) => {
    const said = read(text);
    return said !== undefined && reaches(said, address);
  });
}

/** A file with one token, or with lines as an environment file has them: `AKEYLESS_ACCESS_ID=…`. */
function namedIn(text: string, { variables }: CredentialSources): Credential | undefined {
  const given = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) given.set(name, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
  }
  const set = variables.find((names) => isUsable(Object.fromEntries(names.map((name) => [name, given.get(name) ?? '']))));
  if (set !== undefined) return Object.fromEntries(set.map((name) => [name, given.get(name) ?? '']));
  const single = variables.find((names) => names.length === 1);
  const token = text.trim();
  return single !== undefined && given.size === 0 && isSendable(token) ? { [single[0]]: token } : undefined;
}

/** Names of files may have spaces in them. */
function isUsable(credential: Credential): boolean {
  return Object.entries(credential).every(([name, value]) =>
    isSendable(name.endsWith('_FILE') ? value.replaceAll(' ', '_') : value),
  );
}

/** What may stand in a header. A file that is something else, a private key for instance, must not be sent anywhere. */
function isSendable(token: string): boolean {
  return /^[\x21-\x7e]{1,8192}$/.test(token);
}

/** Whether an address is the vendor's own. */
export function isVendorAddress({ vendorAddresses, vendorPattern }: CredentialSources, { text }: Address): boolean {
  return vendorPattern?.test(text) === true || vendorAddresses.some((own) => readAddress(own)?.text === text);
}

function noLogin(context: CredentialContext, because?: Phrase): CatalogProblem {
  const { service, provider, sources, address, identity } = context;
  const variables = joined(sources.variables[0] ?? []);
  const [own] = sources.addressVariables;
  const isVendors = isVendorAddress(sources, address);
  const where = identity.address === undefined ? phrase('for {0}:{1}', provider, address.text) : phrase('beside that address');
  const why = because ?? phrase('None of your logins is meant for {0} at {1}.', service, address.text);
  const said = () => {
    if (isVendors)
      return told('{0} Start the editor with {1}, or name a token file {2} in externalSecrets.stores.', why, variables, where);
    if (own === undefined) return told('{0} Name a token file {1} in externalSecrets.stores.', why, where);
    return sources.addressOf === undefined
      ? told(
          '{0} Start the editor with {1}, and {2} set to it, or name a token file {3} in externalSecrets.stores.',
          why,
          variables,
          own,
          where,
        )
      : told(
          '{0} Start the editor with {1}, and {2} as the store has it, or name a token file {3} in externalSecrets.stores.',
          why,
          variables,
          own,
          where,
        );
  };
  return {
    code: 'no-credentials',
    ...said(),
    ...remedyOf(context, undefined),
  };
}

/** A place that the user has chosen holds something else: to sign in by a command would not change that. */
function unreadable(context: CredentialContext, where: string): CatalogProblem {
  const [first = verbatim(''), ...others] = context.sources.variables.map(joined);
  const names = others.reduce((before, each) => phrase('{0}, or {1}', before, each), first);
  return {
    code: 'no-credentials',
    ...told('No login for {0} can be read from {1}. It has to hold {2}.', context.service, where, names),
  };
}

function joined([first = '', ...others]: readonly string[]): Phrase {
  return others.reduce((before, each) => phrase('{0} and {1}', before, each), verbatim(first));
}
