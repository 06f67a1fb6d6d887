import { type TemplateCaret, templateCaret } from '../model/goTemplate/caret.ts';
import { type HelmText, helmText } from '../model/goTemplate/helmText.ts';
import { type TemplateContext, templatePlaces } from '../model/goTemplate/places.ts';
import { type Cursor, cursorAt } from '../syntax/cursor.ts';
import type { ManifestFile } from '../syntax/manifest.ts';
import { samePath } from '../syntax/path.ts';
import { readWritten } from '../syntax/quotes.ts';

/** A caret inside an action of a template that ESO renders. */
export interface TemplateSite {
  readonly caret: TemplateCaret;
  readonly context: TemplateContext;
  /** The template up to the caret, YAML's escapes resolved; in block strings still indented. */
  readonly before: string;
  /** In a file of Helm's: where in what Helm puts out the caret is. */
  readonly inHelm: HelmText['caret'] | undefined;
}

/**
 * The site at a caret; undefined outside of actions. In documents that Helm or another engine goes over first only what Helm puts out as it
 * stands is the template.
 */
export function templateSite(file: ManifestFile, offset: number, cursor: Cursor): TemplateSite | undefined {
  if (cursor.part !== 'value') return undefined;
  const written = writtenBefore(file, offset, cursor);
  if (written === undefined || !written.text.includes('{{')) return undefined;
  const place = templatePlaces(cursor.resource).find(({ path }) => samePath(path, cursor.path));
  const caret = place && templateCaret(written.text);
  if (place === undefined || caret === undefined) return undefined;
  return { caret, context: place.context, before: written.text, inHelm: written.caret };
}

/** The caret in a template that Helm puts out as it stands; undefined in any other place. */
export function cursorInHelmText(file: ManifestFile, offset: number): Cursor | undefined {
  if (file.documentAt(offset).parsed.engine !== 'go') return undefined;
  const cursor = cursorAt(file, offset, true);
  return cursor !== undefined && templateSite(file, offset, cursor) !== undefined ? cursor : undefined;
}

function writtenBefore(
  { text }: ManifestFile,
  offset: number,
  { document, replace, style, typed }: Cursor,
): { readonly text: string; readonly caret?: HelmText['caret'] } | undefined {
  const isBlock = style === 'literal' || style === 'folded';
  const header = isBlock ? text.indexOf('\n', replace.start) : -1;
  const start = isBlock ? header + 1 : replace.start;
  if (isBlock && (header < 0 || header >= offset)) return undefined;
  const source = text.slice(start, offset);
  if (document.parsed.engine !== 'go') return { text: isBlock ? source : typed };
  const left = helmText(source, true);
  return left && { text: isBlock ? left.text : readWritten(left.text, style), caret: left.caret };
}
