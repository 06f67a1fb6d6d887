import type { Clock } from '../host.ts';
import type { CatalogProblem, SecretCatalog } from './secretProvider.ts';

/** A catalog that answers every question with the same problem. */
export function brokenCatalog(problem: CatalogProblem, clock: Clock): SecretCatalog {
  const listing = async () => ({ items: [], complete: false, asOf: clock.now(), problem });
  const lookup = async () => ({ state: 'unknown', problem }) as const;
  return { keys: listing, properties: listing, versions: listing, describe: lookup, lookup };
}
