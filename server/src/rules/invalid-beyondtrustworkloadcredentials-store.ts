import { parseGoUrl } from '../model/goUrl.ts';
import { notEmpty, present, storeRule, textOf } from './storeChecks.ts';

const missing = (what: string) =>
  `missing or invalid BeyondtrustWorkloadCredentials ${what} in BeyondtrustWorkloadCredentials SecretStore`;
const noScheme = 'invalid apiUrl: apiUrl must include a scheme (https)';
const noHost = 'invalid apiUrl: apiUrl must include a host';
const uuid4 = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;

/** ESO: providers/v1/beyondtrustworkloadcredentials `ValidateStore`. */
export const invalidBeyondtrustworkloadcredentialsStore = storeRule({
  id: 'invalid-beyondtrustworkloadcredentials-store',
  provider: 'beyondtrustworkloadcredentials',
  summary: 'A BeyondTrust Workload Credentials store without a usable token, address or site.',
  bad: `auth:
  apikey:
    token:
      name: beyondtrust
      key: token
server:
  apiUrl: http://api.beyondtrust.example
  siteId: 7e3a1c52-9f0b-4d6e-8a41-2b5c6d7e8f90`,
  good: `auth:
  apikey:
    token:
      name: beyondtrust
      key: token
server:
  apiUrl: https://api.beyondtrust.example
  siteId: 7e3a1c52-9f0b-4d6e-8a41-2b5c6d7e8f90`,
  checks: [
    present('auth.apikey.token.name', missing('API Token name')),
    notEmpty('server.apiUrl', missing('Server API URL')),
    textOf('server.apiUrl', [noScheme, 'invalid apiUrl: apiUrl must use https scheme, got "…"', noHost], (text) => {
      const url = parseGoUrl(text);
      if (url === undefined) return undefined;
      if (url.scheme === '') return { says: 'server.apiUrl must begin with https://', answer: noScheme };
      if (url.scheme !== 'https') {
        const answer = `invalid apiUrl: apiUrl must use https scheme, got "${url.scheme}"`;
        return { says: 'server.apiUrl must begin with https://', answer };
      }
      return url.host === '' ? { says: 'server.apiUrl names no host', answer: noHost } : undefined;
    }),
    notEmpty('server.siteId', missing('Server site ID')),
    textOf('server.siteId', ['invalid siteId: siteId must be a valid UUID format, got "…"'], (text) =>
      uuid4.test(text)
        ? undefined
        : {
            says: 'server.siteId must be a UUID of version 4',
            answer: `invalid siteId: siteId must be a valid UUID format, got "${text}"`,
          },
    ),
  ],
});
