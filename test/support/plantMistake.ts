import { fieldAt } from '../../server/src/schema/fields.ts';
import type { SchemaSource } from '../../server/src/schema/schemaSource.ts';
import type { ManifestDocument, ResourceNode } from '../../server/src/syntax/manifest.ts';
import type { MapNode, OffsetRange, YamlNode } from '../../server/src/syntax/node.ts';
import { parseManifestFile } from '../../server/src/syntax/parse.ts';
import type { Path } from '../../server/src/syntax/path.ts';

/** A text with one mistake more than before, and the only finding that a linter should have about it. */
export interface PlantedMistake {
  readonly text: string;
  readonly rule: 'unknown-field' | 'not-allowed-value';
  /** The token that is wrong, in offsets of `text`. */
  readonly range: OffsetRange;
  /** Which document of the file was changed, from 0. */
  readonly document: number;
}

const FIELD = 'plantedMistake';
const VALUE = 'PlantedMistake';

/**
 * Every single mistake that can be planted into a manifest: a field that does not exist in each mapping that has a schema, and in
 * each place with a closed set of values one that is not in it. Template text, and what stands behind an alias, is left alone.
 */
export async function plantMistakes(
  text: string,
  schemas: SchemaSource,
  operatorVersion: string,
): Promise<readonly PlantedMistake[]> {
  const planted: PlantedMistake[] = [];
  for (const document of parseManifestFile(text).documents) {
    for (const resource of document.parsed.resources) {
      for (const { path, node } of nodesOf(resource)) {
        const { apiVersion = '', kind = '' } = resource;
        const field = await fieldAt(schemas, operatorVersion, apiVersion, kind, path);
        const isKind = path.length === 1 && (path[0] === 'apiVersion' || path[0] === 'kind');
        if (field === undefined || isKind) continue;
        const mistake =
          node.type === 'map' && field.type === 'object'
            ? plantField(text, document, node)
            : field.enum && plantValue(text, document, node);
        if (mistake !== undefined) planted.push(mistake);
      }
    }
  }
  return planted;
}

function* nodesOf(resource: ResourceNode): Generator<{ readonly path: Path; readonly node: YamlNode }> {
  const waiting: Path[] = [[]];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const node = resource.nodeAt(path);
    if (node === undefined || node.alias !== undefined || resource.isPlaceholder(path)) continue;
    yield { path, node };
    const here = path;
    if (node.type === 'map') waiting.push(...node.entries.filter((entry) => !entry.merged).map((entry) => [...here, entry.name]));
    if (node.type === 'seq') waiting.push(...node.items.map((_, i) => [...here, i]));
  }
}

function plantField(text: string, document: ManifestDocument, node: MapNode): PlantedMistake | undefined {
  const first = node.entries.find((entry) => !entry.merged && !entry.key.placeholder);
  if (first === undefined) return undefined;
  const start = document.start + first.key.range.start;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (!node.flow && !/^[\s-]*$/.test(before)) return undefined;
  const insertion = node.flow ? `${FIELD}: x, ` : `${FIELD}: x\n${' '.repeat(before.length)}`;
  return {
    text: text.slice(0, start) + insertion + text.slice(start),
    rule: 'unknown-field',
    range: { start, end: start + FIELD.length },
    document: document.index,
  };
}

function plantValue(text: string, document: ManifestDocument, node: YamlNode): PlantedMistake | undefined {
  if (node.type !== 'scalar' || typeof node.value !== 'string' || node.range.end === node.range.start) return undefined;
  const start = document.start + node.range.start;
  return {
    text: text.slice(0, start) + VALUE + text.slice(document.start + node.range.end),
    rule: 'not-allowed-value',
    range: { start, end: start + VALUE.length },
    document: document.index,
  };
}
