import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { readWritten } from '../../syntax/quotes.ts';
import { isWritten } from '../known.ts';
import { helmText } from './helmText.ts';
import { parseTemplate } from './parseTemplate.ts';
import { type TemplateContext, templatePlaces } from './places.ts';
import { mapScalar } from './scalarMap.ts';
import type { TemplateText } from './texts.ts';

/**
 * The templates of a resource in a file of Helm's, as far as Helm puts them out as they stand: what it leaves of the rest is not known.
 * Good for telling what a word means, not for finding fault. They cannot be edited.
 */
export function helmTemplateTexts(resource: ResourceNode, document: ParsedDocument): readonly HelmTemplateText[] {
  if (document.engine !== 'go') return [];
  return templatePlaces(resource).flatMap(({ path, context }) => helmTemplateText(resource, document, path, context) ?? []);
}

/** A template in what Helm puts out. */
export type HelmTemplateText = Omit<TemplateText, 'edit'>;

function helmTemplateText(
  resource: ResourceNode,
  document: ParsedDocument,
  path: Path,
  context: TemplateContext,
): HelmTemplateText | undefined {
  const node = resource.nodeAt(path);
  if (node?.type !== 'scalar' || !resource.isPlaceholder(path) || !isWritten(resource, path)) return undefined;
  const whole = resource.rangeOf(path, 'value');
  const left = helmText(document.text.slice(whole.start, whole.end), false);
  if (left === undefined || !left.text.includes('{{')) return undefined;
  const isBlock = node.style === 'literal' || node.style === 'folded';
  const text = isBlock ? left.text.slice(left.text.indexOf('\n') + 1) : readWritten(left.text, node.style);
  const map = mapScalar(left.text, node.style, text);
  if (map === undefined) return undefined;
  const exactPlaceOf = ({ start, end }: OffsetRange) => {
    const from = left.starts[map.starts[start] ?? -1];
    const to = left.ends[(map.ends[end - 1] ?? 0) - 1];
    return from === undefined || to === undefined || to < from ? undefined : { start: whole.start + from, end: whole.start + to };
  };
  return {
    path,
    context,
    text,
    tree: parseTemplate(text, { name: 'template' }),
    placeOf: (range) => exactPlaceOf(range) ?? whole,
    exactPlaceOf,
  };
}
