import type { Fix } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import { changeText } from './sameStyle.ts';

/** A pattern of Go that matches only where the given one matches the whole text. */
export function anchored(pattern: string): string {
  return pattern.includes('|') ? `^(?:${pattern})$` : `^${pattern}$`;
}

/** The fix that anchors the pattern at a path; none where the text is not the pattern letter by letter. */
export function anchorFix(resource: ResourceNode, path: Path, pattern: string, preferred: boolean): readonly Fix[] {
  return /[\\'"\n]/.test(pattern) ? [] : changeText(resource, path, anchored(pattern), preferred);
}
