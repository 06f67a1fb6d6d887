import { CompletionItemKind } from 'vscode-languageserver-types';
import { fieldDocs } from '../../schema/docs.ts';
import { optionsOf, writeOption } from './block.ts';
import { type CompletionSource, nothing, type Suggestion } from './completionSource.ts';
import { requestedField } from './fields.ts';
import { usualValues } from './usualValues.ts';

/** Values that the schema closes or suggests: enums with what each does, `true` and `false`, the default. */
export const valueSource: CompletionSource = {
  matches: ({ cursor, place }) => cursor.part === 'value' && place !== 'apiVersion' && place !== 'kind',
  async complete(request) {
    const field = await requestedField(request, request.cursor.path);
    const { kind } = request.cursor.resource;
    if (field === undefined || kind === undefined) return nothing;
    const fallback = typeof field.default === 'string' || typeof field.default === 'number' ? [String(field.default)] : [];
    const options = optionsOf(field);
    const others = [...fallback.filter((option) => option !== ''), ...usualValues(request.place, kind)];
    const offered = options.length > 0 ? options : others;
    if (offered.length === 0) return nothing;
    const docs = await fieldDocs(request.schemas, kind, field.path);
    const values = docs?.values ?? {};
    const suggestions = offered.map(
      (option, i): Suggestion => ({
        label: option,
        kind: options.length > 0 ? CompletionItemKind.EnumMember : CompletionItemKind.Value,
        text: writeOption(field, option, request.style),
        sort: `0${String(i).padStart(3, '0')}`,
        ...(option === String(field.default) ? { detail: request.l10n.t('default') } : {}),
        ...(Object.hasOwn(values, option) ? { documentation: values[option] ?? '' } : {}),
      }),
    );
    return { suggestions, isIncomplete: false };
  },
};
