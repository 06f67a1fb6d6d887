import { ageOf } from '../../age.ts';
import { type CancellationToken, neverCancelled } from '../../cancellation.ts';
import type { Consumer } from '../../clusterProtocol.ts';
import type { Clock } from '../../host.ts';
import type { LiveCluster } from './liveCluster.ts';

/** Who uses a Secret, as far as one can see. */
export interface FoundConsumers {
  readonly consumers: readonly Consumer[];
  /** What could not be looked at, and why; sentences. */
  readonly unseen: readonly string[];
}

/** Looks for the users of a Secret; asked when its node is expanded. */
export type FindConsumers = (namespace: string, secretName: string, token: CancellationToken) => Promise<FoundConsumers>;

/** Milliseconds for which an answer is used again: the tree asks with every change of any object. */
const lifetime = 30_000;
/** How many Secrets are remembered. */
const most = 50;

/** The consumers of Secrets, asked for once while they are looked at. */
export interface ConsumerCache {
  of(namespace: string, secretName: string): Promise<FoundConsumers>;
}

/** A cache whose answers last half a minute, or until the Secret's data change. Incomplete ones are not kept. */
export function createConsumerCache(clock: Clock, live: LiveCluster, find: FindConsumers): ConsumerCache {
  const known = new Map<string, { readonly asOf: number; readonly answer: Promise<FoundConsumers> }>();
  return {
    async of(namespace, secretName) {
      const key = `${namespace}/${secretName}/${live.secret(namespace, secretName)?.dataHash ?? ''}`;
      const before = known.get(key);
      if (before !== undefined && ageOf(clock, before.asOf) < lifetime) return before.answer;
      // Others may wait for the same answer, so that no caller's token ends it; the requests are bounded in time by themselves.
      const answer = find(namespace, secretName, neverCancelled);
      known.delete(key);
      known.set(key, { asOf: clock.now(), answer });
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      if ((await answer).unseen.length > 0) known.delete(key);
      return answer;
    },
  };
}
