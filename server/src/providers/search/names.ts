import type { CancellationToken } from '../../cancellation.ts';
import type { KeyNames, SecretCatalog } from '../secretProvider.ts';
import { indexOf } from './growingIndex.ts';

/** The names of a catalog that may match what is typed, to be searched, whether or not it keeps them so. */
export async function namesOf(catalog: SecretCatalog, typed: string, token: CancellationToken): Promise<KeyNames> {
  if (catalog.names !== undefined) return catalog.names(typed, token);
  const { items, ...rest } = await catalog.keys(typed, token);
  return { ...rest, index: indexOf(items) };
}
