import type { Hover } from 'vscode-languageserver-types';
import type { CancellationToken } from '../../cancellation.ts';
import { isEsoResource } from '../../model/esoKinds.ts';
import { remoteReferences } from '../../model/references.ts';
import { nodePathAt, type PlacedNode } from '../../syntax/nodePath.ts';
import { patternOf, samePath } from '../../syntax/path.ts';
import { entryOf } from '../../syntax/resource.ts';
import type { PlaceContext } from '../context.ts';
import { findHover } from '../findPreview.ts';
import { withoutMarkdown } from '../markdown.ts';
import { storeRefOf, storeView, storeViewAt } from '../stores.ts';
import { fieldHover } from './fieldHover.ts';
import { propertyHover, secretHover } from './secretHover.ts';
import { type PlacedText, secretUseHover } from './secretUseHover.ts';
import { storeHover } from './storeHover.ts';
import { templateHover } from './templateHover.ts';
import { versionHover } from './versionHover.ts';

/**
 * What is known of the key or value at a place, or undefined. In documents of others only of Secrets that an ExternalSecret of the
 * workspace writes. Asks nobody anything.
 */
export async function hoverAt(context: PlaceContext, token: CancellationToken): Promise<Hover | undefined> {
  const placed = nodePathAt(context.file, context.offset);
  const used = secretUseHover(context);
  const found = placed !== undefined && isEsoResource(placed.resource) ? await ownHover(context, placed, used, token) : used;
  if (found === undefined || found.text === '' || token.isCancellationRequested) return undefined;
  const { client, lines } = context;
  const { range, text } = found;
  return {
    contents: client.markdown ? { kind: 'markdown', value: text } : { kind: 'plaintext', value: withoutMarkdown(text) },
    range: { start: lines.positionAt(range.start), end: lines.positionAt(range.end) },
  };
}

/** Whether template text itself is pointed at, or what stands below such: of a field whose value a template writes the key is known. */
function isTemplateText({ resource, path, part }: PlacedNode): boolean {
  if (part === 'value') return resource.isPlaceholder(path);
  const parent = path.slice(0, -1);
  return resource.isPlaceholder(parent) || entryOf(resource.nodeAt(parent), String(path.at(-1)))?.key.placeholder === true;
}

/** In documents of ESO's. */
async function ownHover(
  context: PlaceContext,
  placed: PlacedNode,
  used: PlacedText | undefined,
  token: CancellationToken,
): Promise<PlacedText | undefined> {
  const { range } = placed;
  const word = placed.part === 'value' ? await templateHover(context, placed, token) : undefined;
  if (word !== undefined) return word;
  if (isTemplateText(placed)) return undefined;
  const value = placed.part === 'value' ? await valueHover(context, placed, token) : undefined;
  if (value !== undefined) return { text: value, range };
  if (used !== undefined) return used;
  const text = await withFindPreview(context, placed, token);
  return text === undefined ? undefined : { text, range };
}

/** A field, and above it what the `find` around it brings. */
async function withFindPreview(context: PlaceContext, placed: PlacedNode, token: CancellationToken): Promise<string | undefined> {
  const [preview, field] = await Promise.all([
    findHover(context, context.uri, placed.resource, placed.path, token),
    context.leavesStructure ? undefined : fieldHover(context, placed),
  ]);
  return preview === undefined || field === undefined ? (preview ?? field) : `${preview}\n\n---\n\n${field}`;
}

/** The places whose values name something outside the schema. */
async function valueHover(
  context: PlaceContext,
  { resource, path }: PlacedNode,
  token: CancellationToken,
): Promise<string | undefined> {
  const { uri } = context;
  const ref = storeRefOf(resource, path);
  if (ref !== undefined) return storeHover(context, await storeView(context, ref, { uri, namespace: resource.namespace }), uri);
  if (!/(remoteRef|extract)\.(key|property|version)$/.test(patternOf(path))) return undefined;
  const reference = remoteReferences(resource).find((each) => samePath(each.path, path.slice(0, -1)));
  const view = reference?.key === undefined ? undefined : await storeViewAt(context, uri, resource, path);
  if (reference?.key === undefined || view === undefined) return undefined;
  const { key, property, version } = reference;
  if (path.at(-1) === 'key') return secretHover(context, view, { ...reference, key }, { uri, resource }, token);
  if (path.at(-1) === 'version') return version === undefined ? undefined : versionHover(context, view, { key, version }, token);
  if (property === undefined || reference.metadataPolicy === 'Fetch') return undefined;
  return propertyHover(context, view, { key, property, version }, token);
}
