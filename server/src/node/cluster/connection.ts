import {
  type ClusterConnection,
  fieldManager,
  type KubeObject,
  type ObjectRef,
  type ResourceType,
} from '../../cluster/clusterClient.ts';
import { isEsoGroup } from '../../cluster/eso.ts';
import { type ClusterOutcome, done, type Refused } from '../../cluster/outcome.ts';
import type { AccessEntry, Clock } from '../../host.ts';
import { english, phrase } from '../../localisation.ts';
import { createDiscovery } from './discovery.ts';
import { isRecord, toJsonText } from './json.ts';
import { listAll } from './listing.ts';
import { acceptOf, inWords, objectPath } from './paths.ts';
import { createRequests, parseJson } from './requests.ts';
import { digestOf, isSecret, keyNamesOf, kubeObject } from './secrets.ts';
import { outlineOf, tableOnly } from './secretTable.ts';
import type { Sessions } from './session.ts';
import { createWatch, type Watch } from './watch.ts';

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly context: ClusterConnection['context'];
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: (entry: AccessEntry) => void;
  /** For digests of Secrets. */
  readonly salt: Uint8Array;
}

const secretType: ResourceType = { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true };

/** Requests over the sessions of one context. Nothing is sent before the first call. */
export function createConnection({ context, sessions, clock, log, salt }: ConnectionOptions): ClusterConnection {
  const watches = new Set<Watch>();
  const onAnswer = () => {
    for (const watch of watches) watch.reachable();
  };
  const requests = createRequests({ sessions, clock, log, onAnswer });
  const discovery = createDiscovery(requests, clock);
  let followed = 0;
  const onSend = () => {
    followed += 1;
  };
  const list: ClusterConnection['list'] = async (type, scope, token) => objectsOf(await listAll(requests, type, scope, token));
  return {
    context,
    resourceType: discovery.resourceType,
    can: discovery.can,
    list,
    listMetadata: async (type, scope, token, onPage) =>
      objectsOf(await listAll(requests, type, scope, token, { metadataOnly: true, onPage })),
    get: (ref, token) =>
      requests.send(
        {
          method: 'GET',
          path: objectPath(ref),
          accept: acceptOf(ref.type, 'one'),
          operation: `GET ${inWords(ref.type, ref.namespace, ref.name)}`,
          repeatable: true,
          read: (body) => readObject(ref, body),
        },
        token,
      ),
    watch(type, scope, listener) {
      const watch = createWatch({ type, scope, listener, requests, sessions, clock, log, onSend });
      watches.add(watch);
      return {
        dispose() {
          watches.delete(watch);
          watch.dispose();
        },
      };
    },
    async apply(ref, object, { dryRun, force }, token) {
      if (!isEsoGroup(ref.type.group)) return notOurs(ref);
      const query = new URLSearchParams({ fieldManager, fieldValidation: 'Strict', force: String(force) });
      if (dryRun) query.set('dryRun', 'All');
      return requests.send(
        {
          method: 'PATCH',
          path: `${objectPath(ref)}?${query}`,
          accept: acceptOf(ref.type, 'one'),
          body: toJsonText(object),
          contentType: 'application/apply-patch+yaml',
          operation: `PATCH ${inWords(ref.type, ref.namespace, ref.name)}${dryRun ? ' (dry run)' : ''}`,
          // An unknown field is answered with 500, so a dry run is not sent again either.
          repeatable: false,
          read: (body) => readObject(ref, body),
        },
        token,
      );
    },
    async mergePatch(ref, patch, token) {
      if (isSecret(ref.type)) return notOurs(ref);
      const query = new URLSearchParams({ fieldManager });
      return requests.send(
        {
          method: 'PATCH',
          path: `${objectPath(ref)}?${query}`,
          accept: acceptOf(ref.type, 'one'),
          body: toJsonText(patch),
          contentType: 'application/merge-patch+json',
          operation: `PATCH ${inWords(ref.type, ref.namespace, ref.name)}`,
          repeatable: false,
          read: (body) => readObject(ref, body),
        },
        token,
      );
    },
    digestSecret: (namespace, name, token) =>
      requests.send(
        {
          method: 'GET',
          path: objectPath({ type: secretType, namespace, name }),
          accept: 'application/json',
          operation: `GET ${inWords(secretType, namespace, name)} (whole, for sizes and digests)`,
          repeatable: true,
          read(body) {
            const value = digestOf(body, salt);
            return value === undefined ? undefined : { value, count: value.keys.length };
          },
        },
        token,
      ),
    secretKeyNames: (namespace, name, token) =>
      requests.send(
        {
          method: 'GET',
          path: objectPath({ type: secretType, namespace, name }),
          accept: acceptOf(secretType, 'one'),
          operation: `GET ${inWords(secretType, namespace, name)} (metadata, for the names of keys)`,
          repeatable: true,
          read(body) {
            const json = parseJson(body);
            return isRecord(json) && isRecord(json['metadata']) ? { value: keyNamesOf(json['metadata']) } : undefined;
          },
        },
        token,
      ),
    secretOutline: (namespace, name, token) =>
      requests.send(
        {
          method: 'GET',
          path: objectPath({ type: secretType, namespace, name }),
          accept: tableOnly,
          operation: `GET ${inWords(secretType, namespace, name)} (table, for type and the names of keys)`,
          repeatable: true,
          read(body) {
            const value = outlineOf(parseJson(body));
            return value === undefined ? undefined : { value, count: value.count };
          },
        },
        token,
      ),
    async getPath(path, token) {
      // Whole Secrets are read by `digestSecret` only.
      if (/\/secrets\b/i.test(path)) return notOurs({ type: secretType, namespace: undefined, name: path });
      return requests.send(
        {
          method: 'GET',
          path,
          accept: 'application/json, text/plain',
          operation: `GET ${path}`,
          repeatable: true,
          // `/healthz` says `ok` in plain text.
          read: (body) => ({ value: parseJson(body) ?? body.toString('utf8').slice(0, 4_000) }),
        },
        token,
      );
    },
    get requests() {
      return requests.count + followed;
    },
    dispose() {
      for (const watch of watches) watch.dispose();
      watches.clear();
      requests.dispose();
      sessions.dispose();
    },
  };
}

function objectsOf(outcome: Awaited<ReturnType<typeof listAll>>): ClusterOutcome<readonly KubeObject[]> {
  return outcome.outcome === 'done' ? done(outcome.value.objects, outcome.warnings) : outcome;
}

function readObject({ type }: ObjectRef, body: Buffer): { readonly value: KubeObject } | undefined {
  const json = parseJson(body);
  const value = isRecord(json) ? kubeObject(type, json) : undefined;
  return value === undefined ? undefined : { value };
}

function notOurs({ type, name }: ObjectRef): Refused {
  const said = phrase(
    '{0} “{1}” is left alone: only kinds of External Secrets Operator are applied, and Secrets are never written.',
    type.kind,
    name,
  );
  return {
    outcome: 'refused',
    status: 405,
    reason: 'MethodNotAllowed',
    message: english.of(said),
    phrase: said,
    causes: [],
  };
}
