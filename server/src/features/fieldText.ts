import type { FieldDoc } from '../schema/docs.ts';
import { codeSpan, escapeMarkdown } from './markdown.ts';

/** The most characters of a CRD's description that are shown. */
const mostOfDescription = 1000;

/** What is said about a field, as Markdown: the explanation, each allowed value, since when, the page, or whose CRD says it. */
export function fieldText(docs: FieldDoc, allowed: readonly string[] = Object.keys(docs.values ?? {})): string {
  const values = allowed.map((value) => {
    const words = docs.values !== undefined && Object.hasOwn(docs.values, value) ? docs.values[value] : undefined;
    return words === undefined ? `- ${codeSpan(value)}` : `- ${codeSpan(value)}: ${words}`;
  });
  const text = docs.from === undefined ? docs.text : escapeMarkdown(docs.text, mostOfDescription);
  return [text, values.join('\n'), sourceLine(docs)].filter((part) => part !== '').join('\n\n');
}

/** `Since ESO 0.16 · Documentation`, or where the text is from; empty where nothing of it is known. */
export function sourceLine({ since, link, from }: FieldDoc): string {
  const parts = [
    since === undefined ? '' : `Since ESO ${since}`,
    link === undefined ? '' : `[Documentation](${link})`,
    from === undefined ? '' : from === 'cluster' ? 'From the CRD in the cluster' : 'From your CRDs',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** A type as people say it: `list of object`, `map of string`. */
export function typeText({ type, items }: { readonly type: string; readonly items?: string }): string {
  if (type === 'array') return `list of ${items ?? 'any'}`;
  if (type === 'map') return `map of ${items ?? 'any'}`;
  return type;
}
