import { type Localisation, type Phrase, phrase } from '../localisation.ts';
import { signatureOf, type TemplateFunction } from '../model/goTemplate/catalogue.ts';
import { codeSpan } from './markdown.ts';

/** Where a function comes from, with the ESO version that has its engine. */
const origins: Readonly<Record<TemplateFunction['origin'], Phrase>> = {
  Go: phrase('Go templates'),
  Sprig: phrase('Sprig, in the template engine of ESO since 0.5'),
  ESO: phrase("ESO's own"),
};

/** What is said about a function, as Markdown. The words are loaded when somebody first asks. */
export async function functionText(entry: TemplateFunction, l10n: Localisation): Promise<string> {
  const { functionDocs } = await import('../model/goTemplate/functionDocs/index.ts');
  const docs = functionDocs.get(entry.name);
  const parts = [docs?.text ?? '', codeSpan(docs?.example ?? '', 300), l10n.of(origins[entry.origin])];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The same below its signature: a hover. */
export async function functionCard(entry: TemplateFunction, l10n: Localisation): Promise<string> {
  return `**${codeSpan(signatureOf(entry))}**\n\n${await functionText(entry, l10n)}`;
}
