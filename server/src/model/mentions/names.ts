import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange, ScalarNode } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import { entryOf } from '../../syntax/resource.ts';
import { quoteScalar, textStyleOf } from '../../syntax/textStyle.ts';
import { mapScalar } from '../goTemplate/scalarMap.ts';
import { isWritten } from '../known.ts';
import { isTemplateText, type NameEdit, type NamePlace } from './mention.ts';

/** A name, and where it stands. */
export interface PlacedName {
  readonly text: string;
  readonly place: NamePlace;
}

/**
 * The text of a name at a path, template text with the white space of its actions evened out. Undefined where there is no text, or
 * where nothing of it can be told.
 */
export function nameText(resource: ResourceNode, path: Path): string | undefined {
  const node = resource.nodeAt(path);
  if (node?.type !== 'scalar' || typeof node.value !== 'string' || node.value === '') return undefined;
  if (!node.placeholder) return resource.isPlaceholder(path) ? undefined : node.value;
  return isTemplateText(node.value) ? evened(node.value) : undefined;
}

/** The name that is the value at a path. `whole`: what is shown along with it, the entry by default. */
export function valueName(
  resource: ResourceNode,
  document: ParsedDocument,
  path: Path,
  whole?: OffsetRange,
): PlacedName | undefined {
  const text = nameText(resource, path);
  const node = resource.nodeAt(path);
  if (text === undefined || node?.type !== 'scalar') return undefined;
  const place = placeOf(document, node, node.value as string, {
    shown: resource.rangeOf(path, 'value'),
    isHere: isWritten(resource, path),
    isFlow: isFlow(resource, path),
  });
  return { text, place: { ...place, whole: whole ?? resource.rangeOf(path, 'entry') } };
}

/** The name that is the key at a path. */
export function keyName(resource: ResourceNode, document: ParsedDocument, path: Path): PlacedName | undefined {
  const [parent, name] = [path.slice(0, -1), path.at(-1)];
  const entry = typeof name === 'string' ? entryOf(resource.nodeAt(parent), name) : undefined;
  if (entry === undefined || entry.name === '' || entry.key.placeholder || resource.isPlaceholder(parent)) return undefined;
  const place = placeOf(document, entry.key, entry.name, {
    shown: resource.rangeOf(path, 'key'),
    isHere: !entry.merged && entry.key.alias === undefined && isWritten(resource, parent),
    isFlow: isFlow(resource, path),
  });
  return { text: entry.name, place: { ...place, whole: resource.rangeOf(path, 'entry') } };
}

/** The range of a part of a scalar's value in the document; undefined where that cannot be told exactly. */
export function partOfScalar(
  document: ParsedDocument,
  node: ScalarNode,
  value: string,
  part: OffsetRange,
): OffsetRange | undefined {
  return partsOfScalar(document, node, value)(part);
}

/** The same for many parts of one scalar, which is gone along once. */
export function partsOfScalar(
  document: ParsedDocument,
  { range, style }: ScalarNode,
  value: string,
): (part: OffsetRange) => OffsetRange | undefined {
  const map = mapScalar(document.text.slice(range.start, range.end), style, value);
  return (part) => {
    const start = map?.starts[part.start];
    const end = map?.ends[part.end - 1];
    return start === undefined || end === undefined || end < start
      ? undefined
      : { start: range.start + start, end: range.start + end };
  };
}

/** How a scalar comes to be where it is. */
interface Circumstances {
  /** The scalar, or the alias that brings it. */
  readonly shown: OffsetRange;
  /** Whether it is written in that very place. */
  readonly isHere: boolean;
  /** Whether it stands in `{…}` or `[…]`. */
  readonly isFlow: boolean;
}

function placeOf(
  document: ParsedDocument,
  node: ScalarNode,
  value: string,
  { shown, isHere, isFlow: inFlow }: Circumstances,
): Omit<NamePlace, 'whole'> {
  const inner = partOfScalar(document, node, value, { start: 0, end: value.length }) ?? node.range;
  if (!isHere) return { range: shown, token: shown, source: inner, obstacle: 'alias', write: () => undefined };
  const at = { range: inner, token: node.range, source: inner };
  if (node.placeholder) return { ...at, obstacle: 'template', write: () => undefined };
  const write = (name: string): NameEdit => {
    if (node.style !== 'plain') return { ...inner, newText: name };
    const { quote } = textStyleOf(document);
    return { ...node.range, newText: quoteScalar(name, { quote, quoteAll: false }, inFlow ? 'flow' : 'block') };
  };
  return { ...at, write };
}

function isFlow(resource: ResourceNode, path: Path): boolean {
  const parent = resource.nodeAt(path.slice(0, -1));
  return parent !== undefined && parent.type !== 'scalar' && parent.flow;
}

/** `{{- .Values.name -}}` and `{{.Values.name}}` write the same. */
function evened(text: string): string {
  return text.replace(/\{\{-?\s*([\s\S]*?)\s*-?\}\}/g, (_, inner: string) => `{{ ${inner.replace(/\s+/g, ' ')} }}`);
}
