import type { RestService } from '../rest/restService.ts';
import { createCatalog } from './catalog.ts';
import { explainRefusal } from './problems.ts';
import { type ConnectTarget, targetOf } from './target.ts';

/** `spec.provider.onepassword`: the items of vaults, through a Connect server. It lists titles; what is in an item comes with values. */
export const onepassword: RestService<ConnectTarget> = {
  id: 'onepassword',
  title: '1Password Connect',
  capabilities: { listing: 'names', properties: 'reads-values', versions: false, propertyDialect: 'labelled' },
  permissions: 'a Connect token with read access to the vaults',
  verifiedAgainst: 'a local server that answers as 1Password documents',
  credentials: { variables: [['OP_CONNECT_TOKEN']], addressVariables: ['OP_CONNECT_HOST'], vendorAddresses: [] },
  target: targetOf,
  scope: () => '',
  session: async ({ OP_CONNECT_TOKEN }) => ({ value: { headers: { authorization: `Bearer ${OP_CONNECT_TOKEN}` } } }),
  explain: explainRefusal,
  catalog: createCatalog,
};
