import { addBeside, changeTo, judgedSpecPath, mappingsIn, targetText } from '../model/externalSecret.ts';
import type { Fix } from '../model/finding.ts';
import { isAbsent, isOpen, textAt } from '../model/known.ts';
import { writtenSecretOf } from '../model/targetSecret.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: creationPolicy Owner and Orphan rebuild `data` of a Secret that is already there. */
export const adoptedSecret: Rule = {
  meta: {
    id: 'adopted-secret',
    severity: 'warning',
    kinds: ['ExternalSecret'],
    needs: 'workspace',
    summary: 'An ExternalSecret takes over a Secret that is written by hand, and removes keys from it.',
    why: 'With creationPolicy Owner, the default, and Orphan ESO does not mind whether the Secret is already there: it builds its data anew, and keys that it does not fetch are gone. It is said only where the Secret stands in the same file or kustomization, and has keys that are not fetched.',
    bad: `apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  host: db.example.com
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    good: `apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  host: db.example.com
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    creationPolicy: Merge
  data:
    - secretKey: password
      remoteRef:
        key: prod/myapp/database
`,
    fixable: true,
    since: '0.1.0',
  },
  checkWorkspace({ resource, workspace }) {
    const spec = judgedSpecPath(resource);
    const secret = writtenSecretOf(resource);
    const policy = spec && targetText(resource, spec, 'creationPolicy', 'Owner');
    if (spec === undefined || secret === undefined || (policy !== 'Owner' && policy !== 'Orphan')) return [];
    const written = keysWritten(resource, spec);
    const entry = workspace.objects('Secret', secret).find((other) => workspace.isTogether(resource, other));
    if (entry === undefined || written === undefined) return [];
    const lost = keysOfSecret(entry.resource).filter((key) => !written.includes(key));
    if (lost.length === 0) return [];
    const named = resource.nodeAt([...spec, 'target', 'name']) !== undefined;
    return [
      {
        rule: 'adopted-secret',
        severity: 'warning',
        at: { path: named ? [...spec, 'target', 'name'] : ['metadata', 'name'], part: 'value' },
        message: `Secret "${secret}" is also written by hand: with creationPolicy ${policy} ESO takes it over and removes ${lost.join(', ')}. Use creationPolicy Merge to keep what others wrote.`,
        fixes: mergeInstead(resource, spec),
        related: [{ entry, path: ['metadata', 'name'], part: 'value', message: `Secret "${secret}"` }],
      },
    ];
  },
};

function mergeInstead(resource: ResourceNode, spec: Path): readonly Fix[] {
  const path = [...spec, 'target', 'creationPolicy'];
  if (resource.nodeAt(path) !== undefined) return changeTo(resource, path, 'Merge', false);
  const beside = [...spec, 'target', 'name'];
  return resource.nodeAt(beside) === undefined ? [] : addBeside(resource, beside, 'after', 'creationPolicy: Merge', false);
}

/** The keys that the Secret certainly ends up with; undefined where the vault or a template decides on them. */
function keysWritten(resource: ResourceNode, spec: Path): readonly string[] | undefined {
  if (!isAbsent(resource, spec, ['dataFrom']) || resource.nodeAt([...spec, 'target', 'template']) !== undefined) return undefined;
  if (isOpen(resource.nodeAt([...spec, 'data']))) return undefined;
  const keys = mappingsIn(resource, [...spec, 'data']).map((item) => textAt(resource, item, ['secretKey']));
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

/** The names of a Secret's keys; its values are not looked at. */
function keysOfSecret(secret: ResourceNode): readonly string[] {
  return ['data', 'stringData'].flatMap((field) => {
    const node = secret.nodeAt([field]);
    return node?.type === 'map' ? node.entries.filter(({ key }) => !key.placeholder).map(({ name }) => name) : [];
  });
}
