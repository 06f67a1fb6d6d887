import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange, ScalarNode } from '../../syntax/node.ts';
import { parseManifestFile } from '../../syntax/parse.ts';
import type { Path } from '../../syntax/path.ts';
import { fieldPlaces } from '../fieldPlaces.ts';
import { encodeFor } from '../goTemplate/scalarMap.ts';
import { isWritten, writtenText } from '../known.ts';
import type { Mention, NamePlace } from './mention.ts';
import { partOfScalar } from './names.ts';
import { nameAt, type Reading, use } from './reader.ts';

/** Where a kustomization names objects by kind and name. Of those that select by a regular expression a plain name is one too. */
const selectors = [
  'patches[].target',
  'patchesJson6902[].target',
  'replacements[].source',
  'replacements[].targets[].select',
  'replacements[].targets[].reject[]',
  'vars[].objref',
];

/** Where a kustomization holds patches in its own text. */
const inlinePatches = ['patches[].patch', 'patchesStrategicMerge[]'];

/**
 * What a kustomization names: the objects that it selects, and what its inline patches name.
 *
 * @param mentionsOf what a document names
 */
export function kustomizationMentions(
  resource: ResourceNode,
  document: ParsedDocument,
  mentionsOf: (document: ParsedDocument) => readonly Mention[],
): readonly Mention[] {
  const reading: Reading = { resource, document, namespaces: undefined };
  const selected = selectors.flatMap((at) => fieldPlaces(resource, at).flatMap(({ path }) => selectedBy(reading, path)));
  const patched = inlinePatches.flatMap((at) =>
    fieldPlaces(resource, at).flatMap(({ path }) => patchMentions(reading, path, mentionsOf)),
  );
  return [...selected, ...patched];
}

function selectedBy(reading: Reading, path: Path): readonly Mention[] {
  const { resource } = reading;
  const name = nameAt(reading, [...path, 'name']);
  const kind = writtenText(resource, [...path, 'kind']);
  if (name === undefined || kind === undefined) return [];
  const namespace = writtenText(resource, [...path, 'namespace']);
  const from = { ...reading, namespaces: namespace === undefined ? undefined : [namespace] };
  const subject =
    kind === 'Secret' ? { sort: 'secret' as const, name: name.text } : { sort: 'object' as const, kind, name: name.text };
  return [use(from, subject, name)];
}

/** What a patch in a string names, as long as each of it can be found in the kustomization's own text. It defines nothing. */
function patchMentions(
  { document, resource }: Reading,
  path: Path,
  mentionsOf: (document: ParsedDocument) => readonly Mention[],
): readonly Mention[] {
  const node = resource.nodeAt(path);
  if (node?.type !== 'scalar' || typeof node.value !== 'string' || !node.value.includes('\n')) return [];
  const text = node.value;
  const outer = { document, node, text, isHere: isWritten(resource, path) };
  return parseManifestFile(text).documents.flatMap(({ parsed, start }) =>
    mentionsOf(parsed).flatMap((mention) => {
      if (mention.subject.sort === 'fetchedKey' || mention.subject.sort === 'writtenKey' || mention.isImplied) return [];
      const place = outward(mention.place, start, outer);
      return place === undefined ? [] : [{ ...mention, resource, isDefinition: false, place }];
    }),
  );
}

interface Outer {
  readonly document: ParsedDocument;
  readonly node: ScalarNode;
  readonly text: string;
  readonly isHere: boolean;
}

/** A place of the patch as one of the kustomization. */
function outward(place: NamePlace, start: number, { document, node, text, isHere }: Outer): NamePlace | undefined {
  const shifted = (range: OffsetRange) =>
    partOfScalar(document, node, text, { start: range.start + start, end: range.end + start });
  const [range, token, source] = [place.range, place.token, place.source].map(shifted);
  if (range === undefined || token === undefined || source === undefined) return undefined;
  const obstacle = isHere ? place.obstacle : 'alias';
  return {
    range,
    token,
    source,
    whole: shifted(place.whole) ?? node.range,
    ...(obstacle === undefined ? {} : { obstacle }),
    write(name) {
      const edit = isHere ? place.write(name) : undefined;
      const at = edit && shifted(edit);
      const newText = edit && encodeFor(node.style, edit.newText);
      return at === undefined || newText === undefined ? undefined : { ...at, newText };
    },
  };
}
