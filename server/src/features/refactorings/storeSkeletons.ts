import type { JsonObject } from '../../syntax/node.ts';

/**
 * A store's block below `provider.<id>`, with what the back end cannot do without and the login that its users mostly choose. What only
 * its author knows is a `<stand-in>`, or a likely name where only names are allowed. Undefined for back ends without such a usual form.
 *
 * @param store the name of the store, after which the Secret with its login is named
 * @param cluster whether it is for a ClusterSecretStore, whose references name their namespace
 */
export function storeSkeleton(provider: string, store: string, cluster: boolean): JsonObject | undefined {
  const namespace = cluster ? { namespace: 'external-secrets' } : {};
  const serviceAccountRef = { name: 'external-secrets', ...namespace };
  const secret = (key: string): JsonObject => ({ name: `${store}-login`, ...namespace, key });
  const engine = { server: '<https://address-of-the-server>', path: '<mount-of-the-secrets-engine>', version: 'v2' };
  const skeletons: Readonly<Record<string, JsonObject>> = {
    aws: { service: 'SecretsManager', region: '<region>', auth: { jwt: { serviceAccountRef } } },
    azurekv: { authType: 'WorkloadIdentity', vaultUrl: '<https://name.vault.azure.net>', serviceAccountRef },
    doppler: { auth: { secretRef: { dopplerToken: secret('token') } } },
    fake: { data: [{ key: '<key>', value: '<value>' }] },
    gcpsm: {
      projectID: '<project>',
      auth: { workloadIdentity: { clusterLocation: '<location>', clusterName: '<cluster>', serviceAccountRef } },
    },
    gitlab: { projectID: '<project>', auth: { SecretRef: { accessToken: secret('token') } } },
    infisical: {
      auth: { universalAuthCredentials: { clientId: secret('client-id'), clientSecret: secret('client-secret') } },
      secretsScope: { projectSlug: '<project>', environmentSlug: '<environment>' },
    },
    kubernetes: {
      remoteNamespace: 'default',
      server: { caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', ...namespace, key: 'ca.crt' } },
      auth: { serviceAccount: serviceAccountRef },
    },
    onepassword: {
      connectHost: '<https://address-of-the-connect-server>',
      vaults: { '<vault>': 1 },
      auth: { secretRef: { connectTokenSecretRef: secret('token') } },
    },
    onepasswordSDK: { vault: '<vault>', auth: { serviceAccountSecretRef: secret('token') } },
    openBao: { ...engine, auth: { appRole: { path: 'approle', roleId: '<role-id>', secretRef: secret('secret-id') } } },
    vault: { ...engine, auth: { kubernetes: { mountPath: 'kubernetes', role: '<role>', serviceAccountRef } } },
  };
  return Object.hasOwn(skeletons, provider) ? skeletons[provider] : undefined;
}
