import type { Finding } from '../model/finding.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { OffsetRange } from '../syntax/node.ts';

/** A finding with its place worked out, relative to the document. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly range: OffsetRange;
  /** Undefined for syntax findings of a document without a readable resource. */
  readonly resource: ResourceNode | undefined;
}

/** Works out where a finding of a resource stands in its document. */
export function placeFinding(finding: Finding, resource: ResourceNode): PlacedFinding {
  const range = 'range' in finding.at ? finding.at.range : resource.rangeOf(finding.at.path, finding.at.part);
  return { finding, range, resource };
}
