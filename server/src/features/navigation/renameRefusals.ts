import type { Localisation } from '../../localisation.ts';
import { makerKey, objectKey } from '../../model/filing.ts';
import { templatePlaces } from '../../model/goTemplate/places.ts';
import { templateTexts } from '../../model/goTemplate/texts.ts';
import { isSameSubject, nameOf, type Subject } from '../../model/mentions/mention.ts';
import type { Occurrence } from '../../model/mentions/occurrence.ts';
import { mayBeSame } from '../../model/nearness.ts';
import type { OffsetRange, YamlNode } from '../../syntax/node.ts';
import { samePath } from '../../syntax/path.ts';
import type { PlaceContext } from '../context.ts';
import { relativeName } from '../hover/secretHover.ts';
import { lies, rangeIn } from './places.ts';

/** Why a place cannot bear another name. `isInexact`: it was tried, and could not be done. */
export function obstacleTo(occurrence: Occurrence, l10n: Localisation, isInexact = false): string | undefined {
  const { place, subject } = occurrence.mention;
  const name = nameOf(subject);
  const where = at(occurrence, l10n);
  switch (place.obstacle) {
    case 'alias':
      return l10n.t('{0}: "{1}" is brought by an alias or merge. Rename it where its anchor stands.', where, name);
    case 'template':
      return l10n.t('{0}: "{1}" is written by a Helm template or the like. Rename it there.', where, name);
    case 'define':
      return l10n.t('{0}: "{1}" stands in a "define", where the dot may be another one. Rename it by hand.', where, name);
    default:
      return isInexact
        ? l10n.t('{0}: "{1}" is written in a way that cannot be changed in place. Rename it by hand.', where, name)
        : undefined;
  }
}

/** Why a name cannot be renamed of which no definition is known. */
export function undefinedName({ l10n, mentions }: PlaceContext, occurrences: readonly Occurrence[]): string | undefined {
  const [first] = occurrences;
  if (first === undefined || occurrences.some((one) => mentions.definitionsOf(one).length > 0)) return undefined;
  const { subject } = first.mention;
  const what = titleOf(subject, l10n);
  if (mentions.sourcesOf(first).length > 0)
    return l10n.t('{0} is not written in a manifest: dataFrom or templateFrom brings it. Rename it where it comes from.', what);
  return l10n.t('{0} is not defined in this workspace: renaming what refers to it would only break that.', what);
}

