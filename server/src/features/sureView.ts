import { isTemplated } from '../model/known.ts';
import type { SecretCatalog } from '../providers/secretProvider.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { FeatureContext } from './context.ts';
import { type StoreView, storeViewAt } from './stores.ts';

/** A view of a store about whose vault absence may be claimed. */
export type SureView = StoreView & { readonly catalog: SecretCatalog };

/**
 * The store that a place reads from, where the user has confirmed whose vault it is, the workspace defines it in one way and no
 * template text leaves it open.
 */
export async function sureView(
  context: FeatureContext,
  uri: string,
  resource: ResourceNode,
  path: Path,
): Promise<SureView | undefined> {
  const view = await storeViewAt(context, uri, resource, path);
  if (view?.catalog === undefined || view.entry === undefined || !view.confirmed || view.ambiguous) return undefined;
  const config = view.entry.resource.nodeAt(['spec', 'provider']);
  return config === undefined || isTemplated(config) ? undefined : { ...view, catalog: view.catalog };
}
