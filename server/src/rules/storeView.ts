import { esoGroup, groupOf } from '../model/esoKinds.ts';
import { isOpen, type Known, knownAt, writtenText } from '../model/known.ts';
import { isObject } from '../model/references.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';

/**
 * What a SecretStore or ClusterSecretStore says below one provider, read as ESO's Go types read it: what is absent is the zero
 * value. Fields are named as people write them, `auth.secretRef.accessToken`; list items by their number. Every answer may be
 * undefined: template text, a text that stands for another one, or a type that is wrong and reported as such.
 */
export interface StoreView {
  readonly resource: ResourceNode;
  /** Whether it is a ClusterSecretStore. */
  readonly cluster: boolean;
  /** The key below `spec.provider`. */
  readonly provider: string;
  /** The path of a field from the resource's root. */
  pathOf(field: string): Path;
  /** A string that is written there, even where a template decides whether it counts. */
  written(field: string): string | undefined;
  /** A string; empty where it is absent. */
  text(field: string): string | undefined;
  /** A boolean; false where it is absent. */
  flag(field: string): boolean | undefined;
  /** A number; 0 where it is absent. */
  number(field: string): number | undefined;
  /** Whether anything but null is there; undefined where that is template text, which may come to nothing. */
  has(field: string): boolean | undefined;
  /** The number of items of a list; 0 where it is absent. */
  count(field: string): number | undefined;
  /** The keys of a mapping; none where it is absent. */
  keys(field: string): readonly string[] | undefined;
}

/**
 * The store as one provider's part of it. Undefined where the resource is no store, does not use that provider, or has several: such
 * a store never gets as far as the checks of a provider.
 */
export function viewStore(resource: ResourceNode, provider: string): StoreView | undefined {
  const root: Path = ['spec', 'provider', provider];
  const providers = resource.nodeAt(['spec', 'provider']);
  if (providers?.type !== 'map') return undefined;
  // The API server drops nulls.
  const given = providers.entries.filter(({ value }) => value.placeholder || value.type !== 'scalar' || value.value !== null);
  if (given.length > 1 && !isOpen(providers)) return undefined;
  if (!isStore(resource) || resource.nodeAt(root)?.type !== 'map' || resource.isPlaceholder(root)) return undefined;
  const pathOf = (field: string): Path => [...root, ...segmentsOf(field)];
  const read = (field: string): Known => knownAt(resource, root, segmentsOf(field));
  const isClosed = (field: string): boolean => !isOpen(resource.nodeAt(pathOf(field)));
  return {
    resource,
    cluster: resource.kind === 'ClusterSecretStore',
    provider,
    pathOf,
    written: (field) => textUnlessStandIn(writtenText(resource, pathOf(field))),
    text: (field) => textUnlessStandIn(scalarOf(read(field), 'string', '')),
    flag: (field) => scalarOf(read(field), 'boolean', false),
    number(field) {
      const known = read(field);
      if (known.state === 'value' && typeof known.value === 'bigint') return Number(known.value);
      return scalarOf(known, 'number', 0);
    },
    has(field) {
      const known = read(field);
      if (known.state === 'absent') return false;
      return known.state === 'value' && !isStandIn(known.value) ? true : undefined;
    },
    count(field) {
      const known = read(field);
      if (known.state === 'absent') return 0;
      return known.state === 'value' && Array.isArray(known.value) && isClosed(field) ? known.value.length : undefined;
    },
    keys(field) {
      const known = read(field);
      if (known.state === 'absent') return [];
      const entries =
        known.state === 'value' && isObject(known.value) && isClosed(field) ? Object.entries(known.value) : undefined;
      // The API server drops nulls.
      return entries?.filter(([, value]) => value !== null).map(([key]) => key);
    },
  };
}

/** Whether a resource is a SecretStore or ClusterSecretStore, in whatever version. */
export function isStore({ apiVersion, kind }: ResourceNode): boolean {
  return (
    apiVersion !== undefined && groupOf(apiVersion) === esoGroup && (kind === 'SecretStore' || kind === 'ClusterSecretStore')
  );
}

/** Whether a text is one that the reader of an example is asked to replace: `<your-project>`. */
function isStandIn(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && /<[^<>]+>/.test(value);
}

function textUnlessStandIn(text: string | undefined): string | undefined {
  return isStandIn(text) ? undefined : text;
}

function scalarOf<T extends string | number | boolean>(
  known: Known,
  type: 'string' | 'number' | 'boolean',
  absent: T,
): T | undefined {
  if (known.state === 'absent') return absent;
  // What `type` names is the type of T, which TypeScript cannot see.
  return known.state === 'value' && typeof known.value === type ? (known.value as T) : undefined;
}

function segmentsOf(field: string): Path {
  return field === '' ? [] : field.split('.').map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
}
