import { phrase } from '../localisation.ts';
import { hasOnly, refuse, storeRule, withScheme } from './storeChecks.ts';
import type { StoreView } from './storeView.ts';

const halfTls = 'when provided, both ClientTLS.ClientCert and ClientTLS.SecretRef should be provided';

/** ESO: providers/v1/vault `ValidateStore`. Several ways to log in, or none, are admitted. */
export const invalidVaultStore = storeRule({
  id: 'invalid-vault-store',
  provider: 'vault',
  summary: 'A Vault store with an incomplete login or client certificate, or check-and-set on version 1.',
  bad: `server: https://vault.example.com
path: secret
auth:
  appRole:
    path: approle
    secretRef:
      name: vault
      key: secret-id`,
  good: `server: https://vault.example.com
path: secret
auth:
  appRole:
    path: approle
    roleId: 0b6f2c1e-example
    secretRef:
      name: vault
      key: secret-id`,
  fixable: true,
  checks: [
    withScheme('server'),
    refuse(
      'invalid Auth.AppRole: neither `roleId` nor `roleRef` was supplied',
      'auth.appRole',
      'auth.appRole needs roleId or roleRef',
      (store) => hasOnly(store, 'auth.appRole', ['path', 'secretRef', 'roleId']) && store.text('auth.appRole.roleId') === '',
    ),
    refuse(
      'neither `secretRef` nor `kubernetesServiceAccountToken` was supplied as token source for jwt authentication',
      'auth.jwt',
      'auth.jwt needs secretRef or kubernetesServiceAccountToken',
      (store) => hasOnly(store, 'auth.jwt', ['path', 'role']),
    ),
    halfOf('certSecretRef', 'keySecretRef'),
    halfOf('keySecretRef', 'certSecretRef'),
    refuse(
      'checkAndSet is not supported with Vault KV version v1',
      'version',
      'checkAndSet.required needs version v2',
      (store) => store.flag('checkAndSet.required') && store.text('version') === 'v1',
      { fixes: version2 },
    ),
  ],
});

function halfOf(field: string, other: string) {
  return refuse(
    halfTls,
    `tls.${field}`,
    `tls.${field} needs tls.${other}`,
    (store) => store.has(`tls.${field}`) && store.has(`tls.${other}`) === false,
  );
}

function version2(store: StoreView) {
  const at = { path: store.pathOf('version'), part: 'value' } as const;
  return [{ title: phrase('Change {0} to {1}', 'version', 'v2'), preferred: false, edits: [{ at, newText: 'v2' }] }];
}
