import type { Rule } from './rule.ts';

/** kubectl: the later of two documents with one kind, namespace and name replaces the earlier. */
export const duplicateResource: Rule = {
  meta: {
    id: 'duplicate-resource',
    severity: 'warning',
    kinds: [],
    needs: 'workspace',
    summary: 'Two manifests describe the same object.',
    why: 'Kind, namespace and name make an object. Of two manifests in one file the last one wins when both are applied; Kustomize refuses to build with `may not add resource with an already registered id`. It is said only of manifests in one file without template text, or in one kustomization.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/shop/user
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
  namespace: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/shop/password
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-user
  namespace: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/shop/user
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-password
  namespace: shop
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/shop/password
`,
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const { kind, name } = resource;
    if (kind === undefined || name === undefined || resource.isPlaceholder(['metadata', 'name'])) return [];
    const entry = workspace
      .objects(kind, name)
      .find((other) => other.resource !== resource && workspace.isTogether(resource, other));
    if (entry === undefined) return [];
    const place = entry.uri === workspace.uri ? 'in this file' : 'in the same kustomization';
    return [
      {
        rule: 'duplicate-resource',
        severity: 'warning',
        at: { path: ['metadata', 'name'], part: 'value' },
        message: `Another manifest ${place} describes ${kind} "${name}" too: only one of them can take effect. Rename one, or take it away.`,
        related: [{ entry, path: ['metadata', 'name'], part: 'value', message: `${kind} "${name}"` }],
      },
    ];
  },
};
