import type { Refusal } from '../rest/restProblems.ts';
import type { RestService } from '../rest/restService.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createBitwardenCatalog } from './catalog.ts';
import { type BitwardenTarget, bitwardenTargetOf } from './target.ts';

/**
 * Bitwarden Secrets Manager, as providers/v1/bitwarden reads it: through ESO's bitwarden-sdk-server, since even names are encrypted for
 * everyone else. No tool keeps a login for such a server, so the user's settings have to name one.
 */
export const bitwardenSecretsManager: RestService<BitwardenTarget> = {
  id: 'bitwardensecretsmanager',
  title: 'Bitwarden Secrets Manager',
  capabilities: { listing: 'names', properties: 'none', versions: false, propertyDialect: 'ignored', missing: 'untold' },
  permissions: 'a machine account with access to the projects',
  verifiedAgainst: "a local server that answers as ESO's bitwarden-sdk-server is written",
  credentials: { variables: [['BWS_ACCESS_TOKEN']], addressVariables: [], vendorAddresses: [] },
  target: bitwardenTargetOf,
  scope: ({ project = '' }) => project,
  session: async ({ BWS_ACCESS_TOKEN = '' }, { api, identity }) => ({
    value: {
      headers: {
        'warden-access-token': BWS_ACCESS_TOKEN,
        ...(api === '' ? {} : { 'warden-api-url': api }),
        ...(identity === '' ? {} : { 'warden-identity-url': identity }),
      },
    },
  }),
  explain,
  catalog: createBitwardenCatalog,
};

function explain({ status, has }: Refusal, { address, organization }: BitwardenTarget): CatalogProblem | undefined {
  if (status === 401 || (status === 400 && has(/failed to login to bitwarden/i)))
    return { code: 'expired-credentials', ...told('Bitwarden does not accept the access token. Create a new one.') };
  if (status === 400)
    return {
      code: 'failed',
      ...told(
        'Bitwarden did not list the secrets of organization {0}. Check organizationID, and the projects of the machine account.',
        organization,
      ),
    };
  if (status === 404)
    return { code: 'failed', ...told('There is no bitwarden-sdk-server at {0}. Check bitwardenServerSDKURL.', address.host) };
  return undefined;
}
