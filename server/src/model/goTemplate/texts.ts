import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange, YamlNode } from '../../syntax/node.ts';
import { formatPath, type Path } from '../../syntax/path.ts';
import type { FixEdit } from '../finding.ts';
import { isWritten } from '../known.ts';
import type { TemplateTree } from './ast.ts';
import { parseTemplate } from './parseTemplate.ts';
import { type TemplateContext, templatePlaces } from './places.ts';
import { encodeFor, mapScalar } from './scalarMap.ts';

/** A template in a manifest, and the way from its text back to the manifest. */
export interface TemplateText {
  /** The field of the resource that holds it. */
  readonly path: Path;
  readonly context: TemplateContext;
  /** The template as ESO gets it, YAML's escapes and folding resolved. */
  readonly text: string;
  /** Read without asking which functions there are: those that are not known stand in it. */
  readonly tree: TemplateTree;
  /** Where a part of the text stands in the document; the whole value where that cannot be told exactly. */
  placeOf(range: OffsetRange): OffsetRange;
  /** The same; undefined where it cannot be told exactly. */
  exactPlaceOf(range: OffsetRange): OffsetRange | undefined;
  /** Replaces a part of the text, escaped as the scalar needs it; undefined where that cannot be done in place. */
  edit(range: OffsetRange, newText: string): FixEdit | undefined;
}

/**
 * All templates of a resource that ESO renders. None where the document goes through Helm or another engine first, or may do so: what
 * those leave of the text is not known. Values with `${VAR}` and the like are left out.
 */
export function templateTexts(resource: ResourceNode, document: ParsedDocument): readonly TemplateText[] {
  // Every rule about templates asks; braces come from braces or from an escape.
  if (!/\{\{|\\/.test(document.text)) return [];
  const places = templatePlaces(resource);
  if (places.length === 0 || document.engine === 'go') return [];
  const ours = new Set<YamlNode | undefined>(places.map(({ path }) => resource.nodeAt(path)));
  if (hasForeignBraces(resource.node, ours)) return [];
  return places.flatMap(({ path, context }) => {
    const node = resource.nodeAt(path);
    if (node?.type !== 'scalar' || typeof node.value !== 'string' || resource.isPlaceholder(path)) return [];
    return node.value.includes('{{') ? [templateText(resource, document, path, context)] : [];
  });
}

/** Braces in a field that is no template of ESO's: Jinja, an ApplicationSet and the like go over the manifest. */
function hasForeignBraces(node: YamlNode, ours: ReadonlySet<YamlNode | undefined>): boolean {
  if (ours.has(node) || node.alias !== undefined) return false;
  if (node.type === 'scalar') return typeof node.value === 'string' && /\{\{|\{%/.test(node.value);
  if (node.type === 'seq') return node.items.some((item) => hasForeignBraces(item, ours));
  return node.entries.some((entry) => entry.name.includes('{{') || hasForeignBraces(entry.value, ours));
}

function templateText(resource: ResourceNode, document: ParsedDocument, path: Path, context: TemplateContext): TemplateText {
  const node = resource.nodeAt(path);
  const whole = resource.rangeOf(path, 'value');
  const text = node?.type === 'scalar' ? String(node.value) : '';
  const style = node?.type === 'scalar' ? node.style : 'plain';
  const written = isWritten(resource, path);
  let known: { readonly map: ReturnType<typeof mapScalar> } | undefined;
  const map = () => {
    known ??= { map: written ? mapScalar(document.text.slice(whole.start, whole.end), style, text) : undefined };
    return known.map;
  };
  return {
    path,
    context,
    text,
    tree: parseTemplate(text, { name: nameOf(path, context) }),
    placeOf: (range) => exact(range) ?? whole,
    exactPlaceOf: exact,
    edit(range, newText) {
      const at = exact(range);
      const encoded = encodeFor(style, newText);
      return at === undefined || encoded === undefined ? undefined : { at: { range: at }, newText: encoded };
    },
  };

  function exact({ start, end }: OffsetRange): OffsetRange | undefined {
    const from = map()?.starts[start];
    const to = map()?.ends[end - 1];
    return from === undefined || to === undefined || to < from ? undefined : { start: whole.start + from, end: whole.start + to };
  }
}

/** What ESO calls the template in its messages. */
function nameOf(path: Path, context: TemplateContext): string {
  if (context === 'request') return 'webhooktemplate';
  if (context === 'key') return 'transform';
  const last = path.at(-1);
  return typeof last === 'string' && last !== 'literal' ? last : formatPath(path.slice(-2));
}
