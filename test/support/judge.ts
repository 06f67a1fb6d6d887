import type { FindingPlace } from '../../server/src/model/finding.ts';
import { createNodeSchemaSource } from '../../server/src/node/nodeSchemaSource.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import { validateResource } from '../../server/src/schema/validate.ts';
import type { ResourceNode } from '../../server/src/syntax/manifest.ts';
import type { OffsetRange } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';

/** A structural finding as a person sees it: what is underlined, what is said, and what each fix makes of the text. */
export interface Verdict {
  readonly rule: string;
  readonly marked: string;
  /** Where the marked text stands in the file. */
  readonly range: OffsetRange;
  readonly message: string;
  /** The whole text after each fix. */
  readonly fixed: readonly string[];
}

/** What the schema layer says about every resource of a file, in the order of the text. */
export async function judge(
  text: string,
  schemas: SchemaSource = ownSchemas,
  operatorVersion = '2.9.0',
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { parsed, start } of parseManifestFile(text).documents) {
    for (const resource of parsed.resources) {
      for (const { rule, at, message, fixes = [] } of await validateResource(resource, schemas, operatorVersion)) {
        const range = rangeIn(resource, at, start);
        const fixed = fixes.map(({ edits }) =>
          edit(
            text,
            edits.map(({ at: place, newText }) => ({ ...rangeIn(resource, place, start), newText })),
          ),
        );
        verdicts.push({ rule, marked: text.slice(range.start, range.end), range, message, fixed });
      }
    }
  }
  return verdicts.sort((a, b) => a.range.start - b.range.start);
}

const ownSchemas = createNodeSchemaSource();

function rangeIn(resource: ResourceNode, at: FindingPlace, offset: number): OffsetRange {
  const { start, end } = 'range' in at ? at.range : resource.rangeOf(at.path, at.part);
  return { start: offset + start, end: offset + end };
}

function edit(text: string, edits: readonly (OffsetRange & { readonly newText: string })[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);
}
