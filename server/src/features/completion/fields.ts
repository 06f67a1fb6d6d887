import { CompletionItemKind } from 'vscode-languageserver-types';
import type { Localisation } from '../../localisation.ts';
import { fieldDocs } from '../../schema/docs.ts';
import { type ChildField, type Field, fieldAt } from '../../schema/fields.ts';
import { type Path, patternOf } from '../../syntax/path.ts';
import { fieldText, typeText } from '../fieldText.ts';
import { type BlockSetting, contentSnippet, fieldSnippet, keyText, valueSnippet } from './block.ts';
import { type CompletionRequest, type CompletionSource, nothing, type Suggestion, suggestAgain } from './completionSource.ts';
import { replacedRange, replacedText } from './items.ts';
import { withoutTabStops } from './snippet.ts';
import { startersOf, usualOrder } from './starters.ts';

/** Fields that only the API server and controllers write. */
const serverFields = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
  'status',
]);

/** The keys of a mapping, and whole blocks behind a key that has no value yet. */
export const fieldSource: CompletionSource = {
  matches: () => true,
  async complete(request) {
    const { cursor } = request;
    const field = await requestedField(request, cursor.path);
    if (field === undefined) return nothing;
    if (cursor.part === 'key') return { suggestions: await keysOf(request, field), isIncomplete: false };
    return { suggestions: await blockBehindKey(request, field), isIncomplete: false };
  },
  async document(data, { l10n, schemas }) {
    if (data.source !== 'field') return undefined;
    const docs = await fieldDocs(schemas, data.kind, data.pattern);
    return docs && fieldText(docs, l10n);
  },
};

/** What the schema says about a place of the resource at the caret, whatever version of ESO serves it. */
export async function requestedField(
  { schemas, operatorVersion, cursor }: CompletionRequest,
  path: Path,
): Promise<Field | undefined> {
  const { apiVersion, kind } = cursor.resource;
  return apiVersion === undefined || kind === undefined ? undefined : fieldAt(schemas, operatorVersion, apiVersion, kind, path);
}

async function keysOf(request: CompletionRequest, field: Field): Promise<readonly Suggestion[]> {
  const { cursor } = request;
  if (cursor.siblings.length >= (field.maxProperties ?? Number.POSITIVE_INFINITY)) return [];
  const taken = new Set(cursor.siblings);
  const offered = field.children.filter(({ name }) => !taken.has(name) && !serverFields.has(name));
  const order = usualOrder(field, cursor.resource.kind ?? '');
  const keys = await Promise.all(offered.map((child) => keySuggestion(request, field, child, order)));
  return cursor.siblings.length === 0 && typeof cursor.path.at(-1) === 'number'
    ? [...(await wholeItem(request, startersOf(field, cursor.resource.kind ?? ''))), ...keys]
    : keys;
}

/** A new item of a list with everything it begins with. */
async function wholeItem(request: CompletionRequest, order: readonly string[]): Promise<readonly Suggestion[]> {
  const { cursor, l10n } = request;
  if (order.length < 2) return [];
  const content = await contentSnippet(settingOf(request), cursor.path, cursor.column);
  // Straight in brackets an item brings its braces along.
  const isBare = request.style.flow !== undefined && cursor.resource.nodeAt(cursor.path)?.type !== 'map';
  const snippet = isBare ? `{${content}}` : content;
  const label = order.join(', ');
  const data = { source: 'field', kind: cursor.resource.kind ?? '', pattern: patternOf(cursor.path) } as const;
  return [
    {
      label,
      kind: CompletionItemKind.Snippet,
      text: withoutTabStops(snippet),
      snippet,
      sort: '00',
      detail: l10n.t('new item'),
      data,
    },
  ];
}

