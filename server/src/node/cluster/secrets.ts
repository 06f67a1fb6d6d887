import { createHmac } from 'node:crypto';
import type { KubeObject, ObjectMetadata, ResourceType, SecretDigest } from '../../cluster/clusterClient.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { isRecord, stringOf } from './json.ts';

/** Whether objects of the type are Kubernetes Secrets, of which only metadata may be asked for. */
export function isSecret({ group, resource }: ResourceType): boolean {
  return group === '' && resource === 'secrets';
}

/** The annotations of a Secret whose values are kept: those of tools that say who manages it. Any other might hold what is secret. */
const knownAnnotations =
  /^(reconcile\.external-secrets\.io\/|argocd\.argoproj\.io\/|(kustomize|helm)\.toolkit\.fluxcd\.io\/|meta\.helm\.sh\/|kubernetes\.io\/service-account\.)/;

/** Holds the values themselves. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as the API server gave it, with its kind, which listings leave out. Of a Secret only the metadata are kept, whatever the
 * server has sent. Undefined where it is no object with a name.
 */
export function kubeObject(type: ResourceType, value: unknown): KubeObject | undefined {
  if (!isRecord(value) || !isRecord(value['metadata']) || !isNamed(value['metadata'])) return undefined;
  const head = { apiVersion: type.group === '' ? type.version : `${type.group}/${type.version}`, kind: type.kind };
  const metadata = value['metadata'] as ObjectMetadata;
  return isSecret(type) ? { ...head, metadata: secretMetadata(metadata) } : { ...(value as JsonObject), ...head, metadata };
}

/** No API server has objects of other names: such a text would pass for more than a name where it is shown, or in a path. */
function isNamed({ name, namespace }: Readonly<Record<string, unknown>>): boolean {
  const isName = (text: unknown) => typeof text === 'string' && /^[^\p{C}\p{Z}/%]{1,253}$/u.test(text);
  return isName(name) && (namespace === undefined || namespace === '' || isName(namespace));
}

/**
 * Metadata of a Secret: of the managed fields only which keys were written when, and with the values of known annotations only; other
 * annotations keep their names.
 */
function secretMetadata(metadata: ObjectMetadata): ObjectMetadata {
  const { managedFields, annotations, ...rest } = metadata;
  const writes = Array.isArray(managedFields) ? managedFields.filter(isRecord).flatMap(dataWrite) : [];
  return {
    ...rest,
    name: metadata.name,
    ...(writes.length > 0 ? { managedFields: writes } : {}),
    ...(isRecord(annotations) ? { annotations: withoutValues(annotations) } : {}),
  };
}

function dataWrite({ time, fieldsV1 }: Readonly<Record<string, unknown>>): JsonObject[] {
  const data = isRecord(fieldsV1) ? fieldsV1['f:data'] : undefined;
  if (!isRecord(data)) return [];
  const keys = Object.fromEntries(Object.keys(data).map((name) => [name, {}]));
  return [{ ...(typeof time === 'string' ? { time } : {}), fieldsV1: { 'f:data': keys } }];
}

function withoutValues(annotations: Readonly<Record<string, unknown>>): JsonObject {
  const kept = Object.entries(annotations).filter(([name]) => name !== lastApplied);
  return Object.fromEntries(kept.map(([name, value]) => [name, knownAnnotations.test(name) ? String(value) : '']));
}

/**
 * The names of a Secret's keys by the managed fields of its metadata, sorted: the API server notes there who wrote which key, and takes
 * out what no longer exists. Undefined where there are none, as of objects that were written before Kubernetes 1.18.
 */
export function keyNamesOf(metadata: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const managed = Array.isArray(metadata['managedFields']) ? metadata['managedFields'].filter(isRecord) : [];
  const fields = managed.map((entry) => entry['fieldsV1']).filter(isRecord);
  if (fields.length === 0) return undefined;
  const sets = fields.flatMap((each) => [each['f:data'], each['f:stringData']]).filter(isRecord);
  const names = sets.flatMap((set) => Object.keys(set)).filter((name) => name.startsWith('f:'));
  return [...new Set(names.map((name) => name.slice(2)))].filter(isKeyName).sort();
}

/** As the API server checks them (validation.IsConfigMapKey). */
function isKeyName(name: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(name);
}

/**
 * Reduces a whole Secret to sizes and salted digests, and overwrites the body and every decoded value. Undefined where the body is no
 * Secret.
 */
export function digestOf(body: Buffer, salt: Uint8Array): SecretDigest | undefined {
  let secret: unknown;
  try {
    secret = JSON.parse(body.toString('utf8'));
  } catch {
    // The engine's words would quote the values.
    return undefined;
  } finally {
    body.fill(0);
  }
  if (!isRecord(secret) || !isRecord(secret['metadata']) || !isNamed(secret['metadata'])) return undefined;
  const data = isRecord(secret['data']) ? secret['data'] : {};
  const keys = Object.entries(data).flatMap(([name, value]) => {
    if (!isKeyName(name)) return [];
    const decoded = Buffer.from(stringOf(value) ?? '', 'base64');
    const digest = createHmac('sha256', salt).update(decoded).digest('base64');
    const bytes = decoded.length;
    decoded.fill(0);
    return [{ name, bytes, digest }];
  });
  return {
    metadata: secretMetadata(secret['metadata'] as ObjectMetadata),
    type: stringOf(secret['type']) ?? 'Opaque',
    immutable: secret['immutable'] === true,
    keys: keys.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
