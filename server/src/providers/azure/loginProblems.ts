import { faultProblem, type RestPlace } from '../rest/restProblems.ts';
import type { RestTransport } from '../rest/restTransport.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import type { AzureStore } from './azureStore.ts';
import { type AzureLogin, signIn } from './login.ts';

/** What a token is for, and how it is got. */
export interface LoginPlace {
  readonly store: AzureStore;
  readonly place: RestPlace;
  readonly transport: RestTransport;
}

/**
 * Why there is no token. Of what the SDK has thrown only known words are looked for: its text may quote what a tool has written, or what
 * a login page has answered.
 *
 * @param fault a request of the login that got no answer, and to which host
 */
export function loginProblem(
  error: unknown,
  fault: { readonly code: string; readonly host: string } | undefined,
  login: AzureLogin,
  { store, place, transport }: LoginPlace,
): CatalogProblem {
  if (fault !== undefined) {
    const { code, host } = fault;
    const proxy = transport.proxyTo(new URL(`https://${host}`));
    return faultProblem(code, { service: 'Microsoft Entra ID', store: place.store, host, login: login.words }, proxy);
  }
  const text = textOf(error);
  const again = signIn(login, store);
  if (/\bERR_MODULE_NOT_FOUND\b|Cannot find module/.test(text))
    return { code: 'failed', ...told('The Azure login could not be started. See the output of the extension.') };
  // Of no use to sign in again with the same answer: the account is not known in that tenant, or the tenant is none.
  if (/AADSTS(50020|90002|700016|500011|50034)\b/.test(text)) {
    const said = told(
      'The login ({0}) is not known there. Set "tenant" for the vault in externalSecrets.stores, or sign in with another account.',
      login.words,
    );
    return { code: 'no-credentials', ...said, ...again };
  }
  if (/AADSTS(7000215|7000222|700027|7000229)\b|invalid_client/.test(text))
    return { code: 'no-credentials', ...told('The secret or certificate of the login ({0}) is not accepted.', login.words) };
  if (/AADSTS\d+|expired|interaction_required|invalid_grant/i.test(text))
    return { code: 'expired-credentials', ...told('The login ({0}) has expired. Sign in again.', login.words), ...again };
  if (/timed? ?out|ETIMEDOUT|SIGTERM/i.test(text))
    return { code: 'timeout', ...told('There was no token in time ({0}).', login.words) };
  const said = told(
    'There is no token for the login ({0}). Sign in, or install the tool where the editor finds it.',
    login.words,
  );
  return { code: 'no-credentials', ...said, ...again };
}

/** All that an error and its causes say, to be searched. */
function textOf(error: unknown): string {
  const texts: string[] = [];
  const waiting: unknown[] = [error];
  for (let seen = 0; waiting.length > 0 && seen < 20; seen++) {
    const next = waiting.shift();
    if (typeof next !== 'object' || next === null) continue;
    const { name, code, message, cause, errors, errorResponse } = next as Record<string, unknown>;
    for (const part of [name, code, message]) if (typeof part === 'string') texts.push(part);
    waiting.push(cause, errorResponse, ...(Array.isArray(errors) ? errors : []));
  }
  return texts.join('\n');
}
