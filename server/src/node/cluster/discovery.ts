import { isHeld } from '../../age.ts';
import { type CancellationToken, neverCancelled } from '../../cancellation.ts';
import type { AccessQuestion, ResourceType } from '../../cluster/clusterClient.ts';
import { type ClusterOutcome, done, isNotFound } from '../../cluster/outcome.ts';
import type { Clock } from '../../host.ts';
import type { JsonObject } from '../../syntax/node.ts';
import { isRecord, stringOf, toJsonText } from './json.ts';
import { groupPath } from './paths.ts';
import { parseJson, type Requests, unlessCancelled } from './requests.ts';

/** What is served and what is allowed, each asked at most once a minute. */
export interface Discovery {
  /** As `ClusterConnection.resourceType`. */
  resourceType(
    group: string,
    kind: string,
    version: string | undefined,
    token: CancellationToken,
  ): Promise<ClusterOutcome<ResourceType | undefined>>;
  /** As `ClusterConnection.can`. */
  can(question: AccessQuestion, token: CancellationToken): Promise<ClusterOutcome<boolean>>;
}

/** Milliseconds. */
const keep = 60_000;

/** Answers are kept per connection; failures are not. */
export function createDiscovery(requests: Requests, clock: Clock): Discovery {
  const answers = new Map<string, { readonly answer: Promise<ClusterOutcome<unknown>>; readonly until: number }>();
  /** One question for all who ask at the same time: whoever gives up does not take the answer from the others. */
  function ask<T>(key: string, token: CancellationToken, question: () => Promise<ClusterOutcome<T>>): Promise<ClusterOutcome<T>> {
    for (const [old, { until }] of answers) if (!isHeld(clock, until, keep)) answers.delete(old);
    const kept = answers.get(key)?.answer as Promise<ClusterOutcome<T>> | undefined;
    const answer = kept ?? question();
    if (kept === undefined) {
      answers.set(key, { answer, until: clock.now() + keep });
      void answer.then(({ outcome }) => {
        if (outcome !== 'done' && answers.get(key)?.answer === answer) answers.delete(key);
      });
    }
    return unlessCancelled(answer, token);
  }
  const kindsOf = (group: string, version: string, token: CancellationToken) =>
    ask(`kinds ${group}/${version}`, token, () => fetchKinds(requests, group, version));
  const versionsOf = (group: string, token: CancellationToken) =>
    ask(`versions ${group}`, token, () => fetchVersions(requests, group));
  return {
    async resourceType(group, kind, version, token) {
      const versions = version === undefined ? await versionsOf(group, token) : done([version]);
      if (versions.outcome !== 'done') return versions;
      for (const each of versions.value) {
        const kinds = await kindsOf(group, each, token);
        if (kinds.outcome !== 'done') return kinds;
        const type = kinds.value.find((one) => one.kind === kind);
        if (type !== undefined) return done(type);
      }
      return done(undefined);
    },
    can: (question, token) => {
      const { verb, group, resource, namespace = '', name = '' } = question;
      return ask(`can ${JSON.stringify([verb, group, resource, namespace, name])}`, token, () => review(requests, question));
    },
  };
}

async function fetchKinds(requests: Requests, group: string, version: string): Promise<ClusterOutcome<readonly ResourceType[]>> {
  const answer = await readList(requests, groupPath(group, version), (json) =>
    Array.isArray(json['resources'])
      ? json['resources'].filter(isRecord).flatMap((resource) => typeOf(resource, group, version))
      : undefined,
  );
  return isNotFound(answer) ? done([]) : answer;
}

/** A discovery document as a list; undefined from `read` where it is none. Shared by all who ask, so that none of them cancels it. */
function readList<T>(
  requests: Requests,
  path: string,
  read: (json: Readonly<Record<string, unknown>>) => readonly T[] | undefined,
): Promise<ClusterOutcome<readonly T[]>> {
  return requests.send(
    {
      method: 'GET',
      path,
      accept: 'application/json',
      operation: `GET ${path}`,
      repeatable: true,
      read(body) {
        const json = parseJson(body);
        const value = isRecord(json) ? read(json) : undefined;
        return value && { value, count: value.length };
      },
    },
    neverCancelled,
  );
}

function typeOf(resource: Readonly<Record<string, unknown>>, group: string, version: string): ResourceType[] {
  const [name, kind] = [stringOf(resource['name']), stringOf(resource['kind'])];
  // `externalsecrets/status` is no kind of its own.
  if (name === undefined || kind === undefined || name.includes('/')) return [];
  return [{ group, version, kind, resource: name, namespaced: resource['namespaced'] === true }];
}

/** The preferred version first: kinds of one group may be served in different ones, as PushSecret is. */
async function fetchVersions(requests: Requests, group: string): Promise<ClusterOutcome<readonly string[]>> {
  if (group === '') return done(['v1']);
  const answer = await readList(requests, groupPath(group), (json) => {
    if (!Array.isArray(json['versions'])) return undefined;
    const preferred = isRecord(json['preferredVersion']) ? stringOf(json['preferredVersion']['version']) : undefined;
    const all = json['versions'].filter(isRecord).map((each) => stringOf(each['version']));
    return [...new Set([preferred, ...all])].filter((version) => version !== undefined);
  });
  return isNotFound(answer) ? done([]) : answer;
}

function review(
  requests: Requests,
  { verb, group, resource, namespace, name }: AccessQuestion,
): Promise<ClusterOutcome<boolean>> {
  const attributes: JsonObject = { verb, group, resource, ...(namespace ? { namespace } : {}), ...(name ? { name } : {}) };
  const body: JsonObject = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  };
  const what = [resource, namespace, name].filter(Boolean).join('/');
  return requests.send(
    {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      accept: 'application/json',
      body: toJsonText(body),
      operation: `CREATE selfsubjectaccessreviews (${verb} ${what})`,
      // A question; nothing is kept of it.
      repeatable: true,
      read(answer) {
        const json = parseJson(answer);
        if (!isRecord(json) || !isRecord(json['status'])) return undefined;
        return { value: json['status']['allowed'] === true };
      },
    },
    neverCancelled,
  );
}
