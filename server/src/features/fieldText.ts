import type { Localisation } from '../localisation.ts';
import type { FieldDoc } from '../schema/docs.ts';
import { codeSpan, escapeMarkdown } from './markdown.ts';

/** The most characters of a CRD's description that are shown. */
const mostOfDescription = 1000;

/** What is said about a field, as Markdown: the explanation, each allowed value, since when, the page, or whose CRD says it. */
export function fieldText(
  docs: FieldDoc,
  l10n: Localisation,
  allowed: readonly string[] = Object.keys(docs.values ?? {}),
): string {
  const values = allowed.map((value) => {
    const words = docs.values !== undefined && Object.hasOwn(docs.values, value) ? docs.values[value] : undefined;
    return words === undefined ? `- ${codeSpan(value)}` : `- ${codeSpan(value)}: ${words}`;
  });
  const text = docs.from === undefined ? docs.text : escapeMarkdown(docs.text, mostOfDescription);
  return [text, values.join('\n'), sourceLine(docs, l10n)].filter((part) => part !== '').join('\n\n');
}

/** `Since ESO 0.16 · Documentation`, or where the text is from; empty where nothing of it is known. */
export function sourceLine({ since, link, from }: FieldDoc, l10n: Localisation): string {
  const parts = [
    since === undefined ? '' : l10n.t('Since ESO {0}', since),
    link === undefined ? '' : `[${l10n.t('Documentation')}](${link})`,
    from === undefined ? '' : from === 'cluster' ? l10n.t('From the CRD in the cluster') : l10n.t('From your CRDs'),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** A type as people say it: `list of object`, `map of string`. */
export function typeText({ type, items }: { readonly type: string; readonly items?: string }, l10n: Localisation): string {
  if (type === 'array') return items === undefined ? l10n.t('list') : l10n.t('list of {0}', items);
  if (type === 'map') return items === undefined ? l10n.t('map') : l10n.t('map of {0}', items);
  return type;
}
