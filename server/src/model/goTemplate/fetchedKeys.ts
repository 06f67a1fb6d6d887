import type { ResourceNode } from '../../syntax/manifest.ts';
import type { Path } from '../../syntax/path.ts';
import { mappingsIn } from '../externalSecret.ts';
import { isAbsent, isOpen, knownAt, textAt } from '../known.ts';

/** The keys that an ExternalSecret fetches, or undefined where they cannot all be known: `dataFrom`, templates. */
export function fetchedKeys(resource: ResourceNode, spec: Path): readonly string[] | undefined {
  const from = knownAt(resource, spec, ['dataFrom']);
  const nothingMore = from.state === 'absent' || (from.state === 'value' && Array.isArray(from.value) && from.value.length === 0);
  const list = [...spec, 'data'];
  const node = resource.nodeAt(list);
  if (!nothingMore || isAbsent(resource, spec, ['data']) || node?.type !== 'seq' || isOpen(node)) return undefined;
  const items = mappingsIn(resource, list);
  const keys = items.map((item) => textAt(resource, item, ['secretKey']));
  return items.length === node.items.length && keys.every((key) => key !== undefined) ? keys : undefined;
}
