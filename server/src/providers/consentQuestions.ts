import { plainText } from '../model/plainText.ts';
import { type StoreConfig, storeId, storeLabel } from '../model/storeConfig.ts';
import type { ConsentQuestion } from './consent.ts';
import type { Destination, SecretProvider } from './secretProvider.ts';

/**
 * What is confirmed of a store is confirmed in one workspace: a store of the same name in another repository may look at another
 * vault. `workspace` is empty where the editor has no folder open.
 */
export function confirmedName(store: StoreConfig, workspace: string): string {
  return workspace === '' ? storeId(store) : `${storeId(store)} in ${workspace}`;
}

/** The question whether names may be listed. It says what the listing call returns, and where a redirected endpoint leads. */
export function accessQuestion(
  store: StoreConfig,
  provider: SecretProvider,
  destination: Destination,
  workspace: string,
): ConsentQuestion {
  const { listing, missing } = provider.capabilities;
  const { what, how } = listingWords[listing];
  return {
    kind: 'access',
    destination,
    store: confirmedName(store, workspace),
    message: `Allow External Secrets to ${what} in ${placeOf(destination)}, with ${yours(destination.login)}? ${how}`,
    detail: [
      endpointLine(destination),
      destination.account === undefined
        ? 'Your configuration does not name the account. Where the vault tells it, it is shown then.'
        : `Account: ${plainText(destination.account, 200)}.`,
      `Say whether this login looks at the same vault as ${storeLabel(store)} in the cluster: only then are missing ${missing === 'untold' ? 'properties' : 'keys'} reported.`,
      'The answer is kept outside the workspace and can be taken back at any time.',
    ].join('\n'),
  };
}

/** What is asked for, and what the call returns that does it. */
const listingWords: Readonly<Record<SecretProvider['capabilities']['listing'], { readonly what: string; readonly how: string }>> =
  {
    names: { what: 'list secret names', how: 'Names and metadata only; values are not read.' },
    'includes-values': {
      what: 'list the secrets',
      how: 'The listing call of this service returns values too: they are dropped at once.',
    },
    none: { what: 'look secrets up by name', how: 'This service lists no names; values are not read.' },
    manifest: { what: 'read secret names', how: 'They stand in the manifest itself.' },
  };

/** The second question: whether values may be read to learn the names inside them. */
export function valuesQuestion(
  store: StoreConfig,
  provider: SecretProvider,
  destination: Destination,
  workspace: string,
): ConsentQuestion {
  const told = provider.capabilities.valuesTell ?? 'property names';
  return {
    kind: 'read-values',
    destination,
    store: confirmedName(store, workspace),
    message: `Allow External Secrets to read secret values in ${placeOf(destination)}, with ${yours(destination.login)}, to list their ${told}?`,
    detail: [
      endpointLine(destination),
      `A value is read when its ${told} are wanted, reduced to them at once, and dropped: it is never shown, logged or stored.`,
      "Each reading counts as an access in the vault's audit log.",
    ].join('\n'),
  };
}

function placeOf({ service, location }: Destination): string {
  return `${service}, ${plainText(location, 700)}`;
}

function yours(login: string): string {
  const words = plainText(login, 400);
  return /^(your|the) /.test(words) ? words : `your ${words}`;
}

function endpointLine({ customEndpoint, endpoint, exchange, values }: Destination): string {
  const as = customEndpoint ? ', as your environment or your own configuration says' : '';
  const before =
    exchange === undefined ? '' : ` A login that is no token itself is taken for one at ${plainText(exchange, 600)}.`;
  const beside = values === undefined ? '' : `, and to ${plainText(values, 600)} for values`;
  return `Calls go to ${plainText(endpoint, 600)}${beside}${as}.${before}`;
}
