import type { Phrase } from '../localisation.ts';
import type { Fix } from '../model/finding.ts';
import { type TemplateText, templateTexts } from '../model/goTemplate/texts.ts';
import { textAt } from '../model/known.ts';
import type { OffsetRange } from '../syntax/node.ts';
import type { RuleContext } from './rule.ts';

/** The templates of a resource that are judged: those of engine v2, the only one since ESO 0.11 or so. */
export function judgedTemplates({ resource, parsed, resolution }: RuleContext): readonly TemplateText[] {
  const hasOldEngine = /^0\.\d\.|^0\.10\./.test(resolution?.version ?? '');
  return templateTexts(resource, parsed).filter(({ path, context }) => {
    const template = path.indexOf('template');
    if (!hasOldEngine || template < 0 || (context !== 'fetched' && context !== 'secret')) return true;
    return textAt(resource, path.slice(0, template + 1), ['engineVersion'], 'v2') === 'v2';
  });
}

/** The fix that replaces a part of a template; none where that cannot be done in place. */
export function rewrite(
  template: TemplateText,
  range: OffsetRange,
  newText: string,
  title: Phrase,
  preferred: boolean,
): readonly Fix[] {
  const edit = template.edit(range, newText);
  return edit === undefined ? [] : [{ title, preferred, edits: [edit] }];
}

/** What fails where a template does. */
export function failingOf({ context }: TemplateText): string {
  return context === 'request' ? 'every request' : context === 'secret' ? 'every push' : 'every sync';
}
