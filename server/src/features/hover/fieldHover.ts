import type { Localisation } from '../../localisation.ts';
import { possibleKinds } from '../../model/esoKinds.ts';
import { fieldDocs } from '../../schema/docs.ts';
import { type Field, fieldAt } from '../../schema/fields.ts';
import type { PlacedNode } from '../../syntax/nodePath.ts';
import type { FeatureContext } from '../context.ts';
import { fieldText, sourceLine, typeText } from '../fieldText.ts';
import { codeSpan } from '../markdown.ts';

/** What a field is for, as Markdown; on one of its allowed values what that value does. Undefined where nothing is known. */
export async function fieldHover(
  { l10n, schemas, operatorVersion }: FeatureContext,
  placed: PlacedNode,
): Promise<string | undefined> {
  const { resource, path, part } = placed;
  const { apiVersion } = resource;
  const [kind] = possibleKinds(resource);
  if (apiVersion === undefined || kind === undefined) return undefined;
  const field = await fieldAt(schemas, operatorVersion, apiVersion, kind, path);
  if (field === undefined) return undefined;
  const isKindName = part === 'value' && path.length === 1 && path[0] === 'kind';
  const docs = await fieldDocs(schemas, kind, isKindName ? '' : field.path);
  const node = part === 'value' ? resource.nodeAt(path) : undefined;
  const value = node?.type === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  if (isKindName && docs !== undefined) return `**${codeSpan(kind)}**\n\n${fieldText(docs, l10n)}`;
  if (value !== undefined && docs?.values !== undefined && Object.hasOwn(docs.values, value)) {
    const lines = [`**${value}** · ${field.name}`, docs.values[value] ?? '', sourceLine(docs, l10n)];
    return lines.filter((line) => line !== '').join('\n\n');
  }
  const parts = [
    heading(field, l10n),
    factsOf(field, docs?.default, l10n),
    docs === undefined ? valuesOf(field) : fieldText(docs, l10n, field.enum),
  ];
  return parts.filter((each) => each !== '').join('\n\n');
}

function heading(field: Field, l10n: Localisation): string {
  const name = field.name === '[]' ? (field.path.split('.').at(-1) ?? '') : field.name;
  const parts = [`**${codeSpan(name)}**`, typeText(field, l10n), field.required ? l10n.t('required') : ''];
  return parts.filter((part) => part !== '').join(' · ');
}

/** Default and bounds in words. */
function factsOf(field: Field, defaultInWords: string | undefined, l10n: Localisation): string {
  const { default: fallback, format, pattern, minimum, maximum, minLength, maxLength, minItems, maxItems } = field;
  const facts = [
    defaultInWords !== undefined
      ? l10n.t('Default: {0}', defaultInWords)
      : fallback === undefined
        ? ''
        : l10n.t('Default: {0}', codeSpan(shown(fallback))),
    format === undefined ? '' : l10n.t('Format: {0}', format),
    range(minimum, maximum, '{0}', l10n),
    range(minLength, maxLength, l10n.t('{0} characters'), l10n),
    range(minItems, maxItems, l10n.t('{0} items'), l10n),
    field.exactlyOneOf ? l10n.t('Exactly one of its fields') : '',
    pattern === undefined ? '' : l10n.t('Pattern: {0}', codeSpan(pattern)),
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/** `counted`: how so many are said, with the number as `{0}`. */
function range(least: number | undefined, most: number | undefined, counted: string, l10n: Localisation): string {
  const said = (number: string | number) => counted.replace('{0}', String(number));
  if (least === undefined && most === undefined) return '';
  if (least === undefined) return l10n.t('At most {0}', said(most ?? ''));
  return most === undefined ? l10n.t('At least {0}', said(least)) : said(l10n.t('{0} to {1}', least, most));
}

function valuesOf(field: Field): string {
  return (field.enum ?? []).map((value) => `- ${codeSpan(value)}`).join('\n');
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? value
    : (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? '');
}
