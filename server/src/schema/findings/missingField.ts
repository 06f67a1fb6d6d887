import type { Finding } from '../../model/finding.ts';
import type { Path } from '../../syntax/path.ts';
import { type Judged, listNames, wholePath } from './judged.ts';

/**
 * One finding for all that an object lacks, on the object's key; where a field is written without a value, on that field.
 * Kubernetes: `spec.data[0].remoteRef.key: Required value`.
 */
export function missingFields(judged: Judged, path: Path, fields: readonly string[]): Finding {
  const empty = fields.find((field) => judged.resource.nodeAt([...path, field]) !== undefined);
  const at = { path: empty === undefined ? path : [...path, empty], part: 'key' } as const;
  const verb = empty !== undefined && fields.length === 1 ? 'has no value' : fields.length === 1 ? 'is missing' : 'are missing';
  const it = fields.length === 1 ? 'it' : 'them';
  const message = `${listNames(fields)} ${verb} in ${wholePath(judged, path)}: the API server refuses the manifest without ${it}.`;
  return { rule: 'missing-field', severity: 'error', at, message };
}
