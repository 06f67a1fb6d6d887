import type { CompletionItem } from 'vscode-languageserver-types';
import type { CancellationToken } from '../../cancellation.ts';
import { isEsoResource, possibleKinds } from '../../model/esoKinds.ts';
import { fieldAt } from '../../schema/fields.ts';
import { type Cursor, cursorAt } from '../../syntax/cursor.ts';
import type { ParsedDocument, ResourceNode } from '../../syntax/manifest.ts';
import { patternOf, samePath } from '../../syntax/path.ts';
import { startOfLine } from '../../syntax/text.ts';
import { quoteScalar, textStyleOf } from '../../syntax/textStyle.ts';
import type { FeatureContext, PlaceContext } from '../context.ts';
import { withoutMarkdown } from '../markdown.ts';
import { cursorInHelmText } from '../templateSite.ts';
import type { BlockStyle } from './block.ts';
import { clusterNamesSource } from './clusterNames.ts';
import { completeComment } from './commentWords.ts';
import type { CompletionList, CompletionRequest, CompletionSource, ResolveData } from './completionSource.ts';
import { fieldSource } from './fields.ts';
import { generatorNameSource } from './generatorName.ts';
import { apiVersionSource, headerKeySource, kindSource } from './header.ts';
import { toItem } from './items.ts';
import { placeOf, readingsOf } from './place.ts';
import { remoteKeySource } from './remoteKey.ts';
import { remotePropertySource } from './remoteProperty.ts';
import { remoteVersionSource } from './remoteVersion.ts';
import { secretKeySource } from './secretKey.ts';
import { skeletonSource } from './skeletons.ts';
import { storeNameSource } from './storeName.ts';
import { templateWordSource } from './templateWords.ts';
import { valueSource } from './values.ts';

/**
 * The characters behind which the list opens by itself: a blank after a colon or dash, a quote, what parts names in a vault; and in
 * templates a brace, a bar, a parenthesis and a dollar sign.
 * Not the line break: behind an empty answer to it VS Code does not ask again while the next word is typed (seen in 1.139).
 */
export const completionTriggers: readonly string[] = [' ', '/', '"', "'", '-', '.', '{', '|', '(', '$'];

/** What is offered where a document is not, or not yet, one of ESO's. */
const headerSources: readonly CompletionSource[] = [apiVersionSource, kindSource, skeletonSource, headerKeySource];

const sources: readonly CompletionSource[] = [
  ...headerSources,
  fieldSource,
  valueSource,
  storeNameSource,
  generatorNameSource,
  remoteKeySource,
  remotePropertySource,
  remoteVersionSource,
  secretKeySource,
  clusterNamesSource,
  templateWordSource,
];

/** What a schema of the kinds offers too. */
const structureSources: readonly CompletionSource[] = [apiVersionSource, kindSource, headerKeySource, fieldSource, valueSource];

/**
 * What may be written at a place of a file. Empty in documents that are not ESO's, unless they are empty or their apiVersion or kind
 * is being written. Never throws, never asks anybody anything.
 */
export async function completeAt(context: PlaceContext, token: CancellationToken): Promise<CompletionList> {
  const { file, offset } = context;
  const own = isWorthwhile(context) ? cursorAt(file, offset) : undefined;
  const found = own ?? (isWorthwhile(context) ? cursorInHelmText(file, offset) : undefined);
  if (found === undefined) return { items: [...completeComment(context)], isIncomplete: false };
  const cursor = { ...found, resource: withHeader(found) };
  const ofKind = isEsoResource(cursor.resource) ? sources : headerSources;
  const usable = (own === undefined ? [templateWordSource] : ofKind).filter(
    (source) => !context.leavesStructure || !structureSources.includes(source),
  );
  const lists = await Promise.all(
    readingsOf(context.file.text, cursor).map((reading) => listFor(context, reading, usable, token)),
  );
  const items = distinct(lists.flatMap((list) => list.items)).map((item) => forClient(item, context));
  return { items, isIncomplete: lists.some(({ isIncomplete }) => isIncomplete) };
}

/** The resource at the caret, with what is known of an apiVersion or kind that a template writes. */
function withHeader({ document: { parsed }, resource, path }: Cursor): ResourceNode {
  const written = parsed.resources.find(({ root }) => samePath(root, resource.root));
  const isTemplated = parsed.templated || written?.isPlaceholder(['apiVersion']) || written?.isPlaceholder(['kind']);
  if (written === undefined || !isTemplated || path[0] === 'apiVersion' || path[0] === 'kind') return resource;
  return { ...resource, apiVersion: written.apiVersion, kind: possibleKinds(written)[0] };
}

