import type { Finding } from '../model/finding.ts';
import { isObject, valueAt } from '../model/references.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { JsonValue } from '../syntax/node.ts';
import type { Path } from '../syntax/path.ts';
import type { Rule } from './rule.ts';

/** ESO: `namespace should either be empty or match the namespace of the SecretStore for a namespaced SecretStore`. */
export const storeNamespace: Rule = {
  meta: {
    id: 'store-namespace',
    severity: 'error',
    kinds: ['SecretStore'],
    needs: 'document',
    summary: 'A SecretStore refers to a Secret or ServiceAccount of another namespace.',
    why: "The webhook refuses it for most providers: `namespace should either be empty or match the namespace of the SecretStore for a namespaced SecretStore`. Where it is admitted, ESO ignores the namespace and looks in the store's own. While the manifest names no namespace of its own, this is only information.",
    bad: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
      auth:
        jwt:
          serviceAccountRef:
            name: external-secrets
            namespace: external-secrets
`,
    good: `apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: aws-secretsmanager
  namespace: default
spec:
  provider:
    aws:
      service: SecretsManager
      region: us-east-1
      auth:
        jwt:
          serviceAccountRef:
            name: external-secrets
`,
    fixable: true,
    since: '0.1.0',
  },
  check: ({ resource }) =>
    resource.kind === 'SecretStore' && !resource.isPlaceholder(['metadata', 'namespace'])
      ? references(valueAt(resource.json(), ['spec', 'provider']), ['spec', 'provider']).flatMap((path) => judge(resource, path))
      : [],
};

function judge(resource: ResourceNode, reference: Path): readonly Finding[] {
  const path = [...reference, 'namespace'];
  const named = valueAt(resource.json(), path);
  const own = resource.namespace;
  if (typeof named !== 'string' || named === '' || named === own || resource.isPlaceholder(path)) return [];
  const field = String(reference.at(-1));
  return [
    {
      rule: 'store-namespace',
      severity: own === undefined ? 'information' : 'error',
      at: { path, part: 'value' },
      message:
        own === undefined
          ? `${field}.namespace is only right if this SecretStore is applied to namespace "${named}": a SecretStore may only use its own namespace. Leave it out, or use a ClusterSecretStore.`
          : `${field}.namespace must be "${own}" or absent: a SecretStore may only use its own namespace. Use a ClusterSecretStore to reach namespace ${named}.`,
      fixes: [{ title: `Remove ${field}.namespace`, preferred: true, edits: [{ at: { path, part: 'entry' }, newText: '' }] }],
    },
  ];
}

/** Paths of the objects that name a Secret, ConfigMap or ServiceAccount: below a field that ends in `Ref`, or a `caProvider`. */
function references(value: JsonValue | undefined, path: Path): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => references(item, [...path, i]));
  if (!isObject(value)) return [];
  const inReference =
    path.some((segment) => typeof segment === 'string' && /ref$/i.test(segment)) || path.at(-1) === 'caProvider';
  const own = inReference && typeof value['name'] === 'string' && 'namespace' in value ? [path] : [];
  return [...own, ...Object.keys(value).flatMap((key) => references(value[key], [...path, key]))];
}
