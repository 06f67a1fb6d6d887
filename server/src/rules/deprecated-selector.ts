import { judgedSpecPath } from '../model/externalSecret.ts';
import { isPresent } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** ESO's CRD: namespaceSelector and namespaces are deprecated in favour of namespaceSelectors. */
export const deprecatedSelector: Rule = {
  meta: {
    id: 'deprecated-selector',
    severity: 'information',
    kinds: ['ClusterExternalSecret'],
    needs: 'document',
    summary: 'A ClusterExternalSecret chooses its namespaces by a deprecated field.',
    why: 'namespaceSelector and namespaces still work, and the description of the kind calls them deprecated: namespaceSelectors is a list, of which any may match. A namespace is named there by the label `kubernetes.io/metadata.name`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ClusterExternalSecret
metadata:
  name: registry-login
spec:
  namespaces:
    - payments
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
        kubernetes.io/metadata.name: payments
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
    return ['namespaceSelector', 'namespaces']
      .filter((field) => isPresent(resource, ['spec'], [field]))
      .map((field) => ({
        rule: 'deprecated-selector',
        severity: 'information',
        at: { path: ['spec', field], part: 'key' },
        message:
          field === 'namespaces'
            ? 'namespaces is deprecated: use namespaceSelectors with the label kubernetes.io/metadata.name.'
            : 'namespaceSelector is deprecated: use namespaceSelectors, a list of such selectors.',
      }));
  },
};
