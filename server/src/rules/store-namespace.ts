import { phrase } from '../localisation.ts';
import type { Finding } from '../model/finding.ts';
import { isWritten, writtenText } from '../model/known.ts';
import type { NamespaceRule } from '../model/storeReferenceRules.ts';
import { type StoreReference, storeReferences } from '../model/storeReferences.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Rule } from './rule.ts';
import { isStore } from './storeView.ts';

/** ESO: `namespace should either be empty or match the namespace of the SecretStore for a namespaced SecretStore`. */
export const storeNamespace: Rule = {
  meta: {
    id: 'store-namespace',
    severity: 'error',
    kinds: ['SecretStore'],
    needs: 'document',
    summary: 'A SecretStore refers to a Secret or ServiceAccount of another namespace.',
    why: "For the references that a provider looks at the webhook answers `namespace should either be empty or match the namespace of the SecretStore for a namespaced SecretStore`; a `caProvider` fails with the same text when the store is opened, and for kubernetes, crd and infisical its namespace is refused even if it is the store's own (`CAProvider.namespace must be empty with SecretStore`). The namespace of all other references is ignored: ESO looks in the store's own, which is a warning. While the manifest names no namespace of its own, what depends on it is only information.",
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
    isStore(resource) ? storeReferences(resource).flatMap((reference) => judge(resource, reference)) : [],
};

function judge(resource: ResourceNode, { path: reference, rule }: StoreReference): readonly Finding[] {
  const path = [...reference, 'namespace'];
  const named = writtenText(resource, path);
  if (named === undefined || !isNamespace(named)) return [];
  const field = `${reference.at(-1)}.namespace`;
  const said = rule === 'sealed' ? sealed(field) : compare(resource, rule, field, named);
  if (said === undefined) return [];
  const fix = {
    title: phrase('Remove {0}', field),
    preferred: true,
    edits: [{ at: { path, part: 'entry' as const }, newText: '' }],
  };
  return [
    { rule: 'store-namespace', at: { path, part: 'value' }, ...said, ...(isWritten(resource, path) ? { fixes: [fix] } : {}) },
  ];
}

/** Whether a text can be a namespace; one that cannot is reported as such. */
function isNamespace(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

function sealed(field: string): Pick<Finding, 'severity' | 'message'> {
  const message = `${field} must not be given in a SecretStore, not even as its own namespace: ESO refuses the store.`;
  return { severity: 'error', message };
}

function compare(
  resource: ResourceNode,
  rule: NamespaceRule,
  field: string,
  named: string,
): Pick<Finding, 'severity' | 'message'> | undefined {
  const own = resource.namespace || undefined;
  if (named === own || resource.isPlaceholder(['metadata', 'namespace'])) return undefined;
  if (own === undefined) {
    const message = `${field} is only right if this SecretStore is applied to namespace "${named}": a SecretStore may only use its own namespace. Leave it out, or use a ClusterSecretStore.`;
    return { severity: 'information', message };
  }
  if (rule === 'ignored' || rule === 'lateIgnored' || rule === 'required') {
    const message = `${field} is ignored: a SecretStore may only use its own namespace, and ESO looks in "${own}". Use a ClusterSecretStore to reach namespace ${named}.`;
    return { severity: 'warning', message };
  }
  const outcome = rule === 'ca' ? 'ESO admits this store, but it never becomes ready' : 'ESO refuses this store';
  const message = `${field} must be "${own}" or absent, for a SecretStore may only use its own namespace: ${outcome}. Use a ClusterSecretStore to reach namespace ${named}.`;
  return { severity: 'error', message };
}
