import type { Localisation } from '../../localisation.ts';
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
export function secretUseHover(context: PlaceContext): PlacedText | undefined {
  const { file, mentions, offset, uri } = context;
  for (const one of mentions.at(uri, file, offset)) {
    const text = mentions.isDefinition(one) ? undefined : useCard(one, context);
    const { start, end } = one.mention.place.range;
    if (text !== undefined) return { text, range: { start: one.document.start + start, end: one.document.start + end } };
  }
  return undefined;
}

function useCard(use: Occurrence, context: PlaceContext): string | undefined {
  const { l10n, mentions, uri } = context;
  const { subject } = use.mention;
  if (subject.sort !== 'secret' && subject.sort !== 'secretKey') return undefined;
  const makers = mentions.makersOf(use);
  const [first] = makers;
  if (first === undefined) return undefined;
  const name = `**${escapeMarkdown(nameOf(subject), 253)}**`;
  const links = makers.map((maker) => makerLink(maker, uri, l10n));
  const by = l10n.t('Written by {0}', listed(links, mostMakers, l10n) ?? '');
  if (subject.sort === 'secretKey')
    return card(`${name} · ${l10n.t('key of Secret {0}', escapeMarkdown(subject.secret, 253))}`, [
      ...originsOf(use, context),
      by,
    ]);
  const { namespace } = first.mention.resource;
  const where = namespace === undefined ? '' : ` · ${l10n.t('namespace {0}', escapeMarkdown(namespace, 63))}`;
  return card(`${name} · Secret${where}`, [by, storeLine(first, l10n), keysLine(first, context)]);
}

/** Where the values of a key come from. */
function originsOf(use: Occurrence, { l10n, mentions }: PlaceContext): readonly string[] {
  const defined = mentions.definitionsOf(use);
  if (defined.length === 0)
    return [
      mentions.sourcesOf(use).length > 0
        ? l10n.t('From dataFrom or templateFrom, if the vault has it')
        : l10n.t('Not among the keys that it writes'),
    ];
  return distinct(defined).flatMap(({ mention: { place, resource } }) => {
    const reference = remoteReferences(resource).find(({ path }) => {
      const { start, end } = resource.rangeOf(path.slice(0, -1), 'value');
      return start <= place.range.start && place.range.end <= end;
    });
    if (reference?.key === undefined) return [l10n.t('From the template')];
    const { key, path, property } = reference;
    const parts = [
      l10n.t('From {0}', escapeMarkdown(key, 300)),
      property === undefined ? '' : l10n.t('property {0}', escapeMarkdown(property, 100)),
      storeWords(resource, path),
    ];
    return [parts.filter((part) => part !== '').join(' · ')];
  });
}

function storeLine({ mention: { resource } }: Occurrence, l10n: Localisation): string | undefined {
  const words = storeWords(resource, []);
  return words === '' ? undefined : l10n.t('From {0}', words);
}

function storeWords(resource: Occurrence['mention']['resource'], path: Path): string {
  const ref = storeRefAt(resource, path);
  return ref === undefined ? '' : `${ref.kind} ${escapeMarkdown(ref.name, 253)}`;
}

/** `Keys: username, password and those of dataFrom` */
function keysLine(maker: Occurrence, { l10n, mentions }: PlaceContext): string | undefined {
  const keys = mentions.amongParts(maker).filter(({ mention }) => mention.isDefinition && mention.subject.sort === 'writtenKey');
  const names = [...new Set(keys.map(({ mention }) => nameOf(mention.subject)))];
  const keysListed = listed(
    names.map((name) => escapeMarkdown(name, 80)),
    mostKeys,
    l10n,
  );
  return keysListed === undefined ? undefined : l10n.t('Keys: {0}', keysListed);
}

function makerLink({ mention: { resource }, uri }: Occurrence, from: string, l10n: Localisation): string {
  const what = [resource.kind, resource.name].filter((part) => part !== undefined).join(' ');
  const maker = escapeMarkdown(what, 300);
  return uri === from
    ? l10n.t('{0} in this file', maker)
    : l10n.t('{0} in {1}', maker, markdownLink(relativeName(uri, from), uri));
}
