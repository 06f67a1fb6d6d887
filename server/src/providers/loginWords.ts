import { type Localisation, type Phrase, phrase, recognising, type Value } from '../localisation.ts';

/** How back ends call a login: `Destination.login`, which is kept with what was agreed to, and so is a text. */
const known = recognising([
  phrase('role {0} through {1}'),
  phrase('profile {0}'),
  phrase('the AWS keys in your environment'),
  phrase('your default AWS login'),
  phrase('no login'),
  phrase('your login'),
  phrase('your Google login'),
  phrase('your Google login (application default credentials)'),
  phrase('the service account {0}, through {1}'),
  phrase('your Google login in {0}'),
  phrase('your login through another identity provider in {0}'),
  phrase('your login through another identity provider'),
  phrase('the token of another identity provider in {0}'),
  phrase('the token of another identity provider'),
  phrase('the key of service account {0} in {1}'),
  phrase('the key of service account {0}'),
  phrase('the application {0} of tenant {1}, which your environment names (AZURE_CLIENT_ID)'),
  phrase('your Azure login ({0}, {1} or {2}) in tenant {3}'),
  phrase('your Azure login ({0}, {1} or {2})'),
  phrase('your {0} login ({1}) in tenant {2}'),
  phrase('your {0} login ({1})'),
  phrase('your {0} login in tenant {1}'),
  phrase('the token in {0}, which your settings name for it'),
  phrase('the login in {0}, which your settings name for it'),
  phrase('the token in your environment ({0})'),
  phrase('the login in your environment ({0})'),
  phrase('your token in {0}'),
  phrase('your login in {0}, profile {1}'),
  phrase('your login in {0}'),
  phrase('your {0} login'),
  phrase('kubeconfig context {0}, which runs {1} to log in'),
  phrase('kubeconfig context {0}'),
]);

/** How a login is called, in the language of the reader where that is among our own words. */
export function loginWords(login: string, l10n: Localisation): string {
  const said = known(login);
  return said === undefined ? login : l10n.of(said);
}

/** A phrase with the logins that it names told as phrases. */
export function withLogins({ text, values }: Phrase): Phrase {
  return { text, values: values.map(told) };
}

function told(value: Value): Value {
  if (typeof value === 'object') return withLogins(value);
  return typeof value === 'string' ? (known(value) ?? value) : value;
}
