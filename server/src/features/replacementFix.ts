import { phrase } from '../localisation.ts';
import type { Fix } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { quoteScalar } from '../syntax/textStyle.ts';
import { plainText } from './markdown.ts';

/** The fix that puts what was most likely meant in place of a value, quoted as it was; none where nothing is near. */
export function replacementFix(resource: ResourceNode, at: Path, near: string | undefined): { readonly fixes?: readonly Fix[] } {
  const node = resource.nodeAt(at);
  // Where an alias stands, the text that is wrong is elsewhere and may be right for others.
  if (near === undefined || node?.type !== 'scalar' || node.alias !== undefined) return {};
  const quote = node.style === 'double-quoted' ? '"' : node.style === 'single-quoted' ? "'" : undefined;
  const parent = resource.nodeAt(at.slice(0, -1));
  const context = parent?.type === 'map' && parent.flow ? 'flow' : 'block';
  const newText = quoteScalar(near, { quote, quoteAll: quote !== undefined }, context);
  const edits = [{ at: { path: at, part: 'value' as const }, newText }];
  return { fixes: [{ title: phrase('Change to "{0}"', plainText(near, 100)), edits, preferred: true }] };
}
