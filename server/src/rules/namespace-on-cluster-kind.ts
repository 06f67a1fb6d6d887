import { remove } from '../model/externalSecret.ts';
import { writtenText } from '../model/known.ts';
import type { Rule } from './rule.ts';

/** Kubernetes: objects of cluster-scoped kinds have no namespace. */
export const namespaceOnClusterKind: Rule = {
  meta: {
    id: 'namespace-on-cluster-kind',
    severity: 'information',
    kinds: ['ClusterSecretStore', 'ClusterExternalSecret', 'ClusterPushSecret', 'ClusterGenerator'],
    needs: 'document',
    summary: 'An object of a kind that belongs to the whole cluster names a namespace.',
    why: 'The API server takes the namespace away without a word. A ClusterSecretStore serves all namespaces, unless its conditions name some; two of the same name in two namespaces are one object.',
    bad: example('  name: aws\n  namespace: team-a\n'),
    good: example('  name: aws\n'),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const path = ['metadata', 'namespace'];
    const named = writtenText(resource, path);
    if (named === undefined || named === '') return [];
    return [
      {
        rule: 'namespace-on-cluster-kind',
        severity: 'information',
        at: { path, part: 'key' },
        message: `A ${resource.kind} belongs to no namespace: Kubernetes drops this one, and the object is there for the whole cluster. Remove it.`,
        fixes: remove(resource, path, true),
      },
    ];
  },
};

function example(metadata: string): string {
  return `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
${metadata}spec:
  provider:
    aws:
      service: SecretsManager
      region: eu-central-1
`;
}
