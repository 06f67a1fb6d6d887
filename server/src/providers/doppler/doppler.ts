import { lookupOf, noListing, notRead, type Outcome } from '../outcome.ts';
import type { RestCatalogContext, RestService } from '../rest/restService.ts';
import { storeAddress, storeText } from '../rest/storeFields.ts';
import type { SecretEntry } from '../secretEntries.ts';
import type { Identity, SecretCatalog, StoreConfig } from '../secretProvider.ts';
import { told } from '../told.ts';
import { askNames } from './api.ts';
import { dopplerFile } from './configFile.ts';
import { explainRefusal } from './problems.ts';
import { type DopplerTarget, inWords, readHost, vendorAddress } from './target.ts';

/** `spec.provider.doppler`: the names of one config, which its API tells without values. */
export const doppler: RestService<DopplerTarget> = {
  id: 'doppler',
  title: 'Doppler',
  capabilities: { listing: 'names', properties: 'none', versions: false, propertyDialect: 'ignored' },
  permissions: 'to read the secrets of the config: a service token of it, or a login whose role lets it',
  verifiedAgainst: 'a local server that answers as Doppler documents',
  credentials: {
    variables: [['DOPPLER_TOKEN']],
    addressVariables: ['DOPPLER_API_HOST'],
    vendorAddresses: [vendorAddress],
    readAddress: readHost,
    file: dopplerFile,
  },
  target: targetOf,
  scope: () => '',
  session: async ({ DOPPLER_TOKEN }) => ({ value: { headers: { authorization: `Bearer ${DOPPLER_TOKEN}` } } }),
  explain: explainRefusal,
  catalog: createCatalog,
};

function targetOf(store: StoreConfig, identity: Identity): Outcome<DopplerTarget> {
  const where = storeAddress(store, identity, {
    field: 'host',
    vendor: vendorAddress,
    read: readHost,
    example: vendorAddress,
  });
  if ('problem' in where) return where;
  const project = storeText(store, ['project'], /^[\w.-]+$/);
  if ('problem' in project) return project;
  const config = storeText(store, ['config'], /^[\w.-]+$/);
  if ('problem' in config) return config;
  const place = { project: project.value, config: config.value };
  return { value: { ...where.value, ...place, location: inWords(place) } };
}

function createCatalog({ client, target, clock }: RestCatalogContext<DopplerTarget>): SecretCatalog {
  const missing = { code: 'not-found', ...told('The config does not have it.') } as const;

  /** All names come in one answer, so a look-up asks for them too: any other call would bring the value along. */
  async function find(key: string, token: Parameters<SecretCatalog['lookup']>[1]): Promise<Outcome<SecretEntry>> {
    const names = await askNames(client, target, token);
    if ('problem' in names) return names;
    return names.value.includes(key) ? { value: { key } } : { problem: missing };
  }

  return {
    async keys(_, token) {
      const names = await askNames(client, target, token);
      if ('problem' in names) return noListing(names.problem, clock);
      return { items: names.value.map((key) => ({ key })), complete: true, asOf: clock.now() };
    },
    searches: false,
    lookup: async (key, token) => lookupOf(await find(key, token), clock),
    // What else there is to know of a secret, its note, comes with its value only.
    async describe(key, token) {
      const found = await find(key, token);
      return lookupOf('problem' in found ? found : { value: { key, tags: [], versions: [] } }, clock);
    },
    // ESO passes over both.
    properties: async () => notRead(clock),
    versions: async () => notRead(clock),
  };
}
