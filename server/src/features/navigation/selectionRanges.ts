import type { Position, SelectionRange } from 'vscode-languageserver-types';
import { isEsoResource } from '../../model/esoKinds.ts';
import { templateTexts } from '../../model/goTemplate/texts.ts';
import type { Mentions } from '../../model/mentions/mentions.ts';
import type { ManifestDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange, YamlNode } from '../../syntax/node.ts';
import type { SymbolsContext } from './documentSymbols.ts';
import { lies } from './places.ts';

/**
 * What is selected around each place when a person widens the selection: the name, the text, the entry, and so on outwards to the
 * object and its document. Elsewhere nothing but the place, which leaves it to others.
 */
export function selectionRanges(
  { file, lines, mentions, uri }: SymbolsContext & { readonly mentions: Mentions },
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map((position) => {
    const offset = lines.offsetAt(position);
    const document = file.documentAt(offset);
    const at = offset - document.start;
    const resource = document.parsed.resources.find(({ node: { range } }) => range.start <= at && at <= range.end);
    if (resource === undefined || !isEsoResource(resource)) return { range: { start: position, end: position } };
    const names = mentions.at(uri, file, offset).map(({ mention }) => mention.place.range);
    const ranges = [
      ...names,
      ...actionsAt(resource, document, at),
      ...nodesAt(resource, at),
      { start: 0, end: document.end - document.start },
    ];
    const selections = nested(ranges.filter(({ start, end }) => start <= at && at <= end));
    const toRange = ({ start, end }: OffsetRange) => ({
      start: lines.positionAt(document.start + start),
      end: lines.positionAt(document.start + end),
    });
    const outwards = selections.reduceRight<SelectionRange | undefined>(
      (parent, range) => ({ range: toRange(range), ...(parent === undefined ? {} : { parent }) }),
      undefined,
    );
    return outwards ?? { range: { start: position, end: position } };
  });
}

/** The actions of templates, `{{ … }}`, around a place. */
function actionsAt(resource: ResourceNode, { parsed }: ManifestDocument, at: number): readonly OffsetRange[] {
  return templateTexts(resource, parsed)
    .filter(({ path }) => {
      const { start, end } = resource.rangeOf(path, 'value');
      return start <= at && at <= end;
    })
    .flatMap(({ placeOf, tree }) => tree.nodes.filter(({ type }) => type !== 'text').map(({ range }) => placeOf(range)));
}

/** The nodes around a place, entries and the inside of quotes among them, from the outermost inwards. */
function nodesAt(resource: ResourceNode, at: number): readonly OffsetRange[] {
  const ranges: OffsetRange[] = [];
  const holds = ({ start, end }: OffsetRange) => start <= at && at <= end;
  const visit = (node: YamlNode): void => {
    const range = node.alias ?? node.range;
    if (!holds(range)) return;
    ranges.push(range);
    if (node.alias !== undefined) return;
    if (node.type === 'scalar') {
      if (node.style.endsWith('quoted')) ranges.push({ start: range.start + 1, end: range.end - 1 });
    } else if (node.type === 'seq') for (const item of node.items) visit(item);
    else {
      const entry = node.entries.find((each) => !each.merged && holds(each.range));
      if (entry === undefined) return;
      ranges.push(entry.range, ...(holds(entry.key.range) ? [entry.key.range] : []));
      visit(entry.value);
    }
  };
  visit(resource.node);
  return ranges;
}

/** From the innermost outwards, each once, those left out that cut across another. */
function nested(ranges: readonly OffsetRange[]): readonly OffsetRange[] {
  const kept: OffsetRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.end - a.start - (b.end - b.start))) {
    const inner = kept.at(-1);
    const isSame = inner !== undefined && inner.start === range.start && inner.end === range.end;
    if (!isSame && (inner === undefined || lies(inner, range))) kept.push(range);
  }
  return kept;
}
