import { english, type Localisation } from '../localisation.ts';
import { plainText } from '../model/plainText.ts';
import { type StoreConfig, storeId, storeLabel } from '../model/storeConfig.ts';
import type { ConsentQuestion } from './consent.ts';
import { loginWords } from './loginWords.ts';
import { placeWords } from './placeWords.ts';
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
  l10n: Localisation = english,
): ConsentQuestion {
  const { listing, missing } = provider.capabilities;
  const place = placeOf(destination, l10n);
  const login = yours(destination.login, l10n);
  return {
    kind: 'access',
    destination,
    store: confirmedName(store, workspace),
    message: listingQuestion(listing, place, login, l10n),
    detail: [
      endpointLine(destination, l10n),
      destination.account === undefined
        ? l10n.t('Your configuration does not name the account. Where the vault tells it, it is shown then.')
        : l10n.t('Account: {0}.', plainText(destination.account, 200)),
      missing === 'untold'
        ? l10n.t(
            'Say whether this login looks at the same vault as {0} in the cluster: only then are missing properties reported.',
            storeLabel(store),
          )
        : l10n.t(
            'Say whether this login looks at the same vault as {0} in the cluster: only then are missing keys reported.',
            storeLabel(store),
          ),
      l10n.t('The answer is kept outside the workspace and can be taken back at any time.'),
    ].join('\n'),
  };
}

/** What is asked for, and what the call returns that does it. */
function listingQuestion(
  listing: SecretProvider['capabilities']['listing'],
  place: string,
  login: string,
  l10n: Localisation,
): string {
  switch (listing) {
    case 'names':
      return l10n.t(
        'Allow External Secrets to list secret names in {0}, with {1}? Names and metadata only; values are not read.',
        place,
        login,
      );
    case 'includes-values':
      return l10n.t(
        'Allow External Secrets to list the secrets in {0}, with {1}? The listing call of this service returns values too: they are dropped at once.',
        place,
        login,
      );
    case 'none':
      return l10n.t(
        'Allow External Secrets to look secrets up by name in {0}, with {1}? This service lists no names; values are not read.',
        place,
        login,
      );
    case 'manifest':
      return l10n.t(
        'Allow External Secrets to read secret names in {0}, with {1}? They stand in the manifest itself.',
        place,
        login,
      );
  }
}

/** The second question: whether values may be read to learn the names inside them. */
export function valuesQuestion(
  store: StoreConfig,
  provider: SecretProvider,
  destination: Destination,
  workspace: string,
  l10n: Localisation = english,
): ConsentQuestion {
  const { valuesTell } = provider.capabilities;
  const told = valuesTell === undefined ? l10n.t('property names') : l10n.of(valuesTell);
  return {
    kind: 'read-values',
    destination,
    store: confirmedName(store, workspace),
    message: l10n.t(
      'Allow External Secrets to read secret values in {0}, with {1}, to list their {2}?',
      placeOf(destination, l10n),
      yours(destination.login, l10n),
      told,
    ),
    detail: [
      endpointLine(destination, l10n),
      l10n.t(
        'A value is read when its {0} are wanted, reduced to them at once, and dropped: it is never shown, logged or stored.',
        told,
      ),
      l10n.t("Each reading counts as an access in the vault's audit log."),
    ].join('\n'),
  };
}

function placeOf({ service, location }: Destination, l10n: Localisation): string {
  return `${service}, ${plainText(placeWords(location, l10n), 700)}`;
}

function yours(login: string, l10n: Localisation): string {
  const words = plainText(loginWords(login, l10n), 400);
  return /^(your|the) /.test(login) ? words : l10n.t('your {0}', words);
}

function endpointLine({ customEndpoint, endpoint, exchange, values }: Destination, l10n: Localisation): string {
  const called = plainText(endpoint, 600);
  const where = values === undefined ? called : l10n.t('{0}, and to {1} for values', called, plainText(values, 600));
  const line = customEndpoint
    ? l10n.t('Calls go to {0}, as your environment or your own configuration says.', where)
    : l10n.t('Calls go to {0}.', where);
  if (exchange === undefined) return line;
  return `${line} ${l10n.t('A login that is no token itself is taken for one at {0}.', plainText(exchange, 600))}`;
}
