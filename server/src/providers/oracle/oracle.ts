import { phrase } from '../../localisation.ts';
import type { Refusal } from '../rest/restProblems.ts';
import type { RestService } from '../rest/restService.ts';
import type { CatalogProblem } from '../secretProvider.ts';
import { told } from '../told.ts';
import { createOracleCatalog } from './catalog.ts';
import { oracleLogin, oracleProfile } from './login.ts';
import { listing, type OracleTarget, oracleTargetOf, valuesAt } from './target.ts';

/** Oracle Vault, as providers/v1/oracle reads it. */
export const oracle: RestService<OracleTarget> = {
  id: 'oracle',
  title: 'Oracle Vault',
  capabilities: {
    listing: 'names',
    properties: 'reads-values',
    versions: true,
    tagsInListing: true,
    propertyDialect: 'gjson',
    missing: 'untold',
  },
  permissions: '`read secret-family` in the compartment',
  verifiedAgainst: "a local server that answers as Oracle's SDK for Python reads and signs",
  credentials: {
    variables: [
      ['OCI_CLI_TENANCY', 'OCI_CLI_USER', 'OCI_CLI_FINGERPRINT', 'OCI_CLI_KEY_FILE'],
      ['OCI_CLI_SECURITY_TOKEN_FILE', 'OCI_CLI_KEY_FILE'],
    ],
    addressVariables: [],
    vendorAddresses: [],
    vendorPattern: listing,
    file: oracleProfile,
  },
  target: oracleTargetOf,
  valuesAt,
  scope: ({ compartment }) => compartment,
  session: (credential, _target, _exchange, _token, host) => oracleLogin(credential, host),
  explain,
  catalog: createOracleCatalog,
};

function explain({ status, operation, has }: Refusal, { address, compartment }: OracleTarget): CatalogProblem | undefined {
  if (status === 401)
    return {
      code: 'expired-credentials',
      ...told(
        'Oracle Cloud does not accept your signature. Check user, fingerprint and key of your profile and the clock of this machine; sign in again where it is a session (oci session authenticate).',
      ),
    };
  const isHidden = status === 404 && has(/NotAuthorizedOrNotFound/);
  if (status === 403 || isHidden) {
    const permission = 'read secret-family';
    const what =
      operation === 'ListSecrets'
        ? phrase('there is no such vault or compartment ({0})', compartment)
        : phrase('there is no such secret');
    return {
      code: 'denied',
      ...told('Oracle Vault denies {0}: your login lacks {1}, or {2}.', operation, permission, what),
      permission,
    };
  }
  if (status === 404)
    return { code: 'failed', ...told('There is no Oracle Vault at {0}. Check region and vault.', address.host) };
  return undefined;
}
