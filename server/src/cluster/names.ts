import { ageOf } from '../age.ts';
import { type CancellationToken, neverCancelled } from '../cancellation.ts';
import type { Clock } from '../host.ts';
import type { Localisation } from '../localisation.ts';
import { explainFailure } from './access.ts';
import type { ClusterConnection, ResourceType } from './clusterClient.ts';
import type { ClusterOutcome, Refused, Unreachable } from './outcome.ts';
import { names as memberNames } from './rotation/json.ts';

/** Names in a cluster. */
export interface NameListing {
  /** Each once, sorted; at most 5,000. */
  readonly items: readonly string[];
  /** Whether these are all. */
  readonly complete: boolean;
  /** Why there are none, or not all: one sentence. */
  readonly problem?: string;
}

/** The names of the things in the connected cluster, for completion. Undefined answers: there is no connection. */
export interface ClusterNames {
  /** The objects of a kind in a namespace; undefined: in all. For kinds without namespaces the namespace does not count. */
  names(kind: string, group: string, namespace: string | undefined, token: CancellationToken): Promise<NameListing> | undefined;
  /** The keys of a Secret (from its metadata, where they tell) or of a ConfigMap. */
  keys(kind: 'Secret' | 'ConfigMap', namespace: string, name: string, token: CancellationToken): Promise<NameListing> | undefined;
}

/** How long an answer is used. Milliseconds. */
const lifetime = 30_000;

const mostNames = 5_000;

/** How many answers are kept: the questions of some minutes of typing. */
const mostAnswers = 200;

/**
 * Asks the connection at hand. Answers are kept for 30 s, and who asks the same meanwhile shares the one call: it goes on where
 * somebody no longer waits, so that the answer is there when he asks again. Failures are not kept longer than answers.
 */
export function createClusterNames(
  connection: () => ClusterConnection | undefined,
  clock: Pick<Clock, 'now'>,
  l10n: Localisation,
): ClusterNames {
  let owner: ClusterConnection | undefined;
  const answers = new Map<string, { readonly at: number; readonly answer: Promise<NameListing> }>();

  function once(question: string, ask: (cluster: ClusterConnection) => Promise<NameListing>): Promise<NameListing> | undefined {
    const cluster = connection();
    if (cluster !== owner) answers.clear();
    owner = cluster;
    if (cluster === undefined) return undefined;
    const known = answers.get(question);
    if (known !== undefined && ageOf(clock, known.at) < lifetime) return known.answer;
    answers.delete(question);
    if (answers.size >= mostAnswers) for (const oldest of [...answers.keys()].slice(0, mostAnswers / 2)) answers.delete(oldest);
    const answer = ask(cluster);
    answers.set(question, { at: clock.now(), answer });
    return answer;
  }

  return {
    names: (kind, group, namespace, token) =>
      unlessCancelled(
        once(JSON.stringify([group, kind, namespace ?? '']), (cluster) => listNames(cluster, group, kind, namespace, l10n)),
        token,
      ),
    keys: (kind, namespace, name, token) =>
      unlessCancelled(
        once(JSON.stringify(['keys', kind, namespace, name]), (cluster) => listKeys(cluster, kind, namespace, name, l10n)),
        token,
      ),
  };
}

const nothing: NameListing = { items: [], complete: false };

function unlessCancelled(answer: Promise<NameListing> | undefined, token: CancellationToken): Promise<NameListing> | undefined {
  if (answer === undefined) return undefined;
  if (token.isCancellationRequested) return Promise.resolve(nothing);
  return new Promise((resolve) => {
    const registration = token.onCancellationRequested(() => resolve(nothing));
    void answer.then((listing) => {
      registration.dispose();
      resolve(listing);
    });
  });
}

async function listNames(
  cluster: ClusterConnection,
  group: string,
  kind: string,
  namespace: string | undefined,
  l10n: Localisation,
): Promise<NameListing> {
  const found = await cluster.resourceType(group, kind, undefined, neverCancelled);
  if (found.outcome !== 'done') return failed(found, l10n);
  const type = found.value;
  if (type === undefined) return { items: [], complete: true };
  const wanted = type.namespaced ? namespace : undefined;
  const listed = await namesIn(cluster, type, wanted);
  if (listed.outcome === 'done') return listing(listed.value, true);
  // Who may not list all namespaces may well list his own.
  const own = cluster.context.namespace;
  if (listed.outcome !== 'refused' || !type.namespaced || wanted !== undefined || own === undefined) return failed(listed, l10n);
  const inOwn = await namesIn(cluster, type, own);
  return inOwn.outcome === 'done' ? listing(inOwn.value, false) : failed(listed, l10n);
}

async function namesIn(
  cluster: ClusterConnection,
  type: ResourceType,
  namespace: string | undefined,
): Promise<ClusterOutcome<readonly string[]>> {
  const listed = await cluster.listMetadata(type, { namespace }, neverCancelled);
  return listed.outcome === 'done' ? { ...listed, value: listed.value.map(({ metadata }) => metadata.name) } : listed;
}

async function listKeys(
  cluster: ClusterConnection,
  kind: 'Secret' | 'ConfigMap',
  namespace: string,
  name: string,
  l10n: Localisation,
): Promise<NameListing> {
  if (kind === 'Secret') {
    const keys = await cluster.secretKeyNames(namespace, name, neverCancelled);
    return keys.outcome === 'done' ? listing(keys.value ?? [], keys.value !== undefined) : failed(keys, l10n);
  }
  const type: ResourceType = { group: '', version: 'v1', kind, resource: 'configmaps', namespaced: true };
  const found = await cluster.get({ type, namespace, name }, neverCancelled);
  return found.outcome === 'done' ? listing(memberNames(found.value, 'data'), true) : failed(found, l10n);
}

function listing(found: readonly string[], complete: boolean): NameListing {
  const items = [...new Set(found)].sort();
  return { items: items.slice(0, mostNames), complete: complete && items.length <= mostNames };
}

function failed(failure: Refused | Unreachable, l10n: Localisation): NameListing {
  return { items: [], complete: false, problem: explainFailure(failure, l10n) };
}
