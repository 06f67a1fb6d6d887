import type { FixEdit } from '../model/finding.ts';
import { isWritten } from '../model/known.ts';

import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue, MapEntry, MapNode, YamlNode } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import { toJson } from '../syntax/resource.ts';

/**
 * What has to change in a manifest of an older apiVersion, beside the apiVersion itself, for `external-secrets.io/v1` to take it and
 * mean the same. Empty where nothing has. What cannot be told from the manifest (a removed provider) is left to the rules of v1.
 *
 * Found by comparing the CRDs: v1alpha1 had the keys of `dataFrom` without `extract` (until 0.5) and the ServiceAccount of a
 * kubernetes store one level deeper; template engine v1 and `valueMap` of the fake provider went with 0.16.
 */
export function migrationEdits(resource: ResourceNode): readonly FixEdit[] {
  const { kind } = resource;
  if (kind === 'ExternalSecret') return ofExternalSecret(resource, ['spec']);
  if (kind === 'ClusterExternalSecret') return ofExternalSecret(resource, ['spec', 'externalSecretSpec']);
  return kind === 'SecretStore' || kind === 'ClusterSecretStore' ? ofStore(resource) : [];
}

function ofExternalSecret(resource: ResourceNode, spec: Path): readonly FixEdit[] {
  const dataFrom = [...spec, 'dataFrom'];
  const bare = mappingsOf(resource, dataFrom).filter(({ node }) => has(node, 'key') && !sources.some((name) => has(node, name)));
  const wrapped = bare.map(({ path }): FixEdit => ({ at: { path, part: 'value' }, newText: 'extract', beside: 'wrap' }));
  return [...wrapped, ...withoutEngine(resource, [...spec, 'target', 'template'])];
}

/** What an item of `dataFrom` has had to have since v1beta1. */
const sources = ['extract', 'find', 'sourceRef'];

/** The only engine left is the default; a mapping is not left empty. */
function withoutEngine(resource: ResourceNode, template: Path): readonly FixEdit[] {
  const path = [...template, 'engineVersion'];
  const [node, engine] = [resource.nodeAt(template), resource.nodeAt(path)];
  if (node?.type !== 'map' || engine?.type !== 'scalar' || engine.value !== 'v1' || !isWritten(resource, path)) return [];
  return [
    node.entries.length > 1 ? { at: { path, part: 'entry' }, newText: '' } : { at: { path, part: 'value' }, newText: 'v2' },
  ];
}

function ofStore(resource: ResourceNode): readonly FixEdit[] {
  const provider = ['spec', 'provider'];
  const edits: FixEdit[] = [];
  for (const { path, node } of mappingsOf(resource, [...provider, 'fake', 'data'])) {
    const [map] = node.entries.filter(({ name }) => name === 'valueMap');
    if (map === undefined || has(node, 'value') || !isWritten(resource, [...path, 'valueMap'])) continue;
    const newText = isWhole(map.value) ? jsonValue(map) : undefined;
    if (newText !== undefined) edits.push({ at: { path: [...path, 'valueMap'], part: 'entry' }, newText });
  }
  const account = [...provider, 'kubernetes', 'auth', 'serviceAccount'];
  const node = resource.nodeAt(account);
  const nested = node?.type === 'map' && node.entries.length === 1 && !node.open && has(node, 'serviceAccount');
  const inner = [...account, 'serviceAccount'];
  if (nested && isWritten(resource, inner)) edits.push({ at: { path: inner, part: 'value' }, newText: '', beside: 'unwrap' });
  return edits;
}

/** `value` with the map as a JSON text, which is how `property` reads it. */
function jsonValue({ key, value }: MapEntry): string | undefined {
  const object = toJson(value);
  const json = JSON.stringify(object, (_, one: JsonValue) => (typeof one === 'bigint' ? String(one) : one));
  return key.style === 'double-quoted' ? `"value": ${JSON.stringify(json)}` : `value: '${json.replaceAll("'", "''")}'`;
}

/** Whether everything that a node says is written out, without templates and without what stands elsewhere. */
function isWhole(node: YamlNode): boolean {
  if (node.placeholder || node.alias !== undefined) return false;
  if (node.type === 'scalar') return true;
  if (node.open) return false;
  if (node.type === 'seq') return node.items.every(isWhole);
  return node.entries.every(({ key, merged, value }) => !merged && !key.placeholder && isWhole(value));
}

/** The items of a list that are mappings and stand where they are. */
function mappingsOf(resource: ResourceNode, list: Path): readonly { readonly path: Path; readonly node: MapNode }[] {
  const node = resource.nodeAt(list);
  if (node?.type !== 'seq') return [];
  return node.items.flatMap((item, index) => {
    const path = [...list, index];
    return item.type === 'map' && isWritten(resource, path) ? [{ path, node: item }] : [];
  });
}

function has(node: MapNode, name: string): boolean {
  return node.entries.some((entry) => entry.name === name);
}
