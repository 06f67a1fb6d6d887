import { changeTo } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { type StoreRefPlace, storeRefPlaces } from '../model/storeRefs.ts';
import { nearest } from '../schema/nearest.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Rule } from './rule.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

/** A store may well stand in another repository, so that its absence here is a hint and no more. */
export const unknownStore: Rule = {
  meta: {
    id: 'unknown-store',
    severity: 'hint',
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret', 'ClusterPushSecret'],
    needs: 'workspace',
    summary: 'No file of the workspace has the store that is named, though the workspace has others.',
    why: 'Where there is no such store in the cluster either, every sync fails with `could not get SecretStore`. It may come from elsewhere, so this is only a hint, and nothing is said in workspaces that keep no stores at all.',
    bad: `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: vault-prod
spec:
  provider:
    vault:
      server: https://vault.example.com
      path: secret
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault-prd
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    good: `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: vault-prod
spec:
  provider:
    vault:
      server: https://vault.example.com
      path: secret
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault-prod
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    return storeRefPlaces(resource).flatMap((place) => judge(resource, place, workspace));
  },
};

function judge(resource: ResourceNode, { path, ref }: StoreRefPlace, workspace: WorkspaceFacts): readonly Finding[] {
  if (!workspace.isComplete || workspace.isRenamed) return [];
  const sameName = (['SecretStore', 'ClusterSecretStore'] as const).some(
    (kind) => workspace.stores({ kind, name: ref.name }, undefined).length > 0,
  );
  if (sameName) return [];
  const kept = workspace.allStores().filter(({ kind }) => kind === ref.kind);
  if (kept.length === 0) return [];
  const near = nearest(ref.name, [...new Set(kept.map(({ name }) => name))]);
  const at = [...path, 'name'];
  return [
    {
      rule: 'unknown-store',
      severity: 'hint',
      at: { path: at, part: 'value' },
      message: `No file of this workspace has a ${ref.kind} "${ref.name}".${near === undefined ? ' It has to come from elsewhere.' : ` Did you mean "${near}"?`}`,
      fixes: near === undefined ? [] : changeTo(resource, at, near, false),
    },
  ];
}
