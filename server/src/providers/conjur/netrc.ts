import type { Address } from '../rest/address.ts';
import type { CredentialFile, KeptLogin } from '../rest/credentials.ts';
import { readConjurAddress } from './target.ts';

/**
 * Where Conjur's command-line tool keeps a login if the system has no keyring: an entry of `~/.netrc` whose machine is the address of
 * the server with `/authn` behind it.
 */
export const netrc: CredentialFile = { paths: ['~/.netrc'], read };

function read(text: string, address: Address): KeptLogin | undefined {
  for (const { machine, login, password } of entriesIn(text)) {
    const server = machine.endsWith('/authn') ? readConjurAddress(machine.slice(0, -'/authn'.length)) : undefined;
    if (server?.text === address.text && login !== undefined && password !== undefined)
      return { credential: { CONJUR_AUTHN_LOGIN: login, CONJUR_AUTHN_API_KEY: password } };
  }
  return undefined;
}

interface Entry {
  readonly machine: string;
  readonly login?: string;
  readonly password?: string;
}

/** The entries for one machine each, as the words of the file give them; `default` and macros are for other programs. */
function entriesIn(text: string): readonly Entry[] {
  const words = text.replace(/^[ \t]*macdef\b[\s\S]*?(?:\n[ \t]*\n|$(?![\s\S]))/gm, ' ').split(/\s+/);
  const entries: Entry[] = [];
  for (let i = 0; i < words.length; i++) {
    const [word = '', next = ''] = words.slice(i, i + 2);
    if (word === 'machine' || word === 'default') entries.unshift({ machine: word === 'machine' ? next : '' });
    const [entry] = entries;
    if (entry !== undefined && (word === 'login' || word === 'password')) entries[0] = { ...entry, [word]: next };
    if (['machine', 'login', 'password', 'account'].includes(word)) i += 1;
  }
  return entries.reverse();
}
