import { addBeside } from '../model/externalSecret.ts';
import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { viewStore } from './storeView.ts';

const rest =
  'server:\n  caProvider:\n    type: ConfigMap\n    name: kube-root-ca.crt\n    key: ca.crt\nauth:\n  serviceAccount:\n    name: reader';

/** ESO: `remoteNamespace` has the default `default`, whatever the namespace of the store. */
export const kubernetesDefaultNamespace: Rule = {
  meta: {
    id: 'kubernetes-default-namespace',
    severity: 'information',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'document',
    summary: 'A store of the kubernetes provider does not say from which namespace it reads.',
    why: 'Without remoteNamespace ESO reads the Secrets of the namespace `default`, not those of the namespace of the store or of the ExternalSecret. Nothing is said about a SecretStore that is in `default` itself.',
    bad: storeExample('kubernetes', rest),
    good: storeExample('kubernetes', `remoteNamespace: shared\n${rest}`),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    const store = viewStore(resource, 'kubernetes');
    if (store === undefined || store.has('remoteNamespace') !== false) return [];
    if (!store.cluster && (resource.namespace === 'default' || resource.isPlaceholder(['metadata', 'namespace']))) return [];
    const node = resource.nodeAt(store.pathOf(''));
    const first = node?.type === 'map' ? node.entries[0]?.name : undefined;
    const own = store.cluster ? undefined : resource.namespace;
    const add = (namespace: string) =>
      first === undefined
        ? []
        : addBeside(resource, [...store.pathOf(''), first], 'before', `remoteNamespace: ${namespace}`, false);
    return [
      {
        rule: 'kubernetes-default-namespace',
        severity: 'information',
        at: { path: store.pathOf(''), part: 'key' },
        message: 'Without remoteNamespace ESO reads Secrets of the namespace "default". Say which one is meant.',
        fixes: [...(own === undefined ? [] : add(own)), ...add('default')],
      },
    ];
  },
};
