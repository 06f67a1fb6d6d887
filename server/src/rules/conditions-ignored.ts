import { remove } from '../model/externalSecret.ts';
import { isPresent } from '../model/known.ts';
import type { Rule } from './rule.ts';
import { storeExample } from './storeChecks.ts';
import { isStore } from './storeView.ts';

const provider = 'service: SecretsManager\nregion: eu-central-1';

/** ESO: only for a ClusterSecretStore is the namespace of the ExternalSecret compared with `conditions`. */
export const conditionsIgnored: Rule = {
  meta: {
    id: 'conditions-ignored',
    severity: 'warning',
    kinds: ['SecretStore'],
    needs: 'document',
    summary: 'A SecretStore has conditions, which count in a ClusterSecretStore only.',
    why: 'Conditions say from which namespaces a ClusterSecretStore may be used. A SecretStore can be used from its own namespace and no other, whatever its conditions say; the schema takes them all the same.',
    bad: `${storeExample('aws', provider)}  conditions:
    - namespaces:
        - team-b
`,
    good: storeExample('aws', provider),
    fixable: true,
    since: '0.1.0',
  },
  check({ resource }) {
    if (!isStore(resource) || !isPresent(resource, ['spec'], ['conditions'])) return [];
    const path = ['spec', 'conditions'];
    return [
      {
        rule: 'conditions-ignored',
        severity: 'warning',
        at: { path, part: 'key' },
        message:
          'ESO ignores the conditions of a SecretStore: it can only be used from its own namespace. Remove them, or make it a ClusterSecretStore.',
        fixes: remove(resource, path, true),
      },
    ];
  },
};
