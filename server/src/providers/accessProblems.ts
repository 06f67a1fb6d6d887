import type { Localisation } from '../localisation.ts';
import { isPlainCommandLine } from '../model/commandLine.ts';
import { plainText } from '../model/plainText.ts';
import { whyUnlisted } from '../model/providerFacts/unlisted.ts';
import { type StoreConfig, storeLabel } from '../model/storeConfig.ts';
import type { CatalogProblem, Destination } from './secretProvider.ts';

/** No remote call is made before the workspace is trusted. */
export const untrusted: CatalogProblem = {
  code: 'untrusted-workspace',
  message: 'This workspace is not trusted, so no vault is asked. Trust the workspace to list names.',
};

/** No back end of ours answers for the store: because nobody could, because it is not made yet, or because no vault is asked here. */
export function unsupported({ provider, config }: StoreConfig, asksVaults: boolean): CatalogProblem {
  const service = typeof config['service'] === 'string' ? config['service'] : undefined;
  return { code: 'unsupported', message: whyUnlisted(provider, service, asksVaults) };
}

/** The user has not been asked yet, or has not answered. */
export function notConnected(store: StoreConfig, { service, location }: Destination): CatalogProblem {
  return {
    code: 'not-connected',
    message: `${storeLabel(store)} is not connected to ${service}, ${location}. Connect it to list names.`,
  };
}

/** The login looks at another account (`answered`) than the one agreed to (`before`). */
export function anotherAccount({ login }: Destination, answered: string, before: string): CatalogProblem {
  const message = `The login (${login}) now answers for account ${answered}, not ${before}. Connect the store again if that is right.`;
  return { code: 'not-connected', message };
}

/**
 * The user's settings map a token file to the store without naming the address that it is meant for. Any repository may call its store
 * so, and give another address.
 */
export function strayToken({ name, provider }: StoreConfig, { endpoint }: Destination, file: string): CatalogProblem {
  const message = `The token in ${file} is not sent to ${endpoint}: your settings do not say that it is meant for that address. In externalSecrets.stores, name it for ${provider}:${endpoint} instead of store ${plainText(name, 80)}.`;
  return { code: 'no-credentials', message };
}

/** The user has said "never". */
export function refused(store: StoreConfig): CatalogProblem {
  return {
    code: 'refused',
    message: `You chose never to list the vault of ${storeLabel(store)}. Connect the store to change that.`,
  };
}

/** The login that would be used now is another one than was agreed to. */
export const loginChanged: CatalogProblem = {
  code: 'not-connected',
  message: 'The login for this store has changed since it was connected. Connect it again.',
};

/** Property names are in the values, and those may not be read. */
export function valuesNotAllowed(service: string): CatalogProblem {
  const message = `${service} tells property names only with the values. Allow reading values for this store to list them.`;
  return { code: 'values-not-allowed', message };
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
