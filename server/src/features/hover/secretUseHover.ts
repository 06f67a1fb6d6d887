import { nameOf } from '../../model/mentions/mention.ts';
import { distinct, type Occurrence } from '../../model/mentions/occurrence.ts';
import { remoteReferences, storeRefAt } from '../../model/references.ts';
import type { OffsetRange } from '../../syntax/node.ts';
import type { Path } from '../../syntax/path.ts';
import type { PlaceContext } from '../context.ts';
import { escapeMarkdown, markdownLink } from '../markdown.ts';
import { card, listed } from './card.ts';
import { relativeName } from './secretHover.ts';

const mostKeys = 12;
const mostMakers = 3;

/** A text of Markdown and what it is about: offsets of the file. */
export interface PlacedText {
  readonly text: string;
  readonly range: OffsetRange;
}

/** A Secret, or a key of one, where it is used: which ExternalSecret of the workspace writes it, and from what. Undefined where none does. */
export function secretUseHover({ file, mentions, offset, uri }: PlaceContext): PlacedText | undefined {
  for (const one of mentions.at(uri, file, offset)) {
    const text = mentions.isDefinition(one) ? undefined : useCard(one, mentions, uri);
    const { start, end } = one.mention.place.range;
    if (text !== undefined) return { text, range: { start: one.document.start + start, end: one.document.start + end } };
  }
  return undefined;
}

function useCard(use: Occurrence, mentions: Mentions, uri: string): string | undefined {
  const { subject } = use.mention;
  if (subject.sort !== 'secret' && subject.sort !== 'secretKey') return undefined;
  const makers = mentions.makersOf(use);
  const [first] = makers;
  if (first === undefined) return undefined;
  const name = `**${escapeMarkdown(nameOf(subject), 253)}**`;
  const links = makers.map((maker) => makerLink(maker, uri));
  const by = `Written by ${listed(links, mostMakers)}`;
  if (subject.sort === 'secretKey')
    return card(`${name} · key of Secret ${escapeMarkdown(subject.secret, 253)}`, [...originsOf(use, mentions), by]);
  const { namespace } = first.mention.resource;
  const where = namespace === undefined ? '' : ` · namespace ${escapeMarkdown(namespace, 63)}`;
  return card(`${name} · Secret${where}`, [by, storeLine(first), keysLine(first, mentions)]);
}

type Mentions = PlaceContext['mentions'];

/** Where the values of a key come from. */
function originsOf(use: Occurrence, mentions: Mentions): readonly string[] {
  const defined = mentions.definitionsOf(use);
  if (defined.length === 0)
    return [
      mentions.sourcesOf(use).length > 0
        ? 'From dataFrom or templateFrom, if the vault has it'
        : 'Not among the keys that it writes',
    ];
  return distinct(defined).flatMap(({ mention: { place, resource } }) => {
    const reference = remoteReferences(resource).find(({ path }) => {
      const { start, end } = resource.rangeOf(path.slice(0, -1), 'value');
      return start <= place.range.start && place.range.end <= end;
    });
    if (reference?.key === undefined) return ['From the template'];
    const { key, path, property } = reference;
    const parts = [
      `From ${escapeMarkdown(key, 300)}`,
      property === undefined ? '' : `property ${escapeMarkdown(property, 100)}`,
      storeWords(resource, path),
    ];
    return [parts.filter((part) => part !== '').join(' · ')];
  });
}

function storeLine({ mention: { resource } }: Occurrence): string | undefined {
  const words = storeWords(resource, []);
  return words === '' ? undefined : `From ${words}`;
}

function storeWords(resource: Occurrence['mention']['resource'], path: Path): string {
  const ref = storeRefAt(resource, path);
  return ref === undefined ? '' : `${ref.kind} ${escapeMarkdown(ref.name, 253)}`;
}

/** `Keys: username, password and those of dataFrom` */
function keysLine(maker: Occurrence, mentions: Mentions): string | undefined {
  const keys = mentions.amongParts(maker).filter(({ mention }) => mention.isDefinition && mention.subject.sort === 'writtenKey');
  const names = [...new Set(keys.map(({ mention }) => nameOf(mention.subject)))];
  return names.length === 0
    ? undefined
    : `Keys: ${listed(
        names.map((name) => escapeMarkdown(name, 80)),
        mostKeys,
      )}`;
}

function makerLink({ mention: { resource }, uri }: Occurrence, from: string): string {
  const what = [resource.kind, resource.name].filter((part) => part !== undefined).join(' ');
  return `${escapeMarkdown(what, 300)} in ${uri === from ? 'this file' : markdownLink(relativeName(uri, from), uri)}`;
}
