import type { ParsedDocument, ResourceNode } from '../syntax/manifest.ts';
import type { KeyUse, ObjectEntry, StoreEntry } from './entries.ts';
import { generatorsGroup, groupOf, isEsoResource } from './esoKinds.ts';
import { nameText } from './mentions/names.ts';
import { secretNamePath } from './mentions/secretName.ts';
import { remoteReferences } from './references.ts';
import { storeConfigOf } from './storeConfig.ts';
import { writtenSecretOf } from './targetSecret.ts';

/** An object with the keys under which the workspace index files it. */
export interface Filed {
  /** The document that has it. */
  readonly parsed: ParsedDocument;
  readonly entry: ObjectEntry;
  readonly store: StoreEntry | undefined;
  readonly uses: readonly KeyUse[];
  readonly keys: readonly string[];
}

/** The key under which objects of a kind and name are filed. */
export function objectKey(kind: string, name: string): string {
  return `object ${kind}/${name}`;
}

/** The key under which the ExternalSecrets are filed that write the Secret of a name. */
export function targetKey(secret: string): string {
  return `target ${secret}`;
}

/** The key under which the ExternalSecrets and ClusterExternalSecrets are filed that may write the Secret of a name. */
export function makerKey(secret: string): string {
  return `maker ${secret}`;
}

/** Changes with any store. */
export const storesKey = 'stores';

/** The key under which all generators are filed. */
export const generatorsKey = 'generators';

/** Changes with any kustomization. */
export const kustomizationsKey = 'kustomizations';

/** Changes when the index becomes complete. */
export const completeKey = 'complete';

/** The kinds that are not ESO's and are filed all the same: ESO reads and writes them. */
const neighbours: ReadonlySet<string> = new Set(['Secret', 'ServiceAccount', 'ConfigMap']);

const mayBeFiled = new RegExp(String.raw`external-secrets\.io|\b(?:${[...neighbours].join('|')})\b`);

/** Whether a document may hold objects that are filed, by its text alone. */
export function mayHoldFiled({ text }: ParsedDocument): boolean {
  return mayBeFiled.test(text);
}

/** What of an object is filed, and under which keys; none for objects of other kinds. */
export function filedObject(uri: string, resource: ResourceNode, parsed: ParsedDocument): Filed {
  const { apiVersion, kind, name, namespace } = resource;
  const entry = { uri, resource, namespace };
  const isOurs = isEsoResource(resource);
  if (kind === undefined || !(isOurs || (apiVersion === 'v1' && neighbours.has(kind))))
    return { parsed, entry, store: undefined, uses: [], keys: [] };
  const store: StoreEntry | undefined =
    isOurs && name !== undefined && (kind === 'SecretStore' || kind === 'ClusterSecretStore')
      ? { ...entry, kind, name, config: storeConfigOf(resource) }
      : undefined;
  const uses = isOurs && name !== undefined ? remoteReferences(resource).map((reference) => ({ uri, resource, reference })) : [];
  const target = isOurs ? writtenSecretOf(resource) : undefined;
  const keys = [
    ...(store === undefined ? [] : [storesKey]),
    ...(isGenerator(resource) ? [generatorsKey] : []),
    ...nameKeys(resource, kind),
    ...(target === undefined ? [] : [targetKey(target)]),
    ...new Set(uses.flatMap(({ reference }) => (reference.key === undefined ? [] : [useKey(reference.key)]))),
  ];
  return { parsed, entry: store ?? entry, store, uses, keys };
}

/** Whether an object can be named by a `generatorRef`. The operator keeps its own books as GeneratorStates. */
function isGenerator({ apiVersion, kind, name }: ResourceNode): boolean {
  return groupOf(apiVersion ?? '') === generatorsGroup && name !== undefined && kind !== 'GeneratorState';
}

/** The keys for the names that an object has and gives. */
function nameKeys(resource: ResourceNode, kind: string): readonly string[] {
  const name = nameText(resource, ['metadata', 'name']);
  const path = secretNamePath(resource)?.path;
  const made = path && nameText(resource, path);
  return [...(name === undefined ? [] : [objectKey(kind, name)]), ...(made === undefined ? [] : [makerKey(made)])];
}

/** The key under which the objects are filed that fetch a key from whatever store. */
export function useKey(key: string): string {
  return `use ${key}`;
}