async function keySuggestion(
  request: CompletionRequest,
  parent: Field,
  child: ChildField,
  order: readonly string[],
): Promise<Suggestion> {
  const { cursor, client, file, l10n } = request;
  const path = [...cursor.path, child.name];
  // Before a colon that is there already the key alone is meant.
  const bare = /^[ \t]*:/.test(file.text.slice(replacedRange(request).end, replacedRange(request).end + 80));
  const snippet = bare ? undefined : await fieldSnippet(settingOf(request), path, cursor.column);
  const trigger = client.commands.triggerSuggest;
  const place = parent.path === '' ? child.name : `${parent.path}.${child.name}`;
  const isSpec = place === 'spec' && cursor.resource.kind === 'ExternalSecret';
  const wantsList = trigger !== undefined && !bare && (isSpec || opensList.test(place) || beginsWithList.test(place));
  return {
    label: child.name,
    kind: isBlock(child) ? CompletionItemKind.Module : CompletionItemKind.Property,
    text: snippet === undefined ? keyText(child.name, request.style) : withoutTabStops(snippet),
    ...(snippet === undefined ? {} : { snippet }),
    sort: sortOf(child, order),
    detail: detailOf(child, l10n),
    data: {
      source: 'field',
      kind: cursor.resource.kind ?? '',
      pattern: place,
    },
    ...(wantsList ? { command: suggestAgain(trigger, l10n) } : {}),
  };
}

/** Required fields first, then those of the order, then the rest by name. */
function sortOf({ name, required }: ChildField, order: readonly string[]): string {
  const place = order.indexOf(name);
  return `${required ? 0 : place < 0 ? 2 : 1}${String(Math.max(place, 0)).padStart(2, '0')}${name}`;
}

/** Values for which there is a list to open at once. */
const opensList =
  /(^|\.)(provider|secretStoreRef\.name|storeRef\.name|remoteRef\.(key|property|version)|extract\.(key|property|version)|secretKey)$/;

/** Blocks whose first gap is such a value. */
const beginsWithList = /(^|\.)(secretStoreRef|storeRef|remoteRef|extract)$/;

/** Behind `target: ` the block that the key wants, on its own lines. */
async function blockBehindKey(request: CompletionRequest, field: Field): Promise<readonly Suggestion[]> {
  const { cursor, style } = request;
  // Straight behind the colon comes Enter more often than a choice.
  const isWanted =
    replacedText(request) === '' && typeof cursor.path.at(-1) === 'string' && request.file.text[request.offset - 1] !== ':';
  if (!isWanted) return [];
  const setting = settingOf(request);
  if (style.flow !== undefined) {
    const label = field.type === 'array' ? '[…]' : '{…}';
    const isBlock = field.type === 'array' || field.type === 'object';
    return isBlock ? [blockSuggestion(request, field, label, await valueSnippet(setting, cursor.path), '0')] : [];
  }
  if (field.type === 'array') {
    const dash = cursor.indent + style.dashIndent;
    const content = await contentSnippet(setting, [...cursor.path, 0], dash + 2);
    return [blockSuggestion(request, field, '- …', `\n${' '.repeat(dash)}- ${content}`, '0')];
  }
  if (field.type !== 'object') return [];
  const column = cursor.indent + style.indent;
  const order = usualOrder(field, cursor.resource.kind ?? '');
  const children = field.children.filter(({ name }) => !serverFields.has(name));
  return Promise.all(
    children.map(async (child) => {
      const { name } = child;
      const snippet = `\n${' '.repeat(column)}${await fieldSnippet(setting, [...cursor.path, name], column)}`;
      return blockSuggestion(request, field, name, snippet, sortOf(child, order));
    }),
  );
}

function blockSuggestion({ cursor }: CompletionRequest, field: Field, label: string, snippet: string, sort: string): Suggestion {
  const isItem = label === '- …' || label === '[…]';
  const pattern = label === '{…}' ? field.path : isItem ? `${patternOf(cursor.path)}[]` : `${field.path}.${label}`;
  const data = { source: 'field', kind: cursor.resource.kind ?? '', pattern } as const;
  return { label, kind: CompletionItemKind.Module, text: withoutTabStops(snippet), snippet, sort, data };
}

function settingOf(request: CompletionRequest): BlockSetting {
  return { kind: request.cursor.resource.kind ?? '', style: request.style, fieldAt: (path) => requestedField(request, path) };
}

function isBlock({ type }: ChildField): boolean {
  return type === 'object' || type === 'array' || type === 'map';
}

/** `string · required`, `string · default 1h0m0s`. */
function detailOf(child: ChildField, l10n: Localisation): string {
  const simple = child.default !== undefined && child.default !== null && typeof child.default !== 'object';
  const parts = [
    typeText(child, l10n),
    child.required ? l10n.t('required') : '',
    simple ? l10n.t('default {0}', String(child.default)) : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
