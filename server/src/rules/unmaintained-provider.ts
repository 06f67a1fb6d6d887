import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { viewStore } from './storeView.ts';

/** The providers that ESO itself calls unmaintained (`MaintenanceStatus`); in 2.9.0 there is one, and none is deprecated. */
const unmaintained = ['fake'];

/** ESO: apis/externalsecrets/v1/secretstore_validator.go, the warning about the maintenance status. */
export const unmaintainedProvider: Rule = {
  meta: {
    id: 'unmaintained-provider',
    severity: 'warning',
    kinds: ['SecretStore', 'ClusterSecretStore'],
    needs: 'document',
    summary: "ESO's project does not maintain the provider of a store.",
    why: "ESO admits the store and warns: `store NAME isn't currently maintained. Please plan and prepare accordingly.` In ESO 2.9 this is said of `fake` only, which is meant for tests. The annotation `external-secrets.io/ignore-maintenance-checks` silences the events of the controller, not this warning.",
    bad: storeExample('fake', 'data:\n  - key: app/login\n    value: made-up'),
    good: storeExample('aws', 'service: SecretsManager\nregion: eu-central-1'),
    fixable: false,
    since: '0.1.0',
  },
  check: ({ resource, resolution }) =>
    unmaintained.flatMap((provider) => {
      const store = viewStore(resource, provider);
      // Versions that still serve v1beta1 are older than these warnings, or only just have them.
      const isOld = resolution?.state === 'served' && resolution.entry.apiVersion.endsWith('/v1beta1');
      if (store === undefined || isOld) return [];
      const answer = `store ${resource.name ?? 'NAME'} isn't currently maintained. Please plan and prepare accordingly.`;
      const message = `The ${provider} provider is meant for tests. ESO warns: "${answer}"`;
      return [{ rule: 'unmaintained-provider', severity: 'warning', at: { path: store.pathOf(''), part: 'key' }, message }];
    }),
};
