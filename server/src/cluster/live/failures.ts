import { ageOf } from '../../age.ts';
import { type CancellationToken, neverCancelled } from '../../cancellation.ts';
import type { Clock } from '../../host.ts';
import type { ClusterConnection } from '../clusterClient.ts';
import { esoGroup } from '../eso.ts';
import { isFailure, type LastEvent, lastEvents } from '../sync/events.ts';
import type { LiveRecord } from './liveRecord.ts';

/** Milliseconds for which an event is taken for the last one: an object that fails in another way need not change. */
const lifetime = 300_000;
/** How many objects are remembered, and asked about within a lifetime: files may hold thousands that fail for one reason. */
const most = 200;

/** What the operator said last about objects that fail. */
export interface Failures {
  /**
   * The last event about the failure; undefined where there is none of this failure, where the login may not list events, and where
   * too many others were asked about. One request an object.
   */
  of(record: LiveRecord, token: CancellationToken): Promise<LastEvent | undefined>;
}

/** Reads events on demand, and keeps them until the object changes, for five minutes at most. */
export function createFailures(connection: ClusterConnection, clock: Clock): Failures {
  const known = new Map<
    string,
    { readonly version: string; readonly asOf: number; readonly events: Promise<readonly LastEvent[]> }
  >();

  async function eventsOf({ kind, namespace, name }: LiveRecord): Promise<readonly LastEvent[]> {
    const type = await connection.resourceType(esoGroup, kind, undefined, neverCancelled);
    if (type.outcome !== 'done' || type.value === undefined) return [];
    return lastEvents(connection, { type: type.value, namespace, name }, neverCancelled);
  }

  return {
    async of(record, token) {
      const key = `${record.kind}/${record.namespace ?? ''}/${record.name}`;
      const isFresh = (asOf: number) => ageOf(clock, asOf) < lifetime;
      let entry = known.get(key);
      if (entry === undefined || entry.version !== record.resourceVersion || !isFresh(entry.asOf)) {
        known.delete(key);
        const [oldest] = known;
        if (known.size >= most && oldest !== undefined) {
          if (isFresh(oldest[1].asOf)) return undefined;
          known.delete(oldest[0]);
        }
        entry = { version: record.resourceVersion, asOf: clock.now(), events: eventsOf(record) };
        known.set(key, entry);
      }
      const event = (await entry.events).find(isFailure);
      return token.isCancellationRequested || event === undefined || !isOfThisFailure(event, record) ? undefined : event;
    },
  };
}

/** Whether an event is not older than the state that it is to explain. Both times are the cluster's, to the second. */
function isOfThisFailure({ at }: LastEvent, { conditions }: LiveRecord): boolean {
  const since = conditions.find(({ type }) => type === 'Ready')?.since;
  return since === undefined || at + 5_000 >= since;
}
