import type { Finding } from '../../model/finding.ts';
import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { ApplyFinding } from './results.ts';

/** What the cluster has said to manifests that were to be applied, until they change. */
export interface ApplyMarks {
  /** Takes the findings of one run; what was known of those files before is forgotten. */
  keep(uris: readonly string[], findings: readonly ApplyFinding[]): void;
  /** Whether anything was said about a file. */
  has(uri: string): boolean;
  /** What was said about a resource, if its document still reads as it did then. */
  of(uri: string, parsed: ParsedDocument, resource: ResourceNode): readonly Finding[];
}

interface Mark {
  /** The document's text as it was: a file may be opened, and so parsed anew, after it was applied. */
  readonly text: string;
  readonly root: string;
  readonly finding: Finding;
}

/** No marks yet. */
export function createApplyMarks(): ApplyMarks {
  const marks = new Map<string, readonly Mark[]>();
  return {
    keep(uris, findings) {
      for (const uri of uris) marks.delete(uri);
      for (const { uri, document, resource, path, part, severity, message } of findings) {
        const mark: Mark = {
          text: document.parsed.text,
          root: JSON.stringify(resource.root),
          finding: { rule: 'refused-by-cluster', severity, at: { path, part }, message },
        };
        marks.set(uri, [...(marks.get(uri) ?? []), mark]);
      }
    },
    has: (uri) => marks.has(uri),
    of(uri, { text }, { root }) {
      const here = JSON.stringify(root);
      return (marks.get(uri) ?? []).filter((mark) => mark.text === text && mark.root === here).map(({ finding }) => finding);
    },
  };
}
