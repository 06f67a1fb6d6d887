import type { CancellationToken } from '../../cancellation.ts';
import type { Localisation } from '../../localisation.ts';
import { valueAt } from '../../model/references.ts';
import { relativeTime } from '../../model/relativeTime.ts';
import type { ClusterConnection, KubeObject, ObjectRef } from '../clusterClient.ts';
import { eventType, textAt } from './objects.ts';
import { operatorText } from './operatorText.ts';

/** An event about an object, reduced to what is shown. */
export interface LastEvent {
  /** `UpdateFailed`, `Updated`, `Errored`, `Valid` … */
  readonly reason: string;
  /** Plain text, without what may quote a value. */
  readonly message: string;
  /** When it was seen last: epoch milliseconds by the clock of the cluster, to the second; 0 where it says nothing. */
  readonly at: number;
  /** How often it was seen. */
  readonly count: number;
  readonly warning: boolean;
}

/** The last ten events about an object, newest first; none where there are none, or the login may not list events. */
export async function lastEvents(
  connection: ClusterConnection,
  ref: ObjectRef,
  token: CancellationToken,
): Promise<readonly LastEvent[]> {
  const listed = await connection.list(eventType, eventScope(ref), token);
  return listed.outcome === 'done' ? newestFirst(listed.value).slice(0, 10) : [];
}

/** The events of one object. Those about objects without a namespace are kept in `default`. */
export function eventScope({ type, namespace, name }: ObjectRef): { readonly namespace: string; readonly fieldSelector: string } {
  return {
    namespace: namespace ?? 'default',
    fieldSelector: `involvedObject.kind=${type.kind},involvedObject.name=${name}`,
  };
}

/** Events as an API server has them, reduced, newest first. Within one second, the finest that they tell, the last one written is. */
export function newestFirst(events: readonly KubeObject[]): readonly LastEvent[] {
  const written = (event: KubeObject) => Number(event.metadata['resourceVersion']) || 0;
  return events
    .map((event) => ({ event: reduceEvent(event), written: written(event) }))
    .sort((a, b) => b.event.at - a.event.at || b.written - a.written)
    .map(({ event }) => event);
}

/**
 * A core/v1 Event. Repeated ones are not new objects: `count` and `lastTimestamp` move, or `series` where it was written through
 * events.k8s.io. From the eleventh similar one in ten minutes on the message begins with `(combined from similar events): `.
 */
export function reduceEvent(event: KubeObject): LastEvent {
  const times = [
    ['series', 'lastObservedTime'],
    ['lastTimestamp'],
    ['eventTime'],
    ['firstTimestamp'],
    ['metadata', 'creationTimestamp'],
  ];
  const time = times.map((path) => textAt(event, path)).find((text) => text !== '');
  const count = valueAt(event, ['series', 'count']) ?? event['count'];
  return {
    reason: operatorText(textAt(event, ['reason']), 60),
    message: operatorText(textAt(event, ['message']).replace(/^\(combined from similar events\): /, '')),
    at: time === undefined ? 0 : Date.parse(time) || 0,
    count: typeof count === 'number' ? count : 1,
    warning: event['type'] === 'Warning',
  };
}

/** The last event in a sentence: `Last event: UpdateFailed, 4 min ago, seen 7 times: …`. `now` in epoch milliseconds. */
export function describeEvent(event: LastEvent | undefined, now: number, l10n: Localisation): string {
  if (event === undefined) return l10n.t('There is no event about it.');
  const times = event.count > 1 ? l10n.t(', seen {0} times', event.count) : '';
  // The clock of the cluster may be ahead of this one's.
  return l10n.t(
    'Last event: {0}, {1}{2}: {3}.',
    event.reason,
    relativeTime(Math.min(event.at, now), now, l10n),
    times,
    withoutStop(event.message),
  );
}

/** Whether an event says that the operator tried and did not succeed. Maintenance warnings about stores are not that. */
export function isFailure({ reason }: LastEvent): boolean {
  return failures.has(reason);
}

const failures = new Set(['UpdateFailed', 'Errored', 'InvalidProviderConfig', 'ValidationUnknown', 'SourceDeleted']);

/** A text without its full stop, to end a sentence with. */
export function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, '');
}
