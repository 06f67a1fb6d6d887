import { phrase } from '../localisation.ts';
import type { Fix } from '../model/finding.ts';
import { isWritten } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { MapEntry } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';

/**
 * The fix that writes another text, without quotes and backslashes, in the quotes of the one that is there; none where that is a block
 * of lines or stands behind an alias or a merge.
 */
export function changeText(resource: ResourceNode, path: Path, text: string, preferred: boolean): readonly Fix[] {
  const node = resource.nodeAt(path);
  if (node?.type !== 'scalar' || !isWritten(resource, path)) return [];
  const quote = { plain: '', 'single-quoted': "'", 'double-quoted': '"', literal: undefined, folded: undefined }[node.style];
  if (quote === undefined) return [];
  const edits = [{ at: { path, part: 'value' as const }, newText: quote + text + quote }];
  return [{ title: phrase('Change to {0}', text), preferred, edits }];
}

/** Texts, and mappings of them. */
export type Texts = string | { readonly [key: string]: Texts };

/** An entry in flow style, to stand beside one that is there: as JSON where that one's key is in double quotes. */
export function entryLike({ key }: MapEntry, name: string, value: Texts): string {
  const isJson = key.style === 'double-quoted';
  return `${isJson ? JSON.stringify(name) : name}: ${isJson ? JSON.stringify(value) : flow(value)}`;
}

function flow(value: Texts): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, each]) => `${name}: ${flow(each)}`);
  return `{${entries.join(', ')}}`;
}
