import type { ParsedDocument, ResourceNode } from '../syntax/manifest.ts';

/** The API group of the main kinds. */
export const esoGroup = 'external-secrets.io';

/** The API group of the generators. */
export const generatorsGroup = 'generators.external-secrets.io';

/** The group part of an apiVersion: empty for the core group (`v1`). */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Whether an apiVersion is one of ESO's groups, whatever its version. */
export function isEsoApiVersion(apiVersion: string | undefined): boolean {
  return apiVersion !== undefined && (groupOf(apiVersion) === esoGroup || groupOf(apiVersion) === generatorsGroup);
}

const MAIN_KINDS = /^(?:Cluster)?(?:ExternalSecret|SecretStore|PushSecret)$/;

const NEARLY = /^(?:generators?\.)?external[-_.]?secrets?\.(?:io|com|dev|org)$/i;

/** Whether a resource is of one of our kinds and of a group that is a slip of ours: `external-secret.io`, `externalsecrets.io`. */
export function isOfMisspeltGroup({ apiVersion, kind }: ResourceNode): boolean {
  return !isEsoApiVersion(apiVersion) && NEARLY.test(groupOf(apiVersion ?? '')) && MAIN_KINDS.test(kind ?? '');
}

/** Whether we may speak about a resource: those of ESO's groups are ours, all others belong to other tools. */
export function isEsoResource(resource: ResourceNode): boolean {
  return isEsoApiVersion(resource.apiVersion);
}

/**
 * Whether we may speak about a document. One whose YAML is too broken for its resources to be seen is still ours when a line says
 * so at its root.
 */
export function isEsoDocument(parsed: ParsedDocument): boolean {
  if (parsed.resources.length > 0) return parsed.resources.some(isEsoResource);
  return /^apiVersion:[ \t]*["']?(generators\.)?external-secrets\.io\//m.test(parsed.text);
}

/** Whether anything may be said of a document: it is ours, or would be but for a slip. */
export function mayBeSaid(parsed: ParsedDocument): boolean {
  return isEsoDocument(parsed) || parsed.resources.some(isOfMisspeltGroup);
}

const STORES = ['SecretStore', 'ClusterSecretStore'];
const EXTERNAL_SECRETS = ['ExternalSecret', 'ClusterExternalSecret'];
const PUSH_SECRETS = ['PushSecret', 'ClusterPushSecret'];

/** What of a spec tells the kind, which a template writes. */
const TELLING: readonly (readonly [field: string, kinds: readonly string[]])[] = [
  ['provider', STORES],
  ['externalSecretSpec', ['ClusterExternalSecret']],
  ['pushSecretSpec', ['ClusterPushSecret']],
  ['secretStoreRefs', ['PushSecret']],
  ['secretStoreRef', ['ExternalSecret']],
  ['dataFrom', ['ExternalSecret']],
];

/**
 * The kinds that a resource may be of, likeliest first: the one that is written; where a template writes it, those that the text of the
 * template names, else those that have such a spec. Empty where nothing tells.
 */
export function possibleKinds(resource: ResourceNode): readonly string[] {
  if (resource.kind !== undefined) return [resource.kind];
  const written = resource.nodeAt(['kind']);
  if (written?.type !== 'scalar' || !written.placeholder) return [];
  // `{{ if .Values.wide }}Cluster{{ end }}SecretStore`: where one is named, the other is near.
  const named = [STORES, EXTERNAL_SECRETS, PUSH_SECRETS].filter((kinds) => String(written.value).includes(kinds[0] as string));
  if (named.length === 1) return named[0] as readonly string[];
  return TELLING.find(([field]) => resource.nodeAt(['spec', field]) !== undefined)?.[1] ?? [];
}
