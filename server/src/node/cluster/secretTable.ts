import type { SecretOutline } from '../../cluster/clusterClient.ts';
import { isRecord, stringOf } from './json.ts';
import { keyNamesOf, kubeObject } from './secrets.ts';

/** Asks for the table that kubectl prints: of a Secret its name, type, number of keys and age, and its metadata. No value is in it. */
export const tableOnly = 'application/json;as=Table;g=meta.k8s.io;v=v1';

/**
 * What a table with one Secret tells of it. The managed fields count as the names of its keys where they are as many as the table says.
 * Undefined where the body is no such table: whatever else it holds is passed over.
 */
export function outlineOf(json: unknown): SecretOutline | undefined {
  if (!isRecord(json) || json['kind'] !== 'Table') return undefined;
  const [row] = recordsIn(json['rows']);
  const columns = recordsIn(json['columnDefinitions']).map(({ name }) => name);
  const cells: readonly unknown[] = Array.isArray(row?.['cells']) ? row['cells'] : [];
  const cell = (name: string) => cells[columns.indexOf(name)];
  const raw = isRecord(row?.['object']) ? row['object']['metadata'] : undefined;
  const object = kubeObject(secretType, row?.['object']);
  const [type, count] = [stringOf(cell('Type')), cell('Data')];
  if (object === undefined || !isRecord(raw) || type === undefined || typeof count !== 'number') return undefined;
  const names = keyNamesOf(raw);
  return {
    metadata: object.metadata,
    type,
    count,
    keys: names?.length === count ? names : undefined,
    setsImmutable: recordsIn(raw['managedFields']).some(({ fieldsV1 }) => isRecord(fieldsV1) && 'f:immutable' in fieldsV1),
  };
}

const secretType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
