import type { ResourceNode } from '../../syntax/manifest.ts';
import { type Known, knownAt, textAt } from '../known.ts';
import { storeConfigOf } from '../storeConfig.ts';
import { awsServices, clouds } from './clouds.ts';
import { moreProducts } from './moreProducts.ts';
import { platforms } from './platforms.ts';
import { firstProducts } from './products.ts';
import type { ProviderFacts } from './types.ts';

const rows: ReadonlyMap<string, ProviderFacts> = new Map([...clouds, ...firstProducts, ...moreProducts, ...platforms]);

/** All rows, with `aws` as `aws/<service>`. */
export const allProviderFacts: ReadonlyMap<string, ProviderFacts> = new Map([
  ...[...awsServices].map(([service, facts]) => [`aws/${service}`, facts] as const),
  ...rows,
]);

/** Vault's first key-value engine has neither versions nor metadata. */
const vaultV1 = vary('vault', (vault) => ({
  ...vault,
  version: { use: 'ignored' },
  metadata: 'refused',
  find: typeof vault.find === 'string' ? vault.find : { ...vault.find, tags: 'refused' },
}));

/** OpenBao's has no versions either; what comes of asking for one is not known. */
const openBaoV1 = vary('openBao', (openBao) => ({ ...openBao, version: { use: 'unknown' } }));

/** A 1Password Environment is read as a whole, and not written. */
const onePasswordEnvironment = vary('onepasswordSDK', (vault) => ({
  ...vault,
  access: 'read',
  find: { name: 'ignored', tags: 'ignored', path: 'ignored', needs: 'nothing', together: 'unknown' },
}));

/**
 * What is certain of the back end of a SecretStore or ClusterSecretStore. The same object for stores that behave the same. Undefined
 * where the manifest does not hold exactly one provider that is known, or templates decide which.
 */
export function providerFactsOf(store: ResourceNode): ProviderFacts | undefined {
  const provider = storeConfigOf(store)?.provider;
  if (provider === undefined || knownAt(store, ['spec', 'provider'], [provider]).state !== 'value') return undefined;
  const at = ['spec', 'provider', provider];
  switch (provider) {
    case 'aws':
      return awsServices.get(textAt(store, at, ['service']) ?? '');
    case 'vault':
      return byEngine(textAt(store, at, ['version'], 'v2'), rows.get(provider), vaultV1);
    case 'openBao':
      return byEngine(textAt(store, at, ['version'], 'v2'), rows.get(provider), openBaoV1);
    case 'onepasswordSDK':
      return oneOf(knownAt(store, at, ['environment']).state, rows.get(provider));
    default:
      return rows.get(provider);
  }
}

function oneOf(environment: Known['state'], vault: ProviderFacts | undefined): ProviderFacts | undefined {
  return environment === 'absent' ? vault : environment === 'value' ? onePasswordEnvironment : undefined;
}

function byEngine(
  version: string | undefined,
  v2: ProviderFacts | undefined,
  v1: ProviderFacts | undefined,
): ProviderFacts | undefined {
  return version === 'v2' ? v2 : version === 'v1' ? v1 : undefined;
}

function vary(provider: string, change: (facts: ProviderFacts) => ProviderFacts): ProviderFacts | undefined {
  const facts = rows.get(provider);
  return facts === undefined ? undefined : change(facts);
}
