import type { InlayHint, Range } from 'vscode-languageserver-types';
import { isEsoResource } from '../../model/esoKinds.ts';
import type { Settings } from '../../protocol.ts';
import type { LineIndex } from '../../syntax/lineIndex.ts';
import type { ManifestFile } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import { entryHints } from './entries.ts';
import type { HintPlace, HintSource } from './hint.ts';
import { refreshHints } from './refresh.ts';
import { storeKindHints } from './storeKind.ts';
import { targetHints } from './target.ts';

const sources: readonly HintSource[] = [storeKindHints, refreshHints, targetHints, entryHints];

/** A request for the hints of an open file. */
export interface HintsContext extends Omit<HintPlace, 'document' | 'resource' | 'isWanted'> {
  readonly file: ManifestFile;
  readonly lines: LineIndex;
  readonly settings: Settings['inlayHints'];
}

/**
 * What the manifests in a range of a file imply without saying it, in the order of the text. Costs what the resources in the range
 * cost, and asks no vault and no cluster.
 */
export async function inlayHints(context: HintsContext, range: Range): Promise<InlayHint[]> {
  const { file, lines, settings } = context;
  const [from, to] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
  const hints: InlayHint[] = [];
  for (const document of file.documents) {
    const base = document.start;
    const isWanted = ({ start, end }: OffsetRange) => base + start <= to && from <= base + end;
    if (base > to || document.end < from) continue;
    for (const resource of document.parsed.resources) {
      if (!isEsoResource(resource) || !isWanted(resource.node.range)) continue;
      const place = { ...context, document, resource, isWanted };
      const found = await Promise.all(sources.filter(({ setting }) => settings[setting]).map((source) => source.hints(place)));
      for (const { offset, label, tooltip } of found.flat())
        if (isWanted({ start: offset, end: offset }))
          hints.push({ position: lines.positionAt(base + offset), label, tooltip, paddingLeft: true });
    }
  }
  return hints.sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character);
}
