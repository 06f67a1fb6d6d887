import { externalSecretKinds, judgedSpecPath, targetText } from '../model/externalSecret.ts';
import { fetchedKeys } from '../model/goTemplate/fetchedKeys.ts';
import { isAbsent, isOpen, isPresent, textAt } from '../model/known.ts';
import { listNames } from '../schema/findings/judged.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** Kubernetes, validation of Secrets: the keys that a type must have; of a group one is enough. */
const REQUIRED: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ['kubernetes.io/dockerconfigjson', [['.dockerconfigjson']]],
  ['kubernetes.io/dockercfg', [['.dockercfg']]],
  ['kubernetes.io/tls', [['tls.crt'], ['tls.key']]],
  ['kubernetes.io/ssh-auth', [['ssh-privatekey']]],
  ['kubernetes.io/basic-auth', [['username', 'password']]],
]);

/** Kubernetes: `Secret "registry" is invalid: data[.dockerconfigjson]: Required value`. */
export const secretTypeKeys: Rule = {
  meta: {
    id: 'secret-type-keys',
    severity: 'error',
    kinds: externalSecretKinds,
    needs: 'document',
    summary: 'The Secret would lack a key that its type demands.',
    why: 'The ExternalSecret is admitted and never becomes Ready: the API server refuses the Secret, `data[.dockerconfigjson]: Required value`, and the condition says `could not update secret`. It is said only where all keys can be known: all come from template.data or from data, and ESO does not merge into a Secret that may have others.',
    bad: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      type: kubernetes.io/dockerconfigjson
  data:
    - secretKey: dockerconfigjson
      remoteRef:
        key: prod/registry
`,
    good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: db-credentials
spec:
  secretStoreRef:
    name: vault
    kind: ClusterSecretStore
  target:
    template:
      type: kubernetes.io/dockerconfigjson
  data:
    - secretKey: .dockerconfigjson
      remoteRef:
        key: prod/registry
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const spec = judgedSpecPath(resource);
    if (spec === undefined || !isMadeWhole(resource, spec)) return [];
    const template = [...spec, 'target', 'template'];
    const type = textAt(resource, template, ['type']) ?? '';
    const keys = writtenKeys(resource, spec);
    if (keys === undefined) return [];
    const lacking = (REQUIRED.get(type) ?? []).filter((group) => !group.some((key) => keys.includes(key)));
    if (lacking.length === 0) return [];
    const names = lacking.map((group) => group.map((key) => `"${key}"`).join(' or ')).join(' and ');
    return [
      {
        rule: 'secret-type-keys',
        severity: 'error',
        at: { path: [...template, 'type'], part: 'value' },
        message: `A Secret of the type ${type} must have ${names}: without that the API server refuses it and every sync fails. This one has ${listNames(keys)}.`,
      },
    ];
  },
};

/** Whether ESO makes all of a Secret by itself: not another kind, and not into one that may be there. */
function isMadeWhole(resource: ResourceNode, spec: Path): boolean {
  const creation = targetText(resource, spec, 'creationPolicy', 'Owner');
  return (creation === 'Owner' || creation === 'Orphan') && isAbsent(resource, [...spec, 'target'], ['manifest']);
}

/** The keys of the Secret, or undefined where they cannot all be known. */
function writtenKeys(resource: ResourceNode, spec: Path): readonly string[] | undefined {
  const template = [...spec, 'target', 'template'];
  if (!isAbsent(resource, template, ['templateFrom'])) return undefined;
  const templated = keysOf(resource, template);
  if (templated === undefined) return undefined;
  const merged = textAt(resource, template, ['mergePolicy'], 'Replace');
  if (templated.length > 0 && merged === 'Replace') return templated;
  const fetched = merged === undefined ? undefined : fetchedKeys(resource, spec);
  return fetched === undefined ? undefined : [...fetched, ...templated];
}

function keysOf(resource: ResourceNode, template: Path): readonly string[] | undefined {
  const data = [...template, 'data'];
  if (isAbsent(resource, template, ['data'])) return [];
  const node = resource.nodeAt(data);
  return node?.type === 'map' && !resource.isPlaceholder(data) && !isOpen(node) && isPresent(resource, template, ['data'])
    ? node.entries.map((entry) => entry.name)
    : undefined;
}
