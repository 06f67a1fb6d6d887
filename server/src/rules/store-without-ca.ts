import type { Finding } from '../model/finding.ts';
import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { type StoreView, viewStore } from './storeView.ts';

const connection = 'No caBundle or caProvider specified; TLS connections will use system certificate roots.';
const bitwarden = 'Neither CA nor CA bundle is configured; user is expected to provide certificate information via volume mount.';

/** The admission warnings of runtime/esutils `ValidateKubernetesConnection` and providers/v1/bitwarden `ValidateStore`. */
export const storeWithoutCa: Rule = {
  meta: {
    id: 'store-without-ca',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'document',
    summary: 'A store of the kubernetes, crd or bitwardensecretsmanager provider names no certificate authority.',
    why: `ESO admits the store and warns. For kubernetes and crd, where \`authRef\` is absent: \`${connection}\` The certificate of a cluster's API server is rarely signed by one of those. For bitwardensecretsmanager: \`${bitwarden}\``,
    bad: storeExample('kubernetes', 'remoteNamespace: shared\nauth:\n  serviceAccount:\n    name: reader'),
    good: storeExample(
      'kubernetes',
      'remoteNamespace: shared\nserver:\n  caProvider:\n    type: ConfigMap\n    name: kube-root-ca.crt\n    key: ca.crt\nauth:\n  serviceAccount:\n    name: reader',
    ),
    fixable: false,
    since: '0.1.0',
  },
  check: ({ resource }) => [
    ...['kubernetes', 'crd'].flatMap((provider) => {
      const store = viewStore(resource, provider);
      const lacking = store && ['authRef', 'server.caBundle', 'server.caProvider'].every((field) => store.has(field) === false);
      const advice = `${store?.has('server') === true ? 'server' : provider} names no certificate authority: add server.caProvider, for example the ConfigMap kube-root-ca.crt of this cluster.`;
      return store !== undefined && lacking === true ? [warning(store, 'server', `${advice} ESO warns: "${connection}"`)] : [];
    }),
    ...['bitwardensecretsmanager'].flatMap((provider) => {
      const store = viewStore(resource, provider);
      const lacking = store && ['caBundle', 'caProvider'].every((field) => store.has(field) === false);
      const advice = 'Neither caBundle nor caProvider is given: the certificate must be mounted into the operator.';
      return store !== undefined && lacking === true ? [warning(store, '', `${advice} ESO warns: "${bitwarden}"`)] : [];
    }),
  ],
};

function warning(store: StoreView, field: string, message: string): Finding {
  return { rule: 'store-without-ca', severity: 'warning', at: { path: store.pathOf(field), part: 'key' }, message };
}
