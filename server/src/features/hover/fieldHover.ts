import { possibleKinds } from '../../model/esoKinds.ts';
import { fieldDocs } from '../../schema/docs.ts';
import { type Field, fieldAt } from '../../schema/fields.ts';
import type { PlacedNode } from '../../syntax/nodePath.ts';
import type { FeatureContext } from '../context.ts';
import { fieldText, sourceLine, typeText } from '../fieldText.ts';
import { codeSpan } from '../markdown.ts';

/** What a field is for, as Markdown; on one of its allowed values what that value does. Undefined where nothing is known. */
export async function fieldHover({ schemas, operatorVersion }: FeatureContext, placed: PlacedNode): Promise<string | undefined> {
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
  if (isKindName && docs !== undefined) return `**${codeSpan(kind)}**\n\n${fieldText(docs)}`;
  if (value !== undefined && docs?.values !== undefined && Object.hasOwn(docs.values, value)) {
    const lines = [`**${value}** · ${field.name}`, docs.values[value] ?? '', sourceLine(docs)];
    return lines.filter((line) => line !== '').join('\n\n');
  }
  const parts = [
    heading(field),
    factsOf(field, docs?.default),
    docs === undefined ? valuesOf(field) : fieldText(docs, field.enum),
  ];
  return parts.filter((each) => each !== '').join('\n\n');
}

function heading(field: Field): string {
  const name = field.name === '[]' ? (field.path.split('.').at(-1) ?? '') : field.name;
  return [`**${codeSpan(name)}**`, typeText(field), field.required ? 'required' : ''].filter((part) => part !== '').join(' · ');
}

/** Default and bounds in words. */
function factsOf(field: Field, defaultInWords: string | undefined): string {
  const { default: fallback, format, pattern, minimum, maximum, minLength, maxLength, minItems, maxItems } = field;
  const facts = [
    defaultInWords !== undefined
      ? `Default: ${defaultInWords}`
      : fallback === undefined
        ? ''
        : `Default: ${codeSpan(shown(fallback))}`,
    format === undefined ? '' : `Format: ${format}`,
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
    field.exactlyOneOf ? 'Exactly one of its fields' : '',
    pattern === undefined ? '' : `Pattern: ${codeSpan(pattern)}`,
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return '';
  if (least === undefined) return `At most ${most}${unit}`;
  return most === undefined ? `At least ${least}${unit}` : `${least} to ${most}${unit}`;
}

function valuesOf(field: Field): string {
  return (field.enum ?? []).map((value) => `- ${codeSpan(value)}`).join('\n');
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? value
    : (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? '');
}
