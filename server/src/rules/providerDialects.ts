import { phrase } from '../localisation.ts';
import type { StoreEntry } from '../model/entries.ts';
import { judgedSpecPath, mappingsIn } from '../model/externalSecret.ts';
import type { Fix, RelatedPlace } from '../model/finding.ts';
import { isAbsent, isWritten, textAt } from '../model/known.ts';
import { providerFactsOf } from '../model/providerFacts/providerFacts.ts';
import type { ProviderFacts } from '../model/providerFacts/types.ts';
import { storeRefPlaces } from '../model/storeRefs.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import { type Path, samePath } from '../syntax/path.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

/** A store that a reference means, with all that its definitions in the workspace agree on. */
export interface CertainStore {
  /** The mapping that names it. */
  readonly refPath: Path;
  readonly name: string;
  readonly facts: ProviderFacts;
  /** All stores that may be meant, at least one: overlays define a store several times. */
  readonly entries: readonly StoreEntry[];
}

/** A place that fetches, with the store that it fetches from. */
export interface Fetch {
  readonly use: 'data' | 'extract' | 'find';
  /** The item of `data` or `dataFrom`. */
  readonly item: Path;
  /** The mapping `remoteRef`, `extract` or `find`. */
  readonly path: Path;
  readonly store: CertainStore;
}

/** The stores that a resource names and whose provider is certain. */
export function certainStores(resource: ResourceNode, workspace: WorkspaceFacts): readonly CertainStore[] {
  return workspace.shared(resource, findStores);
}

function findStores(resource: ResourceNode, workspace: WorkspaceFacts): readonly CertainStore[] {
  // A kustomization that gives another namespace decides by it which SecretStore is meant.
  const namespace = workspace.isRenamed ? undefined : resource.namespace;
  return storeRefPlaces(resource).flatMap(({ path, ref }) => {
    const entries = workspace.stores(ref, namespace);
    const [facts, ...others] = entries.map((entry) => providerFactsOf(entry.resource));
    const agree = others.every((other) => other === facts);
    return facts === undefined || !agree ? [] : [{ refPath: path, name: ref.name, facts, entries }];
  });
}

/** The places of an ExternalSecret or ClusterExternalSecret that fetch from a store whose provider is certain, in the order of the text. */
export function fetches(resource: ResourceNode, workspace: WorkspaceFacts): readonly Fetch[] {
  return workspace.shared(resource, findFetches);
}

function findFetches(resource: ResourceNode, workspace: WorkspaceFacts): readonly Fetch[] {
  const spec = judgedSpecPath(resource);
  if (spec === undefined) return [];
  const stores = certainStores(resource, workspace);
  if (stores.length === 0) return [];
  return (['data', 'dataFrom'] as const).flatMap((list) =>
    mappingsIn(resource, [...spec, list]).flatMap((item) => {
      const ref = isAbsent(resource, item, ['sourceRef']) ? [...spec, 'secretStoreRef'] : [...item, 'sourceRef', 'storeRef'];
      const store = stores.find(({ refPath }) => samePath(refPath, ref));
      if (store === undefined) return [];
      const members = list === 'data' ? ([['remoteRef', 'data']] as const) : fromMembers;
      return members.flatMap(([member, use]) => {
        const path = [...item, member];
        const isThere = resource.nodeAt(path)?.type === 'map' && !resource.isPlaceholder(path);
        return isThere ? [{ use, item, path, store }] : [];
      });
    }),
  );
}

const fromMembers = [
  ['extract', 'extract'],
  ['find', 'find'],
] as const;

/** Where the PushSecret spec stands in a resource; undefined for other kinds. */
export function pushSpecPath({ kind }: ResourceNode): Path | undefined {
  if (kind === 'PushSecret') return ['spec'];
  return kind === 'ClusterPushSecret' ? ['spec', 'pushSecretSpec'] : undefined;
}

/** A text setting below `spec.provider.<provider>` that all definitions of a store agree on; undefined where they or templates do not. */
export function settingOf({ entries }: CertainStore, field: Path, byDefault: string): string | undefined {
  const [value, ...others] = entries.map(({ resource, config }) =>
    textAt(resource, ['spec', 'provider', config?.provider ?? ''], field, byDefault),
  );
  return others.every((other) => other === value) ? value : undefined;
}

/** The field below `spec.provider` that all definitions of a store have. */
export function providerOf({ entries }: CertainStore): string | undefined {
  return entries[0]?.config?.provider;
}

/** The definitions of a store, as other places of a finding. */
export function definitionsOf({ entries, name, facts }: CertainStore): readonly RelatedPlace[] {
  const message = `"${name}": ${facts.name}`;
  return entries.map((entry) => ({ entry, path: ['metadata', 'name'], part: 'value', message }));
}

/** A text as it is written in the quotes of the scalar at a path, and in double ones where it needs some. */
export function quotedLike(resource: ResourceNode, path: Path, text: string): string {
  const node = resource.nodeAt(path);
  const style = node?.type === 'scalar' ? node.style : 'plain';
  if (style === 'single-quoted') return `'${text.replaceAll("'", "''")}'`;
  const isPlain = style === 'plain' && /^[\w./\\][\w./\\:-]*$/.test(text) && !text.endsWith(':');
  return isPlain ? text : JSON.stringify(text);
}

/** The fix that writes another text in the quotes of the old one; none where that stands behind an alias or a merge. */
export function changeText(resource: ResourceNode, path: Path, text: string, preferred: boolean): readonly Fix[] {
  if (!isWritten(resource, path)) return [];
  const title = phrase('Change {0} to {1}', String(path.at(-1)), text);
  return [{ title, preferred, edits: [{ at: { path, part: 'value' }, newText: quotedLike(resource, path, text) }] }];
}