/** Whether to look closer. Most YAML is other tools'. */
function isWorthwhile({ file, offset }: PlaceContext): boolean {
  const { start, parsed } = file.documentAt(offset);
  const before = parsed.text.slice(0, offset - start);
  if (parsed.text.includes('external-secrets.io/') || mayBeEsos(parsed)) return true;
  const written = parsed.text.split('\n').filter((line) => !/^\s*(#|---|$)/.test(line));
  return written.length <= 2 || /(^|\n)[ -]*(apiVersion|kind)[ \t]*:[^\n]*$/.test(before);
}

/** Whether it is ESO's though a template writes the apiVersion. */
function mayBeEsos({ text, resources }: ParsedDocument): boolean {
  return /^kind:\s*["']?(Cluster)?(ExternalSecret|SecretStore|PushSecret)\b/m.test(text) && resources.some(isEsoResource);
}

async function listFor(
  context: PlaceContext,
  cursor: Cursor,
  usable: readonly CompletionSource[],
  token: CancellationToken,
): Promise<CompletionList> {
  const request = await requestOf(context, cursor);
  const results = await Promise.all(
    usable.filter((source) => source.matches(request)).map((source) => source.complete(request, token)),
  );
  const items = results.flatMap(({ suggestions, replace }) => {
    const place = replace === undefined ? request : { ...request, cursor: { ...request.cursor, replace } };
    return suggestions.map((suggestion) => toItem(place, suggestion));
  });
  return { items, isIncomplete: results.some(({ isIncomplete }) => isIncomplete) };
}

/** An item with its documentation, which is got only when the user looks at it. */
export async function resolveItem(
  context: FeatureContext,
  item: CompletionItem,
  token: CancellationToken,
): Promise<CompletionItem> {
  const data = item.data as ResolveData | undefined;
  if (typeof data !== 'object' || data === null || item.documentation !== undefined) return item;
  for (const source of sources) {
    const value = await source.document?.(data, context, token);
    if (value !== undefined && value !== '') return forClient({ ...item, documentation: { kind: 'markdown', value } }, context);
  }
  return item;
}

async function requestOf(context: PlaceContext, cursor: Cursor): Promise<CompletionRequest> {
  const { schemas, operatorVersion, file } = context;
  const { apiVersion, kind } = cursor.resource;
  const place = await placeOf(file.text, cursor, async (path) =>
    apiVersion === undefined || kind === undefined ? undefined : fieldAt(schemas, operatorVersion, apiVersion, kind, path),
  );
  return {
    ...context,
    cursor: place,
    place: patternOf(place.path),
    style: styleAt(context, cursor),
  };
}

function styleAt({ file, offset }: PlaceContext, { document, style, resource, path, part }: Cursor): BlockStyle {
  const written = textStyleOf(document.parsed);
  // A scalar that has quotes keeps them.
  const quotes =
    style === 'double-quoted' || style === 'single-quoted'
      ? ({ quote: style === 'double-quoted' ? '"' : "'", quoteAll: true } as const)
      : written;
  const before = file.text.slice(startOfLine(file.text, offset), offset).replace(/\{\{.*?\}\}/g, '');
  const owner = resource.nodeAt(part === 'key' ? path : path.slice(0, -1));
  const isFlow = owner !== undefined && owner.type !== 'scalar' && owner.flow;
  const inFlow = isFlow || /(^|[\s:,[{-])[[{][^\]}]*$/.test(before);
  // Its keys tell JSON from YAML's braces.
  const isJson = isFlow && resource.node.flow && resource.node.entries[0]?.key.style === 'double-quoted';
  const json = { quote: '"', quoteAll: true } as const;
  return {
    ...(isFlow ? { flow: isJson ? 'json' : 'yaml' } : {}),
    indent: written.indent,
    dashIndent: written.dashIndent ? written.indent : 0,
    quote: (text) => quoteScalar(text, isJson ? json : quotes, inFlow ? 'flow' : 'block'),
  };
}

/** Several sources may know the same thing: the first that was asked says it. */
function distinct(items: readonly CompletionItem[]): CompletionItem[] {
  const seen = new Set<string>();
  return items.filter(({ label, labelDetails }) => {
    const id = `${label}\n${labelDetails?.description ?? ''}`;
    return !seen.has(id) && seen.add(id);
  });
}

function forClient(item: CompletionItem, { client }: FeatureContext): CompletionItem {
  const { documentation } = item;
  if (client.markdown || documentation === undefined || typeof documentation === 'string') return item;
  return { ...item, documentation: withoutMarkdown(documentation.value) };
}
