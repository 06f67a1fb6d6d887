import type { FieldDoc } from '../schema/docs.ts';
import { codeSpan } from './markdown.ts';

/** What our documentation says about a field, as Markdown: the explanation, each allowed value, since when, the page. */
export function fieldText(docs: FieldDoc, allowed: readonly string[] = Object.keys(docs.values ?? {})): string {
  const values = allowed.map((value) => {
    const words = docs.values !== undefined && Object.hasOwn(docs.values, value) ? docs.values[value] : undefined;
    return words === undefined ? `- ${codeSpan(value)}` : `- ${codeSpan(value)}: ${words}`;
  });
  return [docs.text, values.join('\n'), sourceLine(docs)].filter((part) => part !== '').join('\n\n');
}

/** `Since ESO 0.16 · Documentation`; empty where neither is known. */
export function sourceLine({ since, link }: FieldDoc): string {
  const parts = [since === undefined ? '' : `Since ESO ${since}`, link === undefined ? '' : `[Documentation](${link})`];
  return parts.filter((part) => part !== '').join(' · ');
}

/** A type as people say it: `list of object`, `map of string`. */
export function typeText({ type, items }: { readonly type: string; readonly items?: string }): string {
  if (type === 'array') return `list of ${items ?? 'any'}`;
  if (type === 'map') return `map of ${items ?? 'any'}`;
  return type;
}
