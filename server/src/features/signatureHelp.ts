import type { ParameterInformation, SignatureHelp } from 'vscode-languageserver-types';
import type { Localisation } from '../localisation.ts';
import { isEsoResource } from '../model/esoKinds.ts';
import { type CallCaret, callAt } from '../model/goTemplate/caret.ts';
import {
  parameterOf,
  parameterText,
  signatureOf,
  type TemplateFunction,
  templateFunctions,
} from '../model/goTemplate/catalogue.ts';
import { cursorAt } from '../syntax/cursor.ts';
import type { PlaceContext } from './context.ts';
import { withoutMarkdown } from './markdown.ts';
import { functionText } from './templateFunctionText.ts';
import { cursorInHelmText, templateSite } from './templateSite.ts';

/** The characters behind which an argument of a template function begins. */
export const signatureTriggers: readonly string[] = [' ', '('];

/** The function of a template whose arguments are being written at a place, or undefined where there is none. Asks nobody anything. */
export async function signatureHelpAt({ client, file, l10n, offset }: PlaceContext): Promise<SignatureHelp | undefined> {
  const hasBraces = file.documentAt(offset).parsed.text.includes('{{');
  const cursor = hasBraces ? (cursorAt(file, offset) ?? cursorInHelmText(file, offset)) : undefined;
  const site = cursor && isEsoResource(cursor.resource) ? templateSite(file, offset, cursor) : undefined;
  const call = site && callAt(site.caret);
  const entry = call && templateFunctions.get(call.name);
  if (call === undefined || entry === undefined) return undefined;
  const text = await functionText(entry, l10n);
  const documentation = client.markdown ? { kind: 'markdown' as const, value: text } : withoutMarkdown(text);
  const parameters = parametersOf(entry, call, l10n);
  const active = activeOf(entry, call);
  return {
    signatures: [{ label: signatureOf(entry), documentation, parameters, activeParameter: active }],
    activeSignature: 0,
    activeParameter: active,
  };
}

function parametersOf(entry: TemplateFunction, { isPiped }: CallCaret, l10n: Localisation): ParameterInformation[] {
  let end = entry.name.length;
  return entry.parameters.map((parameter, i) => {
    const start = end + 1;
    end = start + parameterText(parameter).length;
    const comesPiped = isPiped && i === entry.parameters.length - 1;
    return {
      label: [start, end],
      ...(comesPiped ? { documentation: l10n.t('Given by what stands to the left of the bar.') } : {}),
    };
  });
}

/** The index of the parameter that is being written; one too many, which nothing shows, where the pipe has given the last one. */
function activeOf(entry: TemplateFunction, { argument, isPiped, written }: CallCaret): number {
  const { least, most, parameters } = entry;
  const count = Math.max(written, argument + 1, least - (isPiped ? 1 : 0)) + (isPiped ? 1 : 0);
  const parameter = count > most ? undefined : parameterOf(entry, argument, count);
  return parameter === undefined ? parameters.length : parameters.indexOf(parameter);
}
