import { isObject } from '../../model/references.ts';
import type { ObjectMetadata } from '../clusterClient.ts';
import { member, moment, names, objects } from './json.ts';

/**
 * When the data of a Secret were last written, at the latest: the time of the managed fields that hold them, epoch milliseconds.
 * The API server moves that time whenever the same manager changes anything that it owns, be it an annotation, and ESO copies
 * annotations of an ExternalSecret without template to its Secret. So what is newer has the data as they are, and what is older need
 * not be stale.
 *
 * @param keys limits it to what writes these keys, where the managed fields tell that
 * @returns undefined where there are no managed fields for data
 */
export function lastDataWrite(metadata: ObjectMetadata, keys?: readonly string[]): number | undefined {
  const writers = objects(metadata, 'managedFields').filter((entry) => isObject(member(entry, 'fieldsV1', 'f:data')));
  const ofKeys = writers.filter((entry) => names(entry, 'fieldsV1', 'f:data').some((field) => keys?.includes(field.slice(2))));
  const times = (ofKeys.length > 0 ? ofKeys : writers).flatMap((entry) => moment(entry, 'time') ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}
