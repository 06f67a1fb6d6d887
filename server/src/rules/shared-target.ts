import type { ObjectEntry } from '../model/entries.ts';
import { judgedSpecPath, mappingsIn, targetText } from '../model/externalSecret.ts';
import type { Finding } from '../model/finding.ts';
import { textAt } from '../model/known.ts';
import { writtenSecretOf } from '../model/targetSecret.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `target is owned by another ExternalSecret`. */
export const sharedTarget: Rule = {
  meta: {
    id: 'shared-target',
    severity: 'error',
    kinds: ['ExternalSecret'],
    needs: 'workspace',
    summary: 'Two ExternalSecrets write the same Secret and get into each other’s way.',
    why: 'A Secret has one owner: with creationPolicy Owner the second ExternalSecret fails with `target is owned by another ExternalSecret` and is not tried again. Where neither is the owner, keys that both write change back and forth: that is a warning. Both are said only of ExternalSecrets that stand in one file or in one kustomization, and in the same namespace.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-user
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: db
  dataFrom:
    - extract:
        key: prod/myapp/user
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-password
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    name: db
  dataFrom:
    - extract:
        key: prod/myapp/password
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  dataFrom:
    - extract:
        key: prod/myapp/user
    - extract:
        key: prod/myapp/password
`,
    fixable: false,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const secret = writtenSecretOf(resource);
    const spec = judgedSpecPath(resource);
    if (secret === undefined || spec === undefined) return [];
    for (const other of workspace.writersOf(secret)) {
      // What has no name is no object yet, and cannot be spoken of.
      const { name } = other.resource;
      if (name === undefined || name === resource.name || !workspace.isTogether(resource, other)) continue;
      const found = judge(resource, spec, secret, other);
      // One is enough to know that it goes wrong.
      if (found.length > 0) return found;
    }
    return [];
  },
};

function judge(resource: ResourceNode, spec: Path, secret: string, entry: ObjectEntry): readonly Finding[] {
  const other = entry.resource;
  const [own, its] = [policyOf(resource), policyOf(other)];
  if (own === undefined || its === undefined) return [];
  const named = resource.nodeAt([...spec, 'target', 'name']) !== undefined;
  const at = { path: named ? [...spec, 'target', 'name'] : ['metadata', 'name'], part: 'value' } as const;
  const related = [{ entry, path: ['metadata', 'name'], part: 'value', message: `ExternalSecret "${other.name}"` }] as const;
  if (own === 'Owner' || its === 'Owner') {
    const message = `ExternalSecret "${other.name}" writes Secret "${secret}" too, and a Secret has one owner: the one that comes second fails with "target is owned by another ExternalSecret". Put both into one ExternalSecret, or give each a target of its own.`;
    return [
      {
        rule: 'shared-target',
        severity: 'error',
        at,
        message,
        related,
      },
    ];
  }
  const theirs = new Set(keysOf(other));
  const shared = keysOf(resource).filter((key) => theirs.has(key));
  if (shared.length === 0) return [];
  return [
    {
      rule: 'shared-target',
      severity: 'warning',
      at,
      message: `ExternalSecret "${other.name}" writes ${shared.length === 1 ? 'the key' : 'the keys'} ${shared.join(', ')} of Secret "${secret}" too: the value changes back and forth with each sync. Let only one of them write it.`,
      related,
    },
  ];
}

function policyOf(resource: ResourceNode): string | undefined {
  const spec = judgedSpecPath(resource);
  return spec && targetText(resource, spec, 'creationPolicy', 'Owner');
}

/** The keys that are named in `data`, where no template writes others in their place. */
function keysOf(resource: ResourceNode): readonly string[] {
  const spec = judgedSpecPath(resource);
  if (spec === undefined || resource.nodeAt([...spec, 'target', 'template']) !== undefined) return [];
  return mappingsIn(resource, [...spec, 'data']).flatMap((item) => textAt(resource, item, ['secretKey']) ?? []);
}
