import type { Outcome } from '../outcome.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { Environment, ReadHomeFile } from '../rest/credentials.ts';
import type { CatalogProblem, Identity } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { Product } from './product.ts';
import type { VaultStore } from './vaultStore.ts';

/** Which token is sent to an address, and what the user's environment says of that address. */
export interface VaultLogin {
  /** As in `Destination.login`. */
  readonly words: string;
  /** An environment variable's name, or a file. */
  readonly source: { readonly variable: string } | { readonly file: string };
  /** Files or folders with further certificate authorities. */
  readonly authorities: readonly string[];
  /** The namespace to sign in to; empty: the root one. */
  readonly namespace: string;
}

/** Where the command-line tools of both products keep the token of the last login. */
const ownFile = '~/.vault-token';
const defaultAddress = 'https://127.0.0.1:8200';

/**
 * The login for an address. A token goes only where the user meant it: one in the environment, and the one that the command-line tool
 * keeps, to the address which the environment names beside it (`VAULT_ADDR`, `BAO_ADDR`; compared as a whole, scheme, host, port and
 * path) and to no other; one in a file that the user's settings map to this very store or address, there. An address in a manifest
 * that neither names gets none. `VAULT_SKIP_VERIFY` is not honoured: a token is never sent to who might be anybody.
 */
export function loginFor(
  { product, address, namespace }: VaultStore,
  identity: Identity,
  env: Environment,
): VaultLogin | undefined {
  const own = product.variables.find((prefix) => addressIn(env, prefix, product)?.text === address.text);
  const said = (name: string) => (own === undefined ? undefined : env[`${own}_${name}`] || undefined);
  const authorities = [said('CACERT'), said('CAPATH')].filter((place) => place !== undefined);
  const base = { authorities, namespace: said('NAMESPACE') ?? namespace };
  const { tokenFile } = identity;
  if (tokenFile !== undefined)
    return { ...base, source: { file: tokenFile }, words: `the token in ${tokenFile}, which your settings name for it` };
  if (own === undefined) return undefined;
  return said('TOKEN') === undefined
    ? { ...base, source: { file: ownFile }, words: `your token in ${ownFile}` }
    : { ...base, source: { variable: `${own}_TOKEN` }, words: `the token in your environment (${own}_TOKEN)` };
}

/** No token of the user's is meant for the address. */
export function noLogin({ product, address }: VaultStore): CatalogProblem {
  const [own] = product.variables;
  return {
    code: 'no-credentials',
    ...told(
      'None of your tokens is meant for {0}. Start the editor with {1}_ADDR set to it, or name a token file for {2}:{0} in externalSecrets.stores.',
      address.text,
      own,
      product.id,
    ),
  };
}

/** Reads the token of a login: anew for each call, as a new login must count. */
export async function readToken(
  login: VaultLogin,
  store: VaultStore,
  env: Environment,
  read: ReadHomeFile,
): Promise<Outcome<string>> {
  const { source, words } = login;
  const text = 'variable' in source ? env[source.variable] : await read(source.file);
  const token = text?.trim() ?? '';
  // A file that is something else, a private key for instance, must not be sent anywhere.
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return { value: token };
  const helper = 'file' in source && source.file === ownFile && /^\s*token_helper\s*=/m.test((await read('~/.vault')) ?? '');
  const said = helper
    ? told(
        'Your ~/.vault names a token helper, and programs are not run for a token. Name a token file for this store in externalSecrets.stores.',
      )
    : told('There is no token ({0}). Sign in to {1}.', words, store.address.text);
  return { problem: { code: 'no-credentials', ...said, ...(helper ? {} : signIn(login, store)) } };
}

/** The command line that gets a new token, where what it writes is what is read here. */
export function signIn({ source, namespace }: VaultLogin, { product, address }: VaultStore): { readonly remedy?: string } {
  const plain = /^https?:\/\/[\w.:[\]-]+[\w./-]*$/.test(address.text) && /^[\w./-]*$/.test(namespace);
  if (!plain || !('file' in source) || source.file !== ownFile) return {};
  const flag = namespace === '' ? '' : ` -namespace=${namespace}`;
  return { remedy: `${product.command} login -address=${address.text}${flag}` };
}

/** The address that the environment names; the tools' own default where it names none. */
function addressIn(env: Environment, prefix: string, { variables }: Product): Address | undefined {
  const named = env[`${prefix}_ADDR`];
  if (named) return readAddress(named);
  const none = variables.every((each) => !env[`${each}_ADDR`]);
  return none && prefix === variables[0] ? readAddress(defaultAddress) : undefined;
}
