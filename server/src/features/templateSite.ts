import { type TemplateCaret, templateCaret } from '../model/goTemplate/caret.ts';
import { type TemplateContext, templatePlaces } from '../model/goTemplate/places.ts';
import type { Cursor } from '../syntax/cursor.ts';
import type { ManifestFile } from '../syntax/manifest.ts';
import { samePath } from '../syntax/path.ts';

/** A caret inside an action of a template that ESO renders. */
export interface TemplateSite {
  readonly caret: TemplateCaret;
  readonly context: TemplateContext;
  /** The template up to the caret, YAML's escapes resolved; in block strings still indented. */
  readonly before: string;
}

/** The site at a caret; undefined outside of actions, and in documents that Helm or another engine goes over first. */
export function templateSite(file: ManifestFile, offset: number, cursor: Cursor): TemplateSite | undefined {
  if (cursor.part !== 'value' || cursor.document.parsed.templated) return undefined;
  const before = textBefore(file, offset, cursor);
  if (!before.includes('{{')) return undefined;
  const place = templatePlaces(cursor.resource).find(({ path }) => samePath(path, cursor.path));
  const caret = place && templateCaret(before);
  return place === undefined || caret === undefined ? undefined : { caret, context: place.context, before };
}

function textBefore({ text }: ManifestFile, offset: number, { replace, style, typed }: Cursor): string {
  if (style !== 'literal' && style !== 'folded') return typed;
  const header = text.indexOf('\n', replace.start);
  return header < 0 || header >= offset ? '' : text.slice(header + 1, offset);
}
