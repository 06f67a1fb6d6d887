import type { SchemaSource } from '../../../server/src/schema/schemaSource.ts';
import type { KindEntry } from '../../../server/src/schema/structure.ts';
import type { KubernetesApi } from '../cluster/kubernetesApi.ts';
import { whyNotComparable } from './differences.ts';
import { askServer, judgeOurselves } from './judges.ts';
import { type Mutant, mutants } from './mutants.ts';
import * as spellings from './spellings.ts';

/** By what the two sides judge. */
export interface Sides {
  readonly api: KubernetesApi;
  /** What the API server serves of ESO. */
  readonly kinds: readonly KindEntry[];
  readonly schemas: SchemaSource;
  /** The version among `schemas` whose CRDs the API server has. */
  readonly version: string;
}

/** Which mutants are judged: those of the sequence `seed` from number `from` up to, and without, `to`. */
export interface Range {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Where we say other than the API server and the webhook. */
export interface Disagreement {
  readonly mutant: Mutant;
  /** Why the server refuses it; undefined where it does not. */
  readonly theirs: string | undefined;
  /** Why we do; empty where we do not. */
  readonly ours: readonly string[];
}

/** What came of it. */
export interface Comparison {
  judged: number;
  /** Both refuse it, or both do not. */
  agreed: number;
  /** Of these, how many both refuse. */
  refused: number;
  /** Manifests that are no longer ESO's, of which we say nothing. */
  others: number;
  /** Manifests that a server-side apply and a creation judge differently: it is the creation that counts, as for `kubectl apply`. */
  split: number;
  /** How many could not be compared, by the reason. */
  readonly incomparable: Map<string, number>;
  readonly disagreements: Disagreement[];
}

/** The version of whose structures the manifests are made: the newest described. */
const MADE_OF = '2.9.0';

/** Namespaces that mutants name; what is to be created in one that is not there is refused for that alone. */
export async function makeNamespaces(api: KubernetesApi): Promise<void> {
  const likely = [...spellings.names, 'app', 'some-text', 'other', 'external-secrets', 'x'];
  for (const name of new Set(likely.map((text) => text.replaceAll('"', '')))) {
    if (!/^[a-z0-9-]{1,63}$/.test(name)) continue;
    await api.send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}

/** Lets both sides judge mutants, many at a time. `progress` is called with the number of those that are done. */
export async function compare(sides: Sides, range: Range, progress: (done: number) => void = () => {}): Promise<Comparison> {
  const found: Comparison = { judged: 0, agreed: 0, refused: 0, others: 0, split: 0, incomparable: new Map(), disagreements: [] };
  const sequence = mutants(range.seed, MADE_OF);
  const work = async (): Promise<void> => {
    for (const mutant of sequence) {
      if (mutant.index >= range.to) return;
      if (mutant.index < range.from || mutant.text.trim() === '') continue;
      await judge(mutant, sides, found);
      progress(found.judged);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  found.disagreements.sort((a, b) => a.mutant.index - b.mutant.index);
  return found;
}

async function judge(mutant: Mutant, { api, kinds, schemas, version }: Sides, found: Comparison): Promise<void> {
  const ours = await judgeOurselves(mutant.text, schemas, version);
  const { applied, created } = await askServer(api, kinds, mutant.text);
  found.judged++;
  if (!ours.isEsos) {
    found.others++;
    return;
  }
  if ((applied === undefined) !== (created === undefined)) found.split++;
  const isRefused = ours.refused.length > 0;
  if (isRefused === (created !== undefined)) {
    found.agreed++;
    if (isRefused) found.refused++;
    return;
  }
  const reason = whyNotComparable(mutant, ours, created, version);
  if (reason !== undefined) found.incomparable.set(reason, (found.incomparable.get(reason) ?? 0) + 1);
  else
    found.disagreements.push({ mutant, theirs: created, ours: ours.refused.map(({ rule, message }) => `${rule}: ${message}`) });
}

/** A comparison in words: its figures, and each disagreement with its text. */
export function tellComparison(found: Comparison, shown = 20): string {
  const { judged, agreed, refused, others, split, incomparable, disagreements } = found;
  const compared = agreed + disagreements.length;
  const rate = ((100 * agreed) / Math.max(1, compared)).toFixed(3);
  const lines = [
    `${judged} manifests, ${compared} compared: ${agreed} alike (${refused} refused by both), ${disagreements.length} not: ${rate} %`,
    `${others} not ESO's, ${split} judged otherwise by a server-side apply`,
    ...[...incomparable].sort((a, b) => b[1] - a[1]).map(([reason, number]) => `${number} not comparable: ${reason}`),
    ...disagreements.slice(0, shown).map(tellDisagreement),
  ];
  return lines.join('\n');
}

function tellDisagreement({ mutant: { index, from, changes, text }, theirs, ours }: Disagreement): string {
  return [
    `\n--- ${index}, ${from}: ${changes.join(', ')}`,
    `    server: ${theirs ?? 'admits it'}`,
    `    we:     ${ours.join('\n            ') || 'find nothing'}`,
    text,
  ].join('\n');
}
