import type { Consumer } from '../../clusterProtocol.ts';
import type { ObjectMetadata } from '../clusterClient.ts';
import type { ConsumingPod, PodUse, SecretConsumer } from './consumers.ts';
import { lastDataWrite } from './managedFields.ts';
import type { SecretRecord } from './secretMemory.ts';

/** What is known of a Secret's changes. */
export interface ChangeKnowledge {
  /** Absent where there is no Secret; then nobody runs with an old one. */
  readonly metadata?: ObjectMetadata;
  readonly record?: SecretRecord;
  /** Whether the Pods could be listed. */
  readonly podsSeen: boolean;
}

type Verdict = 'stale' | 'fresh' | 'unknown';

/**
 * What the changes of the Secret mean for one that uses it. `restart` only where a change of what it uses was seen, and it has begun
 * before that: nothing is claimed from the age of a write alone.
 */
export function judge(consumer: SecretConsumer, knowledge: ChangeKnowledge): Consumer {
  const { workload, uses, pods, restartable } = consumer;
  const verdicts = pods.map((pod) => judgePod(pod, knowledge));
  const number = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
  const [stale, unknown] = [number('stale'), number('unknown')];
  const rest = { workload, uses: [...new Set(uses.map(({ description }) => description))], pods: pods.length, restartable };
  if (!uses.some(({ fixed }) => fixed)) return { ...rest, state: 'by-itself', stalePods: 0 };
  if (stale > 0) return { ...rest, state: 'restart', stalePods: stale };
  if (unknown > 0 || !knowledge.podsSeen) return { ...rest, state: 'unknown', stalePods: unknown };
  return { ...rest, state: 'up-to-date', stalePods: 0 };
}

function judgePod({ uses }: ConsumingPod, knowledge: ChangeKnowledge): Verdict {
  const verdicts = uses.filter(({ fixed }) => fixed).map((use) => judgeUse(use, knowledge));
  if (verdicts.includes('stale')) return 'stale';
  return verdicts.includes('unknown') ? 'unknown' : 'fresh';
}

function judgeUse({ started, keys }: PodUse, { metadata, record }: ChangeKnowledge): Verdict {
  if (metadata === undefined || record === undefined) return 'fresh';
  const written = lastDataWrite(metadata, keys);
  if (started === undefined || (written !== undefined && started >= written)) return 'fresh';
  const { blindChange, keyChanges, lastChange, since, writtenBefore } = record;
  const ofKeys = [...keyChanges].filter(([key]) => keys === undefined || keys.includes(key)).map(([, span]) => span);
  const relevant = blindChange === undefined ? ofKeys : [...ofKeys, blindChange];
  if (relevant.some(({ after }) => started < after)) return 'stale';
  if (relevant.some(({ before }) => started < before)) return 'unknown';
  // Changes were seen, and none of them is of what it uses or later than its start.
  if (lastChange !== undefined) return 'fresh';
  const sawAllSince = started >= since || (writtenBefore !== undefined && started >= writtenBefore);
  return sawAllSince ? 'fresh' : 'unknown';
}
