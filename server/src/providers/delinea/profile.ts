import { phrase } from '../../localisation.ts';
import { readPlainYaml } from '../../syntax/plainYaml.ts';
import { type Address, readAddress } from '../rest/address.ts';
import type { CredentialFile, KeptLogin } from '../rest/credentials.ts';
import { at, isObject, textOf } from '../rest/json.ts';

/** What the command-line tool of DSV keeps for each profile, in its newer and its older file. */
export const delineaProfile: CredentialFile = { paths: ['~/.dsv.yml', '~/.thy.yml'], read };

function read(text: string, address: Address, profile: string | undefined): KeptLogin | undefined {
  const config = readPlainYaml(text);
  const isNewer = at(config, 'version') === 'v2';
  const name = profile ?? (isNewer ? (textOf(at(config, 'defaultProfile')) ?? '') : 'default');
  const own = isNewer ? at(config, 'profiles', name) : at(config, name);
  if (!isObject(own) || addressOf(own)?.text !== address.text) return undefined;
  const [id, secret] = [textOf(at(own, 'auth', 'client', 'id')), textOf(at(own, 'auth', 'client', 'secret'))];
  if (at(own, 'auth', 'type') === 'clientcred' && id !== undefined && secret !== undefined)
    return { credential: { DSV_CLIENT_ID: id, DSV_CLIENT_SECRET: secret } };
  return { unusable: phrase('Your profile of DSV keeps what it signs in with where only its own tool reads it.') };
}

function addressOf(profile: NonNullable<Parameters<typeof at>[0]>): Address | undefined {
  const field = (...path: readonly string[]) => textOf(at(profile, ...path));
  const port = at(profile, 'port') === undefined ? '' : `:${at(profile, 'port')}`;
  const host = `${field('tenant') ?? ''}.${field('domain') ?? 'secretsvaultcloud.com'}${port}`;
  return readAddress(`${field('http') ?? 'https'}://${host}/${field('api', 'version') ?? 'v1'}`);
}
