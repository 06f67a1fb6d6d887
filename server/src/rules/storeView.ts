import { esoGroup, groupOf } from '../model/esoKinds.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { MapNode, YamlNode } from '../syntax/node.ts';
import type { Path, PathSegment } from '../syntax/path.ts';

/**
 * What a SecretStore or ClusterSecretStore says below one provider, read as ESO's Go types read it: what is absent is the zero
 * value. Fields are named as people write them, `auth.secretRef.accessToken`; list items by their number. Every answer may be
 * undefined: template text, or a type that is wrong and reported as such.
 */
export interface StoreView {
  readonly resource: ResourceNode;
  /** Whether it is a ClusterSecretStore. */
  readonly cluster: boolean;
  /** The key below `spec.provider`. */
  readonly provider: string;
  /** The path of a field from the resource's root. */
  pathOf(field: string): Path;
  /** A string; empty where it is absent. */
  text(field: string): string | undefined;
  /** A boolean; false where it is absent. */
  flag(field: string): boolean | undefined;
  /** A number; 0 where it is absent. */
  number(field: string): number | undefined;
  /** Whether anything but null is written there. */
  has(field: string): boolean | undefined;
  /** The number of items of a list; 0 where it is absent. */
  count(field: string): number | undefined;
  /** The keys of a mapping; none where it is absent. */
  keys(field: string): readonly string[] | undefined;
}

/** The store as one provider's part of it, or undefined where the resource is no store or does not use that provider. */
export function viewStore(resource: ResourceNode, provider: string): StoreView | undefined {
  const root: Path = ['spec', 'provider', provider];
  const node = resource.nodeAt(root);
  if (!isStore(resource) || node?.type !== 'map' || resource.isPlaceholder(root)) return undefined;
  const pathOf = (field: string): Path => [...root, ...segmentsOf(field)];
  const read = (field: string): Reading => readingOf(node, segmentsOf(field));
  return {
    resource,
    cluster: resource.kind === 'ClusterSecretStore',
    provider,
    pathOf,
    text: (field) => scalarAt(read(field), 'string', ''),
    flag: (field) => scalarAt(read(field), 'boolean', false),
    number: (field) => scalarAt(read(field), 'number', 0),
    has(field) {
      const reading = read(field);
      return reading === 'unknown' ? undefined : reading !== 'absent';
    },
    count(field) {
      const reading = read(field);
      if (typeof reading === 'string') return reading === 'absent' ? 0 : undefined;
      return reading.type === 'seq' && !reading.open ? reading.items.length : undefined;
    },
    keys(field) {
      const reading = read(field);
      if (typeof reading === 'string') return reading === 'absent' ? [] : undefined;
      return reading.type === 'map' && !isOpen(reading) ? reading.entries.map(({ name }) => name) : undefined;
    },
  };
}

/** Whether a resource is a SecretStore or ClusterSecretStore, in whatever version. */
export function isStore({ apiVersion, kind }: ResourceNode): boolean {
  return (
    apiVersion !== undefined &&
    groupOf(apiVersion) === esoGroup &&
    (kind === 'SecretStore' || kind === 'ClusterSecretStore')
  );
}

/**
 * Whether a text stands for another one that some tool puts in its place before Kubernetes sees it, or that a reader is asked to:
 * `${VAR}`, `$(VAR)`, `<% x %>`, `{{ x }}`, `<your-project>`.
 */
export function isStandIn(text: string): boolean {
  return /\$[({]|<[^<>]+>|\{\{/.test(text);
}

type Reading = YamlNode | 'absent' | 'unknown';

function readingOf(root: MapNode, segments: Path): Reading {
  let node: YamlNode = root;
  for (const segment of segments) {
    const next = childOf(node, segment);
    if (typeof next === 'string') return next;
    if (next.placeholder) return 'unknown';
    if (next.type === 'scalar' && next.value === null) return 'absent';
    node = next;
  }
  return node;
}

function childOf(node: YamlNode, segment: PathSegment): Reading {
  if (node.type === 'seq' && typeof segment === 'number') return node.items[segment] ?? 'unknown';
  if (node.type !== 'map') return 'unknown';
  const entry = node.entries.filter(({ name }) => name === segment).at(-1);
  return entry?.value ?? (isOpen(node) ? 'unknown' : 'absent');
}

/** Whether template text may add entries to a mapping: as lines of its own, or in place of a key. */
function isOpen(node: MapNode): boolean {
  return node.open || node.entries.some(({ key }) => key.placeholder);
}

function scalarAt<T extends string | number | boolean>(
  reading: Reading,
  type: 'string' | 'number' | 'boolean',
  absent: T,
): T | undefined {
  if (typeof reading === 'string') return reading === 'absent' ? absent : undefined;
  if (reading.type !== 'scalar' || typeof reading.value !== type) return undefined;
  return typeof reading.value === 'string' && isStandIn(reading.value) ? undefined : (reading.value as T);
}

function segmentsOf(field: string): Path {
  return field === '' ? [] : field.split('.').map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
}
