import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { viewStore } from './storeView.ts';

const address = 'serviceUrl: https://example.eu-de.secrets-manager.appdomain.cloud\n';
const answer = 'cannot read container auth token';

/** ESO: providers/v1/ibm `ValidateStore` opens the token's file, in the pod of the webhook. */
export const ibmContainerAuth: Rule = {
  meta: {
    id: 'ibm-container-auth',
    severity: 'information',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'document',
    summary: "An IBM store logs in by a container's token, which the webhook must be able to read too.",
    why: `When the store is applied the webhook opens the file at tokenLocation, by default \`/var/run/secrets/tokens/vault-token\`, in its own pod. An installation by the chart mounts it nowhere, and the store is refused: \`${answer} …: no such file or directory\`. The token has to be mounted into the pods of the controller and of the webhook.`,
    bad: storeExample('ibm', `${address}auth:\n  containerAuth:\n    profile: secrets-reader`),
    good: storeExample('ibm', `${address}auth:\n  secretRef:\n    secretApiKeySecretRef:\n      name: ibm\n      key: api-key`),
    fixable: false,
    since: '0.1.0',
  },
  check({ resource }) {
    const store = viewStore(resource, 'ibm');
    if (store?.has('auth.containerAuth') !== true) return [];
    return [
      {
        rule: 'ibm-container-auth',
        severity: 'information',
        at: { path: store.pathOf('auth.containerAuth'), part: 'key' },
        message: `This needs the token mounted into the pod of the webhook too, not only of the controller. Where it is not, ESO refuses the store: "${answer}".`,
      },
    ];
  },
};
