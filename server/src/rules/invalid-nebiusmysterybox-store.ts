import { complete, hasOnly, refuse, storeRule, textOf } from './storeChecks.ts';

const invalid = 'API domain is not valid:';
const texts = {
  scheme: `${invalid} scheme is not allowed`,
  port: `${invalid} address …`,
  dotAtEnd: `${invalid} domain must not end with a dot`,
  noDot: `${invalid} domain must contain at least one dot`,
  length: `${invalid} label length out of range`,
  label: `${invalid} invalid label: …`,
  numeric: `${invalid} numeric TLD is not allowed`,
};
const tokenName = 'auth.tokenSecretRef.name';
const accountName = 'auth.serviceAccountCredsSecretRef.name';

/** ESO: providers/v1/nebius/mysterybox `ValidateStore`. */
export const invalidNebiusmysteryboxStore = storeRule({
  id: 'invalid-nebiusmysterybox-store',
  provider: 'nebiusmysterybox',
  summary: 'A Nebius MysteryBox store without a usable domain or with more or less than one way to log in.',
  bad: `apiDomain: https://api.eu.nebius.cloud
auth:
  tokenSecretRef:
    name: nebius
    key: token`,
  good: `apiDomain: api.eu.nebius.cloud:443
auth:
  tokenSecretRef:
    name: nebius
    key: token`,
  checks: [
    textOf('apiDomain', ['API domain must be set', ...Object.values(texts)], judgeDomain),
    refuse(
      'invalid auth configuration: none provided',
      'auth',
      'auth names no Secret',
      (store) =>
        store.keys('auth')?.length !== 0 &&
        hasOnly(store, 'auth', ['tokenSecretRef', 'serviceAccountCredsSecretRef']) &&
        store.has(tokenName) === false &&
        store.has(accountName) === false,
    ),
    refuse(
      'invalid auth configuration: exactly one must be specified',
      'auth',
      'auth has both tokenSecretRef and serviceAccountCredsSecretRef',
      (store) => store.has(tokenName) && store.has(accountName),
    ),
    complete('auth.tokenSecretRef', [['key', 'invalid token auth configuration: no secret key specified']], {
      when: (store) => store.has(tokenName),
    }),
    complete(
      'auth.serviceAccountCredsSecretRef',
      [['key', 'invalid ServiceAccount creds auth configuration: no secret key specified']],
      { when: (store) => store.has(accountName) },
    ),
    complete(
      'caProvider.certSecretRef',
      [
        ['name', 'invalid certificate configuration: no name specified'],
        ['key', 'invalid certificate configuration: no key specified'],
      ],
      { under: 'caProvider' },
    ),
  ],
});

/** A host name with or without a port; what is not ASCII is left to ESO. */
function judgeDomain(text: string) {
  if (text.trim() === '') return { says: 'apiDomain must not be empty', answer: 'API domain must be set' };
  if (text.includes('://')) return { says: 'apiDomain is a host name, without a scheme', answer: texts.scheme };
  const colons = text.split(':').length - 1;
  if (colons > 1 && !text.startsWith('[')) return { says: 'apiDomain has more than one colon', answer: texts.port };
  const host = colons === 0 ? text : text.slice(0, text.lastIndexOf(':'));
  if (host.endsWith('.')) return { says: 'apiDomain must not end with a dot', answer: texts.dotAtEnd };
  if (/[^\x00-\x7f]/.test(host) || text.startsWith('[')) return undefined;
  const labels = host.toLowerCase().split('.');
  if (labels.length < 2) return { says: 'apiDomain needs at least one dot', answer: texts.noDot };
  if (labels.some((label) => label.length === 0 || label.length > 63)) {
    return { says: 'A part of apiDomain between two dots must have 1 to 63 characters', answer: texts.length };
  }
  const wrong = labels.find((label) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label));
  if (wrong !== undefined)
    return { says: `"${wrong}" cannot be part of a host name`, answer: `${invalid} invalid label: ${wrong}` };
  return /^\d+$/.test(labels.at(-1) ?? '') ? { says: 'apiDomain must not end in a number', answer: texts.numeric } : undefined;
}
