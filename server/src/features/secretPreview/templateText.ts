import type { Localisation } from '../../localisation.ts';
import { parseTemplate } from '../../model/goTemplate/parseTemplate.ts';
import { type Part, shown } from '../../model/goTemplate/render/parts.ts';
import { type RenderContext, renderTemplate } from '../../model/goTemplate/render/renderTemplate.ts';
import { isObject } from '../../model/references.ts';
import { readPlainYaml } from '../../syntax/plainYaml.ts';
import type { PreviewEntry } from './preview.ts';

/** A template as it comes out, with the place that it is from among the notes. */
export function templatedEntry(text: string, from: string, context: RenderContext, l10n: Localisation): PreviewEntry {
  const { error, parts, notEvaluated } = render(text, context);
  if (error !== undefined) return { value: text, notes: [from, l10n.t('not evaluated here: Go does not parse it, {0}', error)] };
  const notes = notEvaluated.length === 0 ? [] : [l10n.t('not evaluated here: {0}', notEvaluated.join(' '))];
  return { value: shown(parts), notes: [from, ...notes] };
}

/** What a template of whole keys and values gives, by key; undefined where that cannot be told. */
export function templatedMap(text: string, from: string, context: RenderContext): ReadonlyMap<string, PreviewEntry> | undefined {
  const { error, parts, notEvaluated } = render(text, context);
  if (error !== undefined || notEvaluated.length > 0) return undefined;
  const { marked, words } = withMarks(parts);
  const value = readPlainYaml(marked);
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).map(([key, each]): [string, PreviewEntry] | undefined =>
    typeof each === 'string' ? [words(key), { value: words(each), notes: [from] }] : undefined,
  );
  return entries.includes(undefined) ? undefined : new Map(entries as readonly [string, PreviewEntry][]);
}

function render(text: string, context: RenderContext) {
  const tree = parseTemplate(text, { name: 'template' });
  const { error } = tree;
  return error === undefined
    ? { error, ...renderTemplate(tree, text, context) }
    : { error: error.message, parts: [], notEvaluated: [] };
}

/** The text with a mark for each value, which YAML takes for a plain word; and the way back from the marks to words. */
function withMarks(parts: readonly Part[]): { readonly marked: string; readonly words: (text: string) => string } {
  const known = parts.map((part) => ('text' in part ? part.text : '')).join('');
  let mark = 'placeholder';
  while (known.includes(mark)) mark += 'x';
  const marked = parts.map((part, i) => ('text' in part ? part.text : `${mark}${i}.`)).join('');
  const words = (text: string) =>
    text.replace(new RegExp(`${mark}(\\d+)\\.`, 'g'), (_, i: string) => shown(parts.slice(Number(i), Number(i) + 1)));
  return { marked, words };
}
