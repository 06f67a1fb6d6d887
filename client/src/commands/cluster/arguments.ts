import type { ManifestTarget, ResourceAddress, SyncTarget, TreeNode } from '../../../../server/src/protocol.ts';

/*
 * What commands are called with, by CodeLenses, trees, menus and other extensions. Only names and places are taken from it; the server
 * checks them again and asks before it changes anything.
 */

/** The kinds that can be force-synced by themselves. */
const syncable: ReadonlySet<string> = new Set(['ExternalSecret', 'ClusterExternalSecret', 'PushSecret']);

/** The object that an argument names: an address, or a node of the tree that has one. */
export function resourceOf(argument: unknown): ResourceAddress | undefined {
  const { kind, name, namespace, resource } = asRecord(argument);
  if (resource !== undefined) return resourceOf(resource);
  if (!isName(kind) || !isName(name)) return undefined;
  return { kind, name, ...(isName(namespace) ? { namespace } : {}) };
}

/** The node of the tree that an argument is. */
export function nodeOf(argument: unknown): TreeNode | undefined {
  const { id, label, description, tooltip, state } = asRecord(argument);
  const isNode = [id, label, description, tooltip, state].every((value) => typeof value === 'string');
  return isNode ? (argument as TreeNode) : undefined;
}

/** The place in a manifest that an argument names: a node of the tree, or an item of a result. */
export function placeOf(argument: unknown): { readonly uri: string; readonly line: number } | undefined {
  const { uri, line } = asRecord(asRecord(argument)['place']);
  return isName(uri) && isLine(line) ? { uri, line } : undefined;
}

/** The manifests that an argument names. */
export function manifestTargetOf(argument: unknown): ManifestTarget | undefined {
  const { uris, range } = asRecord(argument);
  if (!Array.isArray(uris) || uris.length === 0 || !uris.every(isName)) return undefined;
  const [start, end] = [positionOf(asRecord(range)['start']), positionOf(asRecord(range)['end'])];
  return { uris, ...(start !== undefined && end !== undefined ? { range: { start, end } } : {}) };
}

/** What an argument says is to be force-synced: a target, an address, a node of the tree, or several of these selected. */
export function syncTargetOf(argument: unknown, selection?: unknown): SyncTarget | undefined {
  const selected = (Array.isArray(selection) ? selection : []).map(resourceOf).filter((address) => address !== undefined);
  if (selected.length > 1) return { resources: selected.filter(({ kind }) => syncable.has(kind)) };
  const { resources, manifests, store, failing } = asRecord(argument);
  if (Array.isArray(resources)) return { resources: resources.map(resourceOf).filter((address) => address !== undefined) };
  const files = manifestTargetOf(manifests) ?? manifestTargetOf(argument);
  if (files !== undefined) return { manifests: files };
  const of = resourceOf(store);
  if (of !== undefined) return { store: of };
  if (failing === true) return { failing: true };
  const address = resourceOf(argument);
  if (address === undefined) return undefined;
  return isStore(address) ? { store: address } : { resources: [address] };
}

/** Whether an address is that of a store. */
export function isStore({ kind }: ResourceAddress): boolean {
  return kind === 'SecretStore' || kind === 'ClusterSecretStore';
}

function positionOf(value: unknown): { readonly line: number; readonly character: number } | undefined {
  const { line, character } = asRecord(value);
  return isLine(line) && isLine(character) ? { line, character } : undefined;
}

function isLine(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
