import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { ObjectEntry } from '../entries.ts';
import { makerKey, objectKey } from '../filing.ts';
import { hasPatchDirective } from '../kustomization.ts';
import { nearest } from '../nearness.ts';
import { externalSecretSpecPath } from '../references.ts';
import type { PlacedDocument, WorkspaceIndex } from '../workspaceIndex.ts';
import { documentMentions } from './documentMentions.ts';
import { isSameSubject, isTemplateText, type Mention, nameOf, type Subject } from './mention.ts';
import { nameText } from './names.ts';
import { distinct, type Occurrence } from './occurrence.ts';

/** Finds what names mean, through the workspace's index. */
export interface Definitions {
  /** All that a document names. A name that a Kustomize patch implies is left out: the patch does not say what stands in the base. */
  occurrencesIn(placed: PlacedDocument): readonly Occurrence[];
  /** Whether the place makes the thing what it is: a patch only names the object that it is laid over. */
  isDefinition(occurrence: Occurrence): boolean;
  /** Where what is named is defined, itself for a definition; several where nothing tells which is meant. */
  definitionsOf(occurrence: Occurrence): readonly Occurrence[];
  /** The ExternalSecrets that write the Secret of which a key is used; for other things as `definitionsOf`. */
  makersOf(occurrence: Occurrence): readonly Occurrence[];
  /** Places that bring keys which are not written anywhere, for a key that has no definition: `dataFrom`, `templateFrom`. */
  sourcesOf(occurrence: Occurrence): readonly (PlacedDocument & { readonly range: OffsetRange })[];
  /** What is named in the manifests of the same object: the one in which it stands, and what Kustomize lays over it, or it over. */
  amongParts(occurrence: Occurrence): readonly Occurrence[];
}