/** Why one of the places cannot follow; undefined where all can. */
export function obstacleIn(bound: readonly Occurrence[], l10n: Localisation): string | undefined {
  for (const one of bound) {
    const { obstacle } = one.mention.place;
    const follows = obstacle === 'alias' && bound.some((other) => other !== one && isAnchorOf(other, one));
    const refusal = (follows ? undefined : obstacleTo(one, l10n)) ?? strayAlias(one, bound, l10n) ?? unseenTemplate(one, l10n);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Why the new name is taken; `definitions`: what would get it. */
export function conflictOf(
  { index, l10n, mentions }: PlaceContext,
  definitions: readonly Occurrence[],
  newName: string,
): string | undefined {
  for (const one of definitions) {
    const { namespaces, resource, subject } = one.mention;
    if (subject.sort === 'object' || subject.sort === 'secret') {
      const key = subject.sort === 'object' ? objectKey(subject.kind, newName) : makerKey(newName);
      const isNear = (uri: string) => folderOf(uri) === folderOf(one.uri) || index.meet(uri, one.uri);
      const taken = index
        .filed(key)
        .find((entry) => isNear(entry.uri) && (namespaces ?? [undefined]).some((own) => mayBeSame(own, entry.namespace)));
      if (taken === undefined) continue;
      const where = relativeName(taken.uri, one.uri);
      if (subject.sort === 'object')
        return l10n.t('There is a {0} "{1}" already, in {2}. Choose another name.', subject.kind, newName, where);
      const by = `${taken.resource.kind} ${taken.resource.name ?? ''}`;
      return l10n.t('{0} writes a Secret "{1}" already, in {2}. Choose another name.', by, newName, where);
    }
    const renamed: Subject = { ...subject, key: newName };
    if (mentions.amongParts(one).some(({ mention }) => mention.isDefinition && isSameSubject(mention.subject, renamed)))
      return l10n.t('{0} has a key "{1}" already. Choose another name.', `${resource.kind} ${resource.name ?? ''}`, newName);
  }
  return undefined;
}

function titleOf(subject: Subject, l10n: Localisation): string {
  switch (subject.sort) {
    case 'object':
      return `${subject.kind} "${subject.name}"`;
    case 'secret':
      return `Secret "${subject.name}"`;
    case 'secretKey':
      return l10n.t('Key "{0}" of Secret "{1}"', subject.key, subject.secret);
    default:
      return l10n.t('Key "{0}"', subject.key);
  }
}

/** `app/db.yaml, line 12` */
function at(occurrence: Occurrence, l10n: Localisation): string {
  const { line } = rangeIn(occurrence, occurrence.mention.place.range).start;
  return l10n.t('{0}, line {1}', decodeURIComponent(occurrence.uri.slice(occurrence.uri.lastIndexOf('/') + 1)), line + 1);
}

function isAnchorOf(anchor: Occurrence, alias: Occurrence): boolean {
  return (
    anchor.document.parsed === alias.document.parsed &&
    anchor.mention.place.obstacle === undefined &&
    isSame(anchor.mention.place.source, alias.mention.place.source)
  );
}

/** A name that an alias also brings to a place where it means something else, which would change along. */
function strayAlias(occurrence: Occurrence, bound: readonly Occurrence[], l10n: Localisation): string | undefined {
  const { document, mention } = occurrence;
  const { root } = document.parsed;
  if (mention.place.obstacle !== undefined || root === undefined || !/[&*]/.test(document.parsed.text)) return undefined;
  const known = (alias: OffsetRange) =>
    bound.some(
      (one) =>
        one.document.parsed === document.parsed &&
        one.mention.place.obstacle === 'alias' &&
        isSame(one.mention.place.range, alias) &&
        isSame(one.mention.place.source, mention.place.source),
    );
  const isStray = aliasesOf(root, mention.place.source).some((alias) => !known(alias));
  return isStray
    ? l10n.t(
        '{0}: "{1}" has an anchor, and an alias uses it for something else, which would change along. Rename it by hand.',
        at(occurrence, l10n),
        nameOf(mention.subject),
      )
    : undefined;
}

/** The aliases by which the scalar around a place is brought elsewhere too; of a merge the one that is merged. */
function aliasesOf(root: YamlNode, place: OffsetRange): readonly OffsetRange[] {
  const found: OffsetRange[] = [];
  const note = ({ range, type }: YamlNode, alias: OffsetRange | undefined) => {
    if (alias !== undefined && type === 'scalar' && lies(place, range)) found.push(alias);
  };
  const visit = (node: YamlNode): void => {
    note(node, node.alias);
    if (node.type === 'seq') for (const item of node.items) visit(item);
    if (node.type !== 'map') return;
    for (const { key, merged, value } of node.entries) {
      note(key, key.alias ?? (merged ? value.alias : node.alias));
      visit(value);
    }
  };
  visit(root);
  return found;
}

/** A template that Helm goes over first, or that cannot be read, and that may use the key. */
function unseenTemplate(occurrence: Occurrence, l10n: Localisation): string | undefined {
  const { mention, document } = occurrence;
  const { resource, subject } = mention;
  if (subject.sort !== 'fetchedKey') return undefined;
  const seen = templateTexts(resource, document.parsed).filter(({ tree }) => tree.error === undefined);
  const isUnseen = templatePlaces(resource).some(({ path, context }) => {
    const node = resource.nodeAt(path);
    if (context !== 'fetched' || node?.type !== 'scalar' || typeof node.value !== 'string') return false;
    const mayUse = node.value.includes('{{') && node.value.includes(subject.key);
    return mayUse && !seen.some((template) => samePath(template.path, path));
  });
  return isUnseen
    ? l10n.t(
        '{0}: a template beside "{1}" mentions it, and cannot be read because Helm goes over it first or because it is broken. Rename it by hand.',
        at(occurrence, l10n),
        subject.key,
      )
    : undefined;
}

function isSame(a: OffsetRange, b: OffsetRange): boolean {
  return a.start === b.start && a.end === b.end;
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}
