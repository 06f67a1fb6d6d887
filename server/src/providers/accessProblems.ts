import type { Localisation } from '../localisation.ts';
import { isPlainCommandLine } from '../model/commandLine.ts';
import { plainText } from '../model/plainText.ts';
import { whyUnlisted } from '../model/providerFacts/unlisted.ts';
import { type StoreConfig, storeLabel } from '../model/storeConfig.ts';
import type { CatalogProblem, Destination } from './secretProvider.ts';
import { saidAs, told } from './told.ts';

/** No remote call is made before the workspace is trusted. */
export const untrusted: CatalogProblem = {
  code: 'untrusted-workspace',
  ...told('This workspace is not trusted, so no vault is asked. Trust the workspace to list names.'),
};

/** No back end of ours answers for the store: because nobody could, because it is not made yet, or because no vault is asked here. */
export function unsupported({ provider, config }: StoreConfig, asksVaults: boolean): CatalogProblem {
  const service = typeof config['service'] === 'string' ? config['service'] : undefined;
  return { code: 'unsupported', ...saidAs(whyUnlisted(provider, service, asksVaults)) };
}

/** The user has not been asked yet, or has not answered. */
export function notConnected(store: StoreConfig, { service, location }: Destination): CatalogProblem {
  return {
    code: 'not-connected',
    ...told('{0} is not connected to {1}, {2}. Connect it to list names.', storeLabel(store), service, location),
  };
}

/** The login looks at another account (`answered`) than the one agreed to (`before`). */
export function anotherAccount({ login }: Destination, answered: string, before: string): CatalogProblem {
  const said = told(
    'The login ({0}) now answers for account {1}, not {2}. Connect the store again if that is right.',
    login,
    answered,
    before,
  );
  return { code: 'not-connected', ...said };
}

/**
 * The user's settings map a token file to the store without naming the address that it is meant for. Any repository may call its store
 * so, and give another address.
 */
export function strayToken({ name, provider }: StoreConfig, { endpoint }: Destination, file: string): CatalogProblem {
  const said = told(
    'The token in {0} is not sent to {1}: your settings do not say that it is meant for that address. In externalSecrets.stores, name it for {2}:{3} instead of store {4}.',
    file,
    endpoint,
    provider,
    endpoint,
    plainText(name, 80),
  );
  return { code: 'no-credentials', ...said };
}

/** The user has said "never". */
export function refused(store: StoreConfig): CatalogProblem {
  return {
    code: 'refused',
    ...told('You chose never to list the vault of {0}. Connect the store to change that.', storeLabel(store)),
  };
}

/** The login that would be used now is another one than was agreed to. */
export const loginChanged: CatalogProblem = {
  code: 'not-connected',
  ...told('The login for this store has changed since it was connected. Connect it again.'),
};

/** Property names are in the values, and those may not be read. */
export function valuesNotAllowed(service: string): CatalogProblem {
  const said = told('{0} tells property names only with the values. Allow reading values for this store to list them.', service);
  return { code: 'values-not-allowed', ...said };
}

/**
 * The command line that mends a problem, where it may be offered. Whatever it was made of, manifests included, one with a character that
 * a shell interprets is not.
 */
export function remedyFor({ remedy }: CatalogProblem): string | undefined {
  return remedy !== undefined && isPlainCommandLine(remedy) ? remedy : undefined;
}

/** The same with what it is for, as a title: `Sign in again: az login`, `Mend it: gcloud services enable …`. */
export function remedyTitle(problem: CatalogProblem, l10n: Localisation): string | undefined {
  const remedy = remedyFor(problem);
  if (remedy === undefined) return undefined;
  const line = plainText(remedy, 120);
  return isLoginProblem(problem) ? l10n.t('Sign in again: {0}', line) : l10n.t('Mend it: {0}', line);
}

/** Whether signing in is what mends it. */
export function isLoginProblem({ code }: CatalogProblem): boolean {
  return /^(no-credentials|expired-credentials|denied)$/.test(code);
}
