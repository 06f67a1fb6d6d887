import { type Phrase, phrase } from '../../localisation.ts';
import { commandLine, type Word } from '../../model/commandLine.ts';
import { textForms } from './textForms.ts';
import { type CliForm, type CliRequest, given, option, type VaultCli } from './tool.ts';

/** AWS Secrets Manager, by `aws secretsmanager`. */
export const secretsManagerCli: VaultCli = (request) => {
  const { deed } = request;
  const name = given(nameOf(request));
  const command = (operation: string, option: string) => ['aws', 'secretsmanager', operation, option, name, ...flags(request)];
  const current = command('get-secret-value', '--secret-id');
  const change = deed === 'create' ? command('create-secret', '--name') : command('put-secret-value', '--secret-id');
  return textForms(request, {
    write: (path) => [...change, '--secret-string', `file://${path}`],
    read: [...current, '--query', 'SecretString', '--output', 'text'],
    more: rotateNow(request, command('rotate-secret', '--secret-id')),
    ...note(request),
  });
};

/** AWS Parameter Store, by `aws ssm`; new values are kept as SecureString. */
export const parameterStoreCli: VaultCli = (request) => {
  const name = given(nameOf(request));
  // What is there keeps its type.
  const how = request.deed === 'rotate' ? ['--overwrite'] : ['--type', 'SecureString'];
  const put = ['aws', 'ssm', 'put-parameter', '--name', name, ...how, ...flags(request)];
  const get = ['aws', 'ssm', 'get-parameter', '--name', name, '--with-decryption', ...flags(request)];
  return textForms(request, {
    write: (path) => [...put, '--value', `file://${path}`],
    read: [...get, '--query', 'Parameter.Value', '--output', 'text'],
    ...note(request),
  });
};

/** As ESO asks for it: the store's prefix goes before every key. */
function nameOf({ key, store }: CliRequest): string {
  const { prefix } = store.config;
  return `${typeof prefix === 'string' ? prefix : ''}${key}`;
}

function flags({ store, identity, destination }: CliRequest): readonly Word[] {
  const { region } = store.config;
  return [
    '--region',
    given(typeof region === 'string' ? region : ''),
    ...option('--profile', identity.profile),
    ...(destination?.customEndpoint === true ? ['--endpoint-url', { address: destination.endpoint }] : []),
  ];
}

/** Where AWS changes the value by a function, a value of one's own would break what the function keeps in step with it. */
function rotateNow({ deed, rotatesItself }: CliRequest, words: readonly Word[]): readonly CliForm[] {
  const line = deed === 'rotate' && rotatesItself ? commandLine(words) : undefined;
  if (line === undefined) return [];
  const advice = phrase(
    'Press Enter. AWS then runs the rotation that is set up for this secret, and makes the new value itself.',
  );
  return [{ title: phrase('Have AWS Rotate It'), commandLine: line, advice }];
}

/** The tool has no option for a role: the user has to know as whom it runs. */
function note({ identity }: CliRequest): { readonly note?: Phrase } {
  if (identity.role === undefined) return {};
  return {
    note: phrase('Your settings name a role for this store, which the tool takes from a profile only: add --profile with one.'),
  };
}
