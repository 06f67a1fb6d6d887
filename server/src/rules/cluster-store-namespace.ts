import { phrase } from '../localisation.ts';
import type { Finding, Fix } from '../model/finding.ts';
import { isAbsent, isWritten, writtenText } from '../model/known.ts';
import type { NamespaceRule } from '../model/storeReferenceRules.ts';
import { type StoreReference, storeReferences } from '../model/storeReferences.ts';
import type { ResourceNode } from '../syntax/manifest.ts';
import type { Rule } from './rule.ts';
import { isStore } from './storeView.ts';

/** ESO: `cluster scope requires namespace`. */
export const clusterStoreNamespace: Rule = {
  meta: {
    id: 'cluster-store-namespace',
    severity: 'error',
    kinds: ['ClusterSecretStore'],
    needs: 'document',
    summary: 'A reference of a ClusterSecretStore lacks the namespace that its provider insists on.',
    why: 'A ClusterSecretStore has no namespace of its own. Some providers take that of the ExternalSecret (aws, azurekv, vault, gcpsm and others); the others must be told. The webhook refuses the store: `cluster scope requires namespace`, `CAProvider.namespace must not be empty with ClusterSecretStore`, `caProvider.namespace is required for ClusterSecretStore` or `oidcConfig.serviceAccountRef.namespace is required for ClusterSecretStore`. For delinea, ngrok, pulumi, scaleway, secretserver, and for `caProvider`, it admits the store, which then never becomes ready: `when using a ClusterSecretStore, namespaces must be explicitly set`, `cluster store requires namespace`, `missing namespace on caProvider secret`.',
    bad: `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: gitlab
spec:
  provider:
    gitlab:
      projectID: "12345"
      auth:
        SecretRef:
          accessToken:
            name: gitlab
            key: token
`,
    good: `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata:
  name: gitlab
spec:
  provider:
    gitlab:
      projectID: "12345"
      auth:
        SecretRef:
          accessToken:
            name: gitlab
            namespace: external-secrets
            key: token
`,
    fixable: true,
    since: '0.1.0',
  },
  check: ({ resource }) =>
    isStore(resource) ? storeReferences(resource).flatMap((reference) => judge(resource, reference)) : [],
};

const outcomes: Readonly<Partial<Record<NamespaceRule, string>>> = {
  strict: 'ESO refuses this store:',
  sealed: 'ESO refuses this store:',
  required: 'ESO refuses this store:',
  late: 'ESO admits this store, but it never becomes ready:',
  lateIgnored: 'ESO admits this store, but it never becomes ready:',
  ca: 'ESO admits this store, but it never becomes ready:',
};

function judge(resource: ResourceNode, reference: StoreReference): readonly Finding[] {
  const { path, rule, prefix, inCluster } = reference;
  const outcome = outcomes[rule];
  if (outcome === undefined || !isAbsent(resource, path, ['namespace'])) return [];
  const message = `${path.at(-1)} needs a namespace: a ClusterSecretStore has none of its own. ${outcome} "${prefix}${inCluster}".`;
  const at = { path, part: 'key' } as const;
  return [{ rule: 'cluster-store-namespace', severity: 'error', at, message, fixes: fixesOf(resource, reference) }];
}

/** The namespace that another reference of the store names, else the one that ESO is usually installed in, as a suggestion. */
function fixesOf(resource: ResourceNode, { path }: StoreReference): readonly Fix[] {
  const name = [...path, 'name'];
  if (!isWritten(resource, name)) return [];
  const named = storeReferences(resource).flatMap((other) => writtenText(resource, [...other.path, 'namespace']) ?? []);
  const [known, ...others] = new Set(named);
  const namespace = known === undefined || others.length > 0 ? 'external-secrets' : known;
  const edit = { at: { path: name, part: 'entry' }, newText: `namespace: ${namespace}`, beside: 'after' } as const;
  return [{ title: phrase('Add {0}', `namespace: ${namespace}`), preferred: namespace === known, edits: [edit] }];
}
