import type { JsonObject } from '../../../server/src/syntax/node.ts';

/** What the operator writes into the status of something that it has synced. */
export function synced(refreshTime: string, generation = 1): JsonObject {
  return {
    refreshTime,
    syncedResourceVersion: `${generation}-0123456789abcdef`,
    conditions: [
      { type: 'Ready', status: 'True', reason: 'SecretSynced', message: 'secret synced', lastTransitionTime: refreshTime },
    ],
  };
}

/** What it writes where it could not. */
export function failed(message = 'could not get secret data from provider', reason = 'SecretSyncedError'): JsonObject {
  return { conditions: [{ type: 'Ready', status: 'False', reason, message, lastTransitionTime: '2026-11-23T11:00:00Z' }] };
}

/** A store that has been validated, or has not. */
export function storeStatus(valid = true): JsonObject {
  return valid
    ? { conditions: [{ type: 'Ready', status: 'True', reason: 'Valid', message: 'store validated' }] }
    : failed('unable to validate store', 'InvalidProviderConfig');
}

/** An ExternalSecret; its spec reads one key from SecretStore `vault`. */
export function externalSecret(
  namespace: string,
  name: string,
  more: { readonly spec?: JsonObject; readonly status?: JsonObject } = {},
): JsonObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: 'vault' },
      data: [{ secretKey: 'password', remoteRef: { key: 'prod/db', property: 'password' } }],
      ...more.spec,
    },
    ...(more.status === undefined ? {} : { status: more.status }),
  };
}

/** A store of the fake provider. */
export function fakeStore(namespace: string | undefined, name: string, status: JsonObject = storeStatus()): JsonObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: namespace === undefined ? 'ClusterSecretStore' : 'SecretStore',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: { provider: { fake: { data: [{ key: 'prod/db', value: 'hunter2-canary' }] } } },
    status,
  };
}

/** A Secret that the operator has made. */
export function managedSecret(namespace: string, name: string): JsonObject {
  return {
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels: { 'reconcile.external-secrets.io/managed': 'true' },
      annotations: { 'reconcile.external-secrets.io/data-hash': 'abc' },
      ownerReferences: [{ kind: 'ExternalSecret', name, controller: true, apiVersion: 'external-secrets.io/v1', uid: '1' }],
    },
    data: { password: 'c2VjcmV0LWNhbmFyeQ==' },
  };
}
