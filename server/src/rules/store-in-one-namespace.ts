import { isAbsent } from '../model/known.ts';
import { storeRefPlaces } from '../model/storeRefs.ts';
import type { Rule } from './rule.ts';

/** ESO: an ExternalSecret finds SecretStores of its own namespace only. */
export const storeInOneNamespace: Rule = {
  meta: {
    id: 'store-in-one-namespace',
    severity: 'information',
    kinds: ['ClusterExternalSecret', 'ClusterPushSecret'],
    needs: 'workspace',
    summary: 'A manifest for many namespaces uses a SecretStore that the workspace has in one namespace only.',
    why: 'The ExternalSecrets or PushSecrets that it makes look for the SecretStore in their own namespaces: in all but one they fail with `could not get SecretStore "vault"`. A ClusterSecretStore serves all namespaces.',
    bad: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: vault
  namespace: shop
spec:
  provider:
    vault:
      server: https://vault.example.com
      path: secret
---
apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata:
  name: pull-secret
spec:
  namespaceSelectors:
    - matchLabels:
        team: web
  externalSecretSpec:
    secretStoreRef:
      name: vault
    dataFrom:
      - extract:
          key: registry/pull
`,
    good: `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: vault
spec:
  provider:
    vault:
      server: https://vault.example.com
      path: secret
---
apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata:
  name: pull-secret
spec:
  namespaceSelectors:
    - matchLabels:
        team: web
  externalSecretSpec:
    secretStoreRef:
      name: vault
      kind: ClusterSecretStore
    dataFrom:
      - extract:
          key: registry/pull
`,
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    // The deprecated list may name just that one.
    if (!workspace.isComplete || !isAbsent(resource, ['spec'], ['namespaces'])) return [];
    return storeRefPlaces(resource).flatMap(({ path, ref }) => {
      const stores = ref.kind === 'SecretStore' ? workspace.stores(ref, undefined) : [];
      const namespaces = new Set(stores.map(({ namespace }) => namespace));
      const [entry] = stores;
      const [namespace] = namespaces;
      if (entry === undefined || namespace === undefined || namespaces.size > 1) return [];
      return [
        {
          rule: 'store-in-one-namespace',
          severity: 'information' as const,
          at: { path: [...path, 'name'], part: 'value' as const },
          message: `The workspace has SecretStore "${ref.name}" in namespace "${namespace}" only. In every other namespace that is selected the sync would fail; a ClusterSecretStore serves them all.`,
          related: [{ entry, path: ['metadata', 'name'], part: 'value' as const, message: `SecretStore "${ref.name}"` }],
        },
      ];
    });
  },
};
