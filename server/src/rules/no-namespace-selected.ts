import { judgedSpecPath } from '../model/externalSecret.ts';
import { isAbsent, isOpen, knownAt } from '../model/known.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Rule } from './rule.ts';

const SELECTORS = ['namespaceSelectors', 'namespaceSelector', 'namespaces'];

/** ESO: a ClusterExternalSecret without a selector makes nothing and is Ready. */
export const noNamespaceSelected: Rule = {
  meta: {
    id: 'no-namespace-selected',
    severity: 'warning',
    kinds: ['ClusterExternalSecret'],
    needs: 'document',
    summary: 'A ClusterExternalSecret selects no namespace.',
    why: 'It is admitted and becomes Ready, and makes no ExternalSecret anywhere: no selector means no namespace, not all of them. An empty selector, `namespaceSelectors: [{}]`, means all.',
    bad: `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata:
  name: registry-login
spec:
  externalSecretSpec:
    secretStoreRef:
      name: vault
      kind: ClusterSecretStore
    dataFrom:
      - extract:
          key: shared/registry
`,
    good: `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata:
  name: registry-login
spec:
  namespaceSelectors:
    - matchLabels:
        team: payments
  externalSecretSpec:
    secretStoreRef:
      name: vault
      kind: ClusterSecretStore
    dataFrom:
      - extract:
          key: shared/registry
`,
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    if (judgedSpecPath(resource) === undefined) return [];
    if (!SELECTORS.every((field) => selectsNothing(resource, field))) return [];
    const written = SELECTORS.find((field) => resource.nodeAt(['spec', field]) !== undefined);
    return [
      {
        rule: 'no-namespace-selected',
        severity: 'warning',
        at: { path: written === undefined ? ['spec'] : ['spec', written], part: 'key' },
        message:
          'No namespace is selected: this is admitted, becomes Ready and makes nothing. Add namespaceSelectors; an empty selector in it means every namespace.',
      },
    ];
  },
};

function selectsNothing(resource: ResourceNode, field: string): boolean {
  const known = knownAt(resource, ['spec'], [field]);
  if (known.state !== 'value') return isAbsent(resource, ['spec'], [field]);
  return Array.isArray(known.value) && known.value.length === 0 && !isOpen(resource.nodeAt(['spec', field]));
}
