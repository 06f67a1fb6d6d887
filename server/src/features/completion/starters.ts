import type { Field } from '../../schema/fields.ts';

/**
 * What a person nearly always writes first in a block, beyond what its schema requires. Keyed by the end of the block's path as
 * `patternOf` writes it; names that the schema at hand does not have are passed over, so the table serves all ESO versions.
 */
const starters: Readonly<Record<string, readonly string[]>> = {
  '': ['apiVersion', 'kind', 'metadata', 'spec'],
  metadata: ['name'],
  secretStoreRef: ['name', 'kind'],
  storeRef: ['name', 'kind'],
  'secretStoreRefs[]': ['name', 'kind'],
  externalSecretSpec: ['secretStoreRef', 'target', 'data'],
  'data[]': ['secretKey', 'remoteRef'],
  match: ['secretKey', 'remoteRef'],
  remoteRef: ['key', 'remoteKey', 'property'],
  extract: ['key'],
  'dataFrom[]': ['extract'],
  find: ['name'],
  'find.name': ['regexp'],
  target: ['name'],
  'rewrite[]': ['regexp'],
  generatorRef: ['apiVersion', 'kind', 'name'],
  selector: ['secret'],
  'selector.secret': ['name'],
  namespaceSelector: ['matchLabels'],
  'namespaceSelectors[]': ['matchLabels'],
  'fake.data[]': ['key', 'value'],
  'provider.aws': ['service', 'region', 'auth'],
  'aws.auth': ['jwt'],
  'aws.auth.jwt': ['serviceAccountRef'],
  'aws.auth.secretRef': ['accessKeyIDSecretRef', 'secretAccessKeySecretRef'],
  'provider.azurekv': ['vaultUrl', 'authType', 'serviceAccountRef'],
  'azurekv.authSecretRef': ['clientId', 'clientSecret'],
  'provider.gcpsm': ['projectID', 'auth'],
  'gcpsm.auth': ['workloadIdentity'],
  'gcpsm.auth.workloadIdentity': ['serviceAccountRef'],
  'provider.vault': ['server', 'path', 'version', 'auth'],
  'vault.auth': ['kubernetes'],
  'vault.auth.kubernetes': ['mountPath', 'role', 'serviceAccountRef'],
  'provider.openBao': ['server', 'path', 'version', 'auth'],
  'openBao.auth': ['kubernetes'],
  'openBao.auth.kubernetes': ['mountPath', 'role', 'serviceAccountRef'],
  'provider.kubernetes': ['remoteNamespace', 'server', 'auth'],
  'provider.kubernetes.auth': ['serviceAccount'],
  'kubernetes.server': ['url', 'caProvider'],
};

/** What comes next often enough to stand before the rest of a list, but is not written out unasked. */
const usual: Readonly<Record<string, readonly string[]>> = {
  metadata: ['namespace', 'labels', 'annotations'],
  target: ['creationPolicy', 'deletionPolicy', 'template'],
  'target.template': ['type', 'data', 'metadata'],
  'spec.provider': ['aws', 'azurekv', 'gcpsm', 'vault', 'kubernetes', 'openBao', 'fake'],
};

/** The starters of the kinds whose whole spec would otherwise not be told apart. */
const specStarters: Readonly<Record<string, readonly string[]>> = {
  ExternalSecret: ['secretStoreRef', 'target', 'data'],
  ClusterExternalSecret: ['namespaceSelectors', 'externalSecretSpec'],
  PushSecret: ['secretStoreRefs', 'selector', 'data'],
  SecretStore: ['provider'],
  ClusterSecretStore: ['provider'],
};

/**
 * The fields with which a new block begins: the required ones in the schema's order, then the starters.
 *
 * @param kind the kind of the resource, which tells one `spec` from another
 */
export function startersOf(field: Field, kind: string): readonly string[] {
  const wanted = field.path === 'spec' ? (specStarters[kind] ?? []) : (tableEntry(field.path) ?? reference(field));
  const known = wanted.filter((name) => has(field, name));
  const required = field.children.filter((child) => child.required && !known.includes(child.name)).map(({ name }) => name);
  // The table's order is the one people write; a required field that it does not know comes first.
  return [...required, ...known].slice(0, field.maxProperties ?? Number.POSITIVE_INFINITY);
}

/** The fields of a block in the order in which people want them, as far as there is one: the starters, then what is usual. */
export function usualOrder(field: Field, kind: string): readonly string[] {
  const starting = startersOf(field, kind);
  return [...starting, ...(tableEntry(field.path, usual) ?? []).filter((name) => has(field, name) && !starting.includes(name))];
}

function tableEntry(
  pattern: string,
  table: Readonly<Record<string, readonly string[]>> = starters,
): readonly string[] | undefined {
  const segments = pattern.split('.');
  for (let i = Math.max(0, segments.length - 4); i < segments.length; i++) {
    const end = segments.slice(i).join('.');
    if (Object.hasOwn(table, end)) return table[end];
  }
  return undefined;
}

/** A reference to a key of a Kubernetes Secret requires nothing by its schema, yet is no use without both. */
function reference(field: Field): readonly string[] {
  return has(field, 'name') && has(field, 'key') ? ['name', 'key'] : [];
}

function has(field: Field, name: string): boolean {
  return field.children.some((child) => child.name === name);
}