/** Reads each document once for as long as its text stays the same. */
export function createDefinitions(index: WorkspaceIndex): Definitions {
  const mentions = new WeakMap<ParsedDocument, readonly Mention[]>();

  function occurrencesIn(placed: PlacedDocument): readonly Occurrence[] {
    const { parsed } = placed.document;
    const found = mentions.get(parsed) ?? documentMentions(placed.uri, parsed);
    mentions.set(parsed, found);
    const said =
      found.some(({ isImplied }) => isImplied) && isPatch(placed) ? found.filter(({ isImplied }) => !isImplied) : found;
    return said.map((mention) => ({ ...placed, mention }));
  }

  function isPatch({ document, uri }: PlacedDocument): boolean {
    return index.isPatch(uri) || hasPatchDirective(document.parsed);
  }

  function isDefinition(occurrence: Occurrence): boolean {
    return occurrence.mention.isDefinition && !(occurrence.mention.subject.sort === 'object' && isPatch(occurrence));
  }

  /** All that is named in the manifest of an object. */
  function namedIn(entry: Pick<ObjectEntry, 'resource'>, placed: readonly PlacedDocument[]): readonly Occurrence[] {
    return placed.flatMap(occurrencesIn).filter(({ mention }) => mention.resource === entry.resource);
  }

  function resolve(subject: Subject & { readonly name: string }, from: Occurrence): readonly Occurrence[] {
    const key = subject.sort === 'object' ? objectKey(subject.kind, subject.name) : makerKey(subject.name);
    const all = index
      .filed(key)
      .flatMap((entry) => namedIn(entry, index.documentsOf(entry)))
      .filter(({ mention }) => mention.isDefinition && isSameSubject(mention.subject, subject))
      .filter((one) => mayMeet(one, from, subject.name));
    const whole = all.filter((one) => !isPatch(one));
    const placed = (whole.length > 0 ? whole : all).map((one) => ({ ...whereabouts(one), one }));
    return nearest(placed, whereabouts(from), index.meet).map(({ one }) => one);
  }

  function definitionsOf(occurrence: Occurrence): readonly Occurrence[] {
    if (isDefinition(occurrence)) return [occurrence];
    const { subject } = occurrence.mention;
    if (subject.sort === 'object' || subject.sort === 'secret') return resolve(subject, occurrence);
    const isWanted = ({ mention }: Occurrence) =>
      mention.isDefinition &&
      mention.subject.sort === (subject.sort === 'secretKey' ? 'writtenKey' : subject.sort) &&
      nameOf(mention.subject) === subject.key;
    if (subject.sort === 'secretKey') return distinct(makersOf(occurrence).flatMap(amongParts).filter(isWanted));
    const all = amongParts(occurrence).filter(isWanted);
    const own = all.filter(({ mention }) => mention.resource === occurrence.mention.resource);
    return own.length > 0 ? own : all;
  }

  function makersOf(occurrence: Occurrence): readonly Occurrence[] {
    const { subject } = occurrence.mention;
    return subject.sort === 'secretKey'
      ? resolve({ sort: 'secret', name: subject.secret }, occurrence)
      : definitionsOf(occurrence);
  }

  function amongParts(occurrence: Occurrence): readonly Occurrence[] {
    const { resource } = occurrence.mention;
    const alone = () => namedIn(occurrence.mention, [occurrence]);
    const name = nameText(resource, ['metadata', 'name']);
    if (resource.kind === undefined || name === undefined) return alone();
    const subject = { sort: 'object' as const, kind: resource.kind, name };
    const heads = index
      .filed(objectKey(subject.kind, name))
      .flatMap((entry) => namedIn(entry, index.documentsOf(entry)))
      .filter(({ mention }) => mention.isDefinition && isSameSubject(mention.subject, subject));
    const patches = heads.filter(isPatch);
    if (patches.length === 0) return alone();
    const ownHead = heads.find(({ mention }) => mention.resource === resource) ?? occurrence;
    const bases = isPatch(occurrence) ? resolve(subject, ownHead) : [ownHead];
    const isOnBase = (patch: Occurrence) =>
      resolve(subject, patch).some((base) => bases.some((one) => one.mention.resource === base.mention.resource));
    return [...bases, ...patches.filter(isOnBase)].flatMap((part) => namedIn(part.mention, [part]));
  }

  return {
    occurrencesIn,
    isDefinition,
    definitionsOf,
    makersOf,
    amongParts,
    sourcesOf(occurrence) {
      const { sort } = occurrence.mention.subject;
      if (sort !== 'secretKey' && sort !== 'fetchedKey') return [];
      const owners = sort === 'secretKey' ? makersOf(occurrence) : [occurrence];
      return owners.flatMap(({ document, file, mention: { resource }, uri }) =>
        sourceRanges(resource, sort === 'secretKey').map((range) => ({ uri, file, document, range })),
      );
    },
  };
}

/** Of a key that is used in a template only what is fetched counts. */
function sourceRanges(resource: ResourceNode, withTemplates: boolean): readonly OffsetRange[] {
  const spec = externalSecretSpecPath(resource);
  if (spec === undefined) return [];
  const lists = [[...spec, 'dataFrom'], ...(withTemplates ? [[...spec, 'target', 'template', 'templateFrom']] : [])];
  return lists.flatMap((list) => {
    const node = resource.nodeAt(list);
    return node?.type === 'seq' ? node.items.map((_, i) => resource.rangeOf([...list, i], 'value')) : [];
  });
}

/** Whether two names can mean one thing, by their namespaces and, of names that a template writes, by their charts. */
export function mayMeet(a: Occurrence, b: Occurrence, name: string): boolean {
  const [own, other] = [a.mention.namespaces, b.mention.namespaces];
  const areApart = own !== undefined && other !== undefined && !own.some((namespace) => other.includes(namespace));
  return !areApart && (!isTemplateText(name) || chartOf(a.uri) === chartOf(b.uri));
}

/** The folder above a file's `templates`, else the file's own. */
function chartOf(uri: string): string {
  const end = uri.lastIndexOf('/templates/');
  return uri.slice(0, end < 0 ? uri.lastIndexOf('/') : end);
}

function whereabouts({ uri, mention: { namespaces } }: Occurrence) {
  return { uri, namespace: namespaces?.length === 1 ? namespaces[0] : undefined };
}
