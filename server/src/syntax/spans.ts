import type { OffsetRange } from './node.ts';
import type { ScanSpan, YamlScan } from './scan.ts';
import { firstIndex } from './search.ts';

/** The string or comment that begins at an offset, or undefined. */
export function spanStartingAt(scan: YamlScan, offset: number): ScanSpan | undefined {
  const span = scan.spans[firstFrom(scan.spans, offset)];
  return span?.start === offset ? span : undefined;
}

/** The string that goes on at an offset, having begun before it; undefined in comments and elsewhere. */
export function stringAround(scan: YamlScan, offset: number): ScanSpan | undefined {
  const after = firstFrom(scan.spans, offset);
  // The comment in the header of a block string lies inside the string.
  return [scan.spans[after - 1], scan.spans[after - 2]].find(
    (span) => span !== undefined && span.kind !== 'comment' && offset < span.end,
  );
}

/** The comment that begins between two offsets, the second included; undefined where there is none. */
export function commentBetween(scan: YamlScan, from: number, to: number): ScanSpan | undefined {
  for (let i = firstFrom(scan.spans, from); i < scan.spans.length; i++) {
    const span = scan.spans[i] as ScanSpan;
    if (span.start > to) return undefined;
    if (span.kind === 'comment') return span;
  }
  return undefined;
}

/** Index of the first of some sorted spans that begins at or behind an offset. */
export function firstFrom(spans: readonly { readonly start: number }[], offset: number): number {
  return firstIndex(spans.length, (i) => (spans[i] as { readonly start: number }).start < offset);
}

/** Whether a sorted list of disjoint spans has one that shares a character with the range. */
export function overlaps(spans: readonly OffsetRange[], range: OffsetRange): boolean {
  const i = firstIndex(spans.length, (each) => (spans[each] as OffsetRange).end <= range.start);
  return i < spans.length && (spans[i] as OffsetRange).start < range.end;
}
