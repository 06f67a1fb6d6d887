import type { StoreEntry } from '../model/entries.ts';
import { addBeside, changeTo, remove } from '../model/externalSecret.ts';
import type { Finding, Fix } from '../model/finding.ts';
import type { StoreRef } from '../model/references.ts';
import { type StoreRefPlace, storeRefPlaces } from '../model/storeRefs.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Rule } from './rule.ts';
import type { WorkspaceFacts } from './workspaceFacts.ts';

/** ESO: a store of the other kind is never looked for: `could not get SecretStore "vault", SecretStore… not found`. */
export const wrongStoreKind: Rule = {
  meta: {
    id: 'wrong-store-kind',
    severity: 'warning',
    kinds: ['ExternalSecret', 'ClusterExternalSecret', 'PushSecret', 'ClusterPushSecret'],
    needs: 'workspace',
    summary: 'A store is named with the wrong kind.',
    why: 'A reference without `kind` means a SecretStore in the namespace of the ExternalSecret. A ClusterSecretStore of that name is not looked for: every sync fails with `could not get SecretStore "vault"`. It is said where the workspace has a store of that name and the other kind, and none of the kind that is asked for; of a SecretStore only to those in its namespace, its folder or its kustomization.',
    bad: `apiVersion: external-secrets.io/v1
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
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
  dataFrom:
    - extract:
        key: prod/myapp/database
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
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
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
  const other: StoreRef = { name: ref.name, kind: ref.kind === 'SecretStore' ? 'ClusterSecretStore' : 'SecretStore' };
  // A store of the kind that is asked for, in whatever namespace: who is meant is another question.
  if (!workspace.isComplete || workspace.stores(ref, undefined).length > 0) return [];
  const meant = workspace.stores(other, resource.namespace).find((store) => isWithinReach(resource, store, workspace));
  if (meant === undefined) return [];
  const written = resource.nodeAt([...path, 'kind']) !== undefined;
  const asked = written ? `asks for a ${ref.kind}` : 'asks for a SecretStore, as it names no kind';
  return [
    {
      rule: 'wrong-store-kind',
      severity: 'warning',
      at: { path: [...path, written ? 'kind' : 'name'], part: 'value' },
      message: `"${ref.name}" is a ${other.kind} in this workspace, and the reference ${asked}. ESO does not look for the other kind: every sync would fail.`,
      fixes: asOtherKind(resource, path, other.kind, written),
      related: [{ entry: meant, path: ['metadata', 'name'], part: 'value', message: `${other.kind} "${ref.name}"` }],
    },
  ];
}

/**
 * A ClusterSecretStore is there for every namespace. A SecretStore of the name says something only to who is in its namespace: in a
 * repository of many teams the ClusterSecretStore that is meant often comes from another one.
 */
function isWithinReach(resource: ResourceNode, store: StoreEntry, workspace: WorkspaceFacts): boolean {
  if (store.kind === 'ClusterSecretStore' || workspace.isTogether(resource, store)) return true;
  const isSameFolder = folderOf(store.uri) === folderOf(workspace.uri);
  return isSameFolder || (resource.namespace !== undefined && store.namespace === resource.namespace);
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/'));
}

function asOtherKind(
  resource: ResourceNode,
  path: StoreRefPlace['path'],
  kind: StoreRef['kind'],
  written: boolean,
): readonly Fix[] {
  if (!written) return addBeside(resource, [...path, 'name'], 'after', `kind: ${kind}`, true);
  return kind === 'SecretStore'
    ? [...changeTo(resource, [...path, 'kind'], kind, true), ...remove(resource, [...path, 'kind'], false)]
    : changeTo(resource, [...path, 'kind'], kind, true);
}
